/**
 * Draws how dense events or what another measure counts lie: sums on a coarse grid, blurred, coloured on a logarithmic scale. What
 * stands at all times is left out: a post is no event.
 */

import { metresPerPixel } from "../base/projection.js";
import { eventsOf } from "../data/events.js";

/**
 * @typedef {import("./scene.js").Scene} Scene
 * @typedef {import("./places.js").Size} Size
 */

const CELL = 4;
const MARGIN = 10;
const REACH = 4;

/** Light to dark in ColorBrewer's YlOrRd manner; on dark paper the other way round, so that more stands out. */
const RAMP = [
  [254, 217, 118, 0],
  [254, 178, 76, 120],
  [253, 121, 50, 175],
  [220, 40, 35, 210],
  [128, 0, 38, 235],
];
const RAMP_DARK = [
  [90, 20, 60, 0],
  [150, 30, 70, 130],
  [230, 70, 50, 180],
  [253, 160, 70, 215],
  [255, 240, 170, 240],
];

/** The share of the greatest density from which on the scale is logarithmic. */
const STEEP = 0.02;

export class Heat {
  #canvas = document.createElement("canvas");
  #amounts = new Float32Array(0);

  /**
   * @param {CanvasRenderingContext2D} context  scaled to CSS pixels
   * @param {Scene} scene
   * @param {Size} size  what is summed
   * @param {(most: number) => number} [agreed]  the greatest sum of a cell that the colours go by
   * @returns {number} the greatest density, a square kilometre in the middle of the view
   */
  draw(context, scene, size, agreed = (most) => most) {
    const { view, frame, theme } = scene;
    const width = Math.ceil(frame.width / CELL) + 2 * MARGIN;
    const height = Math.ceil(frame.height / CELL) + 2 * MARGIN;
    const heat = new Float32Array(width * height);
    const other = new Float32Array(width * height);
    const amounts = this.#amountsOf(scene, size);
    for (let index = 0; index < view.count; index++) {
      const x = Math.floor(view.px[index] / CELL) + MARGIN;
      const y = Math.floor(view.py[index] / CELL) + MARGIN;
      if (x >= 0 && y >= 0 && x < width && y < height) heat[y * width + x] += amounts[index];
    }
    // Three box blurs are close to a Gaussian.
    for (let pass = 0; pass < 3; pass++) {
      blur(heat, other, width, height, 1, width);
      blur(other, heat, height, width, width, 1);
    }
    let most = 0;
    for (const value of heat) if (value > most) most = value;
    most = agreed(most);
    const image = new ImageData(width, height);
    if (most > 0) colour(heat, most, theme.dark, new Uint32Array(image.data.buffer));
    this.#canvas.width = width;
    this.#canvas.height = height;
    this.#canvas.getContext("2d")?.putImageData(image, 0, 0);
    context.imageSmoothingEnabled = true;
    context.drawImage(this.#canvas, -MARGIN * CELL, -MARGIN * CELL, width * CELL, height * CELL);
    const edge = (CELL * metresPerPixel((frame.top + frame.height / 2) / frame.scale, frame.zoom)) / 1000;
    return most / edge ** 2;
  }

  /**
   * What each record in view, or each cell of a server, adds.
   * @param {Scene} scene
   * @param {Size} size
   * @returns {ArrayLike<number>}
   */
  #amountsOf({ view, records: { columns } }, size) {
    if (view.heat) return view.heat[size === "records" ? "records" : "amounts"];
    if (this.#amounts.length < view.count) this.#amounts = new Float32Array(view.rows.length);
    const amounts = this.#amounts;
    const { kind, weight, header } = columns;
    const site = header.categories.kind.findIndex(({ id }) => id === "site");
    const nodata = size === "records" ? -1 : header.nodata.weight; // what is not known adds nothing
    for (let index = 0; index < view.count; index++) {
      const row = view.rows[index];
      const amount = size === "records" ? eventsOf(columns, row) : weight[row];
      amounts[index] = kind[row] === site || amount === nodata ? 0 : amount;
    }
    return amounts;
  }
}

/**
 * What a place of the scale stands for, as a share of the greatest density.
 * @param {number} position  0 … 1
 */
export const shareAt = (position) => STEEP * Math.expm1(position * Math.log1p(1 / STEEP));

/**
 * A running mean along lines.
 * @param {Float32Array} from
 * @param {Float32Array} to
 * @param {number} length  of a line
 * @param {number} lines
 * @param {number} step  from one cell of a line to the next
 * @param {number} lineStep  from one line to the next
 */
function blur(from, to, length, lines, step, lineStep) {
  const share = 1 / (2 * REACH + 1);
  for (let line = 0; line < lines; line++) {
    const begin = line * lineStep;
    let sum = 0;
    for (let index = -REACH; index < length; index++) {
      if (index + REACH < length) sum += from[begin + (index + REACH) * step];
      if (index - REACH - 1 >= 0) sum -= from[begin + (index - REACH - 1) * step];
      if (index >= 0) to[begin + index * step] = sum * share;
    }
  }
}

/**
 * @param {Float32Array} heat
 * @param {number} most
 * @param {boolean} dark
 * @param {Uint32Array} pixels
 */
function colour(heat, most, dark, pixels) {
  const table = ramp(dark);
  const gain = most * STEEP;
  const top = 255 / Math.log1p(1 / STEEP);
  for (let index = 0; index < heat.length; index++) {
    if (heat[index] > most * 0.002)
      pixels[index] = table[Math.min(255, Math.log1p(heat[index] / gain) * top) | 0];
  }
}

/**
 * @param {boolean} dark
 * @returns {Uint32Array} 256 colours, from few to many
 */
export function ramp(dark) {
  const stops = dark ? RAMP_DARK : RAMP;
  return Uint32Array.from({ length: 256 }, (_, index) => {
    const position = (index / 255) * (stops.length - 1);
    const stop = Math.min(stops.length - 2, Math.floor(position));
    const [red, green, blue, alpha] = stops[stop].map((value, channel) =>
      Math.round(value + (stops[stop + 1][channel] - value) * (position - stop)),
    );
    return ((alpha << 24) | (blue << 16) | (green << 8) | red) >>> 0;
  });
}
