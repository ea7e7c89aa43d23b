// @ts-check
/**
 * What the page needs to know about runs, wherever it comes from: a server, or the page's own file.
 * The answers are those of `sim/viewer/data`, one function for one method.
 *
 * @typedef {Record<string, any>} Json
 * @typedef {{step: number, text?: string}} Mark
 * @typedef {{channels: number, plane: Uint8Array | Uint8ClampedArray}} Frame
 *   A screen of 160 x 144: one byte (grey) or four (RGBA) a pixel.
 * @typedef {{head: (head: Json) => void, report: (report: Json) => void, folding: (far: Json) => void,
 *   counted: (counted: {counted: number, seconds: number}) => void, lost: (words: string) => void}} RunListener
 *
 * @typedef {object} Source
 * @property {string | null} only the id of the one run there is; null where there is a table of them
 * @property {() => Promise<{folder: string, runs: Json[], pending: number}>} runs
 * @property {(run: (summary: Json) => void, gone: (id: string) => void) => (() => void)} watchRuns returns what ends it
 * @property {(id: string) => Promise<Json>} head
 * @property {(id: string, listener: RunListener) => (() => void)} watch returns what ends it
 * @property {(id: string, after: number, count: number) => Promise<Json>} steps
 * @property {(id: string, hashes: string[]) => Promise<Map<string, Frame>>} frames
 * @property {(id: string, points: number, from?: number, to?: number) => Promise<Json>} timeline
 * @property {(id: string, from: number, kind: string, way: number) => Promise<number | null>} jump
 * @property {(id: string, number: number) => Promise<Json>} decision
 * @property {(id: string, step: number) => Promise<Json>} guide
 * @property {(id: string) => Promise<Json>} map its `image` is an address
 * @property {(id: string, until: number, points: number) => Promise<Json>} trail
 * @property {(id: string, step: number) => Promise<Json>} way
 * @property {(id: string, name: string) => Promise<Json | null>} figure null where there is nothing to draw
 * @property {(id: string) => Promise<{parent: Json | null, forks: Json[]}>} kin the run it left, and those that left it
 * @property {(a: string, b: string, name: string) => Promise<Json | null>} pairFigure one of two runs over each other
 * @property {() => Promise<any>} plotly Plotly, loaded when it is first wanted
 */

import { embeddedSource } from "./embedded_source.js";
import { httpSource } from "./http_source.js";

/** @returns {Source} the source of this page: what is embedded in it, else the server it came from */
export function openSource() {
  return embeddedSource() ?? httpSource();
}
