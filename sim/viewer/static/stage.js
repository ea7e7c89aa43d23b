// @ts-check
/** How large screens are: whole times as large as they were, so that every pixel of theirs is as wide as the next. */

import { HEIGHT, WIDTH } from "./screen.js";

const NARROW = 760; // pixels below which everything stands in one column
const MARGIN = 8; // pixels beside a screen there

/**
 * @param {{count: number, chrome: number, share: number, least: number}} form how many screens stand side by side,
 *   the pixels of height that all else takes, the share of the width that is theirs, and the least scale
 * @returns {number}
 */
export function scaleOf({ count, chrome, share, least }) {
  const { innerWidth: wide, innerHeight: high } = window;
  if (wide < NARROW) return Math.max(1, Math.floor((wide / count - MARGIN) / WIDTH));
  return Math.max(least, Math.floor(Math.min((high - chrome) / HEIGHT, (share * wide) / (count * WIDTH))));
}
