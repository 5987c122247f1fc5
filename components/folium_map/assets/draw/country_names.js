/**
 * Writes the countries' names on the offline base map, each where most of it lies in the view: so that at every
 * zoom the map says where one is. Names of places come first; these are faint, and lie under the symbols.
 */

import { css } from "../base/theme.js";
import { overlap } from "./collision_index.js";

/**
 * @typedef {import("./collision_index.js").Box} Box
 * @typedef {import("./scene.js").Frame} Frame
 * @typedef {{path: Float64Array, box: Box}} Ring  world x, y pairs of a polygon's outer boundary
 * @typedef {{name: string, rings: Ring[]}} Country
 * @typedef {{name: string, path: number[], wide: number, area: number}} Part  CSS pixels; `wide`: its name with room
 * @typedef {{name: string, x: number, y: number, box: Box}} Standing  the middle of a name, CSS pixels
 */

const SIZE_PX = 14;
const SPACED_PX = 2;
/** CSS pixels that a name keeps from its country's border, and from the view's edge. */
const ROOM = 6;
/** At which heights of what is in the view a name is tried, the middle first: shares from its top. */
const HEIGHTS = [0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8, 0.12, 0.88];

/**
 * @param {string} name
 * @param {Float64Array[]} paths
 * @returns {Country}
 */
export function countryOf(name, paths) {
  return { name, rings: paths.map((path) => ({ path, box: boxOf(path) })) };
}

/**
 * @param {CanvasRenderingContext2D} context  scaled to CSS pixels
 * @param {Country[]} countries
 * @param {Box[]} taken  where other names stand
 * @param {Frame} frame
 * @param {import("../base/theme.js").Theme} theme
 * @returns {Box[]} where these names stand
 */
export function drawCountryNames(context, countries, taken, frame, theme) {
  context.font = `500 ${SIZE_PX}px ${theme.font}`;
  context.letterSpacing = `${SPACED_PX}px`;
  const width = (/** @type {string} */ name) => context.measureText(name).width;
  const found = standings(cachedParts(countries, width, frame, theme.font), taken);
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillStyle = css(theme.ink, 0.55);
  for (const { name, x, y } of found) context.fillText(name, x, y);
  context.letterSpacing = "0px";
  return found.map(({ box }) => box);
}

/** @type {WeakMap<Country[], {key: string, parts: Part[]}>} what lies in a view changes with the view alone */
const cached = new WeakMap();

/**
 * @param {Country[]} countries
 * @param {(name: string) => number} width
 * @param {Frame} frame
 * @param {string} font
 */
function cachedParts(countries, width, frame, font) {
  const { left, top, scale, width: wide, height } = frame;
  const key = [left, top, scale, wide, height, font].join(" ");
  const known = cached.get(countries);
  if (known?.key === key) return known.parts;
  const parts = partsOf(countries, width, frame);
  cached.set(countries, { key, parts });
  return parts;
}

/**
 * The largest part of each country in the view, those that take most of it first.
 * @param {Country[]} countries
 * @param {(name: string) => number} width  of a name, CSS pixels
 * @param {Frame} frame
 * @returns {Part[]}
 */
export function partsOf(countries, width, frame) {
  return countries
    .flatMap(({ name, rings }) => {
      const wide = width(name) + 2 * ROOM;
      const clipped = rings
        .filter(({ box }) => shownWide(box, frame) >= wide)
        .map(({ path }) => clip(screenPath(path, frame), frame))
        .map((path) => ({ name, path, wide, area: area(path) }));
      return clipped.sort((one, other) => other.area - one.area).slice(0, 1);
    })
    .sort((one, other) => other.area - one.area);
}

/**
 * Where names stand.
 * @param {Part[]} parts
 * @param {Box[]} taken
 * @returns {Standing[]}
 */
export function standings(parts, taken) {
  const boxes = [...taken];
  /** @type {Standing[]} */
  const found = [];
  for (const { name, path, wide } of parts) {
    const standing = standingIn(name, path, wide, boxes);
    if (!standing) continue;
    boxes.push(standing.box);
    found.push(standing);
  }
  return found;
}

/**
 * @param {string} name
 * @param {number[]} path  of the country's part in the view
 * @param {number} wide
 * @param {Box[]} boxes
 * @returns {Standing | null}
 */
