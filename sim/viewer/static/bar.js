// @ts-check
/** The bar over every page: where one is, the theme, the keys, and a line for short messages. */

import { button, el, fill, say } from "./dom.js";
import { VERDICTS } from "./format.js";
import { isDark, ontheme, toggleTheme } from "./theme.js";

const LASTS = 4000; // ms that a message stays

export class Bar {
  #timer = 0;

  /** @param {import("./keys.js").Keys} keys @param {boolean} home whether there is a table of runs to go back to */
  constructor(keys, home) {
    this.where = el("div", { class: "where" });
    this.message = el("p", { class: "message", role: "status" });
    const theme = button("", "Light or dark (t)", toggleTheme, { class: "quiet" });
    const name = () => say(theme, isDark() ? "☀" : "☾");
    name();
    ontheme(name);
    keys.add("Page", [{ keys: ["t"], words: "light or dark", act: toggleTheme }]);
    this.node = el(
      "header", { class: "bar" },
      home ? el(
        "a", { class: "brand", href: "/", title: "All runs" }, "Longplay",
      ) : el("span", { class: "brand" }, "Longplay"),
      this.where, this.message, theme, button("?", "Keyboard (?)", () => keys.toggle(), { class: "quiet" }),
    );
  }

  /** Says where one is. @param {...any} words */
  at(...words) {
    fill(this.where, ...words);
  }

  /** Says something for a while. @param {string} words @param {boolean} [stays] */
  say(words, stays = false) {
    clearTimeout(this.#timer);
    say(this.message, words);
    if (words && !stays) this.#timer = window.setTimeout(() => say(this.message, ""), LASTS);
  }
}

/** A verdict as a badge. @param {{word: string, reason?: string, why?: string} | null} verdict */
export function verdictBadge(verdict) {
  if (!verdict) return el("span", { class: "badge none" }, "no report");
  const { mark, kind } = VERDICTS[verdict.word] ?? { mark: "", kind: "open" };
  return el("span", { class: `badge ${kind}`, title: verdict.reason ?? verdict.why }, `${mark} ${verdict.word}`);
}

/** @param {string} status @param {boolean} live */
export const statusBadge = (status, live) => el(
  "span", { class: `status ${live ? "live" : ""}` }, live ? "● live" : status,
);
