// @ts-check
/** The map of the world: where the run has been, what it never saw, and the oracle's way. */

import { Latest, button, el, note, say, seldom } from "./dom.js";
import { whole } from "./format.js";
import { paintDot, paintFog, paintTrail, paintWay } from "./map_paint.js";
import { MapView } from "./map_view.js";
import { isDark, ontheme, palette } from "./theme.js";

/** @typedef {import("./source.js").Json} Json */
/** @typedef {import("./tape.js").Step} Step */
/** @typedef {import("./map_paint.js").Point} Point */

const OFTEN = 400; // ms between two trails that are fetched while playing
const POINTS = 1500;
const RECENT = 150; // steps whose trail is drawn without gaps
const CELL = 20; // pixels of a cell to begin with

export class MapPane {
  name = "Map";
  visible = false;
  /** @type {Json | null} */
  #map = null;
  /** @type {HTMLImageElement | null} */
  #image = null;
  #trail = /** @type {Json} */ ({ points: [], rooms: [] });
  /** @type {Json | null} */
  #way = null;
  #latest = new Latest();
  #latestWay = new Latest();
  /** @type {Step | null} */
  #step = null;
  #drawing = 0;
  #trailAt = 0;
  #fetch;
  #rooms = new Map();
  #view;

  /** @param {import("./source.js").Source} source @param {Json} head @param {import("./tape.js").Tape} tape */
  constructor(source, head, tape) {
    this.source = source;
    this.head = head;
    this.tape = tape;
    this.#fetch = seldom(() => this.#refresh(), OFTEN);
    this.canvas = el("canvas", {
      class: "map", role: "application", "aria-label": "Map of the world; arrow keys move it", tabIndex: 0,
      ondblclick: () => this.centre(),
    });
    this.#view = new MapView(this.canvas, () => this.#draw());
    const check = (/** @type {string} */ label, /** @type {string} */ title, on = true) => {
      const box = el(
        "input",
        { type: "checkbox", checked: on, onchange: () => (label === "Way" ? this.#refresh(true) : this.#draw()) },
      );
      return [box, el("label", { title }, box, label)];
    };
    const [fog, fogLabel] = check("Fog", "Cover what was never seen");
    const [trail, trailLabel] = check("Trail", "Where the run has been so far");
    const [way, wayLabel] = check("Way", "The oracle's way to the next objective (w)", false);
    this.boxes = { fog, trail, way };
    this.words = el("span", { class: "map-words" });
    this.node = el(
      "div", { class: "map-pane" },
      el(
        "header", { class: "pane-head" }, fogLabel, trailLabel, wayLabel,
        button("−", "Smaller", () => this.#view.enlarge(1 / 1.5), { class: "quiet" }), button(
          "+", "Larger",
          () => this.#view.enlarge(1.5),
          { class: "quiet" },
        ),
        button("Player", "Follow the player", () => this.centre(), { class: "quiet" }), button(
          "Whole", "See the whole map",
          () => this.whole(),
          { class: "quiet" },
        ),
        this.words,
      ),
      el("div", { class: "map-area" }, this.canvas),
    );
    if (head.map) {
      new ResizeObserver(() => this.#size()).observe(this.canvas.parentElement);
      ontheme(() => this.#draw());
    } else this.node.replaceChildren(note("There is no map: the world of this run is not known here."));
  }

  /** @param {Step} step @param {boolean} playing */
  show(step, playing) {
    this.#step = step;
    if (!this.visible || !this.head.map) return;
    if (!this.#map) this.#load();
    else if (playing) this.#fetch();
    else this.#refresh();
    this.#draw();
  }

  /** Shows or hides the oracle's way. */
  toggleWay() {
    this.boxes.way.checked = !this.boxes.way.checked;
    this.#refresh(true);
  }

  centre() {
    this.#view.follow = true;
    if (this.#map) this.#view.scale = Math.max(this.#view.scale, CELL / this.#map.tile);
    this.#draw();
  }

  whole() {
    if (this.#map) this.#view.whole(this.#map.width, this.#map.height);
  }

  async #load() {
    say(this.words, "The map is being drawn …");
    const map = await this.#asked(this.#latest.of(this.source.map(this.head.id)));
    if (!map) return;
    this.#map = map;
    this.#view.scale = CELL / map.tile;
    this.#rooms = new Map(map.rooms.map((/** @type {Json} */ room) => [room.name, room]));
    this.#image = new Image();
    this.#image.onload = () => {
      this.#tell();
      this.#draw();
    };
    this.#image.onerror = () => say(this.words, "The map could not be drawn.");
    this.#image.src = map.image;
    this.#refresh();
  }

  /** @param {boolean} [now] */
  async #refresh(now = false) {
    const step = this.#step?.number ?? 1;
    if (!this.#map || (step === this.#trailAt && !now)) return;
    this.#trailAt = step;
    const [trail, way] = await Promise.all([
      this.#asked(this.#latest.of(this.source.trail(this.head.id, step, POINTS))),
      this.boxes.way.checked ? this.#asked(this.#latestWay.of(this.source.way(this.head.id, step))) : null,
    ]);
    if (trail) this.#trail = trail;
    if (way !== undefined) this.#way = way;
    this.#tell();
    this.#draw();
  }

  /** Says how far it is to the next objective, else where one is. */
  #tell() {
    const way = this.boxes.way.checked ? this.#way : null;
    if (!this.#image?.complete) say(this.words, "The map is being drawn …");
    else if (!way) say(this.words, this.#step?.place ?? "");
    else {
      const presses = `${whole(way.presses)} ${way.presses === 1 ? "press" : "presses"}`;
      say(this.words, way.points.length ? `${presses} to: ${way.to.toLowerCase()}` : way.to);
    }
  }

  /** @template T @param {Promise<T>} promise @returns {Promise<T | undefined>} */
  async #asked(promise) {
    try {
      return await promise;
    } catch (error) {
      say(this.words, /** @type {Error} */ (error).message);
      return undefined;
    }
  }

  #size() {
    const ratio = window.devicePixelRatio || 1;
    this.canvas.width = Math.round(this.canvas.clientWidth * ratio);
    this.canvas.height = Math.round(this.canvas.clientHeight * ratio);
    this.#draw();
  }

  #draw() {
    cancelAnimationFrame(this.#drawing);
    this.#drawing = requestAnimationFrame(() => this.#paint());
  }

  #paint() {
    const context = this.canvas.getContext("2d");
    if (!this.#map || !this.visible) return;
    const colours = palette();
    const player = this.#place(this.#step);
    if (this.#view.follow && player) [this.#view.x, this.#view.y] = player;
    const { scale } = this.#view;
    const { tile } = this.#map;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.fillStyle = colours.page;
    context.fillRect(0, 0, this.canvas.width, this.canvas.height);
    this.#view.apply(context);
    context.imageSmoothingEnabled = scale < 1;
    if (this.#image?.complete && this.#image.naturalWidth) context.drawImage(this.#image, 0, 0);
    if (isDark()) {
      context.fillStyle = "rgba(10, 14, 18, 0.35)";
      context.fillRect(0, 0, this.#map.width, this.#map.height);
    }
    if (this.boxes.fog.checked) paintFog(context, this.#map, this.#seen(), colours.fog);
    if (this.boxes.trail.checked) paintTrail(context, this.#trail.points, this.#recent(), this.#step?.number ?? 0, scale, tile);
    if (this.#way && this.boxes.way.checked) paintWay(context, this.#way.points, scale, tile);
    if (player) paintDot(context, player, 7 / scale);
  }

  /** The names of the rooms that were seen. @returns {Set<string>} */
  #seen() {
    const seen = new Set(this.#trail.rooms.map((/** @type {any[]} */ room) => room[0]));
    if (this.#step?.place) seen.add(this.#step.place);
    return seen;
  }

  /** Where the last steps were, as far as they are here. @returns {Point[]} */
  #recent() {
    const until = this.#step?.number ?? 0;
    const found = [];
    for (let number = Math.max(1, until - RECENT); number <= until; number++) {
      const at = this.#place(this.tape.step(number));
      if (at) found.push(at);
    }
    return found;
  }

  /** @param {Step | null} step @returns {Point | null} */
  #place(step) {
    const room = step && this.#rooms.get(step.place);
    if (!room || step.x === null || step.y === null) return null;
    const { tile } = /** @type {Json} */ (this.#map);
    return [room.x + (step.x + 0.5) * tile, room.y + (step.y + 0.5) * tile];
  }
}
