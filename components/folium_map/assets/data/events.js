/** How many events records stand for: one each, and a total as many as it says; 0 where it gives no number. */

/**
 * @typedef {import("./columns.js").Columns} Columns
 */

/**
 * Of one record; of one that is not held here, one.
 * @param {Pick<Columns, "events">} columns
 * @param {number} row
 */
export const eventsOf = ({ events }, row) => events?.[row] ?? 1;

/**
 * Of some records.
 * @param {Pick<Columns, "events">} columns
 * @param {ArrayLike<number>} rows
 * @param {number} [count]  of them
 */
export function eventsIn(columns, rows, count = rows.length) {
  if (!columns.events) return count;
  let sum = 0;
  for (let index = 0; index < count; index++) sum += eventsOf(columns, rows[index]);
  return sum;
}
