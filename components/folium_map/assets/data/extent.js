/** Where the records shown lie: the box around all of them, and how many lie outside of a view. */

import { AS_POINT } from "./records.js";

/**
 * @typedef {import("./columns.js").Box} Box
 * @typedef {{box: Box, all: number, outside: number}} Extent  numbers of records
 */

/**
 * @param {import("./records.js").Records} records
 * @param {ArrayLike<number>} shown  their rows, of which `count` count
 * @param {number} count
 * @param {import("./records.js").Shape[]} shapes  with the rows that are shown alone
 * @param {Box} view
 * @returns {Extent}
 */
export function extentOf({ columns: { x, y }, drawn }, shown, count, shapes, view) {
  const box = { west: Infinity, east: -Infinity, north: Infinity, south: -Infinity };
  const extent = { box, all: 0, outside: 0 };
  for (let index = 0; index < count; index++) {
    const row = shown[index];
    if (drawn[row] !== AS_POINT) continue;
    widen(box, x[row], y[row], x[row], y[row]);
    extent.all++;
    if (isOutside(x[row], y[row], x[row], y[row], view)) extent.outside++;
  }
  // A record may be drawn as a line and an area: in view if one of them is.
  const inView = new Map();
  for (const { rows, box: each } of shapes) {
    const { west, north, east, south } = each;
    widen(box, west, north, east, south);
    const within = !isOutside(west, north, east, south, view);
    for (const row of rows) inView.set(row, within || (inView.get(row) ?? false));
  }
  extent.all += inView.size;
  for (const within of inView.values()) if (!within) extent.outside++;
  return extent;
}

/**
 * The box around some shapes; null: there are none.
 * @param {{box: Box}[]} shapes
 * @returns {Box | null}
 */
export function boxAround(shapes) {
  if (!shapes.length) return null;
  const box = { west: Infinity, east: -Infinity, north: Infinity, south: -Infinity };
  for (const { box: each } of shapes) widen(box, each.west, each.north, each.east, each.south);
  return box;
}

/**
 * @param {Box} box
 * @param {number} west
 * @param {number} north
 * @param {number} east
 * @param {number} south
 */
function widen(box, west, north, east, south) {
  if (west < box.west) box.west = west;
  if (north < box.north) box.north = north;
  if (east > box.east) box.east = east;
  if (south > box.south) box.south = south;
}

/**
 * @param {number} west
 * @param {number} north
 * @param {number} east
 * @param {number} south
 * @param {Box} view
 */
function isOutside(west, north, east, south, view) {
  return east < view.west || west > view.east || south < view.north || north > view.south;
}
