/**
 * The histogram's counts: events an hour, day, week, month or year of the dataset's zone, as
 * `geodata.query.histograms` counts them.
 *
 * A record is one event, a total as many as it says. It is certain in the bin that holds its whole interval; otherwise
 * it is possible in each bin that it overlaps: uncertain time is a bar, not a spike. Sites and unknown times are in no
 * bin.
 */

import { hasBit } from "../data/selection.js";

/**
 * @typedef {import("../data/records.js").Records} Records
 * @typedef {"hour" | "day" | "week" | "month" | "year"} Step
 * @typedef {{edges: number[], certain: Uint32Array | Float64Array, possible: Uint32Array | Float64Array}} Bins
 * @typedef {Bins & {undated: number}} Counted  with the events whose time is unknown, which are in no bin
 */

const DAY = 1440;

/**
 * From fine to coarse, each with the days that one bin has at least and the days over which its bars can be read
 * and pointed at. The same rule as `geodata.query.histograms`; both are tested on `tests/cases/histogram_steps.json`.
 * @type {{step: Step, width: number, readable: number}[]}
 */
const STEPS = [
  { step: "hour", width: 1 / 24, readable: -1 }, // never by itself: only where it is asked for
  { step: "day", width: 1, readable: 92 },
  { step: "week", width: 7, readable: 1300 },
  { step: "month", width: 28, readable: 12000 },
  { step: "year", width: 365, readable: Infinity },
];

/**
 * The finest step whose bars are readable over a span.
 * @param {[number, number]} span  minutes
 * @returns {Step}
 */
export function autoStep([first, last]) {
  const days = (last - first) / DAY;
  return STEPS.find(({ readable }) => days <= readable)?.step ?? "year";
}

/**
 * The step wanted, or the first coarser one with few enough bins over a span.
 * @param {Step} wanted
 * @param {[number, number]} span  minutes
 * @param {number} most  bins
 * @returns {Step}
 */
export function affordableStep(wanted, [first, last], most) {
  const days = (last - first) / DAY;
  const from = STEPS.findIndex(({ step }) => step === wanted);
  return STEPS.slice(from).find(({ width }) => days / width <= most)?.step ?? "year";
}

/**
 * The local midnights at which bins begin, and the one at which the last ends. Weeks begin on Monday.
 * @param {[number, number]} span  minutes, half-open
 * @param {Step} step
 * @param {import("../base/zones.js").Zone} zone
 * @returns {number[]}
 */
export function binEdges([first, last], step, zone) {
  const { year, month, day } = zone.dayOf(first);
  const weekday = (new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 6) % 7;
  const midnight = zone.midnight(year, month, day);
  const edge = /** @type {Record<Step, (index: number) => number>} */ ({
    hour: (index) => midnight + 60 * index, // a day may have 23 or 25
    day: (index) => zone.midnight(year, month, day + index),
    week: (index) => zone.midnight(year, month, day - weekday + 7 * index),
    month: (index) => zone.midnight(year, month + index, 1),
    year: (index) => zone.midnight(year + index, 1, 1),
  })[step];
  const edges = [edge(0)];
  while (edges[edges.length - 1] < last || edges.length < 2) edges.push(edge(edges.length));
  return edges;
}

/**
 * The bin that holds a minute; −1 before the first, `edges.length - 1` after the last.
 * @param {number[]} edges
 * @param {number} minute
 */
