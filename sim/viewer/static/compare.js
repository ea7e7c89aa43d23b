// @ts-check
/** Two runs in lockstep: screens side by side, curves over each other, guides and settings compared. */

import { keepMoment, moment } from "./address.js";
import { choosing } from "./choosing.js";
import { LETTERS, paired } from "./compared.js";
import { ComparedGuides } from "./compared_guides.js";
import { el } from "./dom.js";
import { Figures } from "./figures.js";
import { sharedBy } from "./kin.js";
import { PairTape, locksteps } from "./lockstep.js";
import { Modes } from "./modes.js";
import { PairNews } from "./pair_news.js";
import { Panes } from "./panes.js";
import { Player } from "./player.js";
import { Result } from "./result.js";
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

class ComparePage {
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
    this.way = this.#wayOf(moment().by);
    this.player = new Player(
      /** @type {any} */ (new PairTape(sides, () => this.way)), () => this.way.count, () => this.#end(),
    );
    this.transport = new Transport(this.player);
    this.transport.pad.node.remove();
    this.modes = new Modes((name) => this.by(name));
    this.transport.node.append(this.modes.node);
    this.timeline = new Timeline(
      { seek: (position) => this.player.seek(position), viewed: () => this.keep() },
      (position) => this.way.words(position),
    );
    this.views = sides.map((side, at) => new SideView(side, LETTERS[at]));
    const [a, b] = sides.map(({ head }) => head.id);
    const toStep = (/** @type {number} */ step) => this.player.seek(this.way.position(sides[0], step));
    this.result = new Result(
      sides, this.shared, toStep, new Figures(FIGURES, (name) => source.pairFigure(a, b, name), source.plotly),
    );
    this.panes = new Panes([this.result, new ComparedGuides(source, sides)], (pane) => {
      pane.show(this.shown, this.player.playing);
      this.keep();
    });
    this.node = el(
      "div", { class: "compare" },
      el(
        "div", { class: "stage" },
        el("div", { class: "pair" }, ...this.views.map((view) => view.node)),
        this.panes.node,
      ), this.transport.node, this.timeline.node,
    );
    main.replaceChildren(this.node);
    this.news = new PairNews(source, sides, POINTS, {
      moved: () => this.grown(), report: () => this.result.again(), say: (words) => bar.say(words, true),
    });
    this.#wire(keys);
  }

  /** @param {import("./keys.js").Keys} keys */
  #wire(keys) {
    this.player.onshown((/** @type {any} */ pair) => this.show(pair));
    this.player.onchange(() => { if (!this.player.playing) this.panes.show(this.shown, false); });
    this.player.failed = (error) => this.bar.say(error.message);
    keys.add("Playing", transportKeys(this.transport));
    keys.add("This page", [
      ...this.modes.keys(),
      ...this.panes.panes.map((pane, at) => ({
        keys: [String(at + 1)], words: "result, guides",
        act: () => this.panes.choose(pane.name),
      })),
      ...timelineKeys(this.timeline),
    ]);
    window.addEventListener("resize", () => this.fit());
    window.addEventListener("hashchange", () => this.toMoment());
  }

  async start() {
    const [a, b] = this.sides.map(({ head }) => head);
    document.title = `${a.name} and ${b.name} · Longplay`;
    this.bar.at(
      el("h1", {}, "Compare"),
      el("span", { class: "facts-line" }, this.shared?.words ?? "A is drawn in full and blue, B in orange dashes"),
    );
    this.fit();
    this.panes.choose(moment().pane ?? "Result");
    this.tell();
    const { from, to } = moment();
    if (from && to) this.timeline.view(from, to);
    /** @type {any} */ (window).longplay = { player: this.player };
    this.news.listen();
    await this.toMoment();
  }

  // --- the moment -------------------------------------------------------------------------

  async toMoment() {
    const { step, pane, by } = moment();
    if (pane) this.panes.choose(pane);
    if (this.shown && this.#wayOf(by) !== this.way) this.by(by ?? "step");
    const begin = this.shared ? this.way.position(this.sides[0], this.shared.step) : this.#live() ? this.#end() : 1;
    if (!this.shown || step !== this.shown.number) await this.player.seek(step ?? begin);
  }

  /** @param {string | null} name */
  #wayOf(name) {
    return this.ways.find((way) => way.name === name) ?? this.ways[0];
  }

  #live = () => this.sides.some(({ head }) => head.live);

  /** Where those end that are being played. */
  #end() {
    const live = this.sides.filter(({ head }) => head.live);
    return Math.max(...(live.length ? live : this.sides).map((side) => this.way.position(side, side.head.last_step)));
  }

  /** The run that has come as far as the lockstep has, and where it is; the other one may wait at its end. */
  #leader() {
    const places = this.sides.map((side, at) => ({ side, step: this.shown?.steps[at]?.number ?? 1 }));
    const [a, b] = places.map(({ side, step }) => this.way.position(side, step));
    return places[b > a + 1 ? 1 : 0];
  }

  /** Goes in lockstep in another way, from the moment that is shown. @param {string} name */
  by(name) {
    const { side, step } = this.#leader();
    this.way = this.#wayOf(name);
    this.tell();
    this.timeline.whole();
    this.player.pause();
    this.player.seek(this.way.position(side, step));
  }

  /** @param {{number: number, steps: any[]}} pair */
  show(pair) {
    this.shown = pair;
    const { playing, following } = this.player;
    this.views.forEach((view, at) => view.show(pair.steps[at]));
    this.#place();
    this.timeline.at(pair.number, playing || following);
    this.panes.show(pair, playing);
    this.keep();
  }

  #place() {
    const { count, name, words } = this.way;
    if (this.shown) this.transport.at(this.shown.number, count, name === "step" ? null : words);
  }

  keep() {
    if (!this.shown) return;
    keepMoment({
      step: this.shown.number, by: this.way.name === "step" ? null : this.way.name,
      pane: this.panes.chosen === this.result ? null : this.panes.chosen.name.toLowerCase(), ...this.timeline.stretch,
    });
  }

  // --- what changes -----------------------------------------------------------------------

  /** Goes on at the moment that is shown, with what there is of both by now. */
  grown() {
    const { side, step } = this.#leader();
    this.ways = locksteps(this.sides);
    this.way = this.#wayOf(this.way.name);
    this.tell();
    this.result.tell();
    for (const view of this.views) view.tell();
    // What a position is may be another one now. Whoever is on the way somewhere goes on there.
    if (this.shown && !this.player.aim && (this.way.name !== "step" || !this.shown.steps.every(Boolean))) {
      this.player.stay(this.way.position(side, step));
    }
    this.player.grown();
    this.#place();
  }

  /** Shows the curves, and in which ways one can go along them. */
  tell() {
    const { shared, way } = this;
    const position = (/** @type {Side} */ side, /** @type {number} */ step) => way.position(side, step);
    this.timeline.show(paired(this.sides, position, shared?.step ?? 0), way.count);
    this.timeline.post(shared ? [{
      step: position(this.sides[0], shared.step), kind: "fork", shared: true, words: "here they part: before, they are one run",
    }] : []);
    this.modes.tell(this.ways, way);
    this.transport.live(this.#live());
  }

  fit() {
    const scale = scaleOf(STAGE);
    for (const view of this.views) view.screen.enlarge(scale);
    this.node.style.setProperty("--stage", `${scale * HEIGHT + 66}px`);
    this.node.style.setProperty("--screen", `${2 * (scale * WIDTH + 2) + 12}px`);
  }
}
