/**
 * The date rule: does a record's time pass a range of dates? The same rule as `geodata.query.predicate`; both are
 * tested on `tests/cases/dates.json`.
 *
 * Times are whole minutes since 1970-01-01T00:00Z, intervals half-open: `[start, end)` and `[from, to)`.
 */

/**
 * @typedef {"possibly" | "certainly"} Within
 * @typedef {object} Range
 * @property {number | null} from  first minute inside, or null: no limit
 * @property {number | null} to  first minute after, or null: no limit
 * @property {Within} within
 */

/**
 * Keeps the rows whose time passes, in place. There is no branch in it, see `selection.js`.
 * @param {Uint32Array} rows
 * @param {number} count  of the rows
 * @param {{start: Int32Array, end: Int32Array, standing: Uint8Array, nodata: number}} times  by row: first minute
 *   and first minute after (the last that there is: it goes on), or `nodata`; 1 where it stands (a post, a garrison,
 *   a crossing), which passes every date
 * @param {Range} range
 * @returns {number} how many are left
 */
export function keepInRange(rows, count, { start, end, standing, nodata }, range) {
  if (range.from === null && range.to === null) return count;
  const certainly = range.within === "certainly";
  const from = range.from ?? -2147483648; // integers all: to compare with infinity takes twice as long
  const to = range.to ?? 2147483647;
  let left = 0;
  for (let index = 0; index < count; index++) {
    const row = rows[index];
    const first = start[row];
    const after = end[row];
    const unknown = Number(first === nodata);
    const inside = certainly
      ? Number(first >= from) & Number(after <= to) & (1 - unknown)
      : (Number(first < to) & Number(after > from)) | unknown;
    rows[left] = row;
    left += inside | standing[row];
  }
  return left;
}
