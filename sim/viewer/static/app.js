// @ts-check
/** Where the page begins: which page it is, and what all pages share. */

import { place } from "./address.js";
import { Bar } from "./bar.js";
import { comparePage } from "./compare.js";
import { el, note } from "./dom.js";
import { Keys } from "./keys.js";
import { runPage } from "./run.js";
import { runsPage } from "./runs.js";
import { openSource } from "./source.js";
import { startTheme } from "./theme.js";

async function start() {
  startTheme();
  const source = openSource();
  const keys = new Keys();
  const bar = new Bar(keys, source.only === null);
  const main = el("main", {});
  document.body.append(bar.node, main);
  const { page, id, other } = place(source.only);
  document.body.dataset.page = page;
  main.append(note("Loading …"));
  try {
    if (page === "run") await runPage(source, id, { bar, keys, main });
    else if (page === "compare") await comparePage(source, id, other, { bar, keys, main });
    else await runsPage(source, { bar, keys, main });
  } catch (error) {
    console.error(error);
    main.replaceChildren(el(
      "div", { class: "failed" }, note(/** @type {Error} */ (error).message, "error"),
      el("p", {}, el("a", { href: "/" }, "All runs")),
    ));
  }
}

start();
