// @ts-check
/** What goes over each other of two runs: their lanes, and their guides. */

import { difference } from "./diff.js";
import { above, el, note } from "./dom.js";
import { NONE, whole } from "./format.js";
import { lanes } from "./lanes.js";
import { diffNode } from "./pane_guide.js";

/** @typedef {import("./source.js").Json} Json */
/** @typedef {import("./lockstep.js").Side} Side */
/** @typedef {import("./lanes.js").Lane} Lane */

export const LETTERS = ["A", "B"];

/**
 * The lanes of both runs, over each other. What they have in common is drawn and told once.
 * @param {Side[]} sides @param {(side: Side, step: number) => number} position
 * @param {number} shared the last step that they have in common, 0 for none @returns {Lane[]}
 */
export function paired(sides, position, shared) {
  const [a, b] = sides.map((side) => moved(
    lanes(side.timeline, side.head.report),
    (step) => position(side, step),
    side,
  ));
  const fork = shared ? position(sides[1], shared) : 0;
  return a.filter((lane) => lane.values).map((lane) => {
    const other = b.find((one) => one.key === lane.key);
    return other ? over(lane, other, fork) : { ...lane, row: undefined };
  });
}

/** @param {Lane} a @param {Lane} b @param {number} fork the position up to which they are the same @returns {Lane} */
function over(a, b, fork) {
  const [one, two] = [a.range ?? [0, 1], b.range ?? [0, 1]];
  const apart = (/** @type {Lane} */ lane, /** @type {string} */ letter) => lane.marks
    .filter((mark) => mark.step > fork).map((mark) => ({ ...mark, words: `${letter}: ${mark.words}` }));
  return {
    ...a, row: undefined, range: [Math.min(one[0], two[0]), Math.max(one[1], two[1])],
    other: b.steps && b.values ? after(b.steps, b.values, fork) : undefined,
    marks: [...a.marks.filter((mark) => mark.step <= fork), ...apart(a, "A"), ...apart(b, "B")],
    read: (at) => (at <= fork ? a.read(at) : `${a.read(at)} · ${b.read(at)}`),
  };
}

/**
 * A series from a position on, with the last value before, so that it begins where the other one is left.
 * @param {number[]} steps @param {(number | null)[]} values @param {number} from
 */
function after(steps, values, from) {
  const begin = Math.max(0, above(steps, from) - 1);
  return { steps: steps.slice(begin), values: values.slice(begin) };
}

/**
 * Lanes of a run, moved to the positions of the lockstep.
 * @param {Lane[]} all @param {(step: number) => number} to @param {Side} side @returns {Lane[]}
 */
function moved(all, to, side) {
  return all.map((lane) => {
    const steps = lane.steps?.map(to);
    return {
      ...lane, steps,
      marks: lane.marks.map((mark) => ({ ...mark, step: to(mark.step), since: mark.since ? to(mark.since) : null })),
      read: (position) => {
        const at = steps ? above(steps, position) - 1 : -1;
        return lane.steps && at >= 0 ? lane.read(Math.min(lane.steps[at], side.head.last_step)) : NONE;
      },
    };
  });
}

/** @param {(Json | null)[]} guides @returns {Node[]} what the guide of B has that the guide of A has not */
export function guideDiff([a, b]) {
  if (!a && !b) return [note("Both runs were played without a guide.")];
  const texts = [a, b].map((guide) => new Map((guide?.files ?? []).map((/** @type {Json} */ file) => [file.path, file.text])));
  const paths = [...new Set([...texts[0].keys(), ...texts[1].keys()])].sort();
  const found = paths.map((path) => ({ path, ops: difference(texts[0].get(path) ?? "", texts[1].get(path) ?? "") }));
  const differing = found.filter((file) => file.ops.some(([sign]) => sign !== "="));
  const words = differing.length
    ? `${whole(differing.length)} of ${whole(paths.length)} files differ: − only in A, + only in B`
    : "The guides are the same here.";
  return [el("p", { class: "faint" }, words), ...differing.map(diffNode)];
}
