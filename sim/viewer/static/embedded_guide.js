// @ts-check
/**
 * The guide out of the page's own file, at any step. A pack of its history begins with the whole guide:
 *
 *   [{step, files: {path: [text, claims, unread]}, letters: {path: letters}, edit}, ...]
 *
 * and goes on with what changed at later steps (a file that is gone is null). A claim is [line, subject, relation,
 * object, maybe], a line that cannot be read [line, text]; `letters` tells how the claims of a file stand, in order. `edit`
 * is the last edit: its diff has the text of what was taken out, and the length of what the new text still has.
 */

/** @typedef {import("./source.js").Json} Json */

const STATES = /** @type {Record<string, string>} */ ({ t: "true", s: "stale", f: "false", u: "unchecked" });

/** The answer of `sim/viewer/data/guide.py` at a step. @param {Json[]} pack @param {number} step @returns {Json} */
export function guideAt(pack, step) {
  const { files, letters, edit } = standing(pack, step);
  const paths = Object.keys(files).sort();
  const claims = paths.flatMap((path) => files[path][1].map((/** @type {any[]} */ claim, /** @type {number} */ at) => {
    const [line, subject, relation, object, maybe] = claim;
    return { path, line, subject, relation, object, maybe, state: STATES[letters[path][at]] };
  }));
  const unread = paths.flatMap((path) => files[path][2].map((/** @type {[number, string]} */ [line, text]) => ({ path, line, text })));
  return {
    revision: edit?.revision ?? 0,
    files: withLines(paths, files),
    claims,
    unread,
    counts: { ...counted(claims), unread: unread.length },
    previous: edit ? edit.revision - 1 : null,
    diff: edit ? edit.diff.map((/** @type {Json} */ file) => difference(file, files)) : [],
    operation: edit?.operation ?? null,
    changed_at: edit?.changed_at ?? null,
  };
}

/** What a pack comes to at a step. @param {Json[]} pack @param {number} step @returns {Json} */
function standing(pack, step) {
  /** @type {Json} */
  const now = { files: {}, letters: {}, edit: null };
  for (const [at, change] of pack.entries()) {
    if (at && change.step > step) break;
    for (const [path, file] of Object.entries(change.files)) {
      if (file) now.files[path] = file;
      else delete now.files[path];
    }
    Object.assign(now.letters, change.letters);
    now.edit = change.edit ?? now.edit;
  }
  return now;
}

/** The files line by line, each line with the numbers of its claims. @param {string[]} paths @param {Json} files */
function withLines(paths, files) {
  let number = 0;
  return paths.map((path) => {
    const [text, claims] = files[path];
    const lines = text.split("\n");
    if (!lines[lines.length - 1]) lines.pop();
    /** @type {{n: number, text: string, marks: number[]}[]} */
    const told = lines.map((/** @type {string} */ line, /** @type {number} */ at) => ({ n: at + 1, text: line, marks: [] }));
    for (const [line] of claims) told[line - 1].marks.push(number++);
    return { path, text, lines: told };
  });
}

/** @param {Json[]} claims */
function counted(claims) {
  const counts = Object.fromEntries(Object.values(STATES).map((state) => [state, 0]));
  for (const { state } of claims) counts[state]++;
  return counts;
}

/** @param {Json} file @param {Json} files */
function difference({ path, ops }, files) {
  let at = 0;
  return {
    path,
    ops: ops.map((/** @type {[string, string | number]} */ [sign, told]) => {
      if (typeof told === "string") return [sign, told];
      at += told;
      return [sign, files[path][0].slice(at - told, at)];
    }),
  };
}
