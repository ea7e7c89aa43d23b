// @ts-check
/** What is compared of two runs: their lanes, their guides, what came out, and what was asked of them. */

import { difference } from "./diff.js";
import { above, el, note } from "./dom.js";
import { NONE, cost, percent, whole } from "./format.js";
import { lanes } from "./lanes.js";
import { diffNode } from "./pane_guide.js";

/** @typedef {import("./source.js").Json} Json */
/** @typedef {import("./lockstep.js").Side} Side */
/** @typedef {import("./lanes.js").Lane} Lane */

export const LETTERS = ["A", "B"];

/**
 * The lanes of both runs, over each other.
 * @param {Side[]} sides @param {(side: Side, step: number) => number} position @returns {Lane[]}
 */
export function paired(sides, position) {
  const [a, b] = sides.map((side) => moved(
    lanes(side.timeline, side.head.report),
    (step) => position(side, step),
    side,
  ));
  return a.filter((lane) => lane.values).map((lane) => {
    const other = b.find((one) => one.key === lane.key);
    if (!other) return { ...lane, row: undefined };
    const [one, two] = [lane.range ?? [0, 1], other.range ?? [0, 1]];
    return {
      ...lane, row: undefined, range: /** @type {[number, number]} */ ([
        Math.min(one[0], two[0]), Math.max(one[1], two[1]),
      ]),
      other: other.steps && other.values ? { steps: other.steps, values: other.values } : undefined,
      marks: [
        ...lane.marks.map((mark) => ({ ...mark, words: `A: ${mark.words}` })),
        ...other.marks.map((mark) => ({ ...mark, words: `B: ${mark.words}` })),
      ],
      read: (/** @type {number} */ at) => `${lane.read(at)} · ${other.read(at)}`,
    };
  });
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

/** What came out, and what was different from the start. @param {Side[]} sides */
export function result(sides) {
  const heads = sides.map((side) => side.head);
  const row = (/** @type {string} */ name, /** @type {any[]} */ values) => el(
    "tr", {},
    el("th", { scope: "row" }, name),
    ...values.map((value) => el("td", {}, value ?? NONE)),
  );
  const settings = [...new Set(heads.flatMap((head) => Object.keys(head.settings)))]
    .filter((name) => new Set(heads.map((head) => JSON.stringify(head.settings[name]))).size > 1)
    .map((name) => row(name, heads.map((head) => JSON.stringify(head.settings[name]))));
  const fronts = heads.map((head) => head.report?.front ?? {});
  const names = [...new Set(fronts.flatMap((front) => Object.keys(front)))];
  const component = (/** @type {string} */ name) => row(
    fronts.find((front) => front[name])?.[name].title,
    fronts.map((front) => (front[name] ? `${percent(front[name].level)}, ${front[name].verdict.word}` : NONE)),
  );
  const table = (/** @type {any[]} */ rows) => el(
    "table", { class: "pairs" },
    el("thead", {}, el("tr", {}, el("th"), ...LETTERS.map((letter) => el("th", { scope: "col" }, letter)))),
    el("tbody", {}, ...rows),
  );
  return el(
    "div", { class: "result" },
    table([
      row("run", heads.map((head) => head.name)),
      row("agent", heads.map((head) => head.label)),
      row("steps", heads.map((head) => whole(head.steps))),
      row(
        "objectives",
        heads.map((head) => (head.objectives ? `${head.objective} of ${head.objectives}` : NONE)),
      ), row("status", heads.map((head) => head.status)),
      row("cost", heads.map((head) => cost(head.usd))),
      row("drift", heads.map((head) => head.verdict?.word)),
      ...names.map(component),
    ]),
    el("h3", {}, "Settings that differ"), settings.length ? table(settings) : note("None: both were asked to do the same."),
  );
}
