/**
 * How much of a dataset the browser holds: all its rows, counts per cell of the view, or the view's rows. One
 * function decides.
 */

/** @typedef {"rows" | "cells" | "view"} Level */

/** Frames a second below which a machine gets counts instead of rows. */
export const SLOWEST = 10;
/** Fewer records are fast on any machine: it is not probed for them. */
const FEW = 50_000;

/**
 * What tests say before the page loads: `window.__incidentMapLevel = "cells"`.
 * @returns {Level | undefined}
 */
export const forced = () => /** @type {any} */ (window).__incidentMapLevel;

/**
 * @param {{records: number, inView?: number, framesPerSecond?: number}} known  `inView` and speed if known yet
 * @param {Pick<import("./columns.js").Limits, "held" | "in_view">} limits
 * @returns {Level}
 */
export function decide({ records, inView = Infinity, framesPerSecond = Infinity }, limits) {
  const slow = records > FEW && framesPerSecond < SLOWEST;
  if (records <= limits.held && !slow) return "rows";
  return inView <= limits.in_view ? "view" : "cells";
}

const PART = 50;
const ROUNDS = 12;

/**
 * How fast this machine draws as many records, at most `most`, frames a second: the quickest of some
 * rounds with a fiftieth of them, a millisecond or two each, so that what else the machine is doing, and what
 * it is still compiling, does not count.
 * @param {number} records
 * @param {number} most  that are held
 */
export function probe(records, most) {
  if (records <= FEW) return Infinity;
  const points = Math.min(records, most) / PART;
  const pixels = new Uint32Array(1024 * 640);
  const rounds = Array.from({ length: ROUNDS }, () => round(pixels, points));
  return 1000 / (PART * Math.max(0.01, Math.min(...rounds)));
}

const SIDE = 3;

/**
 * Writes small squares of pixels, as `DensePoints` does.
 * @param {Uint32Array} pixels
 * @param {number} points
 * @returns {number} milliseconds
 */
function round(pixels, points) {
  const began = performance.now();
  let place = 1;
  for (let point = 0; point < points; point++) {
    place = (Math.imul(place, 1103515245) + 12345) & 0x7fffffff;
    const at = place % (pixels.length - 4096);
    for (let row = 0; row < SIDE; row++) {
      for (let column = 0; column < SIDE; column++) pixels[at + 1024 * row + column] = place;
    }
  }
  return performance.now() - began;
}
