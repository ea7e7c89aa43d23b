// @ts-check
/** Which two runs are to be compared, where the address does not say. */

import { compareAddress } from "./address.js";
import { el } from "./dom.js";

/**
 * @param {import("./source.js").Source} source @param {string} a @param {string} b
 * @param {{bar: import("./bar.js").Bar, main: HTMLElement}} page
 */
export async function choosing(source, a, b, { bar, main }) {
  bar.at(el("h1", {}, "Compare two runs"));
  const { runs } = await source.runs();
  const ids = runs.filter((run) => !run.error).map((run) => run.id).sort();
  const select = (/** @type {string} */ label, /** @type {string} */ value) => el(
    "select", { "aria-label": label }, el("option", { value: "" }, "choose a run"),
    ...ids.map((id) => el("option", { value: id, selected: id === value }, id)),
  );
  const selects = [select("First run", a), select("Second run", b)];
  const chosen = () => selects.map((node) => node.value);
  const go = el("button", { type: "submit", disabled: true }, "Compare");
  // Nothing happens before both are said: whoever chooses with the arrow keys passes others by.
  for (const node of selects) node.addEventListener("change", () => { go.disabled = !chosen().every(Boolean); });
  main.replaceChildren(el(
    "form", {
      class: "choosing",
      onsubmit: (/** @type {SubmitEvent} */ event) => {
        event.preventDefault();
        const [one, other] = chosen();
        location.href = compareAddress(one, other);
      },
    },
    el("p", {}, "Two runs go in lockstep by step, by objective or by cost."),
    ...selects, go,
  ));
}
