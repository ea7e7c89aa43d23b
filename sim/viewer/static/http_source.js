// @ts-check
/** Runs from the server that the page came from. */

/** @typedef {import("./source.js").Json} Json */

const DIGEST = 16;
const PIXELS = 160 * 144;
const GONE = "The server does not answer. Is “longplay view” still running?";
const STRUGGLING = 4000; // ms without a connection before the page says so

/** @param {string} id */
const run = (id) => `/api/run/${id === "." ? "." : id.split("/").map(encodeURIComponent).join("/")}`;

/** @param {string} address */
async function fetched(address) {
  let response;
  try {
    response = await fetch(address);
  } catch {
    throw new Error(GONE);
  }
  if (response.ok) return response;
  let told = `the server answered ${response.status}`;
  try {
    told = (await response.json()).error ?? told;
  } catch { /* no JSON: the status says enough */ }
  throw new Error(told);
}

/** @param {string} address @returns {Promise<any>} */
const json = async (address) => (await fetched(address)).json();

/**
 * Listens to server-sent events; the browser connects again by itself.
 * @param {string} address @param {Record<string, (value: any) => void>} heard
 * @param {(words: string) => void} [lost] told why when the connection is gone for a while, and "" when it is back
 */
function listen(address, heard, lost) {
  const events = new EventSource(address);
  let timer = 0;
  for (const [kind, act] of Object.entries(heard)) {
    events.addEventListener(kind, (event) => act(JSON.parse(event.data)));
  }
  events.onopen = () => {
    clearTimeout(timer);
    timer = 0;
    lost?.("");
  };
  events.onerror = () => {
    if (!timer) timer = window.setTimeout(() => lost?.(GONE), STRUGGLING);
  };
  return () => {
    clearTimeout(timer);
    events.close();
  };
}

/** @returns {import("./source.js").Source} */
export function httpSource() {
  /** @type {Promise<any> | null} */
  let plotly = null;
  return {
    only: null,
    runs: () => json("/api/runs"),
    watchRuns: (changed, gone) => listen("/api/live", { run: changed, gone: (told) => gone(told.id) }),
    head: (id) => json(run(id)),
    watch: (id, { head, report, folding, counted, lost }) =>
      listen(`${run(id)}/live`, { head, report, folding, timeline: counted }, lost),
    steps: (id, after, count) => json(`${run(id)}/steps?after=${after}&count=${count}`),
    frames: async (id, hashes) => {
      const response = await fetched(`${run(id)}/frames?hashes=${hashes.join(",")}`);
      return unpacked(await response.arrayBuffer());
    },
    timeline: (id, points, from = 1, to = undefined) =>
      json(`${run(id)}/timeline?points=${points}&from=${from}${to === undefined ? "" : `&to=${to}`}`),
    jump: async (id, from, kind, way) => (await json(`${run(id)}/jump?from=${from}&kind=${kind}&way=${way}`)).step,
    decision: (id, number) => json(`${run(id)}/decision/${number}`),
    guide: (id, step) => json(`${run(id)}/guide?step=${step}`),
    map: async (id) => ({ image: `${run(id)}/map.png`, ...(await json(`${run(id)}/map`)) }),
    trail: (id, until, points) => json(`${run(id)}/trail?until=${until}&points=${points}`),
    way: (id, step) => json(`${run(id)}/way?step=${step}`),
    figure: (id, name) => json(`${run(id)}/figure/${encodeURIComponent(name)}`),
    kin: (id) => json(`${run(id)}/kin`),
    pairFigure: (a, b, name) => json(`/api/figure/${encodeURIComponent(name)}?${new URLSearchParams({ a, b })}`),
    plotly: () => (plotly ??= script("/vendor/plotly.min.js").then(() => /** @type {any} */ (window).Plotly)),
  };
}

/** @param {ArrayBuffer} buffer @returns {Map<string, import("./source.js").Frame>} */
function unpacked(buffer) {
  const view = new DataView(buffer);
  const frames = new Map();
  let at = 4;
  for (let count = view.getUint32(0, true); count > 0; count--) {
    const digest = [...new Uint8Array(buffer, at, DIGEST)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    const channels = view.getUint8(at + DIGEST);
    const size = PIXELS * channels;
    at += DIGEST + 1;
    // A copy, so that one frame that is kept does not keep the whole pack.
    frames.set(digest, { channels, plane: new Uint8Array(buffer.slice(at, at + size)) });
    at += size;
  }
  return frames;
}

/** @param {string} address @returns {Promise<void>} */
function script(address) {
  return new Promise((done, failed) => {
    const node = document.createElement("script");
    node.src = address;
    node.onload = () => done();
    node.onerror = () => failed(new Error("The figures' script could not be loaded."));
    document.head.append(node);
  });
}
