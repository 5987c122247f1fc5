/** Hours of a few chosen days: when they can be stepped, and where the days begin. */

import { binEdges } from "./bins.js";

/**
 * @typedef {{from: number | null, to: number | null}} Chosen  minutes, half-open
 * @typedef {import("../base/zones.js").Zone} Zone
 */

const DAY = 1440;
/** Days of which hours can still be read as bars. */
const MOST_DAYS = 14;

/**
 * The chosen days, if hours of them can be told apart.
 * @param {Chosen} dates
 * @returns {[number, number] | null}
 */
export function fewDays({ from, to }) {
  if (from === null || to === null || to <= from) return null;
  return to - from <= (MOST_DAYS + 0.05) * DAY ? [from, to] : null; // a day may have 25 hours
}

/**
 * Where a brush over hours may begin and end: the filters know days.
 * @param {[number, number]} days
 * @param {Zone} zone
 */
export const midnights = (days, zone) => binEdges(days, "day", zone);

/**
 * The same days as the server's filters name them.
 * @param {[number, number]} days
 * @param {Zone} zone
 */
export function daysQuery([from, to], zone) {
  const day = (/** @type {number} */ minute) => {
    const { year, month, day: date } = zone.dayOf(minute);
    return [
      String(year).padStart(4, "0"),
      ...[month, date].map((part) => String(part).padStart(2, "0")),
    ].join("-");
  };
  return `from=${day(from)}&to=${day(to - 1)}`;
}
