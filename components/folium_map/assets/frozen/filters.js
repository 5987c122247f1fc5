/**
 * Filters of a frozen map and which records pass them: the same as `geodata.filters` and `geodata.query.predicate`,
 * for dates, actors, kinds, event types and words.
 */

import { keepInRange } from "../data/dates.js";

/**
 * @typedef {import("../data/dates.js").Within} Within
 *
 * @typedef {object} Filters  every empty field lets everything pass
 * @property {string} from  first day, `2023-09-24`
 * @property {string} to  last day
 * @property {Within} within
 * @property {string[]} actors  ids, any of which takes part
 * @property {boolean} together  all of them
 * @property {string[]} kinds
 * @property {string[]} types
 * @property {string} text
 *
 * @typedef {import("./chunks.js").Participants & {types: ArrayLike<number>}} Facts  what the map's columns do not hold;
 *   types, by record: position in the category
 */

/** @type {Readonly<Filters>} */
export const NONE = Object.freeze({
  from: "",
  to: "",
  within: "possibly",
  actors: [],
  together: false,
  kinds: [],
  types: [],
  text: "",
});
const DAY = /^\d{4}-\d{2}-\d{2}$/;
/** What stands bounds what is compared: see `predicate._dates`. */
const [EARLIEST, LATEST] = [-2147483647, 2147483646];

/** @param {string | null} text */
const dayOf = (text) => (text && DAY.test(text) ? text : "");

/**
 * Reads filters from a query; what it does not know is passed over.
 * @param {string} query
 * @returns {Filters}
 */
export function filtersOf(query) {
  const given = new URLSearchParams(query);
  return {
    from: dayOf(given.get("from")),
    to: dayOf(given.get("to")),
    within: given.get("within") === "certainly" ? "certainly" : "possibly",
    actors: given.getAll("actor"),
    together: given.get("together") === "yes",
    kinds: given.getAll("kind"),
    types: given.getAll("type"),
    text: given.get("q") ?? "",
  };
}

/**
 * As the page's address has them.
 * @param {Filters} filters
 */
export function queryOf({ from, to, within, actors, together, kinds, types, text }) {
  const query = new URLSearchParams();
  if (from) query.set("from", from);
  if (to) query.set("to", to);
  if (within === "certainly") query.set("within", within);
  for (const actor of [...actors].sort()) query.append("actor", actor);
  if (together) query.set("together", "yes");
  for (const kind of [...kinds].sort()) query.append("kind", kind);
  for (const type of [...types].sort()) query.append("type", type);
  if (text) query.set("q", text);
  return query.toString();
}

/**
 * The days as minutes; null where there is no bound.
 * @param {Filters} filters
 * @param {import("../base/zones.js").Zone} zone
 * @returns {import("../data/dates.js").Range}
 */
export function rangeOf({ from, to, within }, zone) {
  const [first, last] = from && to && from > to ? [to, from] : [from, to];
  const minute = (/** @type {string} */ text, /** @type {number} */ more) => {
    if (!text) return null;
    const [year, month, day] = text.split("-").map(Number);
    return Math.max(EARLIEST, Math.min(LATEST, zone.midnight(year, month, day + more)));
  };
  return { from: minute(first, 0), to: minute(last, 1), within };
}

/**
 * Which categories are meant, by their place; null: any.
 * @param {string[]} wanted
 * @param {{id: string}[]} categories
 */
function chosen(wanted, categories) {
  if (!wanted.length) return null;
  const ids = new Set(wanted);
  return Uint8Array.from(categories, ({ id }) => Number(ids.has(id)));
}

/**
 * The records that pass all but the search.
 * @param {Filters} filters
 * @param {import("../data/records.js").Records} records
 * @param {Facts} facts
 * @param {import("../data/dates.js").Range} range
 * @returns {{rows: Uint32Array, count: number}} of `rows` the first `count`
 */
export function passing(filters, { columns, standing }, facts, range) {
  const { n, start, end, kind, header } = columns;
  const { categories, nodata } = header;
  const rows = Uint32Array.from({ length: n }, (_, row) => row);
  let count = keepInRange(rows, n, { start, end, standing, nodata: nodata.start }, range);
  const kinds = chosen(filters.kinds, categories.kind);
  const types = chosen(filters.types, categories.event_type);
  const takesPart = takingPart(filters, categories.actor, facts);
  const last = count;
  count = 0;
  for (let index = 0; index < last; index++) {
    const row = rows[index];
    if (kinds && !kinds[kind[row]]) continue;
    if (types && !types[facts.types[row]]) continue;
    if (takesPart && !takesPart(row)) continue;
    rows[count++] = row;
  }
  return { rows, count };
}

/**
 * Whether the actors that are meant take part in a record; null: any may.
 * @param {Filters} filters
 * @param {{id: string}[]} categories
 * @param {Facts} facts
 */
function takingPart({ actors, together }, categories, { first, actors: lines }) {
  const wanted = chosen(actors, categories);
  if (!wanted) return null;
  const needed = together ? new Set(actors).size : 1;
  return (/** @type {number} */ row) => {
    const found = new Set();
    for (let line = first[row]; line < first[row + 1]; line++)
      if (wanted[lines[line]]) found.add(lines[line]);
    return found.size >= needed;
  };
}

/**
 * A bit a row, as the map takes them.
 * @param {{rows: Uint32Array, count: number}} passed
 * @param {Uint8Array | null} found  by the search; null: nothing is sought
 * @param {number} n  records
 */
export function bitsOf({ rows, count }, found, n) {
  const bits = new Uint8Array(Math.ceil(n / 8));
  for (let index = 0; index < count; index++) {
    const row = rows[index];
    if (!found || found[row]) bits[row >> 3] |= 1 << (row & 7);
  }
  return bits;
}
