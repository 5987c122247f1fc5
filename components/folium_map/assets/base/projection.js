/**
 * Web Mercator as the columns hold it: fractions of the world times 2^32, from the west and from the north.
 */

/** @typedef {{lat: number, lon: number, zoom: number}} View  a map's centre in degrees, and its zoom */

export const WORLD = 2 ** 32;
/** Degrees: where web mercator's square world ends. */
export const HIGHEST_LATITUDE = 85.0511287798066;
const EQUATOR_M = 2 * Math.PI * 6378137;

/**
 * @param {number} lon  degrees
 * @param {number} lat  degrees
 * @returns {[number, number]} world x and y
 */
export function worldOf(lon, lat) {
  const sine = Math.sin((lat * Math.PI) / 180);
  const north = 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
  return [((lon + 180) / 360) * WORLD, north * WORLD];
}

/**
 * @param {number} x  world x
 * @param {number} y  world y
 * @returns {[number, number]} longitude and latitude, degrees
 */
export function lonLatOf(x, y) {
  const lat = Math.atan(Math.sinh(Math.PI * (1 - (2 * y) / WORLD)));
  return [(x / WORLD) * 360 - 180, (lat * 180) / Math.PI];
}

/**
 * Screen pixels per unit of world x or y.
 * @param {number} zoom
 */
export function pixelsPerUnit(zoom) {
  return (256 * 2 ** zoom) / WORLD;
}

/**
 * Metres that a screen pixel covers at a height of the world: Mercator stretches with 1 / cos(latitude).
 * @param {number} y  world y
 * @param {number} zoom
 */
export function metresPerPixel(y, zoom) {
  const cosine = 1 / Math.cosh(Math.PI * (1 - (2 * y) / WORLD));
  return (EQUATOR_M * cosine) / (256 * 2 ** zoom);
}

/**
 * @param {[number, number][]} coordinates  longitude, latitude
 * @returns {Float64Array} world x, y, x, y, …
 */
export function worldPath(coordinates) {
  const path = new Float64Array(coordinates.length * 2);
  for (const [index, [lon, lat]] of coordinates.entries()) path.set(worldOf(lon, lat), index * 2);
  return path;
}
