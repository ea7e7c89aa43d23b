// @ts-check
/** The buttons that move through a run, and where one is. */

import { Pad } from "./screen.js";
import { button, el, say } from "./dom.js";
import { whole } from "./format.js";
import { SPEEDS } from "./player.js";

/** What one can jump to: its name, its key, and the key the other way round. */
const JUMPS = [
  ["event", "e", "E"], ["alarm", "a", "A"], ["reset", "r", "R"], ["edit", "g", "G"],
  ["objective", "o", "O"],
];

export class Transport {
  /** @param {import("./player.js").Player} player @param {(kind: string, way: number) => void} [jump] */
  constructor(player, jump) {
    this.player = player;
    this.pad = new Pad();
    this.step = el("input", {
      type: "text", inputMode: "numeric", class: "step", "aria-label": "Step number", value: "1", size: 7,
      onchange: () => {
        const wanted = Number.parseInt(this.step.value.replace(/\D/g, ""), 10);
        if (wanted) player.seek(wanted);
        this.step.blur();
      },
    });
    this.last = el("span", { class: "last" });
    this.playButton = button("▶", "Play or pause (space)", () => player.toggle(), { class: "play" });
    this.speed = el(
      "select", {
        "aria-label": "Speed", title: "Speed ([ and ])",
        onchange: () => player.setSpeed(Number(this.speed.value)),
      },
      ...SPEEDS.map((speed) => el("option", { value: speed }, `${speed}×`)),
    );
    this.follow = button(
      "follow", "Follow a live run (f)", () => player.follow(!player.following),
      { class: "follow", "aria-pressed": "false", disabled: true },
    );
    const decision = (/** @type {number} */ way) => jump?.("decision", way);
    this.node = el(
      "div", { class: "transport", role: "group", "aria-label": "Playing" },
      el(
        "div", { class: "group" },
        button("⇤", "First step (Home)", () => player.move(-Infinity)),
        jump ? button("«", "Previous decision (shift ←)", () => decision(-1)) : null,
        button("‹", "Previous step (←)", () => player.move(-1)), this.playButton, button("›", "Next step (→)", () => player.move(1)),
        jump ? button("»", "Next decision (shift →)", () => decision(1)) : null,
        button("⇥", "Last step (End)", () => player.move(Infinity)),
      ),
      this.speed,
      el("label", { class: "where-step" }, this.step, this.last),
      this.pad.node,
      jump ? el("div", { class: "jumps" }, ...JUMPS.map(([kind, key, back]) => el(
        "span", { class: "jump" },
        button("‹", `Previous ${kind} (${back})`, () => jump(kind, -1)), el("span", {}, kind),
        button("›", `Next ${kind} (${key})`, () => jump(kind, 1)),
      ))) : null,
      this.follow,
    );
    player.onchange(() => {
      say(this.playButton, player.playing ? "❚❚" : "▶");
      this.playButton.classList.toggle("on", player.playing);
      this.speed.value = String(player.speed);
      this.follow.setAttribute("aria-pressed", String(player.following));
    });
  }

  /** Says whether there is anything to follow. @param {boolean} now */
  live(now) {
    this.follow.disabled = !now;
    if (!now) this.player.follow(false);
  }

  /**
   * @param {number} step @param {number} last
   * @param {((step: number) => string) | null} [words] what they are called, if it is no step
   */
  at(step, last, words = null) {
    if (document.activeElement !== this.step) this.step.value = whole(step);
    this.step.hidden = Boolean(words);
    say(this.last, words ? `${words(step)} of ${words(last)}` : `/ ${whole(last)}`);
  }
}

/**
 * The keys that move.
 * @param {Transport} transport @param {(kind: string, way: number) => void} [jump]
 * @returns {import("./keys.js").Binding[]}
 */
export function transportKeys(transport, jump) {
  const { player } = transport;
  const moves = [
    { keys: [" "], words: "play or pause", act: () => player.toggle() },
    { keys: ["ArrowLeft"], words: "step back, on", act: () => player.move(-1) },
    { keys: ["ArrowRight"], words: "step back, on", act: () => player.move(1) },
    { keys: ["["], words: "slower, faster", act: () => player.faster(-1) },
    { keys: ["]"], words: "slower, faster", act: () => player.faster(1) },
    { keys: ["Home"], words: "first, last step", act: () => player.move(-Infinity) },
    { keys: ["End"], words: "first, last step", act: () => player.move(Infinity) },
    { keys: ["f"], words: "follow a live run", act: () => transport.follow.click() },
  ];
  if (!jump) return moves;
  return [
    ...moves,
    { keys: ["shift+ArrowLeft"], words: "decision back, on", act: () => jump("decision", -1) },
    { keys: ["shift+ArrowRight"], words: "decision back, on", act: () => jump("decision", 1) },
    ...JUMPS.flatMap(([kind, key, back]) => [
      { keys: [key], words: `next, previous ${kind}`, act: () => jump(kind, 1) },
      { keys: [back], words: `next, previous ${kind}`, act: () => jump(kind, -1) },
    ]),
  ];
}
