// @ts-check
/** The run as a whole: what was asked of it, and what the drift report says. */

import { compareAddress } from "./address.js";
import { verdictBadge } from "./bar.js";
import { button, el, fill, note } from "./dom.js";
import { NONE, VERDICTS, ago, cost, duration, moment, percent, short, signed, whole } from "./format.js";
import { relativeLink } from "./kin.js";
import { spark } from "./spark.js";

/** @typedef {import("./source.js").Json} Json */

const STATES = /** @type {Record<string, string>} */ ({
  folding: "The drift report is being made: the steps are read once, from the first to the last.",
  none: "There is no drift report for this run.",
});

export class RunPane {
  name = "Run";
  #report = el("div", { class: "report" });
  #kin = el("section", { hidden: true });
  #about = el("dl", { class: "about" });

  /** @param {Json} head @param {(step: number) => void} seek */
  constructor(head, seek) {
    this.head = head;
    this.seek = seek;
    this.node = el(
      "div", { class: "run-pane", tabIndex: 0, role: "region", "aria-label": "The run as a whole" }, this.#report, this.#kin,
      el("section", {}, el("h3", {}, "About"), this.#about),
    );
    this.moved();
    this.report(head.report, head.report_state);
  }

  show() {}

  /** @param {Json | null} report @param {string} state @param {Json} [far] how far the folding is */
  report(report, state, far) {
    if (!report) {
      const share = far?.of ? ` ${percent(far.folded / far.of, 0)} so far.` : "";
      fill(this.#report, el("h3", {}, "Drift"), note(`${STATES[state] ?? STATES.none}${share}`));
      return;
    }
    const { verdict } = report;
    const { mark, kind } = VERDICTS[verdict.word] ?? { mark: "", kind: "" };
    fill(
      this.#report,
      el("h3", {}, "Drift"),
      el(
        "p", { class: "verdict" },
        el("span", { class: `badge ${kind}` }, `${mark} ${verdict.word}`),
        ` ${verdict.why}`,
      ),
      el("div", { class: "scroll" }, table(report)),
      ...this.#alarms(report), ...lost(report),
      report.tiers ? el("p", { class: "faint" }, tier(report.tiers)) : null,
      el(
        "p", { class: "faint" },
        `${report.instrument}, ${whole(report.steps)} steps, ${whole(report.legs)} whole legs. ${NONE} means: no opportunity to tell.`,
      ),
    );
  }

  /** Tells the run that it left, and those that left it. @param {{parent: Json | null, forks: Json[]}} kin */
  kin({ parent, forks }) {
    this.#kin.hidden = !parent && !forks.length;
    fill(
      this.#kin, el("h3", {}, "Forks"),
      el("ul", { class: "kin" }, ...(parent ? [relative("Forked off", parent, parent.id, this.head.id)] : []),
        ...forks.map((fork) => relative("Its fork", fork, this.head.id, fork.id))),
    );
  }

  /** @param {Json} report @returns {Node[]} */
  #alarms(report) {
    if (!report.alarms.length) return [el("p", { class: "faint" }, "No alarm was raised.")];
    return [el("ul", { class: "alarms" }, ...report.alarms.map((/** @type {Json} */ alarm) => {
      const title = report.front[alarm.row]?.title ?? alarm.row;
      return el(
        "li", {}, el("span", { class: "badge bad" }, "▲ alarm"), ` ${title} at `,
        button(`step ${whole(alarm.step)}`, "Go to this step", () => this.seek(alarm.step), { class: "link" }),
        alarm.onset ? [
          ", rising since about ",
          button(`step ${whole(alarm.onset)}`, "Go to this step", () => this.seek(alarm.onset), { class: "link" }),
        ] : null,
      );
    }))];
  }

  /** Tells anew what is known of the run, which may be being played. */
  moved() {
    const { head } = this;
    const { settings, identity } = head;
    const world = head.world === null ? head.rom ?? NONE : `${head.world}, ${whole(head.legs)} legs`;
    const model = settings.model ? Object.entries(settings.model).filter(([, value]) => value !== null && typeof value !== "object") : [];
    const rows = [
      ["Agent", head.label], ["Game", `${head.game}, world ${world}`], [
        "Steps", `${whole(head.steps)} of ${whole(head.of)}`,
      ],
      ["Objectives", head.objectives ? `${whole(head.objective)} of ${whole(head.objectives)}` : NONE],
      ["Status", head.status], ["Begun", moment(head.started)], ["Changed", ago(head.changed)], ["Time played", duration(head.seconds)],
      ["Cost", cost(head.usd)], ["Tokens", short(head.tokens)], ["Seed", settings.seed], ["Guide at the start", settings.guide],
      ["Assists", head.assists.length ? head.assists.join(", ") : "none: the screen alone"],
      ["Left out", settings.without?.length ? settings.without.join(", ") : "nothing"],
      ...model.map(([name, value]) => [`model.${name}`, value]),
      ...Object.entries(identity).filter(([, value]) => value !== null && typeof value !== "object"),
    ];
    fill(
      this.#about,
      ...rows.flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, String(value ?? NONE))]),
    );
  }
}

