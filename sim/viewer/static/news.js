// @ts-check
/** News of a run that is being played, counted, or whose report is being made, while somebody looks. */

/** @typedef {import("./source.js").Json} Json */
/**
 * Who hears of it. The head is up to date by then; `before` is what it was.
 * @typedef {{head: (before: Json) => void, report: (report: Json) => void, folding: (far: Json) => void,
 *   counted: () => void, lost: (words: string) => void}} Listener
 */

export class News {
  #close = () => {};

  /** @param {import("./source.js").Source} source @param {Json} head which is kept up to date @param {Listener} heard */
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
    if (document.hidden || isWhole(this.head)) return;
    const { head, heard } = this;
    this.#close = this.source.watch(head.id, {
      head: (now) => {
        const before = { ...head };
        this.#take(now);
        heard.head(before);
      },
      report: (report) => {
        this.#take({ report, verdict: { word: report.verdict.word, reason: report.verdict.why } });
        heard.report(report);
      },
      counted: ({ seconds }) => {
        this.#take({ seconds });
        heard.counted();
      },
      folding: heard.folding,
      lost: heard.lost,
    });
  }

  /** @param {Json} now */
  #take(now) {
    Object.assign(this.head, now);
    if (isWhole(this.head)) this.#close();
  }
}

/** Whether all is known of a run, and nothing will be added. @param {Json} head */
function isWhole({ live, seconds, report, report_state: state, won, last_step: last }) {
  return !live && seconds !== null && (state === "stored" || Boolean(report && (won || report.steps === last)));
}
