// @ts-check
/** What is seen of the map: moved about by dragging or by arrow keys, scaled by the wheel, or following the player. */

import { clamp } from "./dom.js";

const SCALES = { least: 0.05, most: 8 };
const WHEEL = 1.15; // by which a notch of the wheel scales
const STRIDE = 60; // pixels that an arrow key moves it
const ARROWS = /** @type {Record<string, [number, number]>} */ ({
  ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1],
});

export class MapView {
  /** The point of the map in the middle, and pixels of the canvas for one of the map. */
  x = 0;
  y = 0;
  scale = 1;
  follow = true;
  /** @type {{x: number, y: number} | null} */
  #held = null;

  /** @param {HTMLCanvasElement} canvas @param {() => void} moved */
  constructor(canvas, moved) {
    this.canvas = canvas;
    this.moved = moved;
    canvas.addEventListener("wheel", this.#wheel, { passive: false });
    canvas.addEventListener("pointerdown", this.#grab);
    canvas.addEventListener("pointermove", this.#drag);
    canvas.addEventListener("pointerup", this.#drop);
    canvas.addEventListener("pointercancel", this.#drop);
    canvas.addEventListener("keydown", this.#arrow);
  }

  /** @param {number} by */
  enlarge(by) {
    this.scale = clamp(this.scale * by, SCALES.least, SCALES.most);
    this.moved();
  }

  /** Sees all of it. @param {number} width @param {number} height of the map */
  whole(width, height) {
    const { clientWidth, clientHeight } = this.canvas;
    this.follow = false;
    [this.x, this.y, this.scale] = [width / 2, height / 2, Math.min(clientWidth / width, clientHeight / height)];
    this.moved();
  }

  /** Makes pixels of the map the unit of what is drawn. @param {CanvasRenderingContext2D} context */
  apply(context) {
    const ratio = window.devicePixelRatio || 1;
    const { width, height } = this.canvas;
    const unit = ratio * this.scale;
    context.setTransform(unit, 0, 0, unit, width / 2 - unit * this.x, height / 2 - unit * this.y);
  }

  /** @param {number} right @param {number} down pixels of the canvas */
  #shift(right, down) {
    this.follow = false;
    this.x += right / this.scale;
    this.y += down / this.scale;
    this.moved();
  }

  #wheel = (/** @type {WheelEvent} */ event) => {
    event.preventDefault();
    this.enlarge(event.deltaY < 0 ? WHEEL : 1 / WHEEL);
  };

  #grab = (/** @type {PointerEvent} */ event) => {
    this.#held = { x: event.clientX, y: event.clientY };
    this.canvas.setPointerCapture(event.pointerId);
  };

  #drag = (/** @type {PointerEvent} */ event) => {
    if (!this.#held) return;
    this.#shift(this.#held.x - event.clientX, this.#held.y - event.clientY);
    this.#held = { x: event.clientX, y: event.clientY };
  };

  #drop = () => {
    this.#held = null;
  };

  #arrow = (/** @type {KeyboardEvent} */ event) => {
    const way = ARROWS[event.key];
    if (!way || event.shiftKey || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation(); // while the map has the focus, arrows are its own
    this.#shift(STRIDE * way[0], STRIDE * way[1]);
  };
}
