/** Decides what the legend's entries say: which of them filter, what pressing one changes, and what it counts. */

import { OTHER } from "../draw/palette.js";

/**
 * @typedef {import("../data/selection.js").Narrowing} Narrowing
 * @typedef {object} Entry
 * @property {number} count  records shown
 * @property {boolean} pressed  the filters ask for it
 * @property {boolean} dim  the filters ask for others
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
 * @param {number} index  of the category; `OTHER`: the entry for all that have no look of their own
 * @param {string} id
 * @param {Uint32Array} counts  of the records shown, by category
 * @param {string[]} held  by the filters
 * @returns {Entry}
 */
export function entryOf(index, id, counts, held) {
  if (index >= OTHER) {
    const count = counts.subarray(OTHER).reduce((sum, each) => sum + each, 0);
    return { count, pressed: false, dim: false };
  }
  const pressed = held.includes(id);
  return { count: counts[index] ?? 0, pressed, dim: held.length > 0 && !pressed };
}

/**
 * What the entries leave unsaid: that squares count records of a cell, that a record has the colour of its first
 * actor, that kinds are switched off.
 * @param {{counted: boolean, firstActor: boolean, hiddenKinds: string[]}} unsaid  the kinds' names
 * @param {import("../base/words.js").Words} words
 */
export function noteOf({ counted, firstActor, hiddenKinds }, words) {
  return [
    counted && words.say("legend.per_cell"),
    firstActor && words.say("legend.first_actor"),
    hiddenKinds.length > 0 && words.say("legend.hidden_kinds", { kinds: hiddenKinds.join(", ") }),
  ]
    .filter(Boolean)
    .join(" ");
}
