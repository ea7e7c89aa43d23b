// @ts-check
/**
 * One run out of the page's own file, for a page that is opened from disk.
 *
 * The file holds elements `<script type="application/octet-stream" id="longplay-NAME">`: base64 of gzipped JSON, the answers
 * of `sim/viewer/data` in packs. Each is read when it is first wanted, so a long run opens as quickly as a short one.
 *
 *   data           {head, sheet: screens in an image, timelines: [[from, to], ...]}, and the first number in each pack of
 *                  steps, decisions and guides
 *   steps-N        columns of steps; `frame` is the place of a screen among those that are kept. Where screens were thinned
 *                  it is that of the nearest earlier step whose screen is kept
 *   decisions-N    a list of decisions
 *   guides-N       the history of the guide, see embedded_guide.js
 *   timelines-N    the timeline of a stretch; the first is that of the whole run
 *   jumps          {kind: steps}, as differences from one to the next
 *   map, walk      null where there is none; map.image is a data: address; see embedded_walk.js
 *   ways           [[step, answer], ...]; an answer holds until the next one
 *   figures        {name: figure}
 *   sheets-N       an image, not packed, see embedded_sheets.js
 *   plotly         Plotly's script, which the page's policy lets run by its hash
 */

import { above } from "./dom.js";
import { guideAt } from "./embedded_guide.js";
import { Packs, element, json, once, text } from "./embedded_packs.js";
import { Sheets } from "./embedded_sheets.js";
import { placed, summed, trail } from "./embedded_walk.js";

/** @typedef {import("./source.js").Json} Json */

const DAMAGED = "This file is damaged: a part of it is missing.";
const NO_FIGURES = "Figures were left out of this file.";

/** @returns {import("./source.js").Source | null} null for a page that comes from a server */
export function embeddedSource() {
  if (!element("data")) return null;
  const data = once(() => json("data", DAMAGED));
  const packs = (/** @type {string} */ kind, otherwise = DAMAGED) => once(async () => new Packs(kind, (await data())[kind], otherwise));
  const [steps, decisions, guides] = [packs("steps"), packs("decisions"), packs("guides", "There is no guide in this file.")];
  const sheets = once(async () => new Sheets((await data()).sheet));
  const jumps = once(() => json("jumps", DAMAGED));
  const map = once(() => json("map", "There is no map in this file."));
  const walk = once(async () => placed(await json("walk", "There is no trail in this file.")));
  const ways = once(() => json("ways", DAMAGED));
  const figures = once(() => json("figures", NO_FIGURES));
  const plotly = once(runPlotly);
  const timelines = once(async () => new Timelines((await data()).timelines));
  const nothing = () => () => {};
  return {
    only: ".",
    runs: async () => ({ folder: "", runs: [(await data()).head], pending: 0 }),
    watchRuns: nothing,
    watch: nothing,
    head: async () => (await data()).head,
    steps: async (_id, after, count) => columns(await (await steps()).between(after, after + count), after, after + count),
    frames: async (_id, places) => (await sheets()).frames(places),
    timeline: async (_id, _points, from = 1, to = Infinity) => (await timelines()).of(from, to),
    jump: async (_id, from, kind, way) => nearest(/** @type {number[]} */ (summed((await jumps())[kind])), from, way),
    decision: async (_id, number) => {
      const pack = await (await decisions()).of(number);
      return there(pack[number - pack[0].number], `Decision ${number} is not in this file.`);
    },
    guide: async (_id, step) => guideAt(await (await guides()).of(step), step),
    map,
    trail: async (_id, until, points) => trail(await walk(), until, points),
    way: async (_id, step) => held(await ways(), step),
    figure: async (_id, name) => (await figures())[name] ?? null,
    plotly,
    kin: async () => ({ parent: null, forks: [] }),
    pairFigure: () => Promise.reject(new Error("There is one run in this file.")),
  };
}

/** @template T @param {T | null | undefined} value @param {string} otherwise @returns {T} */
function there(value, otherwise) {
  if (value === null || value === undefined) throw new Error(otherwise);
  return value;
}

/** @param {[number, Json][]} answers @param {number} step */
function held(answers, step) {
  const at = above(answers.map(([from]) => from), step) - 1;
  return there(answers[Math.max(0, at)]?.[1], "There is no way of the oracle in this file.");
}

/** Columns of several packs as one, of the steps above `after` up to `until`. @param {Json[]} packs @param {number} after @param {number} until @returns {Json} */
function columns(packs, after, until) {
  /** @type {Json} */
  const found = { after };
  for (const pack of packs) {
    const [begin, end] = [above(pack.number, after), above(pack.number, until)];
    for (const [name, values] of Object.entries(pack)) {
      const cut = name === "events" ? values.filter((/** @type {any[]} */ event) => event[0] > after && event[0] <= until) : values.slice(begin, end);
      found[name] = [...(found[name] ?? []), ...(name === "frame" ? cut.map(String) : cut)];
    }
  }
  return found;
}

/** @param {number[]} steps @param {number} from @param {number} way */
function nearest(steps, from, way) {
  if (way > 0) return steps[above(steps, from)] ?? null;
  return steps[above(steps, from - 1) - 1] ?? null;
}

/** Timelines of stretches, of which the shortest that holds what is asked for is the most exact. */
class Timelines {
  #stretches;
  #packs;

  /** @param {[number, number][]} stretches */
  constructor(stretches) {
    this.#stretches = stretches;
    this.#packs = new Packs("timelines", stretches.map((_, at) => at), DAMAGED);
  }

  /** @param {number} from @param {number} to @returns {Promise<Json>} */
  async of(from, to) {
    const last = Math.min(to, this.#stretches[0][1]);
    const length = (/** @type {number} */ at) => this.#stretches[at][1] - this.#stretches[at][0];
    const within = [...this.#stretches.keys()].filter((at) => this.#stretches[at][0] <= from && last <= this.#stretches[at][1]);
    const best = within.reduce((one, other) => (length(other) < length(one) ? other : one), 0);
    return stretch(await this.#packs.of(best), from, last);
  }
}

/** @param {Json} whole @param {number} from @param {number} to @returns {Json} */
function stretch(whole, from, to) {
  const [begin, end] = [above(whole.steps, from - 1), above(whole.steps, to)];
  const cut = /** @type {Json} */ ({ ...whole, from, to });
  for (const [name, values] of Object.entries(whole)) {
    if (Array.isArray(values)) cut[name] = values.slice(begin, end);
  }
  const within = (/** @type {any} */ mark) => (mark[0] ?? mark) >= from && (mark[0] ?? mark) <= to;
  const { events, ...rest } = whole.marks;
  cut.marks = { events: { shown: events.shown.filter(within), more: events.more } };
  for (const [name, values] of Object.entries(rest)) {
    cut.marks[name] = Array.isArray(values) ? values.filter(within) : values;
  }
  return cut;
}

/** Runs the script that the file holds, as an element of its own. @returns {Promise<any>} */
async function runPlotly() {
  const script = document.createElement("script");
  script.textContent = await text("plotly", NO_FIGURES);
  document.head.append(script);
  return /** @type {any} */ (window).Plotly;
}
