// @ts-check
/** One of two screens that go in lockstep, with what belongs to it. */

import { runAddress } from "./address.js";
import { statusBadge, verdictBadge } from "./bar.js";
import { el, fill, say } from "./dom.js";
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
    this.state = el("span", { class: "side-state" });
    this.words = el("span", { class: "side-words" });
    this.node = el(
      "article", { class: `side side-${letter.toLowerCase()}` },
      el(
        "header", {},
        el("b", { class: "letter" }, letter),
        el("span", { class: "side-name", title: side.head.name }, side.head.name),
        this.state,
      ),
      this.screen.node, el("footer", {}, this.step, this.words, this.pad.node),
    );
    this.tell();
  }

  /** Tells what the run has come to, which may be being played. */
  tell() {
    const { live, status, verdict } = this.side.head;
    fill(this.state, live ? statusBadge(status, live) : null, verdictBadge(verdict));
  }

  /** @param {import("./tape.js").Step | null} step null before there is any */
  show(step) {
    if (!step) {
      this.screen.say("No step has been played yet.");
      return;
    }
    this.screen.show(step.frame, this.side.tape.frame(step.frame));
    this.pad.press(step.button);
    say(this.step, `step ${whole(step.number)}`);
    this.step.href = runAddress(this.side.head.id, step.number);
    say(this.words, step.objective === null ? "" : `obj. ${step.objective}`);
  }
}
