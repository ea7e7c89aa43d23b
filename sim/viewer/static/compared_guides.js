// @ts-check
/** The guides of two runs as they stood at the moment that is shown, compared line by line. */

import { difference } from "./diff.js";
import { Latest, el, fill, note, seldom } from "./dom.js";
import { whole } from "./format.js";
import { diffNode } from "./pane_guide.js";

/** @typedef {import("./source.js").Json} Json */
/** @typedef {import("./lockstep.js").Side} Side */

const OFTEN = 700; // ms between two comparisons while playing

export class ComparedGuides {
  name = "Guides";
  visible = false;
  #latest = new Latest();
  /** @type {{steps: (Json | null)[]} | null} */
  #pair = null;
  #print = "";

  /** @param {import("./source.js").Source} source @param {Side[]} sides */
  constructor(source, sides) {
    this.source = source;
    this.sides = sides;
    this.node = el("div", { class: "guide-diff", tabIndex: 0, role: "region", "aria-label": "Guides compared" });
  }

  /** @param {{steps: (Json | null)[]} | null} pair @param {boolean} playing */
  show(pair, playing) {
    this.#pair = pair;
    if (playing) this.#soon();
    else this.#compare();
  }

  #soon = seldom(() => this.#compare(), OFTEN);

  async #compare() {
    if (!this.visible || !this.#pair) return;
    const { steps } = this.#pair;
    const asked = this.sides.map(({ head }, at) => (head.guide ? this.source.guide(head.id, steps[at]?.number ?? 1) : null));
    try {
      const guides = await this.#latest.of(Promise.all(asked));
      if (guides) this.#tell(guides);
    } catch (error) {
      this.#print = "";
      fill(this.node, note(/** @type {Error} */ (error).message, "error"));
    }
  }

  /** @param {(Json | null)[]} guides */
  #tell(guides) {
    const print = guides.map((guide) => guide?.revision ?? "none").join();
    if (print === this.#print) return; // what is read keeps its place
    this.#print = print;
    fill(this.node, ...guideDiff(guides));
  }
}

/** @param {(Json | null)[]} guides @returns {Node[]} what the guide of B has that the guide of A has not */
function guideDiff([a, b]) {
  if (!a && !b) return [note("Both runs were played without a guide.")];
  const texts = [a, b].map((guide) => new Map((guide?.files ?? []).map((/** @type {Json} */ file) => [file.path, file.text])));
  const paths = [...new Set([...texts[0].keys(), ...texts[1].keys()])].sort();
  const found = paths.map((path) => ({ path, ops: difference(texts[0].get(path) ?? "", texts[1].get(path) ?? "") }));
  const differing = found.filter((file) => file.ops.some(([sign]) => sign !== "="));
  const words = differing.length
    ? `${whole(differing.length)} of ${whole(paths.length)} files differ: − only in A, + only in B`
    : "The guides are the same here.";
  return [el("p", { class: "faint" }, words), ...differing.map(diffNode)];
}
