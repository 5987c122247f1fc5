/**
 * Which records are shown: the server's bits, a time window, the kinds switched off in the layer control and
 * a legend entry just clicked, joined by *and*.
 */

import { passes } from "./dates.js";

/**
 * @typedef {import("./records.js").Records} Records
 * @typedef {import("./dates.js").Range} Range
 * @typedef {{field: "kind" | "event_type", shown: Uint8Array}} Narrowing  1 for each category that stays
 *
 * @typedef {object} Choice
 * @property {Uint8Array | null} bits  one per row, least significant first; null: every row
 * @property {Range | null} window
 * @property {Uint8Array} hiddenKinds  1 for each kind that is switched off
 * @property {Narrowing[]} narrowings
 */

/**
 * Whether a row's bit is set.
 * @param {Uint8Array | null} bits
 * @param {number} row
 */
export function hasBit(bits, row) {
  return bits === null || ((bits[row >> 3] >> (row & 7)) & 1) === 1;
}

/**
 * Writes the rows that are shown *and* can be drawn into `out`, in row order.
 * @param {Records} records
 * @param {Choice} choice
 * @param {Uint32Array} out  room for every row
 * @returns {number} how many were written
 */
export function select(records, choice, out) {
  const { drawn, standing, columns } = records;
  const { n, start, end, kind } = columns;
  const { bits, window, hiddenKinds, narrowings } = choice;
  let count = 0;
  for (let row = 0; row < n; row++) {
    // A byte of zeros rules out eight rows at once: most of them, after a narrow filter.
    if (bits !== null) {
      const byte = bits[row >> 3];
      if (byte === 0) {
        row |= 7;
        continue;
      }
      if (((byte >> (row & 7)) & 1) === 0) continue;
    }
    if (!drawn[row] || hiddenKinds[kind[row]]) continue;
    if (window !== null && !passes(start[row], end[row], standing[row] === 1, window)) continue;
    if (narrowings.length && !narrowings.every((each) => each.shown[columns[each.field][row]])) continue;
    out[count++] = row;
  }
  return count;
}

/**
 * Counts the chosen rows by category.
 * @param {Uint32Array} rows
 * @param {number} count
 * @param {Uint8Array | Uint16Array} category
 * @param {number} size  categories; the last counter holds the rows without one
 */
export function countBy(rows, count, category, size) {
  const counts = new Uint32Array(size + 1);
  for (let index = 0; index < count; index++) counts[Math.min(category[rows[index]], size)]++;
  return counts;
}
