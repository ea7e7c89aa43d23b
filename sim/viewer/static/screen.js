// @ts-check
/** A screen, crisp: whole pixels only, and the buttons that were pressed. */

import { el } from "./dom.js";

/** @typedef {import("./source.js").Frame} Frame */

export const WIDTH = 160;
export const HEIGHT = 144;
const PADS = [
  ["left", "◀"], ["up", "▲"], ["down", "▼"], ["right", "▶"], ["b", "B"], ["a", "A"], ["select", "sel"], ["start", "sta"],
];

export class Screen {
  #context;
  #image = new ImageData(WIDTH, HEIGHT);
  #words;
  scale = 0;
  hash = "";

  /** @param {string} label what it is the screen of */
  constructor(label) {
    this.canvas = el("canvas", { width: WIDTH, height: HEIGHT, role: "img", "aria-label": label });
    this.#context = /** @type {CanvasRenderingContext2D} */ (this.canvas.getContext("2d", { alpha: false }));
    this.#words = el("p", { class: "screen-words" }, "Loading …");
    this.node = el("div", { class: "screen" }, this.canvas, this.#words);
  }

  /** Makes it as many whole times as large. @param {number} scale */
  enlarge(scale) {
    if (scale === this.scale) return;
    this.scale = scale;
    this.canvas.style.width = `${WIDTH * scale}px`;
    this.canvas.style.height = `${HEIGHT * scale}px`;
  }

  /** @param {string} hash @param {Frame | undefined} frame */
  show(hash, frame) {
    this.#words.hidden = true;
    if (!frame || hash === this.hash) return;
    this.hash = hash;
    if (frame.channels === 4) this.#image.data.set(frame.plane);
    else greys(frame.plane, this.#image.data);
    this.#context.putImageData(this.#image, 0, 0);
  }

  /** Says something where no screen can be shown. @param {string} text */
  say(text) {
    this.#words.hidden = false;
    this.#words.textContent = text;
  }
}

/** @param {Uint8Array | Uint8ClampedArray} plane @param {Uint8ClampedArray} pixels */
function greys(plane, pixels) {
  const words = new Uint32Array(pixels.buffer);
  for (let at = 0; at < plane.length; at++) words[at] = 0xff000000 | (plane[at] * 0x010101);
}

/** The buttons of the machine, the pressed one lit. */
export class Pad {
  /** @type {Map<string, HTMLElement>} */
  #keys = new Map();
  #pressed = "";

  constructor() {
    this.node = el("div", { class: "pad", role: "img", "aria-label": "no button pressed" });
    for (const [name, label] of PADS) {
      const key = el("span", { class: "key" }, label);
      this.#keys.set(name, key);
      this.node.append(key);
    }
  }

  /** @param {string} button */
  press(button) {
    if (button === this.#pressed) return;
    this.#keys.get(this.#pressed)?.classList.remove("on");
    this.#keys.get(button)?.classList.add("on");
    this.#pressed = button;
    this.node.setAttribute(
      "aria-label", this.#keys.has(button) ? `pressed ${button}` : button || "no button pressed",
    );
  }
}
