/**
 * What has come of a dataset that is still on its way: a grey dot for each place, until its symbols can be drawn.
 * Needs Leaflet as `L`.
 */

import { readTheme } from "../base/theme.js";
import { frameOf } from "../draw/scene.js";
import { CanvasPane } from "./canvas_pane.js";

/** @typedef {import("../data/records.js").Part} Part */

const DOT = 2; // CSS pixels

export class Preview {
  #map;
  #pane;
  /** @type {Part[]} */
  #parts = [];
  /** @type {ImageData | null} */
  #image = null;

  /** @param {import("leaflet").Map} map */
  constructor(map) {
    this.#map = map;
    this.#pane = new CanvasPane(map, "incident-preview", 450, "incident-preview");
    this.#pane.canvas.setAttribute("aria-hidden", "true");
    map.on("move zoomend resize", this.#draw, this);
    this.#draw();
  }

  /** @param {Part} part */
  add(part) {
    this.#parts.push(part);
    this.#put([part]);
  }

  /** All of it anew: the map has moved. */
  #draw() {
    const frame = frameOf(this.#map);
    this.#image = null;
    if (!frame.width || !frame.height) return;
    this.#pane.place(frame);
    const { width, height } = this.#pane.canvas;
    this.#image = new ImageData(width, height);
    this.#put(this.#parts);
  }

  /** @param {Part[]} parts */
  #put(parts) {
    const image = this.#image;
    if (!image) return;
    const { left, top, scale, ratio } = frameOf(this.#map);
    const [red, green, blue] = readTheme(this.#map.getContainer()).ink;
    const colour = ((150 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
    const pixels = new Uint32Array(image.data.buffer);
    const { width, height } = image;
    const size = Math.round(DOT * ratio);
    for (const { x, y, n } of parts) {
      for (let index = 0; index < n; index++) {
        const column = Math.round((x[index] * scale - left) * ratio);
        const row = Math.round((y[index] * scale - top) * ratio);
        if (column < 0 || row < 0 || column > width - size || row > height - size) continue;
        for (let down = 0; down < size; down++)
          pixels.fill(colour, (row + down) * width + column, (row + down) * width + column + size);
      }
    }
    this.#pane.context.putImageData(image, 0, 0);
    this.#pane.canvas.dataset.places = String(this.#parts.reduce((sum, part) => sum + part.n, 0));
  }

  remove() {
    this.#map.off("move zoomend resize", this.#draw, this);
    this.#pane.remove();
  }
}
