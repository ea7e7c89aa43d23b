// @ts-check
/** Drawing what belongs to all lanes of the timeline: the axis, and marks that go through them. */

import { line, toX } from "./lane_paint.js";

/** @typedef {import("./lane_paint.js").Context} Context */
/** @typedef {import("./lane_paint.js").View} View */
/** @typedef {import("./lane_paint.js").Palette} Palette */
/** @typedef {import("./lanes.js").Mark & {shared: boolean}} Post `shared`: two runs are one up to there */

export const AXIS = 20; // pixels of the axis' height

/**
 * The axis: round steps, and where the stretch that is seen lies in the whole run.
 * @param {Context} context @param {View} view @param {Palette} colours @param {number} last
 * @param {(step: number) => string} words what a step is called
 */
export function paintAxis(context, view, colours, last, words) {
  context.clearRect(0, 0, view.width, AXIS);
  context.fillStyle = colours.soft;
  context.strokeStyle = colours.line;
  context.font = "11px system-ui, sans-serif";
  context.textBaseline = "middle";
  const every = round((view.to - view.from) / Math.max(2, view.width / 90));
  for (let step = Math.ceil(view.from / every) * every; step <= view.to; step += every) {
    const x = toX(view, step);
    line(context, x, AXIS - 4, x, AXIS);
    const told = words(step);
    const wide = context.measureText(told).width;
    context.fillText(told, Math.max(0, Math.min(view.width - wide, x - wide / 2)), AXIS / 2 - 1);
  }
  if (view.from > 1 || view.to < last) {
    context.fillStyle = colours.line;
    context.fillRect(0, 0, view.width, 3);
    context.fillStyle = colours.accent;
    const whole = { from: 1, to: last, width: view.width };
    context.fillRect(toX(whole, view.from), 0, Math.max(4, toX(whole, view.to) - toX(whole, view.from)), 3);
  }
}

/** 1, 2 or 5 times a power of ten, at least as large. @param {number} value */
function round(value) {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, value)));
  return Math.max(1, [1, 2, 5, 10].map((digit) => digit * power).find((step) => step >= value) ?? 10 * power);
}

/**
 * Marks through all lanes; what two runs have in common is shaded.
 * @param {Context} context @param {Post[]} posts @param {View} view @param {number} height @param {Palette} colours
 */
export function paintPosts(context, posts, view, height, colours) {
  for (const { step, shared } of posts) {
    const x = toX(view, step);
    if (shared && x > 0) {
      context.globalAlpha = 0.1;
      context.fillStyle = colours.soft;
      context.fillRect(0, 0, Math.min(x, view.width), height);
      context.globalAlpha = 1;
    }
    if (x < 0 || x > view.width) continue;
    context.strokeStyle = colours.pink;
    context.lineWidth = 1.5;
    context.setLineDash([6, 3]);
    line(context, x, 0, x, height);
    context.setLineDash([]);
  }
}