export function binOf(edges, minute) {
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (edges[middle] <= minute) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

const MOST_SLOTS = 65536;

/** `binOf` for a million minutes: a table says where to begin, a step or two lead to the bin. */
class BinFinder {
  /** @param {number[]} edges */
  constructor(edges) {
    this.edges = Float64Array.from(edges);
    this.first = edges[0];
    this.last = edges[edges.length - 1];
    this.slot = DAY * Math.max(1, Math.ceil((this.last - this.first) / DAY / MOST_SLOTS));
    const slots = Math.ceil((this.last - this.first) / this.slot);
    this.table = Int32Array.from({ length: slots }, (_, slot) => binOf(edges, this.first + slot * this.slot));
  }

  /** @param {number} minute */
  binOf(minute) {
    if (minute < this.first) return -1;
    if (minute >= this.last) return this.edges.length - 1;
    let bin = this.table[Math.floor((minute - this.first) / this.slot)];
    while (this.edges[bin + 1] <= minute) bin++;
    return bin;
  }
}

/** @type {WeakMap<number[], {records: Records, from: Int32Array, to: Int32Array}>} */
const binned = new WeakMap();

/**
 * First and last bin of every row's interval, `NOWHERE` for sites and unknown times: found once for the same
 * edges, so that counting again after a filter is one pass.
 * @param {Records} records
 * @param {number[]} edges
 */
function binsOfRows(records, edges) {
  const known = binned.get(edges);
  if (known?.records === records) return known;
  const { n, start, end, kind, header } = records.columns;
  const finder = new BinFinder(edges);
  const site = header.categories.kind.findIndex((each) => each.id === "site");
  const [from, to] = [new Int32Array(n).fill(NOWHERE), new Int32Array(n)];
  for (let row = 0; row < n; row++) {
    if (kind[row] === site) continue;
    if (start[row] === header.nodata.start) {
      from[row] = UNKNOWN;
      continue;
    }
    from[row] = finder.binOf(start[row]);
    to[row] = finder.binOf(end[row] - 1);
    if (to[row] < 0 || from[row] > edges.length - 2) from[row] = NOWHERE;
  }
  const found = { records, from, to };
  binned.set(edges, found);
  return found;
}

const NOWHERE = -2;
const UNKNOWN = -3;

/**
 * @param {Records} records
 * @param {Uint8Array | null} bits  the selection at any time
 * @param {number[]} edges
 * @returns {Counted}
 */
export function countBins(records, bits, edges) {
  const { from, to } = binsOfRows(records, edges);
  const last = edges.length - 2;
  const { events } = records.columns;
  if (events) return countEvents({ from, to }, events, bits, edges);
  const certain = new Uint32Array(last + 1);
  let undated = 0;
  const change = new Int32Array(last + 2); // of the possible count, from bin to bin: long intervals cost no more
  for (let row = 0; row < from.length; row++) {
    if (from[row] === NOWHERE || !hasBit(bits, row)) continue;
    if (from[row] === UNKNOWN) {
      undated++;
      continue;
    }
    if (from[row] === to[row]) {
      certain[from[row]]++;
    } else {
      change[Math.max(from[row], 0)]++;
      change[Math.min(to[row], last) + 1]--;
    }
  }
  const possible = new Uint32Array(last + 1);
  for (let bin = 0, running = 0; bin <= last; bin++) possible[bin] = running += change[bin];
  return { edges, certain, possible, undated };
}

/**
 * The same where some records stand for several events.
 * @param {{from: Int32Array, to: Int32Array}} binsOf
 * @param {Uint32Array} events
 * @param {Uint8Array | null} bits
 * @param {number[]} edges
 * @returns {Counted}
 */
function countEvents({ from, to }, events, bits, edges) {
  const last = edges.length - 2;
  const [certain, possible, change] = [last + 1, last + 1, last + 2].map((size) => new Float64Array(size));
  let undated = 0;
  for (let row = 0; row < from.length; row++) {
    if (from[row] === NOWHERE || !hasBit(bits, row)) continue;
    if (from[row] === UNKNOWN) undated += events[row];
    else if (from[row] === to[row]) certain[from[row]] += events[row];
    else {
      change[Math.max(from[row], 0)] += events[row];
      change[Math.min(to[row], last) + 1] -= events[row];
    }
  }
  for (let bin = 0, running = 0; bin <= last; bin++) possible[bin] = running += change[bin];
  return { edges, certain, possible, undated };
}

/**
 * The bins of a stretch of time, at least one.
 * @param {Bins} bins
 * @param {[number, number]} span  minutes, half-open
 * @returns {Bins}
 */
export function binsWithin({ edges, certain, possible }, [first, last]) {
  const from = Math.max(0, Math.min(edges.length - 2, binOf(edges, first)));
  const to = Math.max(from + 1, Math.min(edges.length - 1, binOf(edges, last - 1) + 1));
  return {
    edges: edges.slice(from, to + 1),
    certain: certain.slice(from, to),
    possible: possible.slice(from, to),
  };
}

/**
 * What a server has counted; where it found nothing dated, empty bins where there were some before.
 * @param {{edges: number[], certain: number[], possible: number[]}} answer
 * @param {number[]} before  edges
 * @returns {Bins}
 */
export function binsOfAnswer({ edges, certain, possible }, before) {
  if (edges.length > 1)
    return { edges, certain: Uint32Array.from(certain), possible: Uint32Array.from(possible) };
  const none = new Uint32Array(before.length - 1);
  return { edges: before, certain: none, possible: none };
}
