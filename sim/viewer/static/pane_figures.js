// @ts-check
/** Figures of the run, from the same source as in reports and exports. */

import { Figures } from "./figures.js";

const NAMES = ["front", "progress", "legs", "lost", "guide", "cost"];

export class FiguresPane {
  name = "Figures";
  visible = false;
  #figures;

  /** @param {import("./source.js").Source} source @param {import("./source.js").Json} head */
  constructor(source, head) {
    this.#figures = new Figures(NAMES, (name) => source.figure(head.id, name), source.plotly);
    this.node = this.#figures.node;
  }

  show() {
    if (this.visible) this.#figures.see();
  }

  /** Draws them anew: there is a newer report. */
  again() {
    this.#figures.again();
    this.show();
  }
}
