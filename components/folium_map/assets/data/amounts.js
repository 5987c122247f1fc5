/**
 * What circles and heat add up besides events: fatalities, which the columns hold, or another measure, whose numbers
 * are fetched once and stand in the place of `weight`.
 */

import { unpack } from "./columns.js";
import { fetchBytes } from "./loading.js";

/** @typedef {import("./columns.js").Columns} Columns */

/** Marks a record that gives no number: see geodata.mapdata.amounts. */
export const NO_AMOUNT = Infinity;
const COLUMN = "column:";
/** What needs no numbers but those that every map has. */
const HELD = ["records", "fatalities"];

/** Whether it is a column of the file that is added up. @param {string} size */
export const isColumn = (size) => size.startsWith(COLUMN);

/** The measure whose numbers have to be fetched, empty: those of fatalities do. @param {string} size */
export const fetchedMeasure = (size) => (HELD.includes(size) ? "" : size);

/**
 * The columns with another measure's numbers in the place of fatalities.
 * @param {Columns} columns
 * @param {ArrayLike<number>} amounts
 * @returns {Columns}
 */
export function columnsWith(columns, amounts) {
  const { header } = columns;
  const nodata = { ...header.nodata, weight: NO_AMOUNT };
  return { ...columns, header: { ...header, nodata }, weight: amounts };
}

/**
 * A measure's numbers, one a record of the dataset.
 * @param {URL} folder  of the dataset version's data
 * @param {string} measure
 * @param {number} n  records
 */
export async function fetchAmounts(folder, measure, n) {
  const format = folder.searchParams.get("format");
  const query = [`measure=${encodeURIComponent(measure)}`, format && `format=${format}`];
  const address = new URL(`measure.bin?${query.filter(Boolean).join("&")}`, folder);
  const { amount } = unpack(await fetchBytes(address)).columns;
  if (amount?.length !== n) throw new Error(`${address.pathname} has another number of records`);
  return amount;
}
