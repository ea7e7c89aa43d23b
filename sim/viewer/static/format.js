// @ts-check
/** Numbers and times as people read them. Null is a dash: there was no opportunity to tell. */

export const NONE = "–";
const WHOLE = new Intl.NumberFormat("en");
const SHORT = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });

/** @param {number | null | undefined} value */
export const whole = (value) => (value === null || value === undefined ? NONE : WHOLE.format(value));
/** @param {number | null | undefined} value */
export const short = (value) => (value === null || value === undefined ? NONE : SHORT.format(value));
/** @param {number | null | undefined} value */
export const percent = (value, digits = 1) =>
  value === null || value === undefined ? NONE : `${(100 * value).toFixed(digits).replace("-", "−")} %`;
/** @param {number} value */
export const signed = (value) => `${value < 0 ? "−" : "+"}${Math.abs(100 * value).toFixed(1)}`;

/** @param {number | null | undefined} value */
export function usd(value) {
  if (value === null || value === undefined) return NONE;
  return `$${value.toFixed(value < 1 ? 3 : 2)}`;
}

/**
 * Bounds of a cost: what it was at least, and at most.
 * @param {{least: number, most: number | null} | null} bounds
 */
export function cost(bounds) {
  if (!bounds) return NONE;
  if (bounds.most === null) return `${usd(bounds.least)} or more`;
  return bounds.most - bounds.least < 0.0005 ? usd(bounds.least) : `${usd(bounds.least)}–${bounds.most.toFixed(2)}`;
}

/** @param {number | null | undefined} seconds */
export function duration(seconds) {
  if (seconds === null || seconds === undefined) return NONE;
  if (seconds < 1) return `${Math.round(1000 * seconds)} ms`;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes} min ${Math.floor(seconds % 60)} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** How long ago something was. @param {number | null | undefined} unix seconds */
export function ago(unix) {
  if (!unix) return NONE;
  const passed = Math.max(0, Date.now() / 1000 - unix);
  if (passed < 60) return "just now";
  if (passed < 3600) return `${Math.floor(passed / 60)} min ago`;
  if (passed < 86400) return `${Math.floor(passed / 3600)} h ago`;
  return new Date(unix * 1000).toISOString().slice(0, 10);
}

/** @param {number | null | undefined} unix seconds */
export const moment = (unix) => (unix ? new Date(unix * 1000).toISOString().replace("T", " ").slice(0, 16) + " UTC" : NONE);

/** "1 step", "2 steps". @param {number} count @param {string} noun */
export const counted = (count, noun) => `${whole(count)} ${noun}${count === 1 ? "" : "s"}`;

/** The words of a verdict, each with a mark of its own, so that colour never tells alone. */
export const VERDICTS = /** @type {Record<string, {mark: string, kind: string}>} */ ({
  drift: { mark: "▲", kind: "bad" },
  bounded: { mark: "✓", kind: "good" },
  undetermined: { mark: "·", kind: "open" },
});

/** How a claim stands. */
export const STANDINGS = /** @type {Record<string, {mark: string, kind: string, means: string}>} */ ({
  true: { mark: "✓", kind: "good", means: "true now" },
  stale: { mark: "S", kind: "warn", means: "stale: was true when it was written" },
  false: { mark: "✗", kind: "bad", means: "false" },
  unread: { mark: "?", kind: "odd", means: "unreadable: no claim could be read out of it" },
  unchecked: { mark: "–", kind: "open", means: "unchecked: nothing to compare it with" },
});
