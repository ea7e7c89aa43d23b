// @ts-check
/**
 * The way that a run went, out of the page's own file: {x, y, start, rooms, most}. `x` and `y` are pixels of the map after
 * each step, as differences to the step before and null where there is no place; `rooms` are [step, room] come into.
 */

import { above } from "./dom.js";

/** @typedef {import("./source.js").Json} Json */

/** Sums up differences; null stays null. @param {(number | null)[]} differences */
export function summed(differences) {
  let sum = 0;
  return differences.map((value) => (value === null ? null : (sum += value)));
}

/** @param {Json} walk @returns {Json} with places in place of differences */
export const placed = (walk) => ({ ...walk, x: summed(walk.x), y: summed(walk.y) });

/** The answer of `sim/viewer/data/ways.py`. @param {Json} walk placed @param {number} until @param {number} points @returns {Json} */
export function trail({ x, y, start, rooms, most }, until, points) {
  const last = Math.min(until, x.length);
  const count = Math.min(last, points, most);
  const steps = Array.from({ length: count }, (_, at) => Math.floor(((at + 1) * last) / count));
  const seen = new Map([[start, [start, 1, 1]]]);
  const visits = rooms.slice(0, above(rooms.map((/** @type {[number, string]} */ [step]) => step), last));
  for (const [step, name] of visits) {
    const room = seen.get(name);
    if (room) room[2]++;
    else seen.set(name, [name, step, 1]);
  }
  return {
    points: steps.filter((step) => x[step - 1] !== null).map((step) => [step, x[step - 1], y[step - 1]]),
    rooms: [...seen.values()],
  };
}
