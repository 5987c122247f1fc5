/** Decides what the legend's entries say: which of them filter, what pressing one changes, and what it counts. */

import { OTHER } from "../draw/palette.js";

/**
 * @typedef {import("../data/selection.js").Narrowing} Narrowing
 * @typedef {object} Entry
 * @property {number} slot  its look
 * @property {number} index  of the category
 * @property {string} id
 * @property {number} count  records shown
 * @property {boolean} pressed  the filters ask for it
 * @property {boolean} dim  the filters ask for others
 * @property {boolean} there  it is listed
 */

/**
 * What the filters hold once an entry was pressed: pressed again, it is taken out.
 * @param {string[]} held
 * @param {string} id
 */
export function toggled(held, id) {
  return held.includes(id) ? held.filter((each) => each !== id) : [...held, id];
}

/**
 * What the browser leaves of the records until the server has answered; no entry pressed: everything.
 * @param {Narrowing["field"]} field
 * @param {{id: string}[]} categories
 * @param {string[]} ids  of those that are pressed
 * @returns {Narrowing}
 */
export function narrowingTo(field, categories, ids) {
  const shown = new Uint8Array(256).fill(ids.length ? 0 : 1);
  for (const [code, { id }] of categories.entries()) shown[code] = !ids.length || ids.includes(id) ? 1 : 0;
  return { field, shown };
}

/**
 * What the browser leaves of the records once a legend's entry was pressed. Of actors nothing changes here: the
 * columns hold only the first one of a record, and the filter asks for any.
 * @param {Narrowing[]} narrowings  before
 * @param {import("../draw/palette.js").ColourField} field
 * @param {{id: string}[]} categories
 * @param {string[]} ids  of those that are pressed
 * @returns {Narrowing[]}
 */
export function narrowedBy(narrowings, field, categories, ids) {
  if (field === "actor") return narrowings;
  return [...narrowings.filter((each) => each.field !== field), narrowingTo(field, categories, ids)];
}

/**
 * The entries of the categories that have a look: kinds in their order, others by their number of records. Only who
 * is there is listed, unless a reader has switched it off.
 * @param {import("../draw/palette.js").Encoding} encoding
 * @param {ArrayLike<number>} counts  of the records shown, by category
 * @param {string[]} held  by the filters
 * @param {ReadonlySet<string>} off  categories switched off in the layer control
 * @returns {Entry[]}
 */
export function entriesOf({ field, holders, categories }, counts, held, off) {
  const entries = holders.map((index, slot) => {
    const { id } = categories[index];
    const count = counts[index] ?? 0;
    const pressed = held.includes(id);
    const dim = held.length > 0 && !pressed;
    // A filter by one actor leaves the others that take part: those who do not are not there.
    const there = count > 0 || pressed || (dim && field !== "actor") || off.has(id);
    return { slot, index, id, count, pressed, dim, there };
  });
  if (field === "kind") return entries;
  return entries.sort((one, other) => other.count - one.count || one.index - other.index);
}

/**
 * All that have no look of their own: their records, and how many categories they are.
 * @param {import("../draw/palette.js").Encoding} encoding
 * @param {ArrayLike<number>} counts  by category; last: records without one
 * @returns {{count: number, categories: number}}
 */
export function othersOf({ slotOf, categories }, counts) {
  let count = 0;
  let others = 0;
  for (let index = 0; index < counts.length; index++) {
    if (slotOf[index] !== OTHER || !counts[index]) continue;
    count += counts[index];
    if (index < categories.length) others++;
  }
  return { count, categories: others };
}

/**
 * @typedef {object} Unsaid
 * @property {boolean} [both]  something is compared
 * @property {boolean} counted  squares and circles count the records of a cell
 * @property {boolean} firstActor  a record has the colour of its first actor
 * @property {boolean} withoutSites  what stands at all times is left out
 * @property {number} unknown  records that give no number of those that are summed
 * @property {boolean} [weighed]  records may be totals of several events
 * @property {boolean} sized  circles count something else than records
 * @property {string[]} hiddenKinds  names of the kinds that are switched off
 */

/**
 * What the entries leave unsaid.
 * @param {Unsaid} unsaid
 * @param {import("../base/words.js").Words} words
 */
export function noteOf(unsaid, words) {
  const { both, weighed, counted, firstActor, withoutSites, sized, unknown, hiddenKinds } = unsaid;
  return [
    both && words.say("legend.counts_both"),
    weighed && words.say("legend.totals"),
    sized && words.say("legend.counts_records"),
    counted && words.say("legend.per_cell"),
    firstActor && words.say("legend.first_actor"),
    withoutSites && words.say("legend.without_sites"),
    unknown > 0 && words.count("legend.unknown", unknown),
    hiddenKinds.length > 0 && words.say("legend.hidden_kinds", { kinds: hiddenKinds.join(", ") }),
  ]
    .filter(Boolean)
    .join(" ");
}
