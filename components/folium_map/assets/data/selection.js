/**
 * Which records are shown: the server's bits, a time window, the kinds switched off in the layer control and
 * a legend entry just clicked, joined by *and*.
 */

import { keepInRange } from "./dates.js";
import { NOT_DRAWN } from "./records.js";

/**
 * @typedef {import("./records.js").Records} Records
 * @typedef {import("./dates.js").Range} Range
 * @typedef {{field: "kind" | "event_type" | "dataset", shown: Uint8Array}} Narrowing  1 for each category that stays
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
  return keepChosen(records, choice, out, selectDrawn(records, choice.bits, out));
}

/**
 * The same of rows that cannot be drawn: they are counted, and listed elsewhere.
 * @param {Records} records
 * @param {Choice} choice
 * @param {Uint32Array} undrawn  such rows
 * @param {Uint32Array} out  room for them
 */
export function selectOf(records, choice, undrawn, out) {
  let count = 0;
  for (const row of undrawn) if (hasBit(choice.bits, row)) out[count++] = row;
  return keepChosen(records, choice, out, count);
}

/** @param {Records} records */
export function undrawnRows({ drawn, columns: { n } }) {
  const found = [];
  for (let row = 0; row < n; row++) if (drawn[row] === NOT_DRAWN) found.push(row);
  return Uint32Array.from(found);
}

/**
 * @param {Records} records
 * @param {Choice} choice
 * @param {Uint32Array} out  rows, kept in place
 * @param {number} given  of them
 */
function keepChosen({ columns, standing }, { window, hiddenKinds, narrowings }, out, given) {
  const { start, end, kind, header } = columns;
  const nodata = header.nodata.start;
  let count = given;
  if (window !== null) count = keepInRange(out, count, { start, end, standing, nodata }, window);
  if (hiddenKinds.includes(1))
    count = keepCategories(
      out,
      count,
      kind,
      hiddenKinds.map((each) => 1 - each),
    );
  for (const { field, shown } of narrowings) count = keepCategories(out, count, columns[field], shown);
  return count;
}

// Every row is written, and only those that stay are counted: a branch for each would be guessed wrongly by the
// processor about as often as rightly, which takes three to five times as long.

/**
 * @param {Records} records
 * @param {Uint8Array | null} bits
 * @param {Uint32Array} out
 */
function selectDrawn({ drawn, columns: { n } }, bits, out) {
  let count = 0;
  for (let row = 0; row < n; row++) {
    out[count] = row;
    count += (bits === null ? 1 : (bits[row >> 3] >> (row & 7)) & 1) & Number(drawn[row] !== NOT_DRAWN);
  }
  return count;
}

/**
 * @param {Uint32Array} rows  kept in place
 * @param {number} count
 * @param {Uint8Array | Uint16Array} category
 * @param {Uint8Array} shown  1 for each category that stays
 */
function keepCategories(rows, count, category, shown) {
  let kept = 0;
  for (let index = 0; index < count; index++) {
    const row = rows[index];
    rows[kept] = row;
    kept += shown[category[row]];
  }
  return kept;
}

/**
 * Counts the events of the chosen rows by category.
 * @param {Uint32Array} rows
 * @param {number} count
 * @param {Uint8Array | Uint16Array} category
 * @param {number} size  categories; the last counter holds the rows without one
 * @param {Uint32Array | null} [events]  of each row; null: each is one
 */
export function countBy(rows, count, category, size, events = null) {
  if (events) {
    const sums = new Float64Array(size + 1);
    for (let index = 0; index < count; index++)
      sums[Math.min(category[rows[index]], size)] += events[rows[index]];
    return sums;
  }
  const counts = new Uint32Array(size + 1);
  for (let index = 0; index < count; index++) counts[Math.min(category[rows[index]], size)]++;
  return counts;
}
