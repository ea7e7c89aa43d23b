// @ts-check
/** Figures drawn by Plotly, in the page's colours. They are fetched when they are first looked at. */

import { el, fill, note } from "./dom.js";
import { ontheme, palette } from "./theme.js";

/** @typedef {import("./source.js").Json} Json */

const OPTIONS = { displaylogo: false, responsive: true, modeBarButtonsToRemove: ["lasso2d", "select2d"] };

export class Figures {
  #begun = false;
  /** @type {{node: HTMLElement, figure: Json}[]} */
  #drawn = [];
  /** @type {any} */
  #plotly = null;

  /**
   * @param {string[]} names @param {(name: string) => Promise<Json>} ask fails where there is nothing to draw
   * @param {() => Promise<any>} plotly
   */
  constructor(names, ask, plotly) {
    this.names = names;
    this.ask = ask;
    this.plotly = plotly;
    this.node = el("div", { class: "figures", tabIndex: 0, role: "region", "aria-label": "Figures" });
    ontheme(() => this.#paint());
  }

  /** Draws them, the first time that they are seen. */
  async see() {
    if (this.#begun) return;
    this.#begun = true;
    fill(this.node, note("Figures are being drawn …"));
    try {
      await this.#load();
    } catch (error) {
      this.#begun = false;
      fill(this.node, note(/** @type {Error} */ (error).message, "error"));
    }
  }

  async #load() {
    const asked = await Promise.allSettled(this.names.map((name) => this.ask(name)));
    const figures = asked.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
    if (!figures.length) {
      this.#begun = false; // a report may be on its way
      fill(this.node, note("There are no figures: they are drawn from a drift report of 500 steps or more."));
      return;
    }
    this.#plotly = await this.plotly();
    this.#drawn = figures.map((figure) => ({ figure, node: el("div", { class: "figure" }) }));
    fill(this.node, ...this.#drawn.map(({ node }) => node));
    this.#paint();
  }

  #paint() {
    for (const { node, figure } of this.#drawn) {
      this.#plotly.react(node, figure.data, themed(figure.layout), OPTIONS);
    }
  }
}

/** A layout in the page's colours, as wide as there is room. @param {Json} layout */
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
