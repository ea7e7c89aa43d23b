// @ts-check
/** Figures drawn by Plotly, in the page's colours. They are fetched when they are first looked at. */

import { Latest, el, fill, note } from "./dom.js";
import { ontheme, palette } from "./theme.js";

/** @typedef {import("./source.js").Json} Json */

const OPTIONS = { displaylogo: false, responsive: true, modeBarButtonsToRemove: ["lasso2d", "select2d"] };

export class Figures {
  #begun = false;
  #latest = new Latest();
  /** @type {Map<string, {node: HTMLElement, figure: Json}>} by name */
  #drawn = new Map();
  /** @type {any} */
  #plotly = null;

  /**
   * @param {string[]} names @param {(name: string) => Promise<Json | null>} ask null: there is nothing to draw
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
    if (!this.#drawn.size) fill(this.node, note("Figures are being drawn …"));
    try {
      await this.#load();
    } catch (error) {
      this.#begun = false;
      fill(this.node, note(/** @type {Error} */ (error).message, "error"));
    }
  }

  /** Has them fetched anew when they are seen next, since there is more to draw. */
  again() {
    this.#begun = false;
  }

  async #load() {
    const asked = await this.#latest.of(Promise.allSettled(this.names.map((name) => this.ask(name))));
    if (!asked) return;
    const figures = this.names.flatMap((name, at) => {
      const answer = asked[at];
      return answer.status === "fulfilled" && answer.value ? [{ name, figure: answer.value }] : [];
    });
    if (!figures.length) {
      this.#begun = false; // a report may be on its way
      fill(this.node, note("There are no figures: they are drawn from a drift report of 500 steps or more."));
      return;
    }
    this.#plotly = await this.plotly();
    const before = this.#drawn;
    this.#drawn = new Map(figures.map(({ name, figure }) => [
      name, { figure, node: before.get(name)?.node ?? el("div", { class: "figure" }) },
    ]));
    // Those that are there stay, so that what is looked at keeps its place.
    const nodes = [...this.#drawn.values()].map(({ node }) => node);
    const there = [...this.node.children];
    if (nodes.length !== there.length || nodes.some((node, at) => node !== there[at])) fill(this.node, ...nodes);
    this.#paint();
  }

  #paint() {
    for (const { node, figure } of this.#drawn.values()) {
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
