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
 * @param {import("./records.js").Line[]} lines  with the rows that are shown alone
 * @param {Box} view
 * @returns {Extent}
 */
export function extentOf({ columns: { x, y }, drawn }, shown, count, lines, view) {
  const box = { west: Infinity, east: -Infinity, north: Infinity, south: -Infinity };
  const extent = { box, all: 0, outside: 0 };
  for (let index = 0; index < count; index++) {
    const row = shown[index];
    if (drawn[row] === AS_POINT) add(extent, x[row], y[row], x[row], y[row], 1, view);
  }
  for (const { rows, path } of lines) {
    const across = path.filter((_, index) => index % 2 === 0);
    const down = path.filter((_, index) => index % 2 === 1);
    add(
      extent,
      Math.min(...across),
      Math.min(...down),
      Math.max(...across),
      Math.max(...down),
      rows.length,
      view,
    );
  }
  return extent;
}

/**
 * @param {Extent} extent
 * @param {number} west
 * @param {number} north
 * @param {number} east
 * @param {number} south
 * @param {number} records
 * @param {Box} view
 */
function add(extent, west, north, east, south, records, view) {
  const { box } = extent;
  if (west < box.west) box.west = west;
  if (north < box.north) box.north = north;
  if (east > box.east) box.east = east;
  if (south > box.south) box.south = south;
  extent.all += records;
  if (east < view.west || west > view.east || south < view.north || north > view.south)
    extent.outside += records;
}
