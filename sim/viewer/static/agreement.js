// @ts-check
/** Whether words and deeds agree: what was said in a decision, held against what is true and what happened. */

import { el } from "./dom.js";
import { whole } from "./format.js";

/** @typedef {import("./source.js").Json} Json */

const JUDGED = /** @type {Record<string, {mark: string, kind: string}>} */ ({
  yes: { mark: "✓", kind: "good" },
  no: { mark: "✗", kind: "bad" },
  unread: { mark: "?", kind: "odd" },
  open: { mark: "…", kind: "open" },
});

const WORDS = /** @type {Record<string, Record<string, string>>} */ ({
  approached: {
    yes: "approached", no: "not approached", unread: "unreadable", open: "not over yet",
    means: "Did the steps come nearer to the stated target, within eight of them?",
  },
  valid: {
    yes: "worth going for", no: "beside the quest", unread: "",
    means: "Is the target among what was left to do, for somebody who remembers all that was seen?",
  },
  expected: {
    yes: "happened", no: "did not happen", unread: "unreadable", open: "not over yet",
    means: "Did what was predicted happen by the end of the decision?",
  },
});

/**
 * Small marks with their words, for what could be judged.
 * @param {Json} decision @param {string[]} names of verdicts @returns {Node[]}
 */
export function agreement(decision, names) {
  const { verdicts, number } = decision;
  if (!verdicts) return [];
  return names.flatMap((name) => {
    const { mark, kind } = JUDGED[verdicts[name]] ?? { mark: "", kind: "" };
    const words = WORDS[name][verdicts[name]];
    if (!words) return [];
    const since = name === "approached" && verdicts.since < number
      ? ` Said since decision ${whole(verdicts.since)}: judged as one.` : "";
    return [el("span", { class: `badge ${kind}`, title: `${WORDS[name].means}${since}` }, `${mark} ${words}`)];
  });
}
