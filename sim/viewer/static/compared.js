// @ts-check
/** The lanes of two runs, over each other. */

import { above } from "./dom.js";
import { NONE } from "./format.js";
import { lanes } from "./lanes.js";

/** @typedef {import("./source.js").Json} Json */
/** @typedef {import("./lockstep.js").Side} Side */
/** @typedef {import("./lanes.js").Lane} Lane */

/** @type {{steps: number[], values: (number | null)[]}} */
const NOTHING = { steps: [], values: [] };
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
  const blank = (/** @type {Lane} */ lane) => ({ ...lane, ...NOTHING, marks: [], read: () => NONE });
  const found = (/** @type {Lane[]} */ all, /** @type {Lane} */ lane) => all.find((one) => one.key === lane.key) ?? blank(lane);
  return [...a, ...b.filter((lane) => a.every((one) => one.key !== lane.key))].filter((lane) => lane.values)
    .map((lane) => over(found(a, lane), found(b, lane), fork));
}

/** @param {Lane} a @param {Lane} b @param {number} fork the position up to which they are the same @returns {Lane} */
function over(a, b, fork) {
  const [one, two] = [a.range ?? [0, 1], b.range ?? [0, 1]];
  const apart = (/** @type {Lane} */ lane, /** @type {string} */ letter) => lane.marks
    .filter((mark) => mark.step > fork).map((mark) => ({ ...mark, words: `${letter}: ${mark.words}` }));
  return {
    ...a, colour: "blue", row: undefined, range: [Math.min(one[0], two[0]), Math.max(one[1], two[1])],
    other: b.steps && b.values ? after(b.steps, b.values, fork) : undefined,
    empty: b.values?.some((value) => value !== null) ? undefined : a.empty,
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
