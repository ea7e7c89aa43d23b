// @ts-check
/** The pointer on the timeline: it goes to marks, brushes a stretch to zoom to, and tells what is under it. */

import { AXIS } from "./axis_paint.js";
import { clamp, el, fill } from "./dom.js";
import { whole } from "./format.js";
import { toStep, toX } from "./lane_paint.js";

/** @typedef {import("./lanes.js").Lane} Lane */
/** @typedef {import("./lanes.js").Mark} Mark */
/** @typedef {{x: number, step: number, lane: Lane | undefined, mark: Mark | null}} Spot what is under a point */

const NEAR = 6; // pixels within which a mark is meant
const DRAGGED = 5; // pixels from which on a press is a brush
const STRENGTH = [
  "event", "edit", "loud", "watch", "objective", "reset", "fork", "change", "alarm",
]; // of marks: the last wins

export class Pointer {
  /** @type {{x: number, moved: boolean} | null} */
  #press = null;

  /** @param {import("./timeline.js").Timeline} timeline */
  constructor(timeline) {
    this.timeline = timeline;
    this.brush = el("div", { class: "brush", hidden: true });
    this.tip = el("div", { class: "tip", "aria-hidden": "true", hidden: true });
    const { area } = timeline;
    area.append(this.brush);
    area.addEventListener("pointerdown", this.#down);
    area.addEventListener("pointermove", this.#move);
    area.addEventListener("pointerup", this.#up);
    area.addEventListener("pointerleave", this.#leave);
    area.addEventListener("pointercancel", this.#leave);
  }

  /** @param {PointerEvent} event @returns {Spot} */
  #spot(event) {
    const { area, edges, last } = this.timeline;
    const box = area.getBoundingClientRect();
    const x = clamp(event.clientX - box.left, 0, edges.width);
    const { lane, marks } = this.timeline.under(event.clientY - box.top - AXIS);
    return { x, lane, mark: nearest(marks, x, edges), step: clamp(toStep(edges, x), 1, last) };
  }

  #down = (/** @type {PointerEvent} */ event) => {
    if (event.button !== 0) return;
    this.#press = { x: this.#spot(event).x, moved: false };
    this.timeline.area.setPointerCapture(event.pointerId);
  };

  #move = (/** @type {PointerEvent} */ event) => {
    const spot = this.#spot(event);
    if (this.#press) this.#drag(this.#press, spot.x);
    this.#tell(event, spot);
  };

  #up = (/** @type {PointerEvent} */ event) => {
    const press = this.#press;
    this.#press = null;
    this.brush.hidden = true;
    if (!press) return;
    const { x, mark, step } = this.#spot(event);
    if (!press.moved) {
      this.timeline.acts.seek(mark?.step ?? step);
      return;
    }
    const { edges } = this.timeline;
    this.timeline.view(toStep(edges, Math.min(press.x, x)), toStep(edges, Math.max(press.x, x)));
  };

  #leave = () => {
    this.#press = null;
    this.brush.hidden = true;
    this.tip.hidden = true;
  };

  /** @param {{x: number, moved: boolean}} press @param {number} x */
  #drag(press, x) {
    press.moved ||= Math.abs(x - press.x) >= DRAGGED;
    if (!press.moved) return;
    Object.assign(this.brush.style, { left: `${Math.min(x, press.x)}px`, width: `${Math.abs(x - press.x)}px` });
    this.brush.hidden = false;
  }

  /** @param {PointerEvent} event @param {Spot} spot */
  #tell(event, { step, lane, mark }) {
    const { node, area, words } = this.timeline;
    const value = lane?.read(step);
    const at = words(mark?.step ?? step);
    const lines = [words === whole ? `step ${at}` : at];
    if (lane && value) lines.push(`${lane.title} ${value}`);
    if (mark) lines.push(mark.words);
    fill(this.tip, ...lines.map((line) => el("div", {}, line)));
    this.tip.hidden = false;
    area.style.cursor = mark ? "pointer" : "";
    const box = node.getBoundingClientRect();
    const left = clamp(event.clientX - box.left + 14, 0, box.width - this.tip.offsetWidth - 4);
    const top = clamp(event.clientY - box.top - this.tip.offsetHeight - 10, -this.tip.offsetHeight - 4, box.height);
    this.tip.style.transform = `translate(${left}px, ${top}px)`;
  }
}

/**
 * The mark that is meant by a point, the strongest of those near.
 * @param {Mark[]} marks @param {number} x @param {import("./lane_paint.js").View} edges @returns {Mark | null}
 */
function nearest(marks, x, edges) {
  let best = null;
  let least = Infinity;
  for (const mark of marks) {
    const away = Math.abs(toX(edges, mark.step) - x);
    const rank = away - 2 * STRENGTH.indexOf(mark.kind);
    if (away <= NEAR && rank < least) [best, least] = [mark, rank];
  }
  return best;
}
