/** Decides in which order the records of a place are listed, and what is said of all of them together. */

/**
 * @typedef {object} Figures  of some records, in their order; NaN: not known
 * @property {Float64Array} start  minute
 * @property {Float64Array} fatalities  best estimate
 * @property {number} events  that they stand for together
 *
 * @typedef {"date" | "-date" | "-fatalities"} Order
 * @typedef {{amount: number, unknown: number}} Sums  `unknown`: records that give no number
 * @typedef {import("../data/place_answers.js").Toll} Toll
 * @typedef {import("../base/words.js").Words} Words
 */

export const ORDERS = /** @type {Order[]} */ (["date", "-date", "-fatalities"]);

/**
 * The lowest and the highest figure, where they tell more than the best one, and are those of the same records.
 * @param {Toll} toll
 * @param {number} count  records that are meant
 * @returns {{low: number, high: number} | null}
 */
export function rangeOf({ count: counted, low, best, high }, count) {
  const more = high > best || low < best;
  return counted === count && more ? { low, high } : null;
}

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
  const sums = { amount: 0, unknown: 0 };
  for (const each of fatalities) {
    if (Number.isNaN(each)) sums.unknown++;
    else sums.amount += each;
  }
  return sums;
}

/**
 * What records add up to, how many were killed or what else is counted, as far as it is told: an unknown number is no zero.
 * @param {Sums} sums
 * @param {number} count  records
 * @param {Words} words
 * @param {Toll | null} [toll]  the lowest and highest figures of the same records, if these have come
 * @param {string} [what]  the measure's name, if it is another one than fatalities
 */
export function sumIn({ amount, unknown }, count, words, toll = null, what = "") {
  if (what && unknown >= count) return words.say("sum.unknown_of", { what });
  const range = toll && rangeOf(toll, count);
  if (unknown >= count) return words.say(range ? "sum.without_best" : "sum.unknown", range ?? {});
  const told = what
    ? words.say("sum.of", { what, n: amount })
    : words.say(range ? "sum.between" : "sum.fatalities", { n: amount, ...range });
  return unknown ? `${told} (${words.count("sum.without", unknown)})` : told;
}
