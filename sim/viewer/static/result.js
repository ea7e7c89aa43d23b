// @ts-check
/** What came of two runs, since they parted if they were one, and what was asked of them. */

import { button, el, fill, note } from "./dom.js";
import { NONE, cost, percent, usd, whole } from "./format.js";
import { LETTERS } from "./compared.js";

/** @typedef {import("./source.js").Json} Json */
/** @typedef {import("./lockstep.js").Side} Side */
/** @typedef {import("./kin.js").Shared} Shared */

export class Result {
  name = "Result";
  #since = el("div", {});
  #all = el("div", {});

  /**
   * @param {Side[]} sides @param {Shared | null} shared @param {(step: number) => void} seek
   * @param {import("./figures.js").Figures} figures of both, drawn when they are unfolded
   */
  constructor(sides, shared, seek, figures) {
    this.sides = sides;
    this.shared = shared;
    this.figures = figures;
    this.fold = folded("Figures of both", figures);
    this.node = el(
      "div", { class: "result", tabIndex: 0, role: "region", "aria-label": "Result" },
      shared ? parted(shared, seek, this.#since) : null, this.#all, this.fold,
    );
    this.tell();
  }

  show() {}

  /** Tells anew what came of them: they may be being played. */
  tell() {
    const heads = this.sides.map((side) => side.head);
    if (this.shared) fill(this.#since, since(this.sides, this.shared.step));
    fill(this.#all, results(heads), el("h3", {}, "Settings that differ"), settings(heads));
  }

  /** Draws the figures anew: there is a newer report. */
  again() {
    this.figures.again();
    if (this.fold.open) this.figures.see();
  }
}

/** @param {Json[]} heads */
function results(heads) {
  return table([
    row("run", heads.map((head) => head.name)),
    row("agent", heads.map((head) => head.label)),
    row("steps", heads.map((head) => whole(head.steps))),
    row("objectives", heads.map((head) => (head.objectives ? `${head.objective} of ${head.objectives}` : NONE))),
    row("status", heads.map((head) => head.status)),
    row("cost", heads.map((head) => cost(head.usd))),
    row("drift", heads.map((head) => head.verdict?.word)),
    ...components(heads),
  ]);
}

/**
 * What two runs have in common, and what came of each since.
 * @param {Shared} shared @param {(step: number) => void} seek @param {HTMLElement} came what came of each
 */
const parted = ({ step, words }, seek, came) => el(
  "section", { class: "parted" },
  el("p", {}, el("b", {}, "One history. "), words, " ", button(
    "go there", `Go to step ${whole(step)}, where they part`, () => seek(step), { class: "link" },
  )),
  came,
);

/** @param {Side[]} sides @param {number} step */
function since(sides, step) {
  const came = sides.map((side) => sinceThen(side, step));
  return table([
    row("steps since", came.map((one) => whole(one.steps))),
    row("objectives since", came.map((one) => (one.met === null ? NONE : whole(one.met)))),
    came.some((one) => one.usd !== null) ? row("cost since", came.map((one) => usd(one.usd))) : null,
  ]);
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
function settings(heads) {
  const rows = [...new Set(heads.flatMap((head) => Object.keys(head.settings)))]
    .filter((name) => new Set(heads.map((head) => JSON.stringify(head.settings[name]))).size > 1)
    .map((name) => row(name, heads.map((head) => JSON.stringify(head.settings[name]))));
  return rows.length ? table(rows) : note("None: both were asked to do the same.");
}

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
