// @ts-check
/** What the bar says of a run. */

import { compareAddress, runAddress } from "./address.js";
import { statusBadge, verdictBadge } from "./bar.js";
import { el } from "./dom.js";
import { cost, whole } from "./format.js";
import { forkWords } from "./kin.js";

/** @typedef {import("./source.js").Json} Json */

/**
 * @param {Json} head @param {Json | null} parent the run that it left, if that is there
 * @param {boolean} alone whether there is no other run to compare it with @returns {(Node | null)[]}
 */
export function runTitle(head, parent, alone) {
  const world = head.world === null ? "" : ` ${head.world}`;
  return [
    el("h1", {}, head.name),
    fork(head, parent),
    el("span", { class: "facts-line" }, `${head.label} · ${head.game}${world}`),
    statusBadge(head.status, head.live), verdictBadge(head.verdict),
    head.usd ? el("span", { class: "facts-line" }, cost(head.usd)) : null,
    alone ? null : el(
      "a", { class: "quiet", href: compareAddress(parent?.id ?? head.id, parent ? head.id : "") },
      parent ? "compare with it" : "compare",
    ),
  ];
}

/** Where a fork comes from, and a way there. @param {Json} head @param {Json | null} parent */
function fork(head, parent) {
  const made = head.forks[head.forks.length - 1];
  if (!made) return null;
  const words = `fork of ${made.parent} at ${whole(made.step)}`;
  return parent
    ? el("a", { class: "fork-mark", href: runAddress(parent.id, made.step), title: `${forkWords(made)}. Go there.` }, words)
    : el("span", { class: "fork-mark", title: forkWords(made) }, words);
}
