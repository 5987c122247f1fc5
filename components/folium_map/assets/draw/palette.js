/**
 * Which colour and which shape a record has: the palette of Okabe and Ito (2008), safe for colour-blind eyes,
 * with shape as second channel. The seven categories with most records shown have their own, all others share grey.
 */

import { parseColour } from "../base/theme.js";

/**
 * @typedef {import("../base/theme.js").Rgb} Rgb
 * @typedef {"circle" | "triangle" | "diamond" | "square" | "star" | "pentagon" | "cross" | "hexagon"} Shape
 * @typedef {"kind" | "event_type" | "actor" | "dataset"} ColourField
 * @typedef {{colour: Rgb, shape: Shape}} Look
 *
 * @typedef {object} Encoding
 * @property {ColourField} field
 * @property {Uint8Array | Uint16Array} category  of each record
 * @property {Uint8Array} slotOf  look of each category, by its index; the last entry: no category
 * @property {import("../data/columns.js").Category[]} categories
 * @property {number[]} holders  the category that has each look, by slot
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
 * Where each category can have a look of its own, looks follow the dataset's order; else the seven with most records
 * shown have them. A category keeps the look that it had for as long as no larger one needs it, so that colours
 * stay while filtering.
 * @param {import("../data/columns.js").Columns} columns
 * @param {ColourField} field
 * @param {ArrayLike<number> | null} [counts]  of the records shown, by category
 * @param {Encoding | null} [before]  what the looks were
 * @returns {Encoding}
 */
export function encodingOf(columns, field, counts = null, before = null) {
  const categories = columns.header.categories[field];
  const holders = holdersOf(categories.length, counts, before?.field === field ? before.holders : []);
  const slotOf = new Uint8Array(categories.length + 1).fill(OTHER);
  holders.forEach((category, slot) => {
    slotOf[category] = slot;
  });
  return { field, category: columns[field], slotOf, categories, holders };
}

/**
 * Which category has each look.
 * @param {number} n  categories
 * @param {ArrayLike<number> | null} counts
 * @param {number[]} before  what `holdersOf` said for the records shown before
 * @returns {number[]}
 */
export function holdersOf(n, counts, before) {
  if (n <= OTHER || !counts)
    return before.length ? before : Array.from({ length: Math.min(OTHER, n) }, (_, i) => i);
  const wanted = largest(n, counts);
  const kept = new Set(before.filter((category) => wanted.includes(category)));
  const waiting = wanted.filter((category) => !kept.has(category));
  const holders = before.map((category) => (kept.has(category) ? category : (waiting.shift() ?? category)));
  return [...holders, ...waiting];
}

/**
 * The categories with most records shown, seven at most; of equals the first.
 * @param {number} n
 * @param {ArrayLike<number>} counts
 */
function largest(n, counts) {
  const present = Array.from({ length: n }, (_, category) => category).filter((category) => counts[category]);
  return present.sort((one, other) => counts[other] - counts[one] || one - other).slice(0, OTHER);
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
