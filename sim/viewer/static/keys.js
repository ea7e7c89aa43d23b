// @ts-check
/** The keyboard: what each key does, and the card that tells it. */

import { button, el } from "./dom.js";

/**
 * @typedef {{keys: string[], words: string, act: (event: KeyboardEvent) => void}} Binding `words`: "" leaves it out of the card
 */

const NAMES = /** @type {Record<string, string>} */ ({
  " ": "space", ArrowLeft: "←", ArrowRight: "→", ArrowUp: "↑", ArrowDown: "↓", Escape: "esc", Enter: "enter",
});

const OPENERS = ["?", "l", "Escape"]; // keys that open and close cards, and so work over one

/** The card that lies over the page. @returns {HTMLDialogElement | null} */
const openCard = () => document.querySelector("dialog[open]");

export class Keys {
  /** @type {[string, Binding[]][]} */
  #groups = [];
  /** @type {Map<string, Binding>} */
  #bindings = new Map();
  #pointed = false;

  constructor() {
    this.card = el("dialog", { class: "card", "aria-label": "Keyboard", onclick: this.#aside });
    document.body.append(this.card);
    document.addEventListener("keydown", this.#pressed);
    document.addEventListener("pointerdown", () => { this.#pointed = true; }, true);
    for (const used of ["click", "change"]) document.addEventListener(used, this.#letGo);
    this.add("Everywhere", [
      { keys: ["?"], words: "this card", act: () => this.toggle() },
      { keys: ["Escape"], words: "close, or leave what is typed", act: () => openCard()?.close() },
    ]);
  }

  /**
   * @param {string} title
   * @param {Binding[]} bindings a key is what `KeyboardEvent.key` says, "shift+" before arrows
   */
  add(title, bindings) {
    this.#groups.push([title, bindings]);
    for (const binding of bindings) for (const key of binding.keys) this.#bindings.set(key, binding);
  }

  toggle() {
    if (this.card.open) {
      this.card.close();
      return;
    }
    this.card.replaceChildren(
      el(
        "header", {},
        el("h2", {}, "Keyboard"),
        button("✕", "Close (esc)", () => this.card.close(), { class: "quiet" }),
      ),
      el("div", { class: "groups" }, ...this.#groups.map(([title, bindings]) => group(title, bindings))),
    );
    this.card.showModal();
  }

  /** What was used with the pointer does not keep the keys: space plays, whatever was clicked before. */
  #letGo = (/** @type {Event} */ event) => {
    const used = /** @type {HTMLElement} */ (event.target).closest(event.type === "click" ? "button" : "select, [type=checkbox]");
    if (this.#pointed && used instanceof HTMLElement) used.blur();
  };

  #pressed = (/** @type {KeyboardEvent} */ event) => {
    this.#pointed = false;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const target = /** @type {HTMLElement} */ (event.target);
    if (target.matches("input:not([type=checkbox]), select, textarea")) {
      if (event.key === "Escape") target.blur();
      return;
    }
    // Keys that mean something to what has the focus stay with it.
    if ([" ", "Enter"].includes(event.key) && target.matches("button, a, summary, input")) return;
    const named = event.shiftKey && event.key.startsWith("Arrow") ? `shift+${event.key}` : event.key;
    const binding = this.#bindings.get(named);
    if (!binding || (openCard() && !OPENERS.includes(named))) return;
    event.preventDefault();
    binding.act(event);
  };

  #aside = (/** @type {MouseEvent} */ event) => {
    if (event.target === this.card) this.card.close();
  };
}

/** @param {string} title @param {Binding[]} bindings */
function group(title, bindings) {
  return el(
    "section", {}, el("h3", {}, title),
    el("dl", {}, ...together(bindings).flatMap(([words, keys]) => [
      el("dt", {}, ...keys.map((key) => el("kbd", {}, named(key)))), el("dd", {}, words),
    ])),
  );
}

/** Keys of the same words stand together. @param {Binding[]} bindings @returns {[string, string[]][]} */
function together(bindings) {
  const found = new Map();
  for (const { keys, words } of bindings) {
    if (words) found.set(words, [...(found.get(words) ?? []), ...keys]);
  }
  return [...found];
}

/** @param {string} key */
const named = (key) => key.split(/(?<=.)\+/).map((part) => NAMES[part] ?? part).join(" ");
