// @ts-check
/** The page of one run: screen, transport, panes and timeline, all at one step. */

import { keepMoment, moment } from "./address.js";
import { Latest, el, seldom } from "./dom.js";
import { whole } from "./format.js";
import { forkPosts } from "./kin.js";
import { lanes } from "./lanes.js";
import { News } from "./news.js";
import { FiguresPane } from "./pane_figures.js";
import { GuidePane } from "./pane_guide.js";
import { MapPane } from "./pane_map.js";
import { NowPane } from "./pane_now.js";
import { RunPane } from "./pane_run.js";
import { Panes } from "./panes.js";
import { Player } from "./player.js";
import { runKeys } from "./run_keys.js";
import { runTitle } from "./run_title.js";
import { HEIGHT, Screen, WIDTH } from "./screen.js";
import { scaleOf } from "./stage.js";
import { Tape } from "./tape.js";
import { Timeline } from "./timeline.js";
import { Transport } from "./transport.js";

/** @typedef {import("./source.js").Json} Json */
/** @typedef {{bar: import("./bar.js").Bar, keys: import("./keys.js").Keys, main: HTMLElement}} Page */

const POINTS = 1500; // of the timeline's series
const OFTEN = 2000; // ms between two timelines of a run that is being played
const BRUSHED = 120; // ms after which what was zoomed to is fetched
const STAGE = { count: 1, chrome: 286, share: 0.48, least: 2 };

/** @param {import("./source.js").Source} source @param {string} id @param {Page} page */
export async function runPage(source, id, page) {
  const run = new RunPage(source, await source.head(id), page);
  await run.start();
}

export class RunPage {
  #latest = new Latest();
  /** @type {Json | null} the run that this one left */
  parent = null;
  /** @type {import("./tape.js").Step | null} */
  shown = null;

  /** @param {import("./source.js").Source} source @param {Json} head @param {Page} page */
  constructor(source, head, { bar, keys, main }) {
    this.source = source;
    this.head = head;
    this.bar = bar;
    this.keys = keys;
    const last = () => this.head.last_step;
    this.tape = new Tape(source, head.id, last);
    this.player = new Player(this.tape, last);
    this.screen = new Screen("The Game Boy's screen");
    const jump = (/** @type {string} */ kind, /** @type {number} */ way) => this.jump(kind, way);
    this.transport = new Transport(this.player, jump);
    this.transport.live(head.live);
    const seek = (/** @type {number} */ step) => this.player.seek(step);
    this.timeline = new Timeline({ seek, viewed: seldom(() => this.viewed(), BRUSHED) });
    this.map = new MapPane(source, head, this.tape);
    this.run = new RunPane(head, seek);
    this.figures = new FiguresPane(source, head);
    this.panes = new Panes(
      [
        new NowPane(source, head),
        new GuidePane(source, head, seek, (way) => this.jump("edit", way)),
        this.map, this.run, this.figures,
      ],
      (pane) => {
        if (this.shown) pane.show(this.shown, this.player.playing);
        this.keep();
      },
    );
    this.node = el(
      "div", { class: "run" },
      el("div", { class: "stage" }, this.screen.node, this.panes.node),
      this.transport.node, this.timeline.node,
    );
    main.replaceChildren(this.node);
    this.news = new News(source, head, {
      head: (before) => this.moved(before),
      report: (report) => this.reported(report),
      folding: (far) => this.run.report(this.head.report, "folding", far),
      counted: () => {
        this.run.moved();
        this.viewed();
      },
      lost: (words) => bar.say(words, true),
    });
    this.#wire(jump);
  }

