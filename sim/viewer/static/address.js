// @ts-check
/**
 * Addresses: which page, and which moment on it. A moment stands behind the #, so it can be shared and costs no loading.
 */

/** @typedef {{page: "runs" | "run" | "compare", id: string, other: string}} Place */
/**
 * @typedef {{step: number | null, pane: string | null, from: number | null, to: number | null, by: string | null}} Moment
 */

const RESTS = 250; // ms between two changes of the address: browsers refuse many

/** @param {string} id */
const inPath = (id) => (id === "." ? "" : id.split("/").map(encodeURIComponent).join("/"));

/** @param {string} id @param {number} [step] */
export const runAddress = (id, step) => `/run/${inPath(id)}${step ? `#step=${step}` : ""}`;

/** @param {string} a @param {string} b */
export const compareAddress = (a, b) => `/compare?a=${encodeURIComponent(a)}&b=${encodeURIComponent(b)}`;

/** @param {string | null} only the id of the one run there is @returns {Place} */
export function place(only) {
  if (only !== null) return { page: "run", id: only, other: "" };
  const [first, ...rest] = location.pathname.split("/").filter(Boolean);
  const query = new URLSearchParams(location.search);
  if (first === "run") return { page: "run", id: rest.map(decodeURIComponent).join("/") || ".", other: "" };
  if (first === "compare") return { page: "compare", id: query.get("a") ?? "", other: query.get("b") ?? "" };
  return { page: "runs", id: "", other: "" };
}

/** @returns {Moment} */
export function moment() {
  const values = new URLSearchParams(location.hash.slice(1));
  const number = (/** @type {string} */ name) => {
    const value = Number.parseFloat(values.get(name) ?? "");
    return Number.isFinite(value) ? value : null;
  };
  return {
    step: number("step"), pane: values.get("pane"), from: number("from"), to: number("to"),
    by: values.get("by"),
  };
}

let timer = 0;

/** Writes a moment into the address, without a new entry in the history. @param {Partial<Moment>} moment */
export function keepMoment(moment) {
  clearTimeout(timer);
  timer = window.setTimeout(() => {
    const given = Object.entries(moment).filter(([, value]) => value !== null && value !== undefined);
    const hash = `#${given.map(([name, value]) => `${name}=${value}`).join("&")}`;
    if (hash !== location.hash) history.replaceState(null, "", hash);
  }, RESTS);
}
