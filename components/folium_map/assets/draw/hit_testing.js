/** Hit-testing: which of the drawn records lie under a point of the view. */

import { MOST_TEXTS } from "../data/row_texts.js";
import { areasAt } from "./areas.js";
import { strokesAt } from "./lines.js";

/**
 * @typedef {import("./scene.js").Spot} Spot
 * @typedef {{x: number, y: number}} Point  CSS pixels in the view
 *
 * @typedef {object} Targets  what a drawing leaves to be pointed at
 * @property {Spot[]} spots  symbols, circles, cells
 * @property {import("./lines.js").Stroke[]} strokes
 * @property {import("./areas.js").Area[]} areas  larger ones first
 * @property {((x: number, y: number, reach: number, all: boolean) => number[]) | null} pixels  rows near a point,
 *   nearest first, where they are drawn as pixels instead of spots; not `all`: those that can be told apart by a count
 *
 * @typedef {{rows: number[], group: Spot | null, cut?: true}} Hit  `group`: a spot that stands for several places;
 *   `cut`: there may be more rows
 */

/** Single pixels and lines are thin: a pointer may miss them by this much. */
const PIXEL_REACH = 4;
const LINE_REACH = 5;

/** @type {Targets} */
export const NOTHING = { spots: [], strokes: [], areas: [], pixels: null };

/**
 * What lies there: spots before pixels, both before lines, all of them before areas.
 * @param {Targets} targets
 * @param {Point} point
 * @param {number} reach  pixels beside a spot that still count
 * @param {boolean} [all]  whether rows are wanted that are too many to be counted at every move
 * @returns {Hit}
 */
export function hitTest({ spots, strokes, areas, pixels }, { x, y }, reach, all = false) {
  const hit = withoutCovered(spotsAt(spots, x, y, reach));
  const group = hit.find((spot) => spot.group) ?? null;
  let rows = hit.flatMap((spot) => spot.rows);
  let cut = false;
  if (!rows.length && pixels) {
    rows = pixels(x, y, Math.max(PIXEL_REACH, reach), all);
    cut = !all && rows.length > MOST_TEXTS;
  }
  const thin = Math.max(LINE_REACH, reach);
  if (!rows.length && !group) rows = strokesAt(strokes, x, y, thin);
  if (!rows.length && !group) rows = areasAt(areas, x, y, thin);
  /** @type {Hit} */
  const found = { rows: [...new Set(rows)], group };
  if (cut) found.cut = true;
  return found;
}

/** Of places' circles the topmost alone is meant: a small one lies on a large one. @param {Spot[]} spots */
function withoutCovered(spots) {
  const circles = spots.filter(({ place }) => place);
  if (circles.length < 2) return spots;
  const top = circles[circles.length - 1];
  return spots.filter((spot) => !spot.place || spot === top);
}

/**
 * The spots under the pointer: those that hold it, else the nearest within reach.
 * @param {Spot[]} spots
 * @param {number} x
 * @param {number} y
 * @param {number} reach  pixels beyond a spot's rim
 * @returns {Spot[]}
 */
export function spotsAt(spots, x, y, reach) {
  /** @type {Spot[]} */
  const holding = [];
  /** @type {Spot | null} */
  let nearest = null;
  let shortest = reach;
  for (const spot of spots) {
    const outside = Math.hypot(spot.x - x, spot.y - y) - spot.r;
    if (outside <= 0) {
      holding.push(spot);
    } else if (outside <= shortest) {
      shortest = outside;
      nearest = spot;
    }
  }
  return holding.length || !nearest ? holding : [nearest];
}
