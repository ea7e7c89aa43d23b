// @ts-check
/** The guide as it stood at a step: rendered, with its claims marked and what the last edit changed. */

import { Latest, button, el, fill, note, say, seldom } from "./dom.js";
import { STANDINGS, counted, whole } from "./format.js";
import { markdown } from "./markdown.js";

/** @typedef {import("./source.js").Json} Json */
/** @typedef {import("./tape.js").Step} Step */

const OFTEN = 600; // ms between two guides that are fetched while playing
const MAIN = "navigation_guide.md"; // the file that is shown first
const WRONG = new Set(["false", "stale"]);
const KEPT = 2; // unchanged lines that are shown around a change

export class GuidePane {
  name = "Guide";
  visible = false;
  #latest = new Latest();
  #fetch;
  #step = 0;
  #loaded = 0;
  #file = "";
  #mode = "text";
  #print = "";
  /** @type {Json | null} */
  #guide = null;
  #title = el("span", { class: "guide-title" });
  #counts = el("span", { class: "counts" });
  #files = el("nav", { class: "files", "aria-label": "Files of the guide" });
  #body = el("div", { class: "guide-body", tabIndex: 0, role: "region", "aria-label": "The guide" });

  /**
   * @param {import("./source.js").Source} source @param {Json} head @param {(step: number) => void} seek
   * @param {(way: number) => void} toEdit
   */
  constructor(source, head, seek, toEdit) {
    this.source = source;
    this.head = head;
    this.seek = seek;
    this.#fetch = seldom(() => this.#load(), OFTEN);
    const modes = [
      ["text", "Text", "The guide as it stood"], ["diff", "Last edit", "What the last edit changed"],
    ].map(([mode, label, title]) =>
      el(
        "button",
        {
          type: "button", title, "aria-pressed": String(mode === this.#mode),
          onclick: () => this.#setMode(mode),
          dataset: { mode },
        },
        label,
      ));
    this.modes = el("div", { class: "segmented", role: "group", "aria-label": "Guide view" }, ...modes);
    this.node = el(
      "div", { class: "guide" },
      el(
        "header", { class: "pane-head" },
        button("‹", "Previous guide edit (G)", () => toEdit(-1), { class: "quiet" }), this.#title,
        button("›", "Next guide edit (g)", () => toEdit(1), { class: "quiet" }), this.modes, this.#counts,
      ),
      el("div", { class: "guide-main" }, this.#files, this.#body),
    );
    if (!head.guide) fill(this.node, note("This run was played without a guide."));
    else if (!head.truth) this.#counts.title = "The truth of this world is not known here: claims cannot be checked.";
  }

  /** @param {Step} step @param {boolean} playing */
  show(step, playing) {
    this.#step = step.number;
    if (!this.visible || !this.head.guide || this.#loaded === step.number) return;
    if (playing) this.#fetch();
    else this.#load();
  }

  async #load() {
    if (!this.#guide) fill(this.#body, note("The guide is being read …"));
    const step = this.#step;
    this.#loaded = step;
    try {
      const guide = await this.#latest.of(this.source.guide(this.head.id, step));
      if (guide) this.#tell(guide);
    } catch (error) {
      this.#loaded = 0;
      this.#print = "";
      fill(this.#body, note(/** @type {Error} */ (error).message, "error"));
    }
  }

  /** @param {string} mode */
  #setMode(mode) {
    this.#mode = mode;
    for (const node of this.modes.children) node.setAttribute("aria-pressed", String(node.dataset.mode === mode));
    this.#body.scrollTop = 0;
    this.#draw();
  }

  /** @param {Json} guide */
  #tell(guide) {
    // The same words, judged the same way, are left alone: what is read keeps its place.
    const states = guide.claims.map((/** @type {Json} */ claim) => claim.state[0]).join("");
    const print = `${guide.revision} ${states} ${guide.unread.length}`;
    if (print === this.#print) return;
    this.#print = print;
    this.#guide = guide;
    say(
      this.#title,
      guide.revision ? `Edit ${whole(guide.revision)}, step ${whole(guide.changed_at)}` : "As the run began",
    );
    const marked = ["true", "stale", "false", "unread"].filter((state) => this.head.truth || state === "unread");
    fill(
      this.#counts,
      ...marked.map((state) => chip(
        state, `${STANDINGS[state].mark} ${whole(guide.counts[state])}`,
        `${counted(guide.counts[state], "line")} ${STANDINGS[state].means}`,
      )),
    );
    this.#list();
    this.#draw();
  }

  #list() {
    const { files, claims, diff } = /** @type {Json} */ (this.#guide);
    const paths = files.map((/** @type {Json} */ file) => file.path);
    const edited = diff.map((/** @type {Json} */ one) => one.path);
    const fresh = new Set(edited);
    if (!paths.includes(this.#file)) {
      this.#file = [...edited, MAIN, ...paths].find((/** @type {string} */ path) => paths.includes(path)) ?? "";
    }
    fill(this.#files, ...paths.map((/** @type {string} */ path) => {
      const wrong = claims.filter((/** @type {Json} */ claim) => claim.path === path && WRONG.has(claim.state));
      const bad = wrong.length;
      const name = el("button", {
        type: "button", class: "file", "aria-current": path === this.#file ? "true" : null,
        title: `${path}${fresh.has(path) ? ", changed by the last edit" : ""}`,
        onclick: () => {
          this.#file = path;
          this.#body.scrollTop = 0;
          this.#list();
          this.#draw();
        },
      },
      el("span", {}, path),
      fresh.has(path) ? el("span", { class: "fresh", role: "img", "aria-label": "edited" }, "✎") : null,
      bad ? chip("false", String(bad), `${counted(bad, "claim")} false or stale`) : null);
      return name;
    }));
  }

  #draw() {
    const guide = this.#guide;
    if (!guide) return;
    if (this.#mode === "diff") {
      fill(
        this.#body,
        ...(guide.diff.length ? guide.diff.map(diffNode) : [note("Nothing has been edited up to here.")]),
      );
      return;
    }
    const file = guide.files.find((/** @type {Json} */ one) => one.path === this.#file);
    if (!file) fill(this.#body, note("The guide has no files at this step."));
    else if (!file.text.trim()) fill(this.#body, note("This file is empty."));
    else fill(this.#body, markdown(file.text, marks(guide, file)));
  }
}

/** What is appended to the blocks of a file: a mark for each claim. @param {Json} guide @param {Json} file */
function marks(guide, file) {
  const unread = guide.unread.filter((/** @type {Json} */ one) => one.path === file.path);
  return (/** @type {number} */ from, /** @type {number} */ to) => {
    const numbers = file.lines.slice(from - 1, to).flatMap((/** @type {Json} */ line) => line.marks);
    const found = numbers.map((/** @type {number} */ at) => guide.claims[at]);
    const nodes = found.map((/** @type {Json} */ claim) => {
      const { mark, means } = STANDINGS[claim.state];
      return chip(
        claim.state, mark,
        `${means}: ${claim.subject} ${claim.relation} ${claim.object}${claim.maybe ? " (it is not sure)" : ""}`,
      );
    });
    const lost = unread.filter((/** @type {Json} */ one) => one.line >= from && one.line <= to);
    return [
      ...nodes,
      ...lost.map((/** @type {Json} */ one) => chip(
        "unread", STANDINGS.unread.mark, `${STANDINGS.unread.means}: ${one.text}`,
      )),
    ];
  };
}

/** @param {string} state @param {string} text @param {string} title */
const chip = (state, text, title) => el(
  "span", { class: `chip ${STANDINGS[state].kind}`, title, role: "img", "aria-label": title }, text,
);

/** @param {Json} file @returns {Node} what changed in a file */
export function diffNode(file) {
  const lines = file.ops.flatMap((/** @type {[string, string]} */ [sign, text], /** @type {number} */ at) => {
    const all = text.replace(/\n$/, "").split("\n");
    if (sign !== "=" || all.length <= 2 * KEPT + 1) return all.map((line) => lineNode(sign, line));
    const [head, tail] = [at === 0 ? 0 : KEPT, at === file.ops.length - 1 ? 0 : KEPT];
    return [
      ...all.slice(0, head).map((line) => lineNode(sign, line)),
      el("div", { class: "diff-gap" }, `${counted(all.length - head - tail, "line")} unchanged`),
      ...all.slice(all.length - tail).map((line) => lineNode(sign, line)),
    ];
  });
  return el("section", { class: "diff" }, el("h4", {}, file.path), ...lines);
}

/** @param {string} sign @param {string} line */
function lineNode(sign, line) {
  const kind = { "+": "added", "-": "removed" }[sign] ?? "kept";
  return el(
    "div", { class: `diff-line ${kind}` },
    el("span", { class: "sign", "aria-label": kind }, sign === "=" ? " " : sign),
    el("span", {}, line || " "),
  );
}
