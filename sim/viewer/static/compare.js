// @ts-check
/** Two runs in lockstep: screens side by side, curves over each other, guides and settings compared. */

import { compareAddress, keepMoment, moment } from "./address.js";
import { LETTERS, guideDiff, paired } from "./compared.js";
import { Latest, el, fill, note, seldom } from "./dom.js";
import { Figures } from "./figures.js";
import { whole } from "./format.js";
import { sharedBy } from "./kin.js";
import { PairTape, locksteps } from "./lockstep.js";
import { Panes } from "./panes.js";
import { Player } from "./player.js";
import { result } from "./result.js";
import { HEIGHT, WIDTH } from "./screen.js";
import { SideView } from "./side.js";
import { scaleOf } from "./stage.js";
import { Tape } from "./tape.js";
import { Timeline, timelineKeys } from "./timeline.js";
import { Transport, transportKeys } from "./transport.js";

/** @typedef {import("./source.js").Json} Json */
/** @typedef {import("./lockstep.js").Side} Side */

const POINTS = 2000;
const FIGURES = ["front", "progress", "legs", "guide", "cost"];
const OFTEN = 700; // ms between two comparisons of guides while playing
const STAGE = { count: 2, chrome: 400, share: 0.6, least: 1 };

/**
 * @param {import("./source.js").Source} source @param {string} a @param {string} b
 * @param {{bar: import("./bar.js").Bar, keys: import("./keys.js").Keys, main: HTMLElement}} page
 */
export async function comparePage(source, a, b, page) {
  document.title = "Compare · Longplay";
  if (!a || !b) {
    await choosing(source, a, b, page);
    return;
  }
  const sides = await Promise.all([a, b].map(async (id) => {
    const [head, timeline] = await Promise.all([source.head(id), source.timeline(id, POINTS)]);
    return { head, timeline, tape: new Tape(source, id, () => head.last_step) };
  }));
  await new ComparePage(source, sides, page).start();
}

/**
 * Asks which runs.
 * @param {import("./source.js").Source} source @param {string} a @param {string} b
 * @param {{bar: import("./bar.js").Bar, main: HTMLElement}} page
 */
async function choosing(source, a, b, { bar, main }) {
  bar.at(el("h1", {}, "Compare two runs"));
  const { runs } = await source.runs();
  const ids = runs.filter((run) => !run.error).map((run) => run.id).sort();
  const select = (/** @type {string} */ label, /** @type {string} */ value) => el(
    "select", { "aria-label": label }, el("option", { value: "" }, "choose a run"),
    ...ids.map((id) => el("option", { value: id, selected: id === value }, id)),
  );
  const selects = [select("First run", a), select("Second run", b)];
  const go = () => {
    const [one, other] = selects.map((node) => node.value);
    if (one && other) location.href = compareAddress(one, other);
  };
  for (const node of selects) node.addEventListener("change", go);
  main.replaceChildren(el(
    "div", { class: "choosing" },
    el("p", {}, "Two runs go in lockstep by step, by objective or by cost."),
    ...selects,
  ));
}

class ComparePage {
  #latest = new Latest();
  /** @type {any} */
  shown = null;