  /** @param {(kind: string, way: number) => void} jump */
  #wire(jump) {
    this.player.onshown((step) => this.show(step));
    this.player.onchange(() => {
      if (!this.player.playing && this.shown) this.panes.show(this.shown, false);
    });
    this.player.failed = (error) => this.bar.say(error.message);
    runKeys(this.keys, this, jump);
    window.addEventListener("hashchange", () => this.toMoment());
    window.addEventListener("resize", () => this.fit());
  }

  async start() {
    const { head } = this;
    document.title = `${head.name} · Longplay`;
    this.title();
    this.fit();
    this.panes.choose(moment().pane);
    /** @type {any} */ (window).longplay = { player: this.player, tape: this.tape };
    if (!head.last_step) this.screen.say("No step has been played yet.");
    const [timeline] = await Promise.all([this.source.timeline(head.id, POINTS), this.toMoment()]);
    this.take(timeline);
    const { from, to } = moment();
    if (from && to) this.timeline.view(from, to);
    this.news.listen();
    await this.kin();
  }

  /** Tells where it comes from and what left it, as far as that lies in the folder. */
  async kin() {
    this.timeline.post(forkPosts(this.head));
    const kin = await this.source.kin(this.head.id).catch((error) => this.bar.say(error.message));
    if (!kin) return;
    this.parent = kin.parent;
    this.run.kin(kin);
    this.title();
  }

  // --- the moment -------------------------------------------------------------------------

  async toMoment() {
    const { step, pane } = moment();
    if (pane) this.panes.choose(pane);
    if (!this.head.last_step) return;
    if (step !== this.shown?.number || !this.shown) await this.player.seek(step ?? (this.head.live ? this.head.last_step : 1));
  }

  /** @param {import("./tape.js").Step} step */
  show(step) {
    this.shown = step;
    const { playing, following } = this.player;
    this.screen.show(step.frame, this.tape.frame(step.frame));
    this.transport.pad.press(step.button);
    this.transport.at(step.number, this.head.last_step);
    this.timeline.at(step.number, playing || following);
    this.panes.show(step, playing);
    this.keep();
  }

  keep() {
    if (!this.shown) return;
    const pane = this.panes.chosen === this.panes.panes[0] ? null : this.panes.chosen.name.toLowerCase();
    keepMoment({ step: this.shown.number, pane, ...this.timeline.stretch });
  }

  /** @param {string} kind @param {number} way */
  async jump(kind, way) {
    this.player.pause();
    try {
      const step = await this.#latest.of(this.source.jump(this.head.id, this.player.step || 1, kind, way));
      if (step === undefined) return;
      if (step !== null) this.player.seek(step);
      else {
        const what = kind === "edit" ? "guide edit" : kind;
        this.bar.say(`There is no ${what} ${way > 0 ? "after" : "before"} step ${whole(this.player.step)}.`);
      }
    } catch (error) {
      this.bar.say(/** @type {Error} */ (error).message);
    }
  }

  // --- what changes -----------------------------------------------------------------------

  /** @param {Json} before what the head was */
  moved(before) {
    this.player.grown();
    this.transport.live(this.head.live);
    this.run.moved();
    this.title();
    if (this.head.last_step === before.last_step) return;
    if (!before.last_step) this.player.seek(this.head.last_step);
    this.transport.at(this.player.step || 1, this.head.last_step);
    this.#again();
  }

  #again = seldom(() => this.viewed(), OFTEN);

  /** @param {Json} report */
  reported(report) {
    this.run.report(report, "folded");
    this.figures.again();
    this.title();
    this.viewed();
  }

  /** Fetches the series of what is seen. */
  async viewed() {
    const { stretch } = this.timeline;
    this.keep();
    try {
      const timeline = await this.#timelines.of(this.source.timeline(
        this.head.id, POINTS, stretch?.from, stretch?.to,
      ));
      if (timeline) this.take(timeline);
    } catch (error) {
      this.bar.say(/** @type {Error} */ (error).message);
    }
  }

  #timelines = new Latest();

  /** @param {Json} timeline */
  take(timeline) {
    this.timeline.show(lanes(timeline, this.head.report), this.head.last_step);
  }

  title() {
    this.bar.at(...runTitle(this.head, this.parent, this.source.only !== null));
  }

  /** Makes the screen as many whole times as large as there is room. */
  fit() {
    const scale = scaleOf(STAGE);
    this.screen.enlarge(scale);
    this.node.style.setProperty("--stage", `${scale * HEIGHT + 2}px`);
    this.node.style.setProperty("--screen", `${scale * WIDTH + 2}px`);
  }
}
