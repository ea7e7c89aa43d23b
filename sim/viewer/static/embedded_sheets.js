// @ts-check
/** Screens out of the page's own file: many below each other in an image. A screen is called by its place. */

import { Recent, bytes } from "./embedded_packs.js";

const WIDTH = 160;
const HEIGHT = 144;
const KEPT = 6; // images that are kept: 6 MB each

export class Sheets {
  #each;
  #context;
  /** @type {Recent<number, Promise<ImageBitmap>>} */
  #images = new Recent(KEPT, opened, (image) => image.then((bitmap) => bitmap.close()));

  /** @param {number} each screens in an image */
  constructor(each) {
    this.#each = each;
    const canvas = new OffscreenCanvas(WIDTH, HEIGHT);
    this.#context = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext("2d", { willReadFrequently: true }));
  }

  /** @param {string[]} places @returns {Promise<Map<string, import("./source.js").Frame>>} */
  async frames(places) {
    const found = new Map();
    for (const place of places) {
      const image = await this.#images.get(Math.floor(Number(place) / this.#each));
      this.#context.drawImage(image, 0, -HEIGHT * (Number(place) % this.#each));
      found.set(place, { channels: 4, plane: this.#context.getImageData(0, 0, WIDTH, HEIGHT).data });
    }
    return found;
  }
}

/** @param {number} sheet */
async function opened(sheet) {
  const image = new Blob([bytes(`sheets-${sheet}`, "This screen is not in this file.")]);
  return createImageBitmap(image, { colorSpaceConversion: "none", premultiplyAlpha: "none" });
}
