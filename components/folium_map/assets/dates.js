/**
 * The date rule: does a record's time pass a range of dates? The same rule as `geodata.queries`; both are
 * tested on `tests/cases/dates.json`.
 *
 * Times are whole minutes since 1970-01-01T00:00Z, intervals half-open: `[start, end)` and `[from, to)`.
 */

/** Marks a missing time in the columns. */
export const NO_TIME = -2147483648;

/**
 * @typedef {"possibly" | "certainly"} Within
 * @typedef {object} Range
 * @property {number | null} from  first minute inside, or null: no limit
 * @property {number | null} to  first minute after, or null: no limit
 * @property {Within} within
 */

/**
 * @param {number} start  first minute, or `NO_TIME`
 * @param {number} end  first minute after, or `NO_TIME`
 * @param {boolean} standing  a post, a garrison, a crossing: passes every date
 * @param {Range} range
 * @returns {boolean}
 */
export function passes(start, end, standing, range) {
  const { from, to } = range;
  if (standing || (from === null && to === null)) return true;
  if (start === NO_TIME) return range.within === "possibly";
  if (range.within === "certainly") return (from === null || start >= from) && (to === null || end <= to);
  return (to === null || start < to) && (from === null || end > from);
}
