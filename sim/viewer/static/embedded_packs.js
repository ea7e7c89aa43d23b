// @ts-check
/** Data in the page's own file: elements that hold base64, most of them of gzipped JSON. Each is read when it is wanted. */

import { above } from "./dom.js";

/** @typedef {import("./source.js").Json} Json */

const KEPT = 8; // packs of a kind that are kept once they were read

/** @param {string} name @returns {HTMLElement | null} */
export const element = (name) => document.getElementById(`longplay-${name}`);

/** The bytes of an element. @param {string} name @param {string} otherwise what to say where there is none */
export function bytes(name, otherwise) {
  const node = element(name);
  if (!node) throw new Error(otherwise);
  return Uint8Array.from(atob(node.textContent ?? ""), (letter) => letter.charCodeAt(0));
}

/** What an element says that was packed. @param {string} name @param {string} otherwise */
async function unpacked(name, otherwise) {
  return new Response(new Blob([bytes(name, otherwise)]).stream().pipeThrough(new DecompressionStream("gzip")));
}

/** @param {string} name @param {string} otherwise @returns {Promise<string>} */
export const text = async (name, otherwise) => (await unpacked(name, otherwise)).text();

/** @param {string} name @param {string} otherwise @returns {Promise<any>} null is none, too */
export async function json(name, otherwise) {
  const value = await (await unpacked(name, otherwise)).json();
  if (value === null) throw new Error(otherwise);
  return value;
}

/** Does something once, and gives the same answer ever after. @template T @param {() => T} act @returns {() => T} */
export function once(act) {
  /** @type {T | undefined} */
  let known;
  return () => (known ??= act());
}

/** Keeps what was used last. @template K, V */
export class Recent {
  /** @type {Map<K, V>} */
  #kept = new Map();
  #most;
  #make;
  #drop;

  /** @param {number} most @param {(key: K) => V} make @param {(value: V) => void} [drop] */
  constructor(most, make, drop = () => {}) {
    this.#most = most;
    this.#make = make;
    this.#drop = drop;
  }

  /** @param {K} key @returns {V} */
  get(key) {
    const value = this.#kept.get(key) ?? this.#make(key);
    this.#kept.delete(key);
    this.#kept.set(key, value);
    if (this.#kept.size > this.#most) {
      const [oldest, dropped] = /** @type {[K, V]} */ (this.#kept.entries().next().value);
      this.#kept.delete(oldest);
      this.#drop(dropped);
    }
    return value;
  }
}

/** Packs of one kind, one after another. */
export class Packs {
  #firsts;
  #otherwise;
  /** @type {Recent<number, Promise<any>>} */
  #read;

  /** @param {string} kind @param {number[]} firsts the first number in each @param {string} otherwise */
  constructor(kind, firsts, otherwise) {
    this.#firsts = firsts;
    this.#otherwise = otherwise;
    this.#read = new Recent(KEPT, (at) => json(`${kind}-${at}`, otherwise));
  }

  /** The pack that holds a number, or the first one if all come after it. @param {number} number @returns {Promise<any>} */
  async of(number) {
    if (!this.#firsts.length) throw new Error(this.#otherwise);
    return this.#read.get(Math.max(0, above(this.#firsts, number) - 1));
  }

  /** The packs that hold the numbers above `after` up to `until`. @param {number} after @param {number} until */
  async between(after, until) {
    const found = [];
    for (let at = Math.max(0, above(this.#firsts, after + 1) - 1); this.#firsts[at] <= until; at++) {
      found.push(await this.#read.get(at));
    }
    return found;
  }
}
