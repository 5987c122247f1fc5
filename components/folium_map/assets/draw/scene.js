/**
 * What every way of drawing gets: the records, what is chosen, where the screen lies in the world; and what it
 * gives back: the spots that can be pointed at (see `hit_testing.js`).
 */

import { pixelsPerUnit } from "../base/projection.js";
import { AS_POINT } from "../data/records.js";

/**
 * @typedef {object} Frame  the visible part of the world
 * @property {number} left  screen pixels from the world's west to the view
 * @property {number} top  the same from the north
 * @property {number} scale  screen pixels per unit of world x or y
 * @property {number} width  CSS pixels
 * @property {number} height
 * @property {number} zoom
 * @property {number} ratio  device pixels a CSS pixel
 *
 * @typedef {object} Scene
 * @property {import("../data/records.js").Records} records
 * @property {import("./palette.js").Encoding} encoding
 * @property {import("../base/theme.js").Theme} theme
 * @property {Frame} frame
 * @property {InView} view
 * @property {number | null} chosen  row
 * @property {import("../data/records.js").Shape[]} shapes  with the rows of each that are shown
 *
 * @property {import("./place_counts.js").PlaceCounts | null} places  what is counted per place, where that is drawn
 *
 * @typedef {object} Spot
 * @property {number} x  CSS pixels in the view
 * @property {number} y
 * @property {number} r
 * @property {number[]} rows
 * @property {true} [group]  it stands for several places, or for `count` records that are not distinguished
 * @property {number} [count]
 * @property {number} [events]  that those records stand for; missing: one each
 * @property {PlaceSums} [place]  of the circle of a place
 * @property {Sums} [sums]  of a group that tells a measure
 * @property {number[]} [entries]  of the view that it stands for, where these count the records of a server's cell
 *
 * @typedef {{amount: number, unknown: number}} Sums  of the measure, and records that give no number
 *
 * @typedef {object} PlaceSums
 * @property {number} cell  in `PlaceCounts`
 * @property {number} places  0: not known
 * @property {number} amount  the sum of fatalities, or of another measure
 * @property {number} unknown  records that give no number
 */

/** From this zoom on what lies together is parted no further. */
export const DEEPEST = 18;

/**
 * @param {import("leaflet").Map} map
 * @returns {Frame}
 */
export function frameOf(map) {
  const { x: width, y: height } = map.getSize();
  const corner = map.getPixelBounds().min ?? L.point(0, 0);
  const zoom = map.getZoom();
  const ratio = window.devicePixelRatio || 1;
  return { left: corner.x, top: corner.y, scale: pixelsPerUnit(zoom), width, height, zoom, ratio };
}

/**
 * @param {Float64Array} path  world x, y pairs
 * @param {Frame} frame
 * @returns {Float64Array} screen x, y pairs
 */
export function onScreen(path, { scale, left, top }) {
  return path.map((value, index) => value * scale - (index % 2 ? top : left));
}

/** The selected points inside the view, in screen pixels; its buffers are used again at every drawing. */
export class InView {
  /** @param {number} capacity  rows of the dataset */
  constructor(capacity) {
    this.count = 0;
    this.rows = new Uint32Array(capacity);
    this.px = new Float32Array(capacity);
    this.py = new Float32Array(capacity);
    /** @type {ArrayLike<number> | null} records that each entry stands for, if it is not one */
    this.weights = null;
    /** @type {ArrayLike<number> | null} events that each entry stands for, if that is another number */
    this.events = null;
    /** @type {Record<"records" | "amounts", ArrayLike<number>> | null} what each entry adds to heat, the same */
    this.heat = null;
    /** @type {ArrayLike<number> | null} records of each entry that give no number, the same */
    this.unknown = null;
    /** @type {ArrayLike<number> | null} the look of each entry, if it is not its record's */
    this.slots = null;
  }

  /**
   * @param {import("../data/records.js").Records} records
   * @param {Uint32Array} selected
   * @param {number} count  of `selected`
   * @param {Frame} frame
   * @param {number} margin  pixels beyond the view that still count
   * @param {number} [most]  so many are enough
   */
  gather({ columns: { x, y }, drawn }, selected, count, frame, margin, most = Infinity) {
    const { rows, px, py } = this;
    const { left, top, scale } = frame;
    const right = frame.width + margin;
    const bottom = frame.height + margin;
    let found = 0;
    for (let index = 0; index < count && found < most; index++) {
      const row = selected[index];
      const screenX = x[row] * scale - left;
      if (screenX < -margin || screenX > right) continue;
      const screenY = y[row] * scale - top;
      if (screenY < -margin || screenY > bottom || drawn[row] !== AS_POINT) continue;
      rows[found] = row;
      px[found] = screenX;
      py[found++] = screenY;
    }
    this.count = found;
  }

  /**
   * The rows within some pixels of a point, nearest first: for the many that are drawn as pixels.
   * @param {number} x
   * @param {number} y
   * @param {number} reach
   * @param {number} limit
   */
  near(x, y, reach, limit) {
    const { rows, px, py, count } = this;
    /** @type {{row: number, distance: number}[]} */
    const found = [];
    for (let index = 0; index < count; index++) {
      const dx = px[index] - x;
      const dy = py[index] - y;
      if (dx > reach || dx < -reach || dy > reach || dy < -reach) continue;
      found.push({ row: rows[index], distance: Math.hypot(dx, dy) });
    }
    return found
      .filter((each) => each.distance <= reach)
      .sort((one, other) => one.distance - other.distance)
      .slice(0, limit)
      .map((each) => each.row);
  }
}

/**
 * Whether a row is among the selected ones, which are in row order.
 * @param {Uint32Array} selected
 * @param {number} count
 * @param {number} row
 */
export function includesRow(selected, count, row) {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (selected[middle] < row) low = middle + 1;
    else high = middle;
  }
  return low < count && selected[low] === row;
}
