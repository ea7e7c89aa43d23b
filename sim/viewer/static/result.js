// @ts-check
/** What came of two runs, since they parted if they were one, and what was asked of them. */

import { button, el, note } from "./dom.js";
import { NONE, cost, percent, usd, whole } from "./format.js";
import { LETTERS } from "./compared.js";

/** @typedef {import("./source.js").Json} Json */
/** @typedef {import("./lockstep.js").Side} Side */
/** @typedef {import("./kin.js").Shared} Shared */

/**
 * @param {Side[]} sides @param {Shared | null} shared @param {(step: number) => void} seek
 * @param {import("./figures.js").Figures} figures of both, drawn when they are unfolded
 */
export function result(sides, shared, seek, figures) {
  const heads = sides.map((side) => side.head);
  const settings = differing(heads);
  return el(
    "div", { class: "result", tabIndex: 0, role: "region", "aria-label": "Result" },
    shared ? parted(sides, shared, seek) : null,
    table([
      row("run", heads.map((head) => head.name)),
      row("agent", heads.map((head) => head.label)),
      row("steps", heads.map((head) => whole(head.steps))),
      row("objectives", heads.map((head) => (head.objectives ? `${head.objective} of ${head.objectives}` : NONE))),
      row("status", heads.map((head) => head.status)),
      row("cost", heads.map((head) => cost(head.usd))),
      row("drift", heads.map((head) => head.verdict?.word)),
      ...components(heads),
    ]),
    el("h3", {}, "Settings that differ"),
    settings.length ? table(settings) : note("None: both were asked to do the same."),
    folded("Figures of both", figures),
  );
}

/**
 * What two runs have in common, and what came of each since.
 * @param {Side[]} sides @param {Shared} shared @param {(step: number) => void} seek
 */
function parted(sides, { step, words }, seek) {
  const since = sides.map((side) => sinceThen(side, step));
  return el(
    "section", { class: "parted" },
    el("p", {}, el("b", {}, "One history. "), words, " ", button(
      "go there", `Go to step ${whole(step)}, where they part`, () => seek(step), { class: "link" },
    )),
    table([
      row("steps since", since.map((one) => whole(one.steps))),
      row("objectives since", since.map((one) => (one.met === null ? NONE : whole(one.met)))),
      since.some((one) => one.usd !== null) ? row("cost since", since.map((one) => usd(one.usd))) : null,
    ]),
  );
}

/** @param {Side} side @param {number} step @returns {{steps: number, met: number | null, usd: number | null}} */
function sinceThen({ head, timeline }, step) {
  const met = timeline.marks.objectives.findLast((/** @type {number[]} */ mark) => mark[0] <= step)?.[1] ?? 0;
  const at = timeline.steps.findLastIndex((/** @type {number} */ end) => end <= step);
  const paid = timeline.usd[timeline.usd.length - 1] ?? null;
  return {
    steps: head.steps - step,
    met: head.objective === null ? null : head.objective - met,
    usd: paid === null ? null : paid - (timeline.usd[at] ?? 0),
  };
}

/** @param {Json[]} heads */
function components(heads) {
  const fronts = heads.map((head) => head.report?.front ?? {});
  const names = [...new Set(fronts.flatMap((front) => Object.keys(front)))];
  return names.map((name) => row(
    fronts.find((front) => front[name])?.[name].title,
    fronts.map((front) => (front[name] ? `${percent(front[name].level)}, ${front[name].verdict.word}` : NONE)),
  ));
}

/** @param {Json[]} heads */
const differing = (heads) => [...new Set(heads.flatMap((head) => Object.keys(head.settings)))]
  .filter((name) => new Set(heads.map((head) => JSON.stringify(head.settings[name]))).size > 1)
  .map((name) => row(name, heads.map((head) => JSON.stringify(head.settings[name]))));

/** @param {string} name @param {any[]} values */
const row = (name, values) => el(
  "tr", {},
  el("th", { scope: "row" }, name),
  ...values.map((value) => el("td", {}, value ?? NONE)),
);

/** @param {any[]} rows */
const table = (rows) => el(
  "table", { class: "pairs" },
  el("thead", {}, el("tr", {}, el("td"), ...LETTERS.map((letter) => el("th", { scope: "col" }, letter)))),
  el("tbody", {}, ...rows),
);

/** @param {string} title @param {import("./figures.js").Figures} figures */
function folded(title, figures) {
  const unfolded = async () => {
    if (!fold.open) return;
    await figures.see();
    fold.scrollIntoView({ block: "start" });
  };
  const fold = el(
    "details", { class: "fold", ontoggle: unfolded },
    el("summary", {}, title), figures.node,
  );
  return fold;
}
