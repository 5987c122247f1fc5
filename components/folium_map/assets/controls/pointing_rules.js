/** Decides what pointing at a place of the map and pressing it means: a record, a list of them, a closer look. */

import { MOST_TEXTS } from "../data/row_texts.js";
import { DEEPEST } from "../draw/scene.js";
import { sumIn } from "./record_list_rules.js";

/**
 * @typedef {import("../draw/hit_testing.js").Hit} Hit
 * @typedef {import("../data/row_texts.js").RowText} RowText
 * @typedef {import("../base/words.js").Words} Words
 */

/** CSS pixels around a symbol in which it is meant too: a finger is wider than a pointer. */
const REACH = { fine: 4, coarse: 14 };
/** How far a press zooms in. */
const STEP = 2;

/** @param {boolean} coarse  the pointer is a finger */
export function reachOf(coarse) {
  return coarse ? REACH.coarse : REACH.fine;
}

/**
 * Equal for hits on the same; empty: on nothing.
 * @param {Hit} hit
 */
export function keyOf({ rows, group }) {
  if (group?.place) return `${group.x} ${group.y}`;
  return rows.join() || (group ? `${group.x} ${group.y}` : "");
}

/**
 * @param {Hit} hit
 * @param {(rows: number[]) => boolean} together  whether zooming in would never part these
 * @param {boolean} deep  zooming in parts nothing any more
 * @returns {"zoom" | "pick" | "list" | "nothing"}
 */
export function pressed({ rows, group }, together, deep) {
  if (group?.place) return deep || group.place.places === 1 ? "list" : "zoom";
  if (group?.entries && deep) return "list";
  if (group && !together(group.rows)) return "zoom";
  if (rows.length === 1) return "pick";
  return rows.length > 1 ? "list" : "nothing";
}

/**
 * Whether zooming in would never part the records of a group. One whose records are not held can always be parted.
 * @param {(number | undefined)[]} places  of the records
 * @param {number} zoom
 * @param {number} most  that the map allows
 */
export function areTogether(places, zoom, most) {
  return places.length > 0 && (isDeep(zoom, most) || new Set(places).size === 1);
}

/**
 * Whether zooming in parts nothing any more.
 * @param {number} zoom
 * @param {number} most  that the map allows
 */
export const isDeep = (zoom, most) => zoom >= Math.min(most, DEEPEST);

/**
 * How far a press on a group zooms in: to `middle` where its records are not held, else to show them all, but to
 * `most` and at least one step.
 * @param {number} zoom
 * @param {number} most  that the map allows
 */
export function deeperZoom(zoom, most) {
  const middle = Math.min(zoom + STEP, most);
  return { middle, most: Math.max(middle, zoom + 1) };
}

/**
 * @param {number[]} rows
 * @param {Words} words
 * @param {boolean} [cut]  there may be more of them
 * @param {number} [events]  that they stand for
 */
export function howMany(rows, words, cut = false, events = rows.length) {
  if (cut) return words.say("map.more_than_here", { n: MOST_TEXTS });
  return here(words, rows.length, events);
}

/**
 * @param {Words} words
 * @param {number} records
 * @param {number} [events]  that they stand for
 */
const here = (words, records, events = records) => words.count("map.records_here", events, { records });

/**
 * The two lines of a tooltip; null: there is nothing to say.
 * @param {Hit} hit
 * @param {RowText | undefined} text  of the only record
 * @param {Words} words
 * @param {number} [events]  that the rows stand for
 * @param {string} [what]  the measure that is counted, if it is another one than fatalities
 * @returns {[string, string] | null}
 */
export function tooltipOf({ rows, group, cut }, text, words, events = rows.length, what = "") {
  if (group?.place) return tooltipOfPlace(group, group.place, words, what);
  if (group?.sums) return tooltipOfSums(group, group.sums, words, what);
  if (!rows.length) return [here(words, group?.count ?? 0, group?.events), words.say("map.click_to_zoom")];
  if (rows.length > 1) return [howMany(rows, words, cut, events), words.say("map.click_to_list")];
  return text ? [text.title, detailsOf(text)] : null;
}

/**
 * @param {import("../draw/scene.js").Spot} spot
 * @param {import("../draw/scene.js").PlaceSums} place
 * @param {Words} words
 * @param {string} what
 * @returns {[string, string]}
 */
function tooltipOfPlace({ count = 0, events }, place, words, what) {
  const records = here(words, count, events);
  const title = place.places > 1 ? `${records}, ${words.count("map.places", place.places)}` : records;
  return [title, sumIn(place, count, words, null, what)];
}

/**
 * @param {import("../draw/scene.js").Spot} spot
 * @param {import("../draw/scene.js").Sums} sums
 * @param {Words} words
 * @param {string} what
 * @returns {[string, string]}
 */
function tooltipOfSums({ count = 0, events }, sums, words, what) {
  return [here(words, count, events), sumIn(sums, count, words, null, what)];
}

/** @param {RowText} text */
export function detailsOf({ events, when, where }) {
  return [events, when, where].filter(Boolean).join(" · ");
}
