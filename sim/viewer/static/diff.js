// @ts-check
/** What two texts have in common, line by line. */

const MOST = 4_000_000; // pairs of lines that are compared at most

/**
 * @param {string} old @param {string} now
 * @returns {[string, string][]} "=" kept, "-" only in the first, "+" only in the second; whole lines
 */
export function difference(old, now) {
  const [a, b] = [lines(old), lines(now)];
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  const between = middle(a.slice(head, a.length - tail), b.slice(head, b.length - tail));
  return joined([...a.slice(0, head).map(kept), ...between, ...a.slice(a.length - tail).map(kept)]);
}

/** @param {string} text */
const lines = (text) => (text ? text.replace(/\n$/, "").split("\n") : []);
/** @param {string} line @returns {[string, string]} */
const kept = (line) => ["=", line];

/**
 * The longest common subsequence, by its table.
 * @param {string[]} a @param {string[]} b @returns {[string, string][]}
 */
function middle(a, b) {
  if (a.length * b.length > MOST) return [
    ...a.map((line) => /** @type {[string, string]} */ (["-", line])),
    ...b.map((line) => /** @type {[string, string]} */ (["+", line])),
  ];
  const wide = b.length + 1;
  const common = new Uint16Array((a.length + 1) * wide);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      common[i * wide + j] = a[i] === b[j] ? common[(i + 1) * wide + j + 1] + 1 : Math.max(common[(i + 1) * wide + j], common[i * wide + j + 1]);
    }
  }
  /** @type {[string, string][]} */
  const found = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      found.push(["=", a[i]]);
      i++;
      j++;
    } else if (j >= b.length || (i < a.length && common[(i + 1) * wide + j] >= common[i * wide + j + 1])) found.push(["-", a[i++]]);
    else found.push(["+", b[j++]]);
  }
  return found;
}

/** @param {[string, string][]} all @returns {[string, string][]} */
function joined(all) {
  /** @type {[string, string][]} */
  const found = [];
  for (const [sign, line] of all) {
    const last = found[found.length - 1];
    if (last?.[0] === sign) last[1] += `${line}\n`;
    else found.push([sign, `${line}\n`]);
  }
  return found;
}
