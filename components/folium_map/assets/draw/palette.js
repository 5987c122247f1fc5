/**
 * Which colour and which shape a record has: the palette of Okabe and Ito (2008), safe for colour-blind eyes,
 * with shape as second channel. The seven first categories have their own, all others share grey.
 */

import { parseColour } from "../base/theme.js";

/**
 * @typedef {import("../base/theme.js").Rgb} Rgb
 * @typedef {"circle" | "triangle" | "diamond" | "square" | "star" | "pentagon" | "cross" | "hexagon"} Shape
 * @typedef {"kind" | "event_type" | "actor"} ColourField
 * @typedef {{colour: Rgb, shape: Shape}} Look
 *
 * @typedef {object} Encoding
 * @property {ColourField} field
 * @property {Uint8Array | Uint16Array} category  of each record
 * @property {Uint8Array} slotOf  look of each category, by its index; the last entry: no category
 * @property {import("../data/columns.js").Category[]} categories
 */

/** @type {Look[]} */
export const LOOKS = [
  look("#D55E00", "circle"), // vermillion
  look("#0072B2", "triangle"), // blue
  look("#009E73", "diamond"), // bluish green
  look("#CC79A7", "square"), // reddish purple
  look("#E69F00", "star"), // orange
  look("#56B4E9", "pentagon"), // sky blue
  look("#F0E442", "cross"), // yellow
  look("#8C8C8C", "hexagon"), // all others
];
export const OTHER = LOOKS.length - 1;

/**
 * Looks follow the dataset's order, not the selection's, so that a colour keeps its meaning while filtering.
 * @param {import("../data/columns.js").Columns} columns
 * @param {ColourField} field
 * @returns {Encoding}
 */
export function encodingOf(columns, field) {
  const categories = columns.header.categories[field];
  const slotOf = new Uint8Array(categories.length + 1).fill(OTHER);
  for (let index = 0; index < Math.min(OTHER, categories.length); index++) slotOf[index] = index;
  return { field, category: columns[field], slotOf, categories };
}

/**
 * @param {Encoding} encoding
 * @param {number} row
 */
export function slotOfRow({ category, slotOf }, row) {
  const value = category[row];
  return value < slotOf.length ? slotOf[value] : OTHER;
}

/**
 * The colour of records that are drawn as one; where their looks differ, the text's.
 * @param {Encoding} encoding
 * @param {number[]} rows
 * @param {import("../base/theme.js").Theme} theme
 */
export function colourOf(encoding, rows, theme) {
  const slot = slotOfRow(encoding, rows[0]);
  return rows.every((row) => slotOfRow(encoding, row) === slot) ? LOOKS[slot].colour : theme.ink;
}

/**
 * @param {string} hex
 * @param {Shape} shape
 * @returns {Look}
 */
function look(hex, shape) {
  return { colour: /** @type {Rgb} */ (parseColour(hex)), shape };
}
