/** Decides what is said of points that were set to measure between them: a length with its bounds, an area. */

import { areaWithin, distanceBetween } from "../base/geodesic.js";

/**
 * @typedef {import("../base/words.js").Words} Words
 * @typedef {object} Point
 * @property {number} lon
 * @property {number} lat
 * @property {number} radius  metres, 0 of a place that was clicked; NaN of a record whose radius is not known
 */

/**
 * The length of a way through points, and the least and the most that it may be by their radii.
 * @param {Point[]} points
 * @param {boolean} closed
 */
export function lengthOf(points, closed) {
  const length = { best: 0, low: 0, high: 0 };
  const ends = closed ? [...points, points[0]] : points;
  for (let index = 1; index < ends.length; index++) {
    const [one, other] = [ends[index - 1], ends[index]];
    const metres = distanceBetween(one, other);
    const known = (one.radius || 0) + (other.radius || 0);
    length.best += metres;
    length.low += Math.max(0, metres - known);
    length.high += metres + one.radius + other.radius;
  }
  return length;
}

/**
 * @param {Point[]} points
 * @param {boolean} closed
 * @param {Words} words
 */
export function told(points, closed, words) {
  if (points.length < 2) return words.say("measuring.hint");
  const { best, low, high } = lengthOf(points, closed);
  const bounds = { length: metresIn(words, best), low: metresIn(words, low), high: metresIn(words, high) };
  const sure = high === best && low === best;
  const key = sure ? "length" : Number.isNaN(high) ? "at_least" : "between";
  const length = words.say(`measuring.${key}`, bounds);
  if (!closed) return length;
  const area = areaWithin(points) / 1e6;
  return words.say("measuring.area", { area: words.numbers.format(rounded(area)), length });
}

/**
 * Three digits are more than a click is good for; whole kilometres are kept.
 * @param {number} value
 */
const rounded = (value) => (value >= 100 ? Math.round(value) : Number(value.toPrecision(3)));

/** @param {Words} words @param {number} metres */
function metresIn(words, metres) {
  if (metres < 1000) return `${words.numbers.format(Math.round(metres))} m`;
  return `${words.numbers.format(rounded(metres / 1000))} km`;
}