function standingIn(name, path, wide, boxes) {
  const ys = path.filter((_, index) => index % 2);
  const [top, bottom] = [least(ys), most(ys)];
  const high = SIZE_PX + 2 * ROOM;
  for (const share of HEIGHTS) {
    const y = top + share * (bottom - top);
    if (y - high / 2 < top || y + high / 2 > bottom) continue;
    const [left, right] = widest(path, y);
    if (right - left < wide) continue;
    const x = (left + right) / 2;
    const box = { left: x - wide / 2, right: x + wide / 2, top: y - high / 2, bottom: y + high / 2 };
    if (!boxes.some((other) => overlap(box, other))) return { name, x, y, box };
  }
  return null;
}

/**
 * The widest stretch of a polygon at a height.
 * @param {number[]} path
 * @param {number} y
 * @returns {[number, number]} from and to; empty where it does not reach
 */
export function widest(path, y) {
  /** @type {number[]} */
  const crossings = [];
  for (let index = 0; index < path.length; index += 2) {
    const next = (index + 2) % path.length;
    const [x1, y1, x2, y2] = [path[index], path[index + 1], path[next], path[next + 1]];
    if (y1 > y !== y2 > y) crossings.push(x1 + ((y - y1) / (y2 - y1)) * (x2 - x1));
  }
  crossings.sort((one, other) => one - other);
  /** @type {[number, number]} */
  let found = [0, 0];
  for (let index = 0; index + 1 < crossings.length; index += 2) {
    if (crossings[index + 1] - crossings[index] > found[1] - found[0])
      found = [crossings[index], crossings[index + 1]];
  }
  return found;
}

/**
 * The part of a polygon in the view (Sutherland and Hodgman, 1974).
 * @param {number[]} path
 * @param {{width: number, height: number}} frame
 * @returns {number[]}
 */
export function clip(path, { width, height }) {
  const edges = /** @type {[0 | 1, 1 | -1, number][]} */ ([
    [0, 1, 0],
    [0, -1, -width],
    [1, 1, 0],
    [1, -1, -height],
  ]);
  return edges.reduce((left, [axis, sign, bound]) => {
    /** @type {number[]} */
    const kept = [];
    for (let index = 0; index < left.length; index += 2) {
      const next = (index + 2) % left.length;
      const [here, there] = [sign * left[index + axis] - bound, sign * left[next + axis] - bound];
      if (here >= 0) kept.push(left[index], left[index + 1]);
      if (here >= 0 === there >= 0) continue;
      const share = here / (here - there);
      kept.push(
        left[index] + share * (left[next] - left[index]),
        left[index + 1] + share * (left[next + 1] - left[index + 1]),
      );
    }
    return kept;
  }, path);
}

/** @param {number[]} path */
function area(path) {
  let twice = 0;
  for (let index = 0; index < path.length; index += 2) {
    const next = (index + 2) % path.length;
    twice += path[index] * path[next + 1] - path[next] * path[index + 1];
  }
  return Math.abs(twice) / 2;
}

/**
 * @param {Float64Array} path  world
 * @param {Frame} frame
 * @returns {number[]} CSS pixels in the view
 */
function screenPath(path, { left, top, scale }) {
  return Array.from(path, (value, index) => value * scale - (index % 2 ? top : left));
}

/**
 * How wide a box's part in the view is, CSS pixels; 0 where it is none.
 * @param {Box} box  world
 * @param {Frame} frame
 */
function shownWide(box, { left, top, scale, width, height }) {
  if (box.bottom * scale < top || box.top * scale > top + height) return 0;
  return Math.max(0, Math.min(width, box.right * scale - left) - Math.max(0, box.left * scale - left));
}

/** @param {Float64Array} path */
function boxOf(path) {
  const xs = Array.from(path).filter((_, index) => index % 2 === 0);
  const ys = Array.from(path).filter((_, index) => index % 2);
  return { left: least(xs), right: most(xs), top: least(ys), bottom: most(ys) };
}

/** @param {number[]} values  may be more than a function takes as arguments */
const least = (values) => values.reduce((one, other) => Math.min(one, other), Infinity);
/** @param {number[]} values */
const most = (values) => values.reduce((one, other) => Math.max(one, other), -Infinity);
