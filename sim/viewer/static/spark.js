// @ts-check
/** A line the size of a word. */

const SVG = "http://www.w3.org/2000/svg";

/**
 * @param {(number | null)[]} values @param {{width?: number, height?: number, range?: [number, number], label?: string}} [form]
 * @returns {SVGElement}
 */
export function spark(values, { width = 90, height = 20, range, label = "" } = {}) {
  const node = /** @type {SVGElement} */ (document.createElementNS(SVG, "svg"));
  for (const [name, value] of Object.entries({
    class: "spark", width, height, viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": label,
  })) {
    node.setAttribute(name, String(value));
  }
  const known = /** @type {number[]} */ (values.filter((value) => value !== null));
  if (!known.length) return node;
  const [low, high] = range ?? [Math.min(...known, 0), Math.max(...known)];
  const toY = (/** @type {number} */ value) => height - 2 - ((value - low) / (high - low || 1)) * (height - 4);
  const toX = (/** @type {number} */ at) => 1 + (at / Math.max(1, values.length - 1)) * (width - 2);
  let path = "";
  let pen = "M";
  values.forEach((value, at) => {
    if (value === null) pen = "M";
    else {
      path += `${pen}${toX(at).toFixed(1)} ${toY(value).toFixed(1)}`;
      pen = "L";
    }
  });
  const line = document.createElementNS(SVG, "path");
  line.setAttribute("d", path);
  node.append(line);
  return node;
}
