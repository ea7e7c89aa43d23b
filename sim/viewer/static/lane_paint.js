// @ts-check
/** Drawing lanes: series, bands, change points and marks, in the order in which they lie over each other. */

import { above } from "./dom.js";
import { changed } from "./lanes.js";

/** @typedef {import("./lanes.js").Lane} Lane */
/** @typedef {{from: number, to: number, width: number}} View the steps that are seen, and the pixels for them */
/** @typedef {CanvasRenderingContext2D} Context */
/** @typedef {Record<string, string>} Palette */

const LATE = 2 / 3; // where the late third begins

/** @param {View} view @param {number} step */
export const toX = (view, step) => ((step - view.from) / Math.max(1, view.to - view.from)) * view.width;
/** @param {View} view @param {number} x */
export const toStep = (view, x) => Math.round(view.from + (x / view.width) * (view.to - view.from));

/**
 * Draws a lane between y and y + height.
 * @param {Context} context @param {Lane} lane @param {View} view @param {number} y @param {number} height
 * @param {Palette} colours @param {number} last the run's last step
 */
export function paintLane(context, lane, view, y, height, colours, last) {
  context.save();
  context.beginPath();
  context.rect(0, y, view.width, height);
  context.clip();
  const inner = { top: y + 2, height: height - 4 };
  const toY = (/** @type {number} */ value) => {
    const [low, high] = lane.range ?? [0, 1];
    return inner.top + inner.height * (1 - (value - low) / (high - low));
  };
  if (lane.row) paintBands(context, lane.row, view, toY, inner, colours, last);
  if (lane.limit) paintLimit(context, view, toY(lane.limit), colours);
  if (lane.steps && lane.values) {
    paintSeries(context, { steps: lane.steps, values: lane.values }, view, toY, {
      colour: colours[lane.colour], bottom: lane.filled ? y + height : null, dash: [],
    });
  }
  if (lane.empty && !lane.values?.some((value) => value !== null)) {
    context.fillStyle = colours.soft;
    context.font = "11px system-ui, sans-serif";
    context.textBaseline = "middle";
    context.fillText(lane.empty, 6, y + height / 2);
  }
  if (lane.other) paintSeries(context, lane.other, view, toY, { colour: colours.orange, bottom: null, dash: [5, 3] });
  for (const mark of lane.marks) paintMark(context, lane, mark, view, inner, colours);
  context.restore();
}

/** Early level and smallest change of interest, the late level's interval, and where it changed. */
function paintBands(
  /** @type {Context} */ context, /** @type {Record<string, any>} */ row, /** @type {View} */ view,
  /** @type {(value: number) => number} */ toY, /** @type {{top: number, height: number}} */ inner,
  /** @type {Palette} */ colours, /** @type {number} */ last,
) {
  const { change, change_point: point } = row;
  if (change) {
    const edge = toY(change.reference + row.worse * row.sesoi);
    const level = toY(change.reference);
    context.globalAlpha = 0.09;
    context.fillStyle = colours.soft;
    context.fillRect(0, Math.min(edge, level), view.width, Math.max(1, Math.abs(edge - level)));
    context.globalAlpha = 0.4;
    context.strokeStyle = colours.soft;
    context.lineWidth = 1;
    context.setLineDash([1, 3]);
    line(context, 0, edge, view.width, edge);
    context.setLineDash([]);
    context.globalAlpha = 0.22;
    context.fillStyle = colours.ink;
    const [low, high] = change.interval_90.map((/** @type {number} */ value) => toY(change.reference + value));
    const begin = toX(view, LATE * last);
    context.fillRect(begin, Math.min(low, high), toX(view, last) - begin, Math.max(1.5, Math.abs(low - high)));
    context.globalAlpha = 1;
  }
  if (point && changed(point)) {
    const [low, high] = point.interval_95.map((/** @type {number} */ step) => toX(view, step));
    context.globalAlpha = 0.13;
    context.fillStyle = colours.red;
    context.fillRect(low, inner.top, Math.max(2, high - low), inner.height);
    context.globalAlpha = 1;
  }
}

/** @param {Context} context @param {View} view @param {number} y @param {Palette} colours */
function paintLimit(context, view, y, colours) {
  context.strokeStyle = colours.soft;
  context.setLineDash([4, 3]);
  context.lineWidth = 1;
  line(context, 0, y, view.width, y);
  context.setLineDash([]);
}

