// @ts-check
/**
 * The table of runs: sorted, filtered, and alive. Only the rows that are seen are in the page, so thousands are quick.
 */

import { compareAddress, runAddress } from "./address.js";
import { button, clamp, el, fill, fillRows, note, say, seldom } from "./dom.js";
import { counted, whole } from "./format.js";
import { COLUMNS, explain, matches, order } from "./run_columns.js";

/** @typedef {import("./source.js").Json} Json */
/** @typedef {import("./run_columns.js").Column} Column */

const NARROW = matchMedia("(max-width: 760px)");
const SPARE = 6; // rows above and below those that are seen
const OFTEN = 250; // ms between two tables while runs arrive

/**
 * @param {import("./source.js").Source} source
 * @param {{bar: import("./bar.js").Bar, keys: import("./keys.js").Keys, main: HTMLElement}} page
 */
export async function runsPage(source, { bar, keys, main }) {
  const { folder, runs, pending } = await source.runs();
  document.title = `${folder} · Longplay`;
  bar.at(el("h1", {}, folder || "runs"));
  const table = new RunsTable(runs, pending);
  main.replaceChildren(table.node);
  table.draw();
  table.keys(keys);
  /** @type {any} */ (window).longplay = { table };
  let close = () => {};
  const listen = async (/** @type {boolean} */ again) => {
    close();
    close = () => {};
    if (document.hidden) return;
    close = source.watchRuns((run) => table.put(run), (id) => table.drop(id));
    if (again) table.all(await source.runs());
  };
  listen(false);
  window.addEventListener("pagehide", () => close());
  document.addEventListener("visibilitychange", () => listen(true));
}

class RunsTable {
  #sort = { key: "changed", down: true };
  #chosen = 0;
  /** @type {Json[]} */
  #seen = [];
  #ticked = /** @type {Set<string>} */ (new Set());
  #again = seldom(() => this.draw(), OFTEN);

