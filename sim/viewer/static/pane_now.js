// @ts-check
/** What the agent said, did and saw at a moment, and what its model answered. */

import { agreement } from "./agreement.js";
import { Latest, el, fill, note, say, seldom } from "./dom.js";
import { counted, duration, short, usd, whole } from "./format.js";

/** @typedef {import("./source.js").Json} Json */
/** @typedef {import("./tape.js").Step} Step */

const OFTEN = 220; // ms between two decisions that are fetched while playing
const AGAIN = 1000; // ms after which a decision is fetched again that had not been judged yet

export class NowPane {
  name = "Now";
  #latest = new Latest();
  #shown = 0;
  #wanted = 0;
  /** @type {Map<string, HTMLElement>} */
  #fields = new Map();
  /** What is to be said of the words: see `agreement`. */
  #marks = { target: el("dd", { class: "marks" }), expect: el("dd", { class: "marks" }) };
  #buttons = el("div", { class: "buttons" });
  #events = el("ul", { class: "events" });
  #replies = el("div", { class: "replies" });
  /** @type {Json | null} */
  #decision = null;
  #print = "";
  #step = 0;
  #fetch;

  /** @param {import("./source.js").Source} source @param {Json} head */
  constructor(source, head) {
    this.source = source;
    this.head = head;
    this.#fetch = seldom((number) => this.#load(number), OFTEN);
    const field = (/** @type {string} */ name, /** @type {string} */ title, kind = "") => {
      const value = el("dd", { class: kind });
      this.#fields.set(name, value);
      return [el("dt", {}, title), value];
    };
    const section = (/** @type {string} */ title, /** @type {any[]} */ ...rest) => el("section", {}, el("h3", {}, title), ...rest);
    this.node = el(
      "div", { class: head.model ? "now asked" : "now" },
      el(
        "div", { class: "moment", tabIndex: 0, role: "region", "aria-label": "The decision" },
        section(
          "Said",
          el(
            "dl", { class: "facts said" }, ...field("target", "Target"), this.#marks.target,
            ...field("reason", "Reason", "reason"), ...field("expect", "Expects", "expects"), this.#marks.expect,
          ),
        ),
        section("Did", el("dl", { class: "facts" }, ...field("decision", "Decision")), this.#buttons),
        section(
          "So far",
          el(
            "dl", { class: "facts" }, ...field("time", "This step"), ...field("spent", "Spent"),
            ...field("context", "Context"),
          ),
        ),
        section(
          "Saw",
          el(
            "dl", { class: "facts" }, ...field("assists", "Given"), ...field("mode", "Screen shows"),
            ...field("place", "Stands in"),
          ),
          this.#events,
        ),
      ),
      head.model ? el(
        "div", { class: "answers", tabIndex: 0, role: "region", "aria-label": "What the model answered" },
        el("h3", {}, `Model: ${head.model}`), this.#replies,
      ) : null,
    );
    const assists = head.assists.length ? `the screen, and ${head.assists.join(", ")}` : "the screen alone, no assists";
    this.#set("assists", assists);
  }

  /** @param {Step} step @param {boolean} playing */
  show(step, playing) {
    this.#step = step.number;
    this.#set("mode", step.mode);
    const where = step.place === null ? "not known" : `${step.place}${step.x === null ? "" : ` (${step.x}, ${step.y})`}`;
    this.#set("place", where);
    this.#set("time", duration(step.seconds));
    const told = step.events.map(([, source, , words]) => `${source === "game" ? "" : `${source}: `}${words}`);
    if (told.join("\n") !== this.#events.dataset.told) {
      this.#events.dataset.told = told.join("\n");
      fill(this.#events, ...told.map((words) => el("li", {}, words)));
    }
    this.#wanted = step.decision;
    if (this.#decision?.number === step.decision) this.#light();
    if (step.decision !== this.#shown) {
      if (playing) this.#fetch(step.decision);
      else this.#load(step.decision);
    }
  }

  /** @param {number} number */
  async #load(number) {
    if (number !== this.#wanted) number = this.#wanted;
    this.#shown = number;
    try {
      const decision = await this.#latest.of(this.source.decision(this.head.id, number));
      if (decision) this.#tell(decision);
    } catch (error) {
      this.#decision = null;
      this.#shown = 0;
      this.#set("reason", /** @type {Error} */ (error).message);
    }
  }

  /** @param {Json} decision */
  #tell(decision) {
    this.#decision = decision;
    const { saying, account } = decision;
    this.#set("target", saying.target || "nothing said");
    this.#set("reason", saying.reason || "–");
    this.#set("expect", saying.expect || "–");
    fill(this.#marks.target, ...agreement(decision, ["approached", "valid"]));
    fill(this.#marks.expect, ...agreement(decision, ["expected"]));
    if (this.#isOpen(decision)) this.#soon(decision.number);
    const length = decision.last - decision.first + 1;
    this.#set(
      "decision",
      `${whole(decision.number)}, ${counted(length, "step")} from ${whole(decision.first)}${decision.reset ? ", with an emptied context" : ""}`,
    );
    fill(this.#buttons, ...decision.buttons.map((/** @type {string} */ name) => el("span", { class: "key" }, name)));
    this.#light();
    const { usd: paid, tokens } = decision.spent;
    this.#set(
      "spent",
      tokens === null ? "nothing: this agent asks no model" : `${usd(paid)}, ${short(tokens)} tokens`,
    );
    this.#set(
      "context",
      account ? `${whole(account.context)} tokens${account.compactions ? `, compacted ${counted(account.compactions, "time")}` : ""}` : "–",
    );
    if (this.head.model) this.#answer(decision);
  }

  /** Whether more will be known of a decision soon. @param {Json} decision */
  #isOpen({ verdicts }) {
    if (!verdicts) return this.head.truth;
    return this.head.live && Object.values(verdicts).includes("open");
  }

  /** Looks once more after a decision that is still to be judged. @param {number} number */
  #soon(number) {
    setTimeout(() => {
      if (number === this.#wanted) this.#load(number);
    }, AGAIN);
  }

  /** Lights the button of the step that is shown. */
  #light() {
    const at = this.#step - (this.#decision?.first ?? 0);
    [...this.#buttons.children].forEach((key, index) => key.classList.toggle("on", index === at));
  }

  /** @param {Json} decision */
  #answer(decision) {
    const print = `${decision.number} ${decision.replies.length}`;
    if (print === this.#print) return; // what is unfolded and read stays as it is
    this.#print = print;
    if (!decision.replies.length) {
      fill(this.#replies, note("No reply of the model belongs to this decision."));
      return;
    }
    fill(
      this.#replies,
      ...decision.replies.map((/** @type {Json} */ reply) => replyNode(reply, decision.replies.length)),
    );
    this.#replies.parentElement?.scrollTo(0, 0);
  }

  /** @param {string} name @param {string} words */
  #set(name, words) {
    say(/** @type {HTMLElement} */ (this.#fields.get(name)), words);
  }
}

/** @param {Json} reply @param {number} count of replies in the decision */
function replyNode(reply, count) {
  const used = reply.usage ?? {};
  const cached = used.cache_read_input_tokens ?? 0;
  const read = (used.input_tokens ?? 0) + cached + (used.cache_creation_input_tokens ?? 0);
  const parts = [
    count > 1 ? `turn ${reply.turn + 1}${reply.sample ? `, sample ${reply.sample + 1}` : ""}` : "",
    reply.chosen ? "" : "not chosen",
    `${short(read)} in${cached ? ` (${short(cached)} cached)` : ""}, ${short(used.output_tokens)} out`,
    duration(reply.seconds),
    reply.usd === null || reply.usd === undefined ? "" : usd(reply.usd),
  ];
  return el(
    "article", { class: reply.chosen ? "reply" : "reply passed" },
    el("header", {}, parts.filter(Boolean).join(" · ")),
    ...reply.blocks.map(blockNode),
    reply.blocks.length ? null : note("An empty reply."),
  );
}

/** @param {Json} block */
function blockNode(block) {
  if (block.type === "thinking" || block.type === "redacted_thinking") {
    return el(
      "details", { class: "thinking" },
      el(
        "summary", {}, `Thinking, ${counted(block.text.split(/\s+/).length, "word")}`,
      ), el("p", { class: "prose" }, block.text),
    );
  }
  if (block.name !== undefined || block.input !== undefined) {
    return el(
      "div", { class: "tool" }, el("span", { class: "tool-name" }, block.name ?? block.type),
      el(
        "pre", {}, JSON.stringify(block.input ?? {}, null, 1),
      ), block.text ? el("p", { class: "prose" }, block.text) : null,
    );
  }
  return el("p", { class: "prose" }, block.text || `(${block.type})`);
}
