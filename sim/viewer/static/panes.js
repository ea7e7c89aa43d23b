// @ts-check
/** Panes that share a place: tabs, of which the first has a place of its own where the window is wide. */

import { el } from "./dom.js";

/**
 * @typedef {{name: string, node: HTMLElement, visible?: boolean, show: (step: any, playing: boolean) => void}} Pane
 */

const WIDE = matchMedia("(min-width: 1600px)");

export class Panes {
  /** @param {Pane[]} panes @param {(pane: Pane) => void} turned called when another pane is seen */
  constructor(panes, turned) {
    this.panes = panes;
    this.turned = turned;
    this.chosen = panes[0];
    this.tabs = panes.map((pane, at) => el("button", {
      type: "button", role: "tab", id: `tab-${pane.name}`, "aria-controls": `pane-${pane.name}`, title: `${pane.name} (${at + 1})`,
      onclick: () => this.choose(pane.name), onkeydown: this.#turn,
    }, pane.name));
    this.bodies = panes.map((pane) => el(
      "section",
      { class: "pane", role: "tabpanel", id: `pane-${pane.name}`, "aria-labelledby": `tab-${pane.name}` },
      pane.node,
    ));
    this.list = el("div", { class: "tabs", role: "tablist", "aria-label": "Panes" }, ...this.tabs);
    this.node = el(
      "div", { class: "panes" },
      this.list,
      el("div", { class: "bodies" }, ...this.bodies),
    );
    WIDE.addEventListener("change", () => this.choose(this.chosen.name));
  }

  /** @param {string | null} name what is not known is left alone */
  choose(name) {
    let chosen = this.panes.find((pane) => pane.name.toLowerCase() === name?.toLowerCase()) ?? this.chosen;
    const wide = WIDE.matches;
    this.chosen = chosen;
    if (wide && chosen === this.panes[0]) chosen = this.panes[1];
    this.node.classList.toggle("wide", wide);
    this.list.setAttribute("aria-multiselectable", String(wide));
    this.panes.forEach((pane, at) => {
      const seen = pane === chosen || (wide && at === 0);
      pane.visible = seen;
      this.bodies[at].hidden = !seen;
      this.tabs[at].setAttribute("aria-selected", String(seen));
      this.tabs[at].tabIndex = pane === chosen ? 0 : -1;
      if (seen) this.turned(pane);
    });
  }

  /** @param {any} step @param {boolean} playing */
  show(step, playing) {
    for (const pane of this.panes) if (pane.visible) pane.show(step, playing);
  }

  #turn = (/** @type {KeyboardEvent} */ event) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!by) return;
    event.stopPropagation();
    const at = (this.tabs.indexOf(event.currentTarget) + by + this.tabs.length) % this.tabs.length;
    this.tabs[at].focus();
    this.choose(this.panes[at].name);
  };
}
