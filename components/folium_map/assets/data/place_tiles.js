/** Says which tiles of populated places a view needs, and reads what they hold. */

import { WORLD, worldOf } from "../base/projection.js";

/**
 * @typedef {[fromZoom: number, tileZoom: number]} Level  from a zoom of the map on, places come in tiles of this zoom
 * @typedef {[name: string, lon: number, lat: number, size: number]} Row  as `geodata/basemaps/place_tiles.py` writes it
 * @typedef {{name: string, x: number, y: number, size: number}} Place  world x and y; size in inhabitants
 * @typedef {{left: number, top: number, scale: number, width: number, height: number}} Frame  as `draw/scene.js` has it
 */

/**
 * The tile zooms of a map's zoom and of those above it, the finest first: what comes late is told by coarser ones.
 * @param {Level[]} levels  by zoom
 * @param {number} zoom  of the map, which may lie between two
 */
export function tileZooms(levels, zoom) {
  return levels
    .filter(([from]) => from <= Math.max(zoom, levels[0][0]))
    .map(([, tileZoom]) => tileZoom)
    .reverse();
}

/**
 * The tiles that a view touches, `zoom/x/y`; none beyond the world's edge, where no land is drawn either.
 * @param {Frame} frame
 * @param {number} tileZoom
 */
export function tilesIn({ left, top, scale, width, height }, tileZoom) {
  const edge = (WORLD * scale) / 2 ** tileZoom;
  const found = [];
  for (const y of touched(top, height, edge, 2 ** tileZoom)) {
    for (const x of touched(left, width, edge, 2 ** tileZoom)) found.push(`${tileZoom}/${x}/${y}`);
  }
  return found;
}

/**
 * @param {number} start  CSS pixels
 * @param {number} length
 * @param {number} edge  of a tile
 * @param {number} tiles  of the world
 */
function touched(start, length, edge, tiles) {
  const first = Math.max(0, Math.floor(start / edge));
  const last = Math.min(tiles - 1, Math.floor((start + length) / edge));
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
}

/**
 * @param {Row[]} rows
 * @returns {Place[]}
 */
export function placesOf(rows) {
  return rows.map(([name, lon, lat, size]) => {
    const [x, y] = worldOf(lon, lat);
    return { name, x, y, size };
  });
}
