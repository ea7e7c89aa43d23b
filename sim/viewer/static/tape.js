// @ts-check
/** Steps and screens of a run, fetched a little ahead and kept within bounds. */

import { above } from "./dom.js";

/** @typedef {import("./source.js").Source} Source */
/** @typedef {import("./source.js").Frame} Frame */
/** @typedef {import("./source.js").Json} Json */

/**
 * @typedef {{number: number, decision: number, button: string, frame: string, mode: string, place: string | null,
 *   x: number | null, y: number | null, objective: number | null, seconds: number, events: any[][]}} Step
 */

const PAGE = 256; // steps fetched at a time
const PAGES = 48; // pages that are kept
const BYTES = 40 << 20; // of screens that are kept
const PACK = 64; // screens fetched at a time
const CALLS = 2; // packs on their way at once

export class Tape {
  /** @type {Map<number, Json>} */
  #pages = new Map();
  /** @type {Map<number, Promise<Json>>} */
  #coming = new Map();
  /** @type {Map<string, Frame>} */
  #frames = new Map();
  /** @type {Map<string, Promise<unknown>>} */
  #asked = new Map();
  #bytes = 0;
  #calls = 0;

  /** @param {Source} source @param {string} id @param {() => number} last the last step there is, which may grow */
  constructor(source, id, last) {
    this.source = source;
    this.id = id;
    this.last = last;
  }

  /**
   * The step, or the last one before it that was kept, if its page is here.
   * @param {number} number @returns {Step | null}
   */
  step(number) {
    const page = this.#known(number);
    if (!page) return null;
    const at = above(page.number, number) - 1;
    if (at < 0) return null;
    const found = page.number[at];
    return {
      number: found, decision: page.decision[at], button: page.button[at], frame: page.frame[at], mode: page.mode[at],
      place: page.place[at], x: page.x[at], y: page.y[at], objective: page.objective[at], seconds: page.seconds[at],
      events: page.events.filter((/** @type {any[]} */ event) => event[0] === found),
    };
  }

  /** Whether a step and its screen can be shown at once. @param {number} number */
  has(number) {
    const hash = this.#hash(number);
    return hash !== null && this.#frames.has(hash);
  }

  /** A screen that is here. @param {string} hash @returns {Frame | undefined} */
  frame(hash) {
    const frame = this.#frames.get(hash);
    if (frame) { // what was shown last goes last
      this.#frames.delete(hash);
      this.#frames.set(hash, frame);
    }
    return frame;
  }

  /**
   * Fetches a step and its screen.
   * @param {number} number @returns {Promise<Step | null>} null if there is no such step
   */
  async load(number) {
    await this.#page(number);
    const step = this.step(number);
    if (step && !this.#frames.has(step.frame)) await this.#fetch([step.frame]);
    return step;
  }

  /**
   * Fetches steps that will be shown soon, in this order, as far as it is not under way.
   * @param {number[]} numbers
   */
  ahead(numbers) {
    for (const number of numbers) {
      if (!this.#known(number)) this.#page(number).catch(() => {});
    }
    const wanted = new Set(numbers.map((number) => this.#hash(number)).filter((hash) => hash !== null));
    const missing = [...wanted].filter((hash) => !this.#frames.has(hash) && !this.#asked.has(hash));
    const urgent = numbers.slice(0, Math.ceil(numbers.length / 2)).some((number) => !this.has(number));
    if (!urgent && missing.length < PACK / 2) return; // not every screen in a call of its own
    for (let at = 0; at < missing.length && this.#calls < CALLS; at += PACK) {
      this.#fetch(missing.slice(at, at + PACK)).catch(() => {});
    }
  }

  /** @param {number} number */
  #hash(number) {
    const page = this.#known(number);
    return page ? page.frame[above(page.number, number) - 1] ?? null : null;
  }

  /** The page of a step, unless the run has grown beyond it since. @param {number} number */
  #known(number) {
    const page = this.#pages.get(pageOf(number));
    return page && number <= page.until ? page : null;
  }

  /** @param {number} number */
  #page(number) {
    const index = pageOf(number);
    const known = this.#known(number);
    if (known) return Promise.resolve(known);
    let coming = this.#coming.get(index);
    if (!coming) {
      const until = Math.min(this.last(), (index + 1) * PAGE);
      coming = this.source.steps(this.id, index * PAGE, PAGE).then((page) => {
        this.#pages.delete(index);
        if (page.number.length) this.#pages.set(index, { ...page, until });
        if (this.#pages.size > PAGES) this.#pages.delete(first(this.#pages));
        return page;
      }).finally(() => this.#coming.delete(index));
      this.#coming.set(index, coming);
    }
    return coming;
  }

  /** @param {string[]} hashes */
  async #fetch(hashes) {
    const fresh = hashes.filter((hash) => !this.#asked.has(hash));
    if (fresh.length) {
      this.#calls++;
      const coming = this.source.frames(this.id, fresh).then((frames) => this.#keep(frames)).finally(() => {
        this.#calls--;
        for (const hash of fresh) this.#asked.delete(hash);
      });
      for (const hash of fresh) this.#asked.set(hash, coming);
    }
    await Promise.all(new Set(hashes.map((hash) => this.#asked.get(hash))));
  }

  /** @param {Map<string, Frame>} frames */
  #keep(frames) {
    for (const [hash, frame] of frames) {
      this.#frames.set(hash, frame);
      this.#bytes += frame.plane.length;
    }
    for (const [hash, frame] of this.#frames) {
      if (this.#bytes <= BYTES) break;
      this.#frames.delete(hash);
      this.#bytes -= frame.plane.length;
    }
  }
}

/** @param {number} number */
const pageOf = (number) => Math.floor((number - 1) / PAGE);

/** @template K @param {Map<K, unknown>} map @returns {K} */
const first = (map) => /** @type {K} */ (map.keys().next().value);
