// @ts-check
/** What the timeline shows: one lane for each thing that goes on along a run's steps. */

import { above } from "./dom.js";
import { NONE, counted, percent, short, usd, whole } from "./format.js";

/** @typedef {import("./source.js").Json} Json */
/** @typedef {{step: number, words: string, kind: string, since?: number | null}} Mark a point one can go to */
/**
 * @typedef {object} Lane
 * @property {string} key
 * @property {string} title
 * @property {string} colour a name of the palette
 * @property {number} weight how much of the height it would like
 * @property {number[]} [steps] of the series, rising
 * @property {(number | null)[]} [values]
 * @property {{steps: number[], values: (number | null)[]}} [other] the same of a second run
 * @property {[number, number]} [range]
 * @property {boolean} [filled]
 * @property {number | null} [limit] a line that the series should stay below
 * @property {string} [empty] why there is no series
 * @property {Mark[]} marks
 * @property {Json} [row] the row of the drift report's front page
 * @property {(step: number) => string} read what it says at a step
 */

const ITEMS = /** @type {Record<string, string>} */ ({
  progress: "blue", waste: "red", memory: "green", goal: "pink", shortcuts: "orange", stuck: "sky",
});
const LOUD = new Set(["objective", "win", "taken", "leg", "gate", "report"]);
const SPREAD = 0.02; // the least height of a lane, in shares

/**
 * The lanes of a run. @param {Json} timeline @param {Json | null} report @returns {Lane[]}
 */
export function lanes(timeline, report) {
  const asked = timeline.tokens.some((/** @type {number | null} */ used) => used !== null);
  return [
    progress(timeline),
    ...(report ? front(report) : []),
    ...(asked ? [context(timeline), spent(timeline)] : []),
    notes(timeline, asked),
    events(timeline, report),
  ];
}

/** @param {Json} timeline @returns {Lane} */
function progress(timeline) {
  const { steps, progress: values, objective, objectives, marks } = timeline;
  return {
    key: "progress", title: "progress", colour: "blue", weight: 1.7, steps, values, range: [0, 1], filled: true,
    marks: marks.objectives.filter((/** @type {number[]} */ mark) => mark[1] > 0)
      .map((/** @type {number[]} */ [step, number]) => ({ step, kind: "objective", words: `objective ${number} met` })),
    read: (step) => {
      const at = held(steps, step);
      return objectives && objective[at] !== null && objective[at] !== undefined ? `${objective[at]}/${objectives}` : NONE;
    },
  };
}

/** @param {Json} report @returns {Lane[]} */
function front(report) {
  const { ends } = report.windows;
  return Object.entries(report.front).map(([name, row], at) => {
    const { windows } = report.components[name];
    const marks = report.alarms.filter((/** @type {Json} */ alarm) => alarm.row === name).map((/** @type {Json} */ alarm) => ({
      step: alarm.step, since: alarm.onset, kind: "alarm",
      words: `alarm: ${row.title}${alarm.onset ? `, rising since about step ${whole(alarm.onset)}` : ""}`,
    }));
    const point = row.change_point;
    if (point && changed(point)) {
      marks.push({
        step: point.step, kind: "change",
        words: `change point of ${row.title}: ${point.shape} of ${percent(point.shift)}, p ${point.p.toFixed(3)}`,
      });
    }
    return {
      key: name, title: row.title, colour: ITEMS[row.item] ?? "sky", weight: 1, row, marks,
      steps: ends, values: windows, range: range(row, windows),
      empty: ends.length ? "no opportunity" : at ? "" : `report of ${counted(report.steps, "step")}, a window has ${report.windows.steps}: levels only`,
      read: (/** @type {number} */ step) => {
        if (!ends.length) return percent(row.level);
        return step < ends[0] ? NONE : percent(windows[held(ends, step)] ?? null);
      },
    };
  });
}

/** Whether a change point is one: its p is small and something did change. @param {Json} point */
export const changed = (point) => point.p <= 0.05 && point.shift !== 0;

/** @param {Json} row @param {(number | null)[]} windows @returns {[number, number]} */
function range(row, windows) {
  const values = /** @type {number[]} */ (windows.filter((value) => value !== null));
  if (row.change) values.push(row.change.reference, row.change.reference + row.worse * row.sesoi);
  if (!values.length) return [0, 1];
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const air = Math.max(SPREAD - (high - low), 0) / 2 + 0.2 * (high - low);
  return [low - air, high + air];
}

/** @param {Json} timeline @returns {Lane} */
function context(timeline) {
  const { steps, context: values, context_limit: limit, marks } = timeline;
  const most = Math.max(limit ?? 0, ...values.map((/** @type {number | null} */ value) => value ?? 0), 1);
  return {
    key: "context", title: "context", colour: "sky", weight: 1.2, steps, values, range: [0, 1.08 * most], limit, filled: true,
    marks: marks.resets.map((/** @type {number} */ step) => ({ step, kind: "reset", words: "context reset" })),
    read: (step) => short(values[held(steps, step)]),
  };
}

/** @param {Json} timeline @returns {Lane} */
function spent(timeline) {
  const priced = timeline.usd.some((/** @type {number | null} */ value) => value !== null);
  const values = priced ? timeline.usd : timeline.tokens;
  const most = Math.max(...values.map((/** @type {number | null} */ value) => value ?? 0), 1e-9);
  return {
    key: "cost", title: priced ? "cost so far" : "tokens so far", colour: "orange", weight: 1,
    steps: timeline.steps, values, range: [0, most], filled: true, marks: [],
    read: (step) => (priced ? usd : short)(values[held(timeline.steps, step)]),
  };
}

/** @param {Json} timeline @param {boolean} asked whether resets stand in the lane of the context @returns {Lane} */
function notes(timeline, asked) {
  const { revisions, resets } = timeline.marks;
  const edits = revisions.map((/** @type {[number, number, string, string]} */ [step, number, path, operation]) => ({
    step, kind: "edit", words: `guide edit ${number}: ${operation} ${path}`,
  }));
  const emptied = asked ? [] : resets.map((/** @type {number} */ step) => ({ step, kind: "reset", words: "context reset" }));
  return {
    key: "guide", title: asked ? "guide edits" : "guide edits, resets", colour: "green", weight: 0.9,
    marks: [...edits, ...emptied],
    read: (step) => {
      const at = above(revisions.map((/** @type {any[]} */ mark) => mark[0]), step) - 1;
      return at < 0 ? NONE : `#${revisions[at][1]}`;
    },
  };
}

/** @param {Json} timeline @param {Json | null} report @returns {Lane} */
function events(timeline, report) {
  const marks = timeline.marks.events.shown.map((/** @type {any[]} */ [step, source, kind, words]) => ({
    step, words, kind: source === "game" ? (LOUD.has(kind) ? "loud" : "event") : "watch",
  }));
  const rows = report ? [] : timeline.marks.alarms;
  for (const [step, family, row, onset] of rows) {
    marks.push({ step, since: onset, kind: "alarm", words: `alarm: ${row || family}` });
  }
  const { more } = timeline.marks.events;
  return {
    key: "events", title: more ? "events (the rarer)" : "events", colour: "ink", weight: 1.1, marks,
    read: () => "",
  };
}

/**
 * The index of the last value up to a step, of the first one before there is any.
 * @param {number[]} steps @param {number} step
 */
const held = (steps, step) => Math.max(0, above(steps, step) - 1);