/** @param {string} how @param {Json} run @param {string} a @param {string} b what to compare */
const relative = (how, run, a, b) => el(
  "li", {}, `${how} `, relativeLink(run), ` at step ${whole(run.step)}, with ${run.changed.join(", ")} · `,
  verdictBadge(run.verdict), " ", el("a", { href: compareAddress(a, b) }, "compare"),
);

/** The front page, as `longplay drift` prints it. @param {Json} report */
function table(report) {
  const head = [
    "", "level", "early → late", "change, 90 %", "verdict", "course",
  ].map((title) => el("th", { scope: "col" }, title));
  return el(
    "table", { class: "verdicts" }, el("thead", {}, el("tr", {}, ...head)),
    el("tbody", {}, ...Object.entries(report.front).map(([name, row]) => {
      const { change, verdict } = row;
      const { mark, kind } = VERDICTS[verdict.word] ?? { mark: "", kind: "" };
      const interval = change ? change.interval_90.map(signed).join(" … ") : NONE;
      return el(
        "tr", {}, el("th", { scope: "row", title: row.unit }, row.title), el("td", {}, percent(row.level)),
        el(
          "td", {}, change ? `${percent(change.reference).replace(" %", "")} → ${percent(change.late)}` : NONE,
        ), el("td", {}, interval),
        el(
          "td", { class: "word" },
          el("span", { class: `badge ${kind}`, title: verdict.why }, `${mark} ${verdict.word}`),
        ),
        el("td", {}, spark(thinned(report.components[name].windows), { label: `course of ${row.title}` })),
      );
    })),
  );
}

/** @param {Json} report @returns {Node[]} */
function lost(report) {
  const { total, ...causes } = report.lost_steps_per_100;
  if (total === undefined) return [];
  const parts = Object.entries(causes).map(([cause, value]) => `${cause} ${value.toFixed(1)}`);
  return [el("p", {}, `Lost steps per 100: ${total.toFixed(1)} (${parts.join(", ")})`)];
}

/** @param {(number | null)[]} values at most 90 of them */
function thinned(values) {
  const count = Math.min(values.length, 90);
  return Array.from({ length: count }, (_, at) => values[Math.floor((at * values.length) / count)]);
}

/** At which tier a run is measured whose world is not known. @param {Json} tiers */
function tier({ run, observed }) {
  if (run === "pixels") return "Measured from pixels: there are only screens to go by.";
  if (!observed) return "Measured by an adapter, which tells no positions: no pace, waste and memory gap.";
  return `Measured by an adapter: pace, waste and memory gap by ${observed.graph} (${whole(observed.tiles)} tiles).`;
}
