// @ts-check
/** News of two runs that are compared: their series are kept up to date, and looked at seldom. */

import { seldom } from "./dom.js";
import { News } from "./news.js";

/** @typedef {import("./lockstep.js").Side} Side */
/**
 * Who hears of it: `moved` when the sides are up to date again, `report` when one has a newer report, and `say`
 * what is wrong, "" when it is well again.
 * @typedef {{moved: () => void, report: () => void, say: (words: string) => void}} Listener
 */

const OFTEN = 1000; // ms between two times that series are fetched

export class PairNews {
  /** @type {Set<Side>} of which the series are old */
  #old = new Set();
  #fetching = Promise.resolve();

  /** @param {import("./source.js").Source} source @param {Side[]} sides @param {number} points of a series @param {Listener} heard */
  constructor(source, sides, points, heard) {
    this.source = source;
    this.points = points;
    this.heard = heard;
    this.all = sides.map((side) => {
      const moved = () => {
        this.#old.add(side);
        this.#soon();
      };
      const report = () => {
        heard.report();
        moved();
      };
      return new News(source, side.head, { head: moved, counted: moved, report, folding() {}, lost: heard.say });
    });
  }

  listen() {
    for (const news of this.all) news.listen();
  }

  // One after the other, so that no answer is followed by an older one.
  #soon = seldom(() => { this.#fetching = this.#fetching.then(() => this.#fetch()); }, OFTEN);

  async #fetch() {
    const sides = [...this.#old];
    this.#old.clear();
    try {
      await Promise.all(sides.map(async (side) => {
        side.timeline = await this.source.timeline(side.head.id, this.points);
      }));
    } catch (error) {
      this.heard.say(/** @type {Error} */ (error).message);
      return;
    }
    this.heard.moved();
  }
}