  /**
   * @param {import("./source.js").Source} source @param {Side[]} sides
   * @param {{bar: import("./bar.js").Bar, keys: import("./keys.js").Keys, main: HTMLElement}} page
   */
  constructor(source, sides, { bar, keys, main }) {
    this.source = source;
    this.sides = sides;
    this.bar = bar;
    this.shared = sharedBy(sides.map(({ head }) => head));
    this.ways = locksteps(sides);
    this.way = this.ways.find((way) => way.name === moment().by) ?? this.ways[0];
    this.player = new Player(/** @type {any} */ (new PairTape(sides, () => this.way)), () => this.way.count);
    this.transport = new Transport(this.player);
    this.transport.pad.node.remove();
    this.timeline = new Timeline(
      { seek: (position) => this.player.seek(position), viewed: () => this.keep() },
      (position) => this.way.words(position),
    );
    this.views = sides.map((side, at) => new SideView(side, LETTERS[at]));
    this.guides = {
      name: "Guides",
      node: el("div", { class: "guide-diff", tabIndex: 0, role: "region", "aria-label": "Guides compared" }),
      visible: false,
      show: () => (this.player.playing ? this.#compareSoon() : this.#compare()),
    };
    const [a, b] = sides.map(({ head }) => head.id);
    const toStep = (/** @type {number} */ step) => this.player.seek(this.way.position(sides[0], step));
    const figures = new Figures(FIGURES, (name) => source.pairFigure(a, b, name), source.plotly);
    this.panes = new Panes(
      [{ name: "Result", node: result(sides, this.shared, toStep, figures), show() {} }, this.guides],
      (pane) => pane.show(this.shown, this.player.playing),
    );
    const modes = this.ways.map((way) => el(
      "button",
      {
        type: "button", "aria-pressed": String(way === this.way),
        onclick: () => this.by(way.name),
        dataset: { way: way.name },
      },
      way.title,
    ));
    this.modes = el("div", { class: "segmented", role: "group", "aria-label": "Lockstep" }, ...modes);
    this.transport.node.append(this.modes);
    this.node = el(
      "div", { class: "compare" },
      el(
        "div", { class: "stage" },
        el("div", { class: "pair" }, ...this.views.map((view) => view.node)),
        this.panes.node,
      ), this.transport.node, this.timeline.node,
    );
    main.replaceChildren(this.node);
    this.player.onshown((/** @type {any} */ pair) => this.show(pair));
    this.player.onchange(() => { if (!this.player.playing) this.panes.show(this.shown, false); });
    this.player.failed = (error) => bar.say(error.message);
    keys.add("Playing", transportKeys(this.player));
    keys.add("This page", [
      ...this.ways.map((way, at) => ({
        keys: [["s", "o", "c"][["step", "objective", "cost"].indexOf(way.name)] ?? String(at)],
        words: `lockstep ${way.title}`,
        act: () => this.by(way.name),
      })),
      ...this.panes.panes.map((pane, at) => ({
        keys: [String(at + 1)], words: "result, guides",
        act: () => this.panes.choose(pane.name),
      })),
      ...timelineKeys(this.timeline),
    ]);
    window.addEventListener("resize", () => this.fit());
    window.addEventListener("hashchange", () => this.player.seek(moment().step ?? 1));
  }

  async start() {
    const [a, b] = this.sides.map(({ head }) => head);
    document.title = `${a.name} and ${b.name} · Longplay`;
    this.bar.at(
      el("h1", {}, "Compare"),
      el("span", { class: "facts-line" }, this.shared?.words ?? "A is drawn in full, B in orange dashes"),
    );
    this.fit();
    this.panes.choose("Result");
    this.lanes();
    /** @type {any} */ (window).longplay = { player: this.player };
    await this.player.seek(moment().step ?? (this.shared ? this.way.position(this.sides[0], this.shared.step) : 1));
  }

  /** Goes in lockstep in another way, from the moment that A is at. @param {string} name */
  by(name) {
    const step = this.shown?.steps[0]?.number ?? 1;
    this.way = this.ways.find((way) => way.name === name) ?? this.way;
    for (const node of this.modes.children) node.setAttribute(
      "aria-pressed", String(node.dataset.way === this.way.name),
    );
    this.lanes();
    this.timeline.whole();
    this.player.pause();
    this.player.seek(this.way.position(this.sides[0], step));
  }

  lanes() {
    const { shared, way } = this;
    const position = (/** @type {Side} */ side, /** @type {number} */ step) => way.position(side, step);
    this.timeline.show(paired(this.sides, position, shared?.step ?? 0), way.count);
    this.timeline.post(shared ? [{
      step: position(this.sides[0], shared.step), kind: "fork", shared: true, words: "here they part: before, they are one run",
    }] : []);
  }

  /** @param {{number: number, steps: any[]}} pair */
  show(pair) {
    this.shown = pair;
    this.views.forEach((view, at) => { if (pair.steps[at]) view.show(pair.steps[at]); });
    this.transport.at(pair.number, this.way.count, this.way.name === "step" ? null : this.way.words);
    this.timeline.at(pair.number, this.player.playing);
    this.panes.show(pair, this.player.playing);
    this.keep();
  }

  keep() {
    if (this.shown) keepMoment({ step: this.shown.number, by: this.way.name === "step" ? null : this.way.name });
  }

  #compareSoon = seldom(() => this.#compare(), OFTEN);

  async #compare() {
    if (!this.guides.visible || !this.shown) return;
    const asked = this.sides.map(({ head }, at) => {
      const step = this.shown.steps[at]?.number ?? 1;
      return head.guide ? this.source.guide(head.id, step) : null;
    });
    try {
      const guides = await this.#latest.of(Promise.all(asked));
      if (guides) fill(this.guides.node, ...guideDiff(guides));
    } catch (error) {
      fill(this.guides.node, note(/** @type {Error} */ (error).message, "error"));
    }
  }

  fit() {
    const scale = scaleOf(STAGE);
    for (const view of this.views) view.screen.enlarge(scale);
    this.node.style.setProperty("--stage", `${scale * HEIGHT + 66}px`);
    this.node.style.setProperty("--screen", `${2 * (scale * WIDTH + 2) + 12}px`);
  }
}
