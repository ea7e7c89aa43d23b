// @ts-check
/**
 * One run out of the page's own file, for a page that is opened from disk.
 *
 * The file holds `<script type="application/json" id="longplay-data">` with an object of the server's answers:
 *
 *   head, timeline    as they are
 *   steps             the columns of all steps that are kept (every n-th, where the export was thinned)
 *   decisions         {number: answer}
 *   guides, ways      [[step, answer], ...] by step; an answer holds until the next one
 *   map, trail        or null; map.image is a data: address
 *   figures           {name: figure}
 *   sheets            {columns, images: [data: address], places: {digest: [image, index]}}: screens side by side
 *
 * With `data-encoding="gzip"` its text is base64 of gzipped JSON instead. Plotly, if it is in the file, is `window.Plotly`.
 */

import { above } from "./dom.js";

/** @typedef {import("./source.js").Json} Json */

const WIDTH = 160;
const HEIGHT = 144;

/** @returns {import("./source.js").Source | null} null for a page that comes from a server */
export function embeddedSource() {
  const node = document.getElementById("longplay-data");
  if (!node) return null;
  const data = read(node);
  const sheets = new Sheets(data);
  const nothing = () => () => {};
  return {
    only: ".",
    runs: async () => ({ folder: "", runs: [(await data).head], pending: 0 }),
    watchRuns: nothing,
    watch: nothing,
    head: async () => (await data).head,
    steps: async (_id, after, count) => columns((await data).steps, after, after + count),
    frames: (_id, hashes) => sheets.frames(hashes),
    timeline: async (_id, _points, from = 1, to = Infinity) => stretch((await data).timeline, from, to),
    jump: async (_id, from, kind, way) => nearest(marks(await data, kind), from, way),
    decision: async (_id, number) => there((await data).decisions[number], `Decision ${number} is not in this file.`),
    guide: async (_id, step) => held((await data).guides, step, "There is no guide in this file."),
    map: async () => there((await data).map, "There is no map in this file."),
    trail: async (_id, until) => walked(there((await data).trail, "There is no trail in this file."), until),
    way: async (_id, step) => held((await data).ways, step, "There is no way of the oracle in this file."),
    figure: async (_id, name) => there((await data).figures?.[name], `The figure “${name}” is not in this file.`),
    plotly: async () => there(/** @type {any} */ (window).Plotly, "Figures were left out of this file."),
  };
}

/** @param {HTMLElement} node @returns {Promise<Json>} */
async function read(node) {
  const text = node.textContent ?? "";
  if (node.dataset.encoding !== "gzip") return JSON.parse(text);
  const bytes = Uint8Array.from(atob(text.trim()), (letter) => letter.charCodeAt(0));
  const plain = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(plain).json();
}

/** @template T @param {T | null | undefined} value @param {string} otherwise @returns {T} */
function there(value, otherwise) {
  if (value === null || value === undefined) throw new Error(otherwise);
  return value;
}

/** @param {[number, Json][] | null | undefined} answers @param {number} step @param {string} otherwise */
function held(answers, step, otherwise) {
  if (!answers?.length) throw new Error(otherwise);
  return answers[Math.max(0, above(answers.map((pair) => pair[0]), step) - 1)][1];
}

/** @param {Json} all @param {number} after @param {number} until @returns {Json} */
function columns(all, after, until) {
  const [begin, end] = [above(all.number, after), above(all.number, until)];
  const cut = Object.entries(all).map(([name, values]) => [
    name, Array.isArray(values) ? values.slice(begin, end) : values,
  ]);
  const events = all.events.filter((/** @type {any[]} */ event) => event[0] > after && event[0] <= until);
  return { ...Object.fromEntries(cut), after, events };
}

/** @param {Json} whole @param {number} from @param {number} to @returns {Json} */
function stretch(whole, from, to) {
  const last = Math.min(to, whole.to);
  const [begin, end] = [above(whole.steps, from - 1), above(whole.steps, last)];
  const cut = { ...whole, from, to: last };
  for (const [name, values] of Object.entries(whole)) {
    if (Array.isArray(values)) cut[name] = values.slice(begin, end);
  }
  const within = (/** @type {any} */ mark) => (mark[0] ?? mark) >= from && (mark[0] ?? mark) <= last;
  const { events, ...rest } = whole.marks;
  cut.marks = { events: { shown: events.shown.filter(within), more: events.more } };
  for (const [name, values] of Object.entries(rest)) {
    cut.marks[name] = Array.isArray(values) ? values.filter(within) : values;
  }
  return cut;
}

/** @param {Json} data @param {string} kind @returns {number[]} */
function marks(data, kind) {
  const { events, alarms, resets, revisions, objectives } = data.timeline.marks;
  const first = (/** @type {any[]} */ list) => list.map((mark) => mark[0]);
  const everyday = new Set(["bump", "room", "boot"]);
  if (kind === "event") return first(events.shown.filter((/** @type {any[]} */ event) => !everyday.has(event[2])));
  if (kind === "alarm") return first(alarms);
  if (kind === "reset") return resets;
  if (kind === "edit") return first(revisions);
  if (kind === "objective") return first(objectives.slice(1));
  return Object.values(data.decisions).map((decision) => decision.first).sort((a, b) => a - b);
}

/** @param {number[]} steps @param {number} from @param {number} way */
function nearest(steps, from, way) {
  if (way > 0) return steps[above(steps, from)] ?? null;
  return steps[above(steps, from - 1) - 1] ?? null;
}

/** @param {Json} trail @param {number} until @returns {Json} */
function walked(trail, until) {
  return {
    points: trail.points.filter((/** @type {number[]} */ point) => point[0] <= until),
    rooms: trail.rooms.filter((/** @type {any[]} */ room) => room[1] <= until),
  };
}

/** Screens that lie side by side in a few large images. */
class Sheets {
  /** @type {Map<number, Promise<HTMLImageElement>>} */
  #images = new Map();
  #data;
  #context;

  /** @param {Promise<Json>} data */
  constructor(data) {
    this.#data = data;
    const canvas = new OffscreenCanvas(WIDTH, HEIGHT);
    this.#context = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext("2d", { willReadFrequently: true }));
  }

  /** @param {string[]} hashes @returns {Promise<Map<string, import("./source.js").Frame>>} */
  async frames(hashes) {
    const { sheets } = await this.#data;
    const found = new Map();
    for (const hash of hashes) {
      const place = there(sheets.places[hash], "This screen is not in this file.");
      const image = await this.#image(sheets.images[place[0]], place[0]);
      const [column, row] = [place[1] % sheets.columns, Math.floor(place[1] / sheets.columns)];
      this.#context.drawImage(image, column * WIDTH, row * HEIGHT, WIDTH, HEIGHT, 0, 0, WIDTH, HEIGHT);
      found.set(hash, { channels: 4, plane: this.#context.getImageData(0, 0, WIDTH, HEIGHT).data });
    }
    return found;
  }

  /** @param {string} address @param {number} number */
  #image(address, number) {
    const known = this.#images.get(number);
    if (known) return known;
    const image = new Image();
    image.src = address;
    const decoded = image.decode().then(() => image);
    this.#images.set(number, decoded);
    return decoded;
  }
}
