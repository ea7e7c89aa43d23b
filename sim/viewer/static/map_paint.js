// @ts-check
/**
 * Drawing what lies on the map: fog, the trail, the oracle's way and the player. Lengths on it are divided by the scale.
 */

/** @typedef {[number, number]} Point */
/** @typedef {CanvasRenderingContext2D} Context */

const TRAIL = "#0072B2";
const RECENT = "#D55E00";
const WAY = "#009E73";
const FAR = 14; // cells between two points above which somebody was carried, not walking
const DENSE = 8; // steps between points up to which they are joined

/**
 * @param {Context} context @param {Record<string, any>} map @param {Set<string>} seen names of rooms
 * @param {string} colour
 */
export function paintFog(context, { above, rooms }, seen, colour) {
  context.fillStyle = colour;
  for (const room of rooms) {
    if (!seen.has(room.name)) context.fillRect(room.x - 1, room.y - above - 1, room.w + 2, room.h + above + 2);
  }
}

/**
 * @param {Context} context @param {number[][]} all (step, x, y), thinned @param {Point[]} recent without gaps
 * @param {number} until @param {number} scale @param {number} tile pixels of a cell
 */
export function paintTrail(context, all, recent, until, scale, tile) {
  const points = all.filter((point) => point[0] <= until);
  const gap = points.length > 1 ? (points[points.length - 1][0] - points[0][0]) / points.length : 0;
  context.globalAlpha = 0.55;
  if (gap <= DENSE) trace(context, points.map((point) => [point[1], point[2]]), TRAIL, 2 / scale, tile);
  else {
    context.fillStyle = TRAIL;
    for (const [, x, y] of points) context.fillRect(x - 1.5 / scale, y - 1.5 / scale, 3 / scale, 3 / scale);
  }
  context.globalAlpha = 1;
  trace(context, recent, RECENT, 2.5 / scale, tile);
}

/** @param {Context} context @param {Point[]} points @param {number} scale @param {number} tile pixels of a cell */
export function paintWay(context, points, scale, tile) {
  context.setLineDash([6 / scale, 4 / scale]);
  trace(context, points, WAY, 3 / scale, tile);
  context.setLineDash([]);
  const end = points[points.length - 1];
  if (!end) return;
  context.strokeStyle = WAY;
  context.lineWidth = 3 / scale;
  context.strokeRect(end[0] - tile / 2, end[1] - tile / 2, tile, tile);
}

/** @param {CanvasRenderingContext2D} context @param {Point[]} points @param {string} colour @param {number} width @param {number} tile */
function trace(context, points, colour, width, tile) {
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.lineJoin = "round";
  context.beginPath();
  points.forEach(([x, y], at) => {
    const before = points[at - 1];
    if (!before || Math.hypot(x - before[0], y - before[1]) > FAR * tile) context.moveTo(x, y);
    else context.lineTo(x, y);
  });
  context.stroke();
}

/** @param {CanvasRenderingContext2D} context @param {Point} at @param {number} radius */
export function paintDot(context, [x, y], radius) {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fillStyle = RECENT;
  context.fill();
  context.strokeStyle = "#fff";
  context.lineWidth = radius / 3;
  context.stroke();
}
