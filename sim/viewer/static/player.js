// @ts-check
/** The one clock of a page: which step is shown, and how it goes on. */

import { clamp } from "./dom.js";

/** @typedef {import("./tape.js").Tape} Tape */
/** @typedef {import("./tape.js").Step} Step */

export const SPEEDS = [1, 2, 4, 8, 16, 32, 64];
const PACE = 4; // steps a second at 1x: about as fast as the game is played by hand
const TICKS = 32; // pictures a second at most; above it steps are left out
const AHEAD = 2; // seconds that are fetched ahead

export class Player {
  step = 0;
  speed = 1;
  playing = false;
  /** Whether it stays where a run that is being played ends, until one looks elsewhere. */
  following = false;
  /** What playing came to: a tick is dropped if its picture was not there, or came too late to be seen. */
  stats = { ticks: 0, dropped: 0 };
  #tape;
  #last;
  #end;
  #asked = 0;
  #answered = 0;
  /** Where the last seek leads, until it is there; then 0. */
  aim = 0;
  #frame = 0;
  #began = 0;
  #done = 0;
  #loads = 0;
  /** @type {((step: Step) => void)[]} */
  #shown = [];
  /** @type {(() => void)[]} */
  #changed = [];
  /** @type {(error: Error) => void} */
  failed = () => {};

  /**
   * @param {Tape} tape @param {() => number} last the last step there is, which may grow
   * @param {() => number} [end] the step at which following stays
   */
  constructor(tape, last, end = last) {
    this.#tape = tape;
    this.#last = last;
    this.#end = end;
  }

  /** Calls back for each step that is shown. @param {(step: Step) => void} act */
  onshown(act) {
    this.#shown.push(act);
  }

  /** Calls back when playing or following begins or ends, or the speed changes. @param {() => void} act */
  onchange(act) {
    this.#changed.push(act);
  }

  /** Goes to a step; of several calls the last one counts, and those before are shown as they come. @param {number} number @returns {Promise<void>} */
  seek(number) {
    this.follow(false);
    return this.#seek(number);
  }

  /** Stays at the end from now on, or not any more. @param {boolean} on */
  follow(on) {
    if (on === this.following) return;
    if (on) this.pause();
    this.following = on;
    this.#tell();
    this.grown();
  }

  /** Goes to the end, which may have moved, if that is followed. */
  grown() {
    if (this.following) this.#seek(this.#end());
  }

  /** Goes to a step because steps are counted otherwise now, which is no looking elsewhere. @param {number} number */
  stay(number) {
    this.#seek(number);
  }

  /** @param {number} number */
  async #seek(number) {
    const mine = ++this.#asked;
    const wanted = clamp(Math.round(number), 1, Math.max(1, this.#last()));
    this.#wind(wanted);
    this.aim = wanted;
    try {
      if (!this.#tape.has(wanted) && !await this.#tape.load(wanted)) return;
      if (mine < this.#answered) return;
      this.#answered = mine;
      this.#show(wanted);
    } catch (error) {
      if (mine === this.#asked) this.failed(/** @type {Error} */ (error));
    } finally {
      if (mine === this.#asked) this.aim = 0;
    }
  }

  /** Goes some steps on; presses that come quicker than screens all count. @param {number} by */
  move(by) {
    this.pause();
    return this.seek((this.aim || this.step || 1) + by);
  }

  toggle() {
    if (this.playing) this.pause();
    else this.play();
  }

  play() {
    if (this.playing) return;
    if (this.step >= this.#last()) this.seek(1).then(() => this.#go());
    else this.#go();
  }

  #go() {
    if (this.playing) return;
    this.playing = true;
    this.#wind(this.step || 1);
    this.#frame = requestAnimationFrame(this.#run);
    this.#tell();
  }

  pause() {
    if (!this.playing) return;
    this.playing = false;
    cancelAnimationFrame(this.#frame);
    this.#tell();
  }

  /** @param {number} speed one of SPEEDS */
  setSpeed(speed) {
    this.speed = speed;
    this.#wind(this.step || 1);
    this.#tell();
  }

  /** Goes up or down by some speeds. @param {number} by */
  faster(by) {
    this.setSpeed(SPEEDS[clamp(SPEEDS.indexOf(this.speed) + by, 0, SPEEDS.length - 1)]);
  }

  /** How many steps a tick goes on, and how long it is in ms. */
  get #beat() {
    const rate = PACE * this.speed;
    const ticks = Math.min(rate, TICKS);
    return { stride: rate / ticks, every: 1000 / ticks };
  }

  #start = 1;

  /** Counts ticks anew, from a step. @param {number} step */
  #wind(step) {
    this.#start = step;
    this.#began = performance.now();
    this.#done = 0;
  }

  #run = (/** @type {number} */ now) => {
    if (!this.playing) return;
    this.#frame = requestAnimationFrame(this.#run);
    const { stride, every } = this.#beat;
    const due = Math.floor((now - this.#began) / every);
    if (due > this.#done) this.#tick(due, stride);
    this.#fetchAhead(stride, every);
  };

  /** @param {number} due @param {number} stride */
  #tick(due, stride) {
    const last = this.#last();
    const wanted = Math.min(this.#start + due * stride, last);
    this.stats.ticks += due - this.#done;
    this.stats.dropped += due - this.#done - 1;
    this.#done = due;
    if (this.#tape.has(wanted)) this.#show(wanted);
    else {
      this.stats.dropped++;
      this.#wait(wanted);
      return;
    }
    if (wanted >= last) this.pause();
  }

  /** Stays where it is until a step that is not here yet has come. @param {number} wanted */
  #wait(wanted) {
    this.#wind(this.step || 1);
    if (this.#loads) return;
    this.#loads++;
    this.#tape.load(wanted).catch((error) => {
      this.pause();
      this.failed(error);
    }).finally(() => this.#loads--);
  }

  /** @param {number} stride @param {number} every */
  #fetchAhead(stride, every) {
    const next = this.#start + (this.#done + 1) * stride;
    const count = Math.ceil((AHEAD * 1000) / every);
    const numbers = [];
    for (let tick = 0; tick < count && next + tick * stride <= this.#last(); tick++) numbers.push(next + tick * stride);
    this.#tape.ahead(numbers);
  }

  /** @param {number} number */
  #show(number) {
    const step = this.#tape.step(number);
    if (!step) return;
    this.step = number;
    for (const act of this.#shown) act(step);
  }

  #tell() {
    for (const act of this.#changed) act();
  }
}
