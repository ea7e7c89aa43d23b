// @ts-check
/**
 * A guide's Markdown as nodes: headings, paragraphs, lists, tables, code, quotes and emphasis.
 *
 * It is text from a model, so it can do nothing: there are no links and no images (their words and addresses are shown
 * as text), no markup is parsed, and every word ends up in a text node.
 */

import { el } from "./dom.js";

/**
 * @typedef {(from: number, to: number) => Node[]} Marks what is appended to the block of these lines, counted from 1
 */

const FENCE = /^\s*(```|~~~)/;
const HEADING = /^(#{1,6})\s+(.*?)\s*#*$/;
const ITEM = /^(\s*)([-*+]|\d{1,9}[.)])\s+(.*)$/;
const RULE = /^\s*([-*_])(\s*\1){2,}\s*$/;
const ROW = /^\s*\|.*\|\s*$/;
const DASHES = /^\s*\|?(\s*:?-+:?\s*\|)+\s*:?-*:?\s*$/;
const INLINE = /(`+)(.+?)\1|\*\*(.+?)\*\*|__(.+?)__|\*([^*\s](?:[^*]*[^*\s])?)\*|\b_([^_]+)_\b|!?\[([^\]]*)\]\(([^)\s]*)[^)]*\)/;
const DEEPEST = 8; // emphasis within emphasis
const LONGEST = 4000; // characters that are searched for emphasis: a longer stretch is shown as it is

/** @param {string} text @param {Marks} [marks] @returns {HTMLElement} */
export function markdown(text, marks = () => []) {
  const lines = text.split("\n");
  const whole = el("div", { class: "markdown" });
  let at = 0;
  while (at < lines.length) {
    const [block, next] = blockAt(lines, at, marks);
    if (block) whole.append(block);
    at = next;
  }
  return whole;
}

/**
 * @param {string[]} lines @param {number} at @param {Marks} marks
 * @returns {[Node | null, number]} a block and the line after it
 */
function blockAt(lines, at, marks) {
  const line = lines[at];
  if (!line.trim()) return [null, at + 1];
  if (FENCE.test(line)) return fence(lines, at, marks);
  const heading = HEADING.exec(line);
  if (heading) {
    return [el(`h${heading[1].length}`, {}, ...inline(heading[2]), ...marks(at + 1, at + 1)), at + 1];
  }
  if (RULE.test(line)) return [el("hr"), at + 1];
  if (ITEM.test(line)) return list(lines, at, marks);
  if (ROW.test(line) && DASHES.test(lines[at + 1] ?? "")) return table(lines, at, marks);
  if (line.startsWith(">")) {
    const end = ending(lines, at, (next) => next.startsWith(">"));
    const words = lines.slice(at, end).map((quoted) => quoted.replace(/^>\s?/, "")).join(" ");
    return [el("blockquote", {}, ...inline(words), ...marks(at + 1, end)), end];
  }
  const end = ending(lines, at, isPlain);
  return [el("p", {}, ...inline(lines.slice(at, end).join("\n")), ...marks(at + 1, end)), end];
}

/** @param {string} line */
const isPlain = (line) => Boolean(line.trim()) && ![FENCE, HEADING, RULE, ITEM, ROW].some((form) => form.test(line)) && !line.startsWith(">");

/** @param {string[]} lines @param {number} at @param {(line: string) => boolean} goesOn */
function ending(lines, at, goesOn) {
  let end = at + 1;
  while (end < lines.length && goesOn(lines[end])) end++;
  return end;
}

/** @param {string[]} lines @param {number} at @param {Marks} marks @returns {[Node, number]} */
function fence(lines, at, marks) {
  const mark = /** @type {RegExpExecArray} */ (FENCE.exec(lines[at]))[1];
  const end = ending(lines, at, (line) => !line.trim().startsWith(mark));
  const code = el("pre", {}, el("code", {}, lines.slice(at + 1, end).join("\n")), ...marks(at + 1, end));
  return [code, Math.min(end + 1, lines.length)];
}

/** @param {string[]} lines @param {number} at @param {Marks} marks @returns {[Node, number]} */
function list(lines, at, marks) {
  const [, indent, bullet] = /** @type {RegExpExecArray} */ (ITEM.exec(lines[at]));
  const whole = el(/\d/.test(bullet) ? "ol" : "ul", /\d/.test(bullet) ? { start: Number.parseInt(bullet, 10) } : {});
  let item = null;
  while (at < lines.length) {
    const found = ITEM.exec(lines[at]);
    if (found && found[1].length > indent.length + 1 && item) {
      const [inner, next] = list(lines, at, marks);
      item.append(inner);
      at = next;
    } else if (found && found[1].length >= indent.length) {
      const end = ending(lines, at, (line) => /^\s{2,}\S/.test(line) && !ITEM.test(line));
      const words = [found[3], ...lines.slice(at + 1, end).map((line) => line.trim())].join(" ");
      item = el("li", {}, ...inline(words), ...marks(at + 1, end));
      whole.append(item);
      at = end;
    } else break;
  }
  return [whole, at];
}

/** @param {string[]} lines @param {number} at @param {Marks} marks @returns {[Node, number]} */
function table(lines, at, marks) {
  const end = ending(lines, at, (line) => ROW.test(line));
  const row = (/** @type {number} */ number, /** @type {string} */ tag) => {
    const cells = lines[number].trim().replace(/^\||\|$/g, "").split("|").map((cell) => el(tag, {}, ...inline(cell.trim())));
    cells.at(-1)?.append(...marks(number + 1, number + 1));
    return el("tr", {}, ...cells);
  };
  const body = [];
  for (let number = at + 2; number < end; number++) body.push(row(number, "td"));
  return [el("table", {}, el("thead", {}, row(at, "th")), el("tbody", {}, ...body)), end];
}

/** @param {string} text @param {number} [deep] @returns {Node[]} */
function inline(text, deep = 0) {
  if (text.length > LONGEST) return [new Text(text)];
  const nodes = [];
  let rest = text;
  for (let found = INLINE.exec(rest); found && deep < DEEPEST; found = INLINE.exec(rest)) {
    const [whole, , code, strong, strong2, em, em2, words, address] = found;
    nodes.push(new Text(rest.slice(0, found.index)));
    if (code !== undefined) nodes.push(el("code", {}, code));
    else if (address !== undefined) nodes.push(el("span", { class: "link" }, `${words} (${address})`));
    else if (strong ?? strong2) nodes.push(el("strong", {}, ...inline(strong ?? strong2, deep + 1)));
    else nodes.push(el("em", {}, ...inline(em ?? em2, deep + 1)));
    rest = rest.slice(found.index + whole.length);
  }
  nodes.push(new Text(rest));
  return nodes;
}
