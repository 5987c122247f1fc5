/** Unpacks the outlines of regions and finds the one under a position; by longitude and latitude, degrees. */

import { holds } from "./areas.js";

/**
 * @typedef {object} Packed  as `geodata/mapdata/region_outlines.py` writes it
 * @property {number} scale
 * @property {string[]} names
 * @property {string[]} keys  that tell each from the others
 * @property {number[][][]} regions  rings, as steps from corner to corner in 1/scale of a degree
 *
 * @typedef {[west: number, south: number, east: number, north: number]} Bounds
 * @typedef {{name: string, key: string, rings: Float64Array[], bounds: Bounds}} Region  rings: x, y pairs, closed
 */

/**
 * @param {Packed} packed
 * @returns {Region[]}
 */
export function regionsOf({ scale, names, keys, regions }) {
  return regions.map((packedRings, index) => {
    const rings = packedRings.map((steps) => ringOf(steps, scale));
    return { name: names[index], key: keys[index], rings, bounds: boundsOf(rings) };
  });
}

/**
 * @param {Region[]} regions
 * @param {number} lon
 * @param {number} lat
 * @returns {number} its place among them; −1: none. Where some overlap, the last: it is drawn over the others
 */
export function regionAt(regions, lon, lat) {
  const x = lon - 360 * Math.round(lon / 360); // a map can be dragged around the world
  return regions.findLastIndex(
    ({ rings, bounds: [west, south, east, north] }) =>
      west <= x && x <= east && south <= lat && lat <= north && holds(rings, x, lat),
  );
}

/**
 * @param {number[]} steps
 * @param {number} scale
 */
function ringOf(steps, scale) {
  const ring = new Float64Array(steps.length + 2);
  let [x, y] = [0, 0];
  for (let place = 0; place < steps.length; place += 2) {
    x += steps[place];
    y += steps[place + 1];
    ring[place] = x / scale;
    ring[place + 1] = y / scale;
  }
  ring[steps.length] = ring[0];
  ring[steps.length + 1] = ring[1];
  return ring;
}

/**
 * @param {Float64Array[]} rings
 * @returns {Bounds}
 */
function boundsOf(rings) {
  /** @type {Bounds} */
  const bounds = [Infinity, Infinity, -Infinity, -Infinity];
  for (const ring of rings) {
    for (let place = 0; place < ring.length; place += 2) {
      bounds[0] = Math.min(bounds[0], ring[place]);
      bounds[1] = Math.min(bounds[1], ring[place + 1]);
      bounds[2] = Math.max(bounds[2], ring[place]);
      bounds[3] = Math.max(bounds[3], ring[place + 1]);
    }
  }
  return bounds;
}
