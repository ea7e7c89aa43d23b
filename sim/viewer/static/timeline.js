// @ts-check
/** The timeline: lanes over all steps, a playhead, and the stretch that is seen. */

import { AXIS, paintAxis, paintPosts } from "./axis_paint.js";
import { drawn, size } from "./canvas.js";
import { button, clamp, el, fill, say } from "./dom.js";
import { VERDICTS, whole } from "./format.js";
import { legend } from "./legend.js";
import { paintLane, toX } from "./lane_paint.js";
import { ontheme, palette } from "./theme.js";
import { Pointer } from "./timeline_pointer.js";

/** @typedef {import("./lanes.js").Lane} Lane */
/** @typedef {import("./lanes.js").Mark} Mark */
/** @typedef {import("./axis_paint.js").Post} Post */

const LEAST = 12; // pixels of a lane's height
const ROOMY = 14; // from which on its name is written as large as elsewhere
const TALL = 96; // of one that is looked at closely
const NARROWEST = 10; // steps that are seen at least

export class Timeline {
  /** @type {Lane[]} */
  lanes = [];
  /** @type {Post[]} */
  #posts = [];
  /** @type {{y: number, height: number}[]} */
  #places = [];
  #open = new Set();
  last = 1;
  #step = 1;
  #from = 1;
  #to = 1;
  #width = 0;
  #drawing = 0;
  /** @type {HTMLElement[]} */
  #values = [];

