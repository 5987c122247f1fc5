/** Decides in which order the records of a place are listed, and what is said of all of them together. */

/**
 * @typedef {object} Figures  of some records, in their order; NaN: not known
 * @property {Float64Array} start  minute
 * @property {Float64Array} fatalities  best estimate
 *
 * @typedef {"date" | "-date" | "-fatalities"} Order
 * @typedef {{fatalities: number, unknown: number}} Sums  `unknown`: records that give no number
 * @typedef {import("../base/words.js").Words} Words
 */

export const ORDERS = /** @type {Order[]} */ (["date", "-date", "-fatalities"]);

/**
 * The rows in an order; what is not known comes last, and what is equal stays as it was.
 * @param {number[]} rows
 * @param {Figures} figures  of the rows
 * @param {Order} order
 * @returns {number[]}
 */
export function ordered(rows, figures, order) {
  const values = order.endsWith("date") ? figures.start : figures.fatalities;
  const sign = order.startsWith("-") ? -1 : 1;
  const keys = values.map((value) => (Number.isNaN(value) ? Infinity : sign * value));
  return Array.from(rows.keys())
    .sort((one, other) => (keys[one] === keys[other] ? one - other : keys[one] - keys[other]))
    .map((index) => rows[index]);
}

/**
 * @param {Figures} figures
 * @returns {Sums}
 */
export function sumsOf({ fatalities }) {
  const sums = { fatalities: 0, unknown: 0 };
  for (const each of fatalities) {
    if (Number.isNaN(each)) sums.unknown++;
    else sums.fatalities += each;
  }
  return sums;
}

/**
 * How many were killed, as far as it is told: an unknown number is no zero.
 * @param {Sums} sums
 * @param {number} count  records
 * @param {Words} words
 */
export function fatalitiesIn({ fatalities, unknown }, count, words) {
  if (unknown >= count) return words.say("sum.unknown");
  const told = words.say("sum.fatalities", { n: fatalities });
  return unknown ? `${told} (${words.count("sum.without", unknown)})` : told;
}
