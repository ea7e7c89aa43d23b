// @ts-check
/** Figures of the run, drawn by Plotly from the same source as in reports and exports. */

import { el, fill, note } from "./dom.js";
import { ontheme, palette } from "./theme.js";

const NAMES = ["front", "progress", "legs", "guide", "cost"];
const OPTIONS = { displaylogo: false, responsive: true, modeBarButtonsToRemove: ["lasso2d", "select2d"] };

export class FiguresPane {
  name = "Figures";
  visible = false;
  #begun = false;
  /** @type {{node: HTMLElement, figure: Record<string, any>}[]} */
  #drawn = [];

  /** @param {import("./source.js").Source} source @param {Record<string, any>} head */
  constructor(source, head) {
    this.source = source;
    this.head = head;
    this.node = el("div", { class: "figures" });
    ontheme(() => this.#paint());
  }

  show() {
    if (!this.visible || this.#begun) return;
    this.#begun = true;
    fill(this.node, note("Figures are being drawn …"));
    this.#load().catch((error) => fill(this.node, note(error.message, "error")));
  }

  async #load() {
    const asked = await Promise.allSettled(NAMES.map((name) => this.source.figure(this.head.id, name)));
    const figures = asked.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
    if (!figures.length) {
      fill(this.node, note("There are no figures for this run."));
      return;
    }
    await this.source.plotly();
    this.#drawn = figures.map((figure) => ({ figure, node: el("div", { class: "figure" }) }));
    fill(this.node, ...this.#drawn.map(({ node }) => node));
    this.#paint();
  }

  #paint() {
    const { Plotly } = /** @type {any} */ (window);
    for (const { node, figure } of this.#drawn) Plotly.react(node, figure.data, themed(figure.layout), OPTIONS);
  }
}

/** A layout in the page's colours, as wide as there is room. @param {Record<string, any>} layout */
function themed(layout) {
  const colours = palette();
  const axes = Object.fromEntries(Object.entries(layout).filter(([name]) => /^[xy]axis/.test(name))
    .map(([name, axis]) => [name, { ...axis, gridcolor: colours.line, linecolor: colours.soft }]));
  const { width, ...rest } = layout;
  return {
    ...rest, ...axes, autosize: true, paper_bgcolor: colours.panel, plot_bgcolor: colours.panel,
    font: { ...layout.font, color: colours.ink },
  };
}
