// @ts-check
/** News of a run that is being played, or whose report is being made, while somebody looks. */

/** @typedef {import("./source.js").Json} Json */
/** @typedef {import("./source.js").RunListener} RunListener */

export class News {
  #close = () => {};

  /**
   * @param {import("./source.js").Source} source @param {Json} head which is kept up to date by who hears
   * @param {RunListener} heard
   */
  constructor(source, head, heard) {
    this.source = source;
    this.head = head;
    this.heard = heard;
    window.addEventListener("pagehide", () => this.#close());
    document.addEventListener("visibilitychange", () => this.listen());
  }

  /** Listens while there may be news and somebody looks: browsers keep few connections to a server. */
  listen() {
    this.#close();
    this.#close = () => {};
    const { live, report_state: report, id } = this.head;
    if (document.hidden || (!live && report === "stored")) return;
    this.#close = this.source.watch(id, this.heard);
  }
}
