// @ts-check
/** The columns of the table of runs: what they show, and how runs are sorted and filtered by them. */

import { runAddress } from "./address.js";
import { statusBadge, verdictBadge } from "./bar.js";
import { el, fill } from "./dom.js";
import { VERDICTS, ago, cost, percent, whole } from "./format.js";
import { forkMark } from "./kin.js";
import { spark } from "./spark.js";

/** @typedef {import("./source.js").Json} Json */
/** @typedef {{key: string, title: string, of: (run: Json) => any, cell: (run: Json) => any, down?: boolean}} Column */

const WORDS = new Intl.Collator("en", { numeric: true });
const RANKS = ["drift", "undetermined", "bounded"];

/** @type {Column[]} */
export const COLUMNS = [
  {
    key: "name", title: "Run",
    of: (run) => run.id,
    cell: (run) => [
      el("a", { href: runAddress(run.id), title: run.id }, run.id === "." ? run.name : run.id),
      forkMark(run),
    ],
  },
  {
    key: "agent", title: "Agent",
    of: (run) => run.label,
    cell: (run) => el("span", { title: run.label }, run.label),
  },
  {
    key: "game", title: "Game",
    of: (run) => `${run.game} ${String(run.world ?? run.rom ?? "").padStart(6)}`,
    cell: (run) => `${run.game} ${run.world ?? run.rom ?? ""}`,
  },
  { key: "steps", title: "Steps", of: (run) => run.steps, cell: (run) => whole(run.steps), down: true },
  {
    key: "progress", title: "Progress",
    of: (run) => run.progress,
    down: true,
    cell: (run) => [
      spark(run.spark, { range: [0, 1], label: `progress ${percent(run.progress, 0)}` }),
      el("span", { class: "share" }, percent(run.progress, 0)),
    ],
  },
  {
    key: "verdict", title: "Drift",
    of: (run) => (run.verdict ? RANKS.indexOf(run.verdict.word) : 9),
    cell: (run) => [verdictBadge(run.verdict), ...run.front.map(frontMark)],
  },
  {
    key: "cost", title: "Cost",
    of: (run) => run.usd?.most ?? run.usd?.least,
    cell: (run) => cost(run.usd),
    down: true,
  },
  {
    key: "status", title: "Status",
    of: (run) => (run.live ? "" : run.status),
    cell: (run) => statusBadge(run.status, run.live),
  },
  { key: "changed", title: "Changed", of: (run) => run.changed, cell: (run) => ago(run.changed), down: true },
];

/** A component of the front page as a mark with its letters. @param {Json} row */
function frontMark(row) {
  const { mark, kind } = VERDICTS[row.word] ?? { mark: "", kind: "open" };
  const words = `${row.title}: ${row.word}${row.level === null ? "" : `, ${percent(row.level)}`}`;
  return el(
    "span", { class: `front-mark ${kind}`, title: words, role: "img", "aria-label": words }, letters(row),
    row.word === "undetermined" ? null : el("i", {}, mark),
  );
}

/** The letters of a component. @param {Json} row */
const letters = ({ name }) => name.split("_").map((/** @type {string} */ part) => part[0]).join("").padEnd(2, name[1]).slice(0, 2);

/** Says below the table what the marks in it mean. @param {HTMLElement} node @param {Json[]} runs */
export function explain(node, runs) {
  const front = runs.find((run) => run.front?.length)?.front;
  node.hidden = !front;
  if (!front) return;
  fill(
    node, "Drift from the early third of a run to its late one: ▲ found, ✓ shown to be small, · undetermined. ",
    ...front.flatMap((/** @type {Json} */ row) => [el("span", {}, el("b", {}, letters(row)), ` ${row.title}`), "   "]),
  );
}

/** @param {Json} run @param {string[]} words */
export function matches(run, words) {
  if (!words.length) return true;
  const text = [
    run.id, run.label, run.model, run.game, run.world, run.rom, run.status, run.live ? "live" : "",
    run.verdict?.word, run.error, run.forks?.length ? "fork" : "",
  ].join(" ").toLowerCase();
  return words.every((word) => text.includes(word));
}

/** @param {any} a @param {any} b @param {number} sign what is missing goes last either way */
export function order(a, b, sign) {
  const [noA, noB] = [a === null || a === undefined, b === null || b === undefined];
  if (noA || noB) return Number(noA) - Number(noB);
  if (typeof a === "number" && typeof b === "number") return sign * (a - b);
  return sign * WORDS.compare(String(a), String(b));
}
