// @ts-check
/** The choice of how two runs go in lockstep. */

import { el } from "./dom.js";

/** @typedef {import("./lockstep.js").Lockstep} Lockstep */

/** All ways, with their keys, and what two runs need to go in that way. */
const WAYS = [
  { name: "step", key: "s", title: "by step", needs: "" },
  { name: "objective", key: "o", title: "by objective", needs: "Both must have met an objective." },
  { name: "cost", key: "c", title: "by cost", needs: "Both must have cost something." },
];

/** The buttons and keys for the ways. */
export class Modes {
  /** @param {(name: string) => void} choose */
  constructor(choose) {
    this.buttons = WAYS.map(({ name, title }) => el(
      "button", { type: "button", onclick: () => choose(name), dataset: { way: name } }, title,
    ));
    this.node = el("div", { class: "segmented", role: "group", "aria-label": "Lockstep" }, ...this.buttons);
  }

  /** Says which ways there are, and which one is gone. @param {Lockstep[]} ways @param {Lockstep} gone */
  tell(ways, gone) {
    WAYS.forEach(({ name, key, title, needs }, at) => {
      const there = ways.some((way) => way.name === name);
      this.buttons[at].disabled = !there;
      this.buttons[at].title = there ? `Lockstep ${title} (${key})` : needs;
      this.buttons[at].setAttribute("aria-pressed", String(name === gone.name));
    });
  }

  /** @returns {import("./keys.js").Binding[]} */
  keys() {
    return WAYS.map(({ key, title }, at) => ({ keys: [key], words: `lockstep ${title}`, act: () => this.buttons[at].click() }));
  }
}
