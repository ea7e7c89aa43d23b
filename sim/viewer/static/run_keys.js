// @ts-check
/** What the keys do on the page of one run. */

import { timelineKeys } from "./timeline.js";
import { transportKeys } from "./transport.js";

/**
 * @param {import("./keys.js").Keys} keys @param {import("./run.js").RunPage} page
 * @param {(kind: string, way: number) => void} jump
 */
export function runKeys(keys, page, jump) {
  const { panes, map, timeline, transport } = page;
  keys.add("Playing", transportKeys(transport, jump));
  keys.add("This page", [
    ...panes.panes.map((pane, at) => ({
      keys: [String(at + 1)],
      words: panes.panes.map(({ name }) => name.toLowerCase()).join(", "),
      act: () => panes.choose(pane.name),
    })),
    { keys: ["m"], words: "map", act: () => panes.choose("Map") },
    { keys: ["w"], words: "the oracle's way on the map", act: () => { panes.choose("Map"); map.toggleWay(); } },
    ...timelineKeys(timeline),
  ]);
}