/**
 * @typedef {{colour: string, bottom: number | null, dash: number[]}} Pen `bottom`: to where the area below is filled
 */

/**
 * @param {Context} context @param {{steps: number[], values: (number | null)[]}} series @param {View} view
 * @param {(value: number) => number} toY @param {Pen} pen
 */
function paintSeries(context, { steps, values }, view, toY, pen) {
  const [begin, end] = [Math.max(0, above(steps, view.from) - 2), Math.min(steps.length, above(steps, view.to) + 1)];
  const stride = Math.max(1, Math.floor((end - begin) / (2 * view.width)));
  /** @type {[number, number][]} */
  let run = [];
  const flush = () => {
    if (run.length) stroke(context, run, pen);
    run = [];
  };
  for (let at = begin; at < end; at += stride) {
    const value = values[at];
    if (value === null || value === undefined) flush();
    else run.push([toX(view, steps[at]), toY(value)]);
  }
  flush();
}

/** @param {Context} context @param {[number, number][]} points @param {Pen} pen */
function stroke(context, points, { colour, bottom, dash }) {
  const path = new Path2D();
  path.moveTo(...points[0]);
  if (points.length === 1) path.lineTo(points[0][0] + 2, points[0][1]);
  for (const point of points.slice(1)) path.lineTo(...point);
  if (bottom !== null) {
    const area = new Path2D(path);
    area.lineTo(points[points.length - 1][0], bottom);
    area.lineTo(points[0][0], bottom);
    context.globalAlpha = 0.18;
    context.fillStyle = colour;
    context.fill(area);
    context.globalAlpha = 1;
  }
  context.strokeStyle = colour;
  context.lineWidth = 1.5;
  context.lineJoin = "round";
  context.setLineDash(dash);
  context.stroke(path);
  context.setLineDash([]);
}

/**
 * @param {Context} context @param {Lane} lane @param {import("./lanes.js").Mark} mark @param {View} view
 * @param {{top: number, height: number}} inner @param {Palette} colours
 */
function paintMark(context, lane, mark, view, inner, colours) {
  const x = toX(view, mark.step);
  if (x < -8 || x > view.width + 8) return;
  const { top, height } = inner;
  const middle = top + height / 2;
  const size = Math.min(4.5, height / 2);
  if (mark.kind === "alarm") {
    if (mark.since) {
      context.strokeStyle = colours.red;
      context.setLineDash([2, 2]);
      context.lineWidth = 1;
      line(context, toX(view, mark.since), top + height - 1, x, top + height - 1);
      context.setLineDash([]);
    }
    polygon(context, colours.red, [[x - size - 1, top + height], [x + size + 1, top + height], [x, middle - size]]);
  } else if (mark.kind === "change") {
    context.strokeStyle = colours.red;
    context.lineWidth = 1.5;
    line(context, x, top, x, top + height);
  } else if (mark.kind === "objective") {
    polygon(context, colours.blue, [[x - 3, top], [x + 3, top], [x, top + 5]]);
  } else if (mark.kind === "reset") {
    context.strokeStyle = colours.pink;
    context.lineWidth = 1.25;
    line(context, x, top, x, top + height);
    polygon(context, colours.pink, [[x - 3, top], [x + 3.5, top + 2.5], [x, top + 5]]);
  } else if (mark.kind === "watch") {
    context.fillStyle = colours.orange;
    context.fillRect(x - 2, top + 1, 4, 4);
  } else {
    context.strokeStyle = mark.kind === "edit" ? colours.green : mark.kind === "loud" ? colours.ink : colours.faint;
    context.lineWidth = 1;
    const tall = mark.kind === "event" ? 0.45 : 0.8;
    line(context, x, top + height, x, top + height - tall * height);
  }
}

/** @param {Context} context @param {number} x0 @param {number} y0 @param {number} x1 @param {number} y1 */
export function line(context, x0, y0, x1, y1) {
  context.beginPath();
  context.moveTo(x0, y0);
  context.lineTo(x1, y1);
  context.stroke();
}

/** @param {Context} context @param {string} colour @param {[number, number][]} corners */
function polygon(context, colour, corners) {
  context.fillStyle = colour;
  context.beginPath();
  for (const corner of corners) context.lineTo(...corner);
  context.fill();
}
