// @ts-check
/** One of two screens that go in lockstep, with what belongs to it. */

import { runAddress } from "./address.js";
import { verdictBadge } from "./bar.js";
import { el, say } from "./dom.js";
import { whole } from "./format.js";
import { Pad, Screen } from "./screen.js";

/** @typedef {import("./lockstep.js").Side} Side */

export class SideView {
  /** @param {Side} side @param {string} letter */
  constructor(side, letter) {
    this.side = side;
    this.screen = new Screen(`The screen of ${side.head.name}`);
    this.pad = new Pad();
    this.step = el("a", { class: "side-step", title: "Open this run at this step" });
    this.words = el("span", { class: "side-words" });
    this.node = el(
      "article", { class: `side side-${letter.toLowerCase()}` },
      el(
        "header", {},
        el("b", { class: "letter" }, letter),
        el("span", { class: "side-name", title: side.head.name }, side.head.name),
        verdictBadge(side.head.verdict),
      ),
      this.screen.node, el("footer", {}, this.step, this.words, this.pad.node),
    );
  }

  /** @param {import("./tape.js").Step} step */
  show(step) {
    this.screen.show(step.frame, this.side.tape.frame(step.frame));
    this.pad.press(step.button);
    say(this.step, `step ${whole(step.number)}`);
    this.step.href = runAddress(this.side.head.id, step.number);
    say(this.words, step.objective === null ? "" : `obj. ${step.objective}`);
  }
}