  /** @param {Json[]} runs @param {number} pending how many are still being read */
  constructor(runs, pending) {
    this.runs = new Map(runs.map((run) => [run.id, run]));
    this.pending = pending;
    this.filter = el(
      "input",
      {
        type: "search", class: "filter", placeholder: "Filter (/): a name, drift, live …",
        "aria-label": "Filter runs",
        oninput: () => this.#refilter(),
      },
    );
    this.count = el("span", { class: "count", role: "status" });
    this.letters = el("p", { class: "letters", hidden: true });
    this.compare = button("Compare", "Compare the two ticked runs (c)", () => this.#compare(), { disabled: true });
    this.head = el(
      "div", { class: "row head", role: "row" },
      el("span", { class: "cell tick", role: "columnheader", "aria-label": "Compare" }),
      ...COLUMNS.map((column) => this.#header(column)),
    );
    this.body = el("div", { class: "rows" });
    this.scroll = el(
      "div",
      { class: "table-scroll", tabIndex: 0, onscroll: () => this.#window(), role: "rowgroup", "aria-label": "Runs" },
      this.head, this.body,
    );
    this.table = el("div", { class: "table", role: "table", "aria-label": "Runs" }, this.scroll);
    this.node = el(
      "div", { class: "runs" },
      el("div", { class: "tools" }, this.filter, this.count, this.compare),
      this.table,
      this.letters,
    );
    new ResizeObserver(() => this.#window()).observe(this.scroll);
  }

  /** @param {Json} run */
  put(run) {
    if (!this.runs.has(run.id)) this.pending = Math.max(0, this.pending - 1);
    this.runs.set(run.id, run);
    this.#again();
  }

  /** Takes a whole new table. @param {{runs: Json[], pending: number}} table */
  all({ runs, pending }) {
    this.runs = new Map(runs.map((run) => [run.id, run]));
    this.pending = pending;
    this.draw();
  }

  /** @param {string} id */
  drop(id) {
    this.runs.delete(id);
    this.#ticked.delete(id);
    this.#again();
  }

  /** @param {import("./keys.js").Keys} keys */
  keys(keys) {
    keys.add("Runs", [
      { keys: ["/"], words: "filter", act: () => this.filter.focus() },
      { keys: ["ArrowDown", "j"], words: "next run", act: () => this.#move(1) },
      { keys: ["ArrowUp", "k"], words: "previous run", act: () => this.#move(-1) },
      { keys: ["Home"], words: "first run", act: () => this.#move(-Infinity) },
      { keys: ["End"], words: "last run", act: () => this.#move(Infinity) },
      { keys: ["Enter"], words: "open it", act: () => this.#open() },
      { keys: ["x"], words: "tick it", act: () => this.#tick(this.#seen[this.#chosen]?.id) },
      { keys: ["c"], words: "compare the two that are ticked", act: () => this.#compare() },
    ]);
  }

  /** Sorts and filters anew. */
  draw() {
    const words = this.filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    const of = COLUMNS.find((column) => column.key === this.#sort.key)?.of ?? (() => null);
    const sign = this.#sort.down ? -1 : 1;
    const kept = this.#seen[this.#chosen]?.id;
    this.#seen = [...this.runs.values()].filter((run) => matches(run, words));
    this.#seen.sort((a, b) => order(of(a), of(b), sign) || order(a.id, b.id, 1));
    if (kept) this.#chosen = Math.max(0, this.#seen.findIndex((run) => run.id === kept));
    for (const header of this.head.children) {
      const mine = header.dataset.key === this.#sort.key;
      header.setAttribute("aria-sort", mine ? (this.#sort.down ? "descending" : "ascending") : "none");
    }
    const [all, shown] = [this.runs.size, this.#seen.length];
    say(
      this.count,
      `${shown === all ? counted(all, "run") : `${whole(shown)} of ${counted(all, "run")}`}${this.pending ? `, ${whole(this.pending)} being read` : ""}`,
    );
    this.compare.disabled = this.#ticked.size !== 2;
    explain(this.letters, this.#seen);
    this.table.setAttribute("aria-rowcount", String(shown + 1));
    this.#window();
  }

  get #height() {
    return NARROW.matches ? 74 : 34;
  }

  /** Puts the rows into the page that are seen. */
  #window() {
    const height = this.#height;
    const total = this.#seen.length;
    const first = clamp(Math.floor(this.scroll.scrollTop / height) - SPARE, 0, Math.max(0, total - 1));
    const end = Math.min(total, Math.ceil((this.scroll.scrollTop + this.scroll.clientHeight) / height) + SPARE);
    this.body.style.height = `${Math.max(total, 1) * height}px`;
    if (!total) {
      fill(
        this.body,
        note(this.runs.size ? "No run matches the filter." : this.pending ? "Runs are being read …" : "There is no run in this folder yet: longplay run"),
      );
      return;
    }
    fillRows(this.body, this.#seen.slice(first, end).map((run, at) => this.#row(run, first + at, height)));
  }

  /** @param {Json} run @param {number} at @param {number} height */
  #row(run, at, height) {
    const open = (/** @type {MouseEvent} */ event) => {
      if (/** @type {HTMLElement} */ (event.target).closest("a, input, label")) return;
      this.#chosen = at;
      this.#open();
    };
    const cells = run.error
      ? [
        cell("name", run.id === "." ? run.name : run.id),
        el("span", { class: "cell error", role: "cell", title: run.error }, run.error),
      ]
      : COLUMNS.map((column) => cell(column.key, column.cell(run)));
    const tick = run.error ? null : el(
      "input",
      {
        type: "checkbox", checked: this.#ticked.has(run.id), "aria-label": `Tick ${run.id} to compare it`,
        onchange: () => this.#tick(run.id),
      },
    );
    return el(
      "div", {
        class: `row${at === this.#chosen ? " chosen" : ""}${run.error ? " broken" : ""}`, role: "row",
        "aria-rowindex": at + 2, "aria-current": at === this.#chosen ? "true" : null, style: { transform: `translateY(${at * height}px)` }, onclick: open,
        dataset: { id: run.id },
      },
      el("label", { class: "cell tick", role: "cell" }, tick), ...cells,
    );
  }

  /** @param {Column} column */
  #header(column) {
    const sort = () => {
      this.#sort = { key: column.key, down: this.#sort.key === column.key ? !this.#sort.down : Boolean(column.down) };
      this.draw();
    };
    return el(
      "span", { class: `cell ${column.key}`, role: "columnheader", dataset: { key: column.key } },
      el("button", { type: "button", onclick: sort, title: `Sort by ${column.title.toLowerCase()}` }, column.title),
    );
  }

  #refilter() {
    this.#chosen = 0;
    this.scroll.scrollTop = 0;
    this.draw();
  }

  /** @param {number} by */
  #move(by) {
    this.#chosen = clamp(this.#chosen + by, 0, this.#seen.length - 1);
    const [top, height] = [this.#chosen * this.#height, this.#height];
    const room = this.scroll.clientHeight - this.head.offsetHeight;
    if (top < this.scroll.scrollTop) this.scroll.scrollTop = top;
    if (top + height > this.scroll.scrollTop + room) this.scroll.scrollTop = top + height - room;
    this.#window();
  }

  #open() {
    const run = this.#seen[this.#chosen];
    if (run) location.href = runAddress(run.id);
  }

  /** @param {string | undefined} id */
  #tick(id) {
    if (!id) return;
    if (!this.#ticked.delete(id)) this.#ticked.add(id);
    if (this.#ticked.size > 2) this.#ticked.delete([...this.#ticked][0]);
    this.draw();
  }

  #compare() {
    const [a, b] = [...this.#ticked];
    if (b) location.href = compareAddress(a, b);
  }
}

/** @param {string} key @param {any} inner */
const cell = (key, inner) => el(
  "span", { class: `cell ${key}`, role: "cell" }, ...(Array.isArray(inner) ? inner : [inner]),
);
