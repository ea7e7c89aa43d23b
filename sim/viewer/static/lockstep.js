// @ts-check
/** Two runs side by side: what a position is of each, by step, by objective or by cost. */

import { above, clamp } from "./dom.js";
import { usd, whole } from "./format.js";

/** @typedef {import("./source.js").Json} Json */
/** @typedef {import("./tape.js").Tape} Tape */
/** @typedef {{head: Json, timeline: Json, tape: Tape}} Side */
/** @typedef {{name: string, count: number, step: (side: Side, position: number) => number,
 *   position: (side: Side, step: number) => number, words: (position: number) => string}} Lockstep */

const FINE = 100; // positions in an objective
const COSTS = 2000; // positions over all that was paid

/** The ways in which two runs can go in lockstep as they are now. @param {Side[]} sides @returns {Lockstep[]} */
export function locksteps(sides) {
  const found = [byStep(sides)];
  const met = sides.map((side) => side.timeline.marks.objectives);
  if (met.every((marks) => marks.length > 1)) found.push(byObjective(sides));
  if (sides.every((side) => paid(side) > 0)) found.push(byCost(sides));
  return found;
}

/** @param {Side} side */
const lastOf = (side) => Math.max(1, side.head.last_step);

/** @param {Side[]} sides @returns {Lockstep} */
function byStep(sides) {
  return {
    name: "step", count: Math.max(...sides.map(lastOf)), words: whole,
    step: (side, position) => clamp(position, 1, lastOf(side)), position: (_side, step) => step,
  };
}

/** @param {Side[]} sides @returns {Lockstep} */
function byObjective(sides) {
  const knots = new Map(sides.map((side) => {
    const marks = side.timeline.marks.objectives;
    const steps = [1, ...marks.slice(1).map((/** @type {number[]} */ mark) => mark[0])];
    const values = [0, ...marks.slice(1).map((/** @type {number[]} */ mark) => mark[1])];
    if (lastOf(side) > steps[steps.length - 1]) { // on its way to one that it never met
      steps.push(lastOf(side));
      values.push(values[values.length - 1] + 1);
    }
    return [side, { steps, values }];
  }));
  const most = Math.max(...[...knots.values()].map(({ values }) => values[values.length - 1]));
  return {
    name: "objective", count: most * FINE + 1,
    words: (position) => `obj. ${((position - 1) / FINE).toLocaleString("en", { maximumFractionDigits: 1 })}`,
    step: (side, position) => {
      const { steps, values } = /** @type {{steps: number[], values: number[]}} */ (knots.get(side));
      return Math.round(between(values, steps, (position - 1) / FINE));
    },
    position: (side, step) => {
      const { steps, values } = /** @type {{steps: number[], values: number[]}} */ (knots.get(side));
      return 1 + FINE * between(steps, values, step);
    },
  };
}

/** @param {Side} side @returns {number} */
const paid = (side) => Math.max(0, ...side.timeline.usd.map((/** @type {number | null} */ value) => value ?? 0));

/** @param {Side[]} sides @returns {Lockstep} */
function byCost(sides) {
  const most = Math.max(...sides.map(paid));
  const known = new Map(sides.map((side) => [
    side,
    side.timeline.usd.map((/** @type {number | null} */ value) => value ?? 0),
  ]));
  return {
    name: "cost", count: COSTS, words: (position) => usd(((position - 1) / (COSTS - 1)) * most),
    step: (side, position) => Math.round(between(
      /** @type {number[]} */ (known.get(side)), side.timeline.steps, ((position - 1) / (COSTS - 1)) * most,
    )),
    position: (side, step) => 1 + (between(
      side.timeline.steps, /** @type {number[]} */ (known.get(side)), step,
    ) / most) * (COSTS - 1),
  };
}

/** Linear between knots, held outside. @param {number[]} xs rising @param {number[]} ys @param {number} x */
function between(xs, ys, x) {
  const after = above(xs, x);
  if (after === 0) return ys[0];
  if (after >= xs.length) return ys[ys.length - 1];
  const share = (x - xs[after - 1]) / (xs[after] - xs[after - 1]);
  return ys[after - 1] + share * (ys[after] - ys[after - 1]);
}

/** Both tapes as one, for the player: a position is here when both its screens are. */
export class PairTape {
  /** @param {Side[]} sides @param {() => Lockstep} lockstep */
  constructor(sides, lockstep) {
    this.sides = sides;
    this.lockstep = lockstep;
  }

  /** @param {number} position */
  has(position) {
    return this.sides.every((side) => !side.head.last_step || side.tape.has(this.lockstep().step(side, position)));
  }

  /** @param {number} position @returns {any} the steps of both */
  step(position) {
    return {
      number: position,
      steps: this.sides.map((side) => side.tape.step(this.lockstep().step(side, position))),
    };
  }

  /** @param {number} position */
  async load(position) {
    await Promise.all(this.sides.map((side) => side.tape.load(this.lockstep().step(side, position))));
    return this.step(position);
  }

  /** @param {number[]} positions */
  ahead(positions) {
    const played = this.sides.filter((side) => side.head.last_step);
    for (const side of played) side.tape.ahead(positions.map((position) => this.lockstep().step(side, position)));
  }
}
