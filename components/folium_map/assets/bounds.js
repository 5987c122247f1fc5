/**
 * Where the map begins: the densest region, so that a statement made in Washington does not zoom the case out.
 */

import { AS_POINT } from "./records.js";

/**
 * @typedef {{west: number, east: number, north: number, south: number}} Box  world x and y
 */

/** Of so few places, half would be a view of one or two: all of them are held. */
const FEW = 4;

/**
 * The box around the drawn places; with `share` < 1 around the shortest stretch that holds that share of them
 * in each direction, unless they are few. Places count once, however many records they hold.
 * @param {import("./records.js").Records} records
 * @param {number} share
 * @returns {Box | null} null without any place
 */
export function boxOf(records, share = 1) {
  const { columns, drawn, placeOf, lines } = records;
  const seen = new Uint8Array(columns.n);
  /** @type {number[]} */
  const xs = [];
  /** @type {number[]} */
  const ys = [];
  for (let row = 0; row < columns.n; row++) {
    if (drawn[row] !== AS_POINT || seen[placeOf[row]]) continue;
    seen[placeOf[row]] = 1;
    xs.push(columns.x[row]);
    ys.push(columns.y[row]);
  }
  for (const { path } of lines) {
    for (let index = 0; index < path.length; index += 2) {
      xs.push(path[index]);
      ys.push(path[index + 1]);
    }
  }
  if (!xs.length) return null;
  const held = xs.length > FEW ? share : 1;
  const [west, east] = shortestStretch(xs, held);
  const [north, south] = shortestStretch(ys, held);
  return { west, east, north, south };
}

/**
 * The shortest interval that holds a share of the values.
 * @param {number[]} values
 * @param {number} share  above 0, at most 1
 * @returns {[number, number]}
 */
export function shortestStretch(values, share) {
  const sorted = Float64Array.from(values).sort();
  const held = Math.max(1, Math.ceil(sorted.length * share));
  let best = 0;
  for (let first = 1; first + held <= sorted.length; first++) {
    if (sorted[first + held - 1] - sorted[first] < sorted[best + held - 1] - sorted[best]) best = first;
  }
  return [sorted[best], sorted[best + held - 1]];
}
