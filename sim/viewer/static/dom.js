// @ts-check
/** Building nodes. Text from data becomes text nodes only: nothing here, or anywhere, parses markup. */

/** @typedef {Node | string | number | null | undefined | false} Child */

/**
 * An element with properties, attributes and children.
 * `class`, `dataset` and `on*` are what they say; names with a dash, `role` and the like become attributes.
 * @param {string} tag
 * @param {Record<string, any>} [props]
 * @param {...(Child | Child[])} children
 * @returns {any}
 */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "class") node.className = value;
    else if (name === "dataset") Object.assign(node.dataset, value);
    else if (name === "style") Object.assign(node.style, value);
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name in node && !name.includes("-") && name !== "role" && name !== "list") /** @type {any} */ (node)[name] = value;
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...kept(children));
  return node;
}

/** @param {(Child | Child[])[]} children @returns {(Node | string)[]} */
function kept(children) {
  return children.flat().filter((child) => child !== null && child !== undefined && child !== false)
    .map((child) => (child instanceof Node ? child : String(child)));
}

/** Replaces what a node holds. @param {Element} node @param {...(Child | Child[])} children */
export function fill(node, ...children) {
  node.replaceChildren(...kept(children));
}

/**
 * Replaces the rows of a node, each with an id in its data. What had the focus in a row keeps it in the new one.
 * @param {HTMLElement} node @param {HTMLElement[]} rows
 */
export function fillRows(node, rows) {
  const focused = node.contains(document.activeElement) ? document.activeElement : null;
  const id = /** @type {HTMLElement | null} */ (focused?.closest("[data-id]") ?? null)?.dataset.id;
  fill(node, ...rows);
  const again = rows.find((row) => row.dataset.id === id)?.querySelector(focused?.localName ?? "*");
  if (focused && again instanceof HTMLElement) again.focus({ preventScroll: true });
}

/**
 * Sets a node's text if it is another one, so that nothing is laid out for nothing.
 * @param {Node} node @param {string} text
 */
export function say(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/**
 * A message in plain words, where something else would stand.
 * @param {string} text @param {string} [kind] "empty" or "error"
 */
export function note(text, kind = "empty") {
  return el("p", { class: `note ${kind}`, role: kind === "error" ? "alert" : null }, text);
}

/**
 * A button. @param {string} label what it shows @param {string} title what it does, with its key
 * @param {() => void} act @param {Record<string, any>} [props]
 */
export function button(label, title, act, props = {}) {
  return el("button", { type: "button", title, "aria-label": title, onclick: act, ...props }, label);
}

/**
 * Calls back at most once in `wait` ms, the last time with the last arguments.
 * @param {(...args: any[]) => void} act @param {number} wait
 */
export function seldom(act, wait) {
  let timer = 0;
  let before = -Infinity;
  /** @type {any[]} */
  let latest = [];
  return (/** @type {any[]} */ ...args) => {
    latest = args;
    if (timer) return;
    timer = window.setTimeout(() => {
      timer = 0;
      before = performance.now();
      act(...latest);
    }, Math.max(0, before + wait - performance.now()));
  };
}

/** Lets only the last of several answers through. */
export class Latest {
  #asked = 0;

  /**
   * @template T @param {Promise<T>} promise
   * @returns {Promise<T | undefined>} undefined if another was asked since
   */
  async of(promise) {
    const mine = ++this.#asked;
    try {
      const answer = await promise;
      return mine === this.#asked ? answer : undefined;
    } catch (error) {
      if (mine === this.#asked) throw error;
      return undefined;
    }
  }
}

/** The smallest index with `values[index] > value`. @param {ArrayLike<number>} values @param {number} value */
export function above(values, value) {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle] > value) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** @param {number} value @param {number} least @param {number} most */
export const clamp = (value, least, most) => Math.max(least, Math.min(most, value));