  /**
   * @param {{seek: (step: number) => void, viewed: (from: number, to: number) => void}} acts
   * @param {(step: number) => string} [words] what a step is called
   */
  constructor(acts, words = whole) {
    this.acts = acts;
    this.words = words;
    this.labels = el("div", { class: "lane-labels" });
    this.axis = el("canvas", { class: "axis", "aria-hidden": "true" });
    this.canvas = el("canvas", { class: "lanes", "aria-hidden": "true" });
    this.head = el("div", { class: "playhead", hidden: true });
    this.area = el(
      "div",
      {
        class: "lane-area", role: "slider", tabIndex: 0, "aria-label": "Step", "aria-valuemin": 1, "aria-valuemax": 1,
        ondblclick: () => this.whole(),
      },
      this.axis, this.canvas, this.head,
    );
    this.pointer = new Pointer(this);
    this.range = el("span", { class: "range" });
    this.out = button("whole run", "See the whole run (0)", () => this.whole(), { class: "quiet", hidden: true });
    this.legend = legend();
    this.corner = el(
      "div", { class: "corner" }, this.range, this.out,
      button("marks", "What the marks mean (l)", () => this.explain(), { class: "quiet" }),
    );
    this.node = el(
      "section", { class: "timeline", "aria-label": "Timeline" },
      el("div", { class: "label-column" }, this.corner, this.labels), this.area, this.pointer.tip, this.legend,
    );
    new ResizeObserver(() => this.#layout()).observe(this.node);
    ontheme(() => this.#draw());
  }

  /** @param {Lane[]} lanes @param {number} last the run's last step */
  show(lanes, last) {
    const atEnd = this.#to >= this.last;
    this.last = Math.max(1, last);
    if (this.#from <= 1 && atEnd) this.#to = this.last;
    const same = lanes.map((lane) => lane.title).join() === this.lanes.map((lane) => lane.title).join();
    this.lanes = lanes;
    if (!same) fill(this.labels, ...lanes.map((lane) => this.#label(lane)));
    this.#values = [...this.labels.querySelectorAll(".lane-value")];
    lanes.forEach((lane, at) => {
      const { mark, kind } = VERDICTS[lane.row?.verdict.word] ?? { mark: "", kind: "" };
      const shown = this.labels.children[at]?.querySelector(".verdict-mark");
      if (!shown) return;
      shown.className = `verdict-mark ${kind}`;
      say(shown, mark);
      shown.title = lane.row ? `${lane.row.verdict.word}: ${lane.row.verdict.why}` : "";
    });
    this.area.setAttribute("aria-valuemax", String(this.last));
    this.#layout();
    this.at(this.#step);
  }

  /** Puts up marks that go through all lanes. @param {Post[]} posts */
  post(posts) {
    this.#posts = posts;
    this.#draw();
  }

  /**
   * What a point is over: its lane, and the marks that may be meant there.
   * @param {number} y pixels below the axis @returns {{lane: Lane | undefined, marks: Mark[]}}
   */
  under(y) {
    const lane = this.lanes[this.#places.findIndex((place) => y >= place.y && y < place.y + place.height)];
    return { lane, marks: [...(lane?.marks ?? []), ...this.#posts] };
  }

  /**
   * Moves the playhead.
   * @param {number} step @param {boolean} [follow] whether the view turns over to keep it seen
   */
  at(step, follow = false) {
    this.#step = step;
    if (follow && (step < this.#from || step > this.#to)) {
      const wide = this.#to - this.#from;
      this.view(step - wide * 0.05, step + wide * 0.95);
    }
    const x = toX(this.edges, step);
    this.head.hidden = x < 0 || x > this.#width || !this.lanes.length;
    this.head.style.transform = `translateX(${x.toFixed(1)}px)`;
    this.area.setAttribute("aria-valuenow", String(step));
    this.area.setAttribute("aria-valuetext", `${this.words(step)} of ${this.words(this.last)}`);
    this.lanes.forEach((lane, index) => {
      const value = this.#values[index];
      if (value) say(value, lane.read(step));
    });
  }

  /** Sees a stretch of the run. @param {number} from @param {number} to */
  view(from, to) {
    const wide = clamp(to - from, Math.min(NARROWEST, this.last - 1), this.last - 1);
    this.#from = Math.round(clamp(from, 1, this.last - wide));
    this.#to = Math.round(this.#from + wide);
    this.#corner();
    this.#draw();
    this.at(this.#step);
    this.acts.viewed(this.#from, this.#to);
  }

  whole() {
    this.view(1, this.last);
  }

  /** Opens or closes the card that tells what the marks mean. */
  explain() {
    if (this.legend.open) this.legend.close();
    else this.legend.showModal();
  }

  /** Zooms around the playhead. @param {number} factor below 1 comes nearer */
  zoom(factor) {
    const middle = clamp(this.#step, this.#from, this.#to);
    this.view(middle - (middle - this.#from) * factor, middle + (this.#to - middle) * factor);
  }

  /** @returns {{from: number, to: number} | null} what is seen, null for the whole run */
  get stretch() {
    return this.#from > 1 || this.#to < this.last ? { from: this.#from, to: this.#to } : null;
  }

  /** @returns {import("./lane_paint.js").View} the steps that are seen, and the pixels for them */
  get edges() {
    return { from: this.#from, to: this.#to, width: this.#width };
  }

  /** @param {Lane} lane */
  #label(lane) {
    const open = () => {
      if (!this.#open.delete(lane.key)) this.#open.add(lane.key);
      label.setAttribute("aria-expanded", String(this.#open.has(lane.key)));
      this.#layout();
    };
    const label = el(
      "button", {
        type: "button", class: "lane-label", onclick: open,
        title: `${lane.title}: make this lane taller or smaller`, "aria-expanded": "false",
      },
      el("span", { class: "verdict-mark" }), el("span", { class: "lane-title" }, lane.title), el("span", { class: "lane-value" }),
    );
    return label;
  }

  #corner() {
    const { stretch } = this;
    say(
      this.range,
      stretch ? `${this.words(stretch.from)}–${this.words(stretch.to)}` : this.words === whole ? "steps" : "",
    );
    this.out.hidden = !stretch;
  }

  /** Shares the height among the lanes; those that find no room are scrolled to. */
  #layout() {
    this.#width = Math.max(1, this.area.clientWidth);
    const room = this.node.clientHeight - AXIS - 6;
    const closed = this.lanes.filter((lane) => !this.#open.has(lane.key));
    const unit = (room - TALL * this.#open.size) / closed.reduce((sum, lane) => sum + lane.weight, 1e-9);
    let y = 0;
    this.#places = this.lanes.map((lane, index) => {
      const height = this.#open.has(lane.key) ? TALL : Math.round(clamp(
        unit * lane.weight, LEAST * Math.min(1.3, lane.weight), 44,
      ));
      const place = { y, height };
      const label = /** @type {HTMLElement} */ (this.labels.children[index]);
      if (label) label.style.height = `${height}px`;
      y += height;
      return place;
    });
    this.labels.classList.toggle("low", this.#places.some(({ height }) => height < ROOMY));
    this.#corner();
    size(this.axis, this.#width, AXIS);
    size(this.canvas, this.#width, y);
    this.head.style.height = `${AXIS - 16 + y}px`;
    this.pointer.brush.style.height = `${AXIS + y}px`;
    this.#draw(true);
    this.at(this.#step);
  }

  /** @param {boolean} [now] a canvas that has changed its size is empty until it is drawn */
  #draw(now = false) {
    cancelAnimationFrame(this.#drawing);
    const draw = () => {
      const colours = palette();
      const context = drawn(this.canvas);
      context.clearRect(0, 0, this.canvas.width, this.canvas.height);
      this.lanes.forEach((lane, index) => {
        const { y, height } = this.#places[index] ?? { y: 0, height: 0 };
        context.fillStyle = colours.line;
        context.fillRect(0, y + height - 1, this.#width, 1);
        paintLane(context, lane, this.edges, y, height - 1, colours, this.last);
      });
      paintPosts(context, this.#posts, this.edges, this.canvas.clientHeight, colours);
      paintAxis(drawn(this.axis), this.edges, colours, this.last, this.words);
    };
    if (now) draw();
    else this.#drawing = requestAnimationFrame(draw);
  }
}

/** @param {Timeline} timeline */
export const timelineKeys = (timeline) => [
  { keys: ["+"], words: "zoom the timeline", act: () => timeline.zoom(0.5) },
  { keys: ["-"], words: "zoom the timeline", act: () => timeline.zoom(2) },
  { keys: ["0"], words: "see the whole run", act: () => timeline.whole() },
  { keys: ["l"], words: "what the marks mean", act: () => timeline.explain() },
];
