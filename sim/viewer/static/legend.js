// @ts-check
/** The card that tells what is drawn on the timeline. */

import { button, el } from "./dom.js";

const MARKS = [
  ["▼", "blue", "an objective is met"],
  ["▲", "red", "an alarm is raised; dots lead back to where the rise is thought to have begun"],
  ["┃", "red", "change point, if its p is at most .05; shaded: its 95 % interval"],
  ["▒", "faint", "from the early level to the smallest change of interest, which the dotted edge marks"],
  ["▀", "soft", "over the last third: 90 % interval of the late level"],
  ["◥", "pink", "the context was reset"],
  ["╷", "green", "an edit of the guide"],
  ["■", "orange", "something that a monitor noted"],
  ["╿", "ink", "an event of the game: tall what counts for the quest, short the others"],
  ["┆", "pink", "a fork: here a run left another one"],
  ["┄", "soft", "on the context: where it is full, or reset"],
];
const USES = [
  "Click: go there, or to the mark that is near. Drag: zoom to a stretch; double click or 0: the whole run.",
  "Click a lane's name: make it taller. Values are those of the last 500 steps up to the playhead.",
  "Beside a name: ▲ drift, ✓ bounded, · undetermined.",
];

/** @returns {HTMLDialogElement} */
export function legend() {
  const card = el(
    "dialog", {
      class: "card legend", "aria-label": "Marks of the timeline",
      onclick: (/** @type {MouseEvent} */ event) => event.target === card && card.close(),
    },
    el(
      "header", {},
      el("h2", {}, "Marks of the timeline"),
      button("✕", "Close (esc)", () => card.close(), { class: "quiet" }),
    ),
    el(
      "dl", {},
      ...MARKS.flatMap(([mark, colour, words]) => [
        el("dt", { style: { color: `var(--${colour})` }, "aria-hidden": "true" }, mark),
        el("dd", {}, words),
      ]),
    ),
    ...USES.map((words) => el("p", {}, words)),
  );
  return card;
}
