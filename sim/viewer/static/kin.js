// @ts-check
/** Forks: what two runs have in common, and where a run left another one. */

import { runAddress } from "./address.js";
import { el } from "./dom.js";
import { whole } from "./format.js";

/** @typedef {import("./source.js").Json} Json */
/** @typedef {{step: number, words: string}} Shared the last step that two runs have in common, and why */

const LETTERS = ["A", "B"];

/**
 * What two runs have in common. A fork's file is a copy of its parent's, so both were begun at the same second.
 * @param {Json[]} heads two @returns {Shared | null} null for runs that have nothing to do with each other
 */
export function sharedBy([a, b]) {
  if (a.id === b.id || a.started !== b.started) return null;
  const found = [left(a, b, 0), left(b, a, 1), siblings(a, b)].filter((shared) => shared !== null);
  return found.sort((one, other) => other.step - one.step)[0] ?? null;
}

/** @param {Json} fork @param {Json} parent @param {number} at which of the two the fork is @returns {Shared | null} */
function left(fork, parent, at) {
  const made = fork.forks.findLast((/** @type {Json} */ one) => one.parent === parent.name);
  if (!made || made.step > parent.last_step) return null;
  const goesOn = made === fork.forks[fork.forks.length - 1] ? `It goes on with ${list(made.changed)}.` : "";
  const words = `${LETTERS[at]} is a fork of ${LETTERS[1 - at]}: up to step ${whole(made.step)} they are the same run.`;
  return { step: made.step, words: `${words} ${goesOn}`.trim() };
}

/** @param {Json} a @param {Json} b @returns {Shared | null} */
function siblings(a, b) {
  const steps = a.forks.flatMap((/** @type {Json} */ one) => b.forks
    .filter((/** @type {Json} */ other) => other.parent === one.parent)
    .map((/** @type {Json} */ other) => Math.min(one.step, other.step)));
  if (!steps.length) return null;
  const step = Math.max(...steps);
  return { step, words: `A and B are forks of the same run: up to step ${whole(step)} they are one.` };
}

/** @param {string[]} changed */
const list = (changed) => changed.join(", ") || "the same settings";

/** What a fork is, in a line. @param {Json} made one of a head's forks */
export const forkWords = (made) => `A fork of ${made.parent} at step ${whole(made.step)}, with ${list(made.changed)}`;

/** Where a run left others, as marks on its timeline. @param {Json} head @returns {import("./axis_paint.js").Post[]} */
export const forkPosts = (head) => head.forks.map((/** @type {Json} */ made) => ({
  step: made.step, kind: "fork", shared: false, words: `left ${made.parent} here, with ${list(made.changed)}`,
}));

/** The mark of a fork, for the table of runs. @param {Json} run */
export function forkMark(run) {
  if (!run.forks.length) return null;
  return el("span", { class: "fork-mark", title: forkWords(run.forks[run.forks.length - 1]) }, "fork");
}

/** A link to a run at the step of a fork. @param {Json} relative */
export const relativeLink = (relative) => el(
  "a", { href: runAddress(relative.id, relative.step), title: `${relative.label}, at step ${whole(relative.step)}` },
  relative.name,
);
