/** Decides what pointing at a place of the map and pressing it means: a record, a list of them, a closer look. */

import { MOST_TEXTS } from "../data/row_texts.js";

/**
 * @typedef {import("../draw/hit_testing.js").Hit} Hit
 * @typedef {import("../data/row_texts.js").RowText} RowText
 * @typedef {import("../base/words.js").Words} Words
 */

/** CSS pixels around a symbol in which it is meant too: a finger is wider than a pointer. */
const REACH = { fine: 4, coarse: 14 };
/** A group is not parted by zooming in further than this. */
const DEEPEST = 18;
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
  return rows.join() || (group ? `${group.x} ${group.y}` : "");
}

/**
 * @param {Hit} hit
 * @param {(rows: number[]) => boolean} together  whether zooming in would never part these
 * @returns {"zoom" | "pick" | "list" | "nothing"}
 */
export function pressed({ rows, group }, together) {
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
  return places.length > 0 && (zoom >= Math.min(most, DEEPEST) || new Set(places).size === 1);
}

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
 */
export function howMany(rows, words) {
  if (rows.length > MOST_TEXTS) return words.say("map.more_than_here", { n: MOST_TEXTS });
  return words.count("map.records_here", rows.length);
}

/**
 * The two lines of a tooltip; null: there is nothing to say.
 * @param {Hit} hit
 * @param {RowText | undefined} text  of the only record
 * @param {Words} words
 * @returns {[string, string] | null}
 */
export function tooltipOf({ rows, group }, text, words) {
  if (!rows.length)
    return [words.count("map.records_here", group?.count ?? 0), words.say("map.click_to_zoom")];
  if (rows.length > 1) return [howMany(rows, words), words.say("map.click_to_list")];
  return text ? [text.title, detailsOf(text)] : null;
}

/**
 * What stands below a list of records: that there are more of them, or that none came.
 * @param {number} listed
 * @param {number} all
 * @param {Words} words
 */
export function restOf(listed, all, words) {
  if (!listed) return words.say("map.texts_failed");
  return all > listed ? words.say("map.more_here") : "";
}

/** @param {RowText} text */
export function detailsOf({ when, where }) {
  return [when, where].filter(Boolean).join(" · ");
}
