/**
 * Draws one circle a place: its area counts events or another measure, its filling has the colour of its largest part,
 * its ring the shares of all parts.
 */

import { css, mix } from "../base/theme.js";
import { BitmapCache } from "./bitmap_cache.js";
import { radiusOf } from "./circle_sizes.js";
import { LOOKS, OTHER } from "./palette.js";

/**
 * @typedef {import("./place_counts.js").PlaceCounts} PlaceCounts
 * @typedef {import("./scene.js").Frame} Frame
 * @typedef {import("./scene.js").Spot} Spot
 * @typedef {import("../base/theme.js").Theme} Theme
 * @typedef {CanvasRenderingContext2D} Context
 * @typedef {string} Size  what areas count, as `measure` in an address; `records`: the events that they stand for
 * @typedef {{x: number, y: number, r: number, cell: number, amount: number, slot: number, unknown: boolean}} Circle
 */

const SLOTS = LOOKS.length;
/** CSS pixels: from this radius on a circle has room for a ring. */
const RINGED = 6;
const RING = 3;
/** Radii of small circles are rounded to this, and each is drawn once. */
const STEP = 0.25;
/** CSS pixels: half of the cross where no number is known. */
const CROSS = 3;
const TURN = 2 * Math.PI;

/**
 * The circles in and about a view, large ones first, so that small ones are seen.
 * @param {PlaceCounts} counts
 * @param {Size} size
 * @param {number} scale  see `scaleOf`
 * @param {Frame} frame
 * @returns {Circle[]}
 */
export function circlesOf(counts, size, scale, { left, top, width, height, scale: perUnit }) {
  const [amounts, by] =
    size === "records" ? [counts.events, counts.eventsBy] : [counts.amounts, counts.amountsBy];
  /** @type {Circle[]} */
  const circles = [];
  for (let index = 0; index < counts.count; index++) {
    const cell = counts.cells[index];
    const amount = amounts[cell];
    const x = counts.x[cell] * perUnit - left;
    const y = counts.y[cell] * perUnit - top;
    const r = radiusOf(amount, scale);
    if (x < -r || y < -r || x > width + r || y > height + r) continue;
    const slot = largestPart(amount > 0 ? by : counts.recordsBy, cell);
    const unknown = size !== "records" && counts.unknown[cell] === counts.records[cell];
    circles.push({ x, y, r, cell, amount, slot, unknown });
  }
  return circles.sort((one, other) => other.amount - one.amount);
}

/**
 * The look with most of a cell; all others together are no part, and grey only where nothing else is.
 * @param {ArrayLike<number>} by  by look, `SLOTS` entries a cell
 * @param {number} cell
 */
function largestPart(by, cell) {
  let best = OTHER;
  let most = 0;
  for (let slot = 0; slot < OTHER; slot++) {
    if (by[cell * SLOTS + slot] <= most) continue;
    most = by[cell * SLOTS + slot];
    best = slot;
  }
  return best;
}

/**
 * Each look's part of a circle, those that have one; together they are 1.
 * @param {PlaceCounts} counts
 * @param {number} cell
 * @param {Size} size
 * @returns {{slot: number, share: number}[]}
 */
export function sharesOf(counts, cell, size) {
  const [all, by] =
    size === "records" ? [counts.events[cell], counts.eventsBy] : [counts.amounts[cell], counts.amountsBy];
  /** @type {{slot: number, share: number}[]} */
  const shares = [];
  for (let slot = 0; slot < SLOTS; slot++) {
    const part = by[cell * SLOTS + slot];
    if (part > 0) shares.push({ slot, share: part / all });
  }
  return shares;
}

/** Where a circle can be pointed at, and what it stands for. @param {PlaceCounts} counts @param {Circle} circle */
export function spotOf(counts, { x, y, r, cell }) {
  const count = counts.records[cell];
  const rows = count === 1 && counts.places[cell] ? [counts.first[cell]] : [];
  const place = {
    cell,
    places: counts.places[cell],
    amount: counts.amounts[cell],
    unknown: counts.unknown[cell],
  };
  /** @type {Spot} */
  const spot = { x, y, r, rows, count, place };
  if (counts.events[cell] !== count) spot.events = counts.events[cell];
  if (!rows.length) spot.group = true;
  return spot;
}

/** Draws circles; those too small for a ring are drawn once a size and look, and put on the canvas many times. */
export class PlaceCircles {
  #theme;
  #pictures;

  /**
   * @param {Theme} theme
   * @param {number} ratio  device pixels a CSS pixel
   */
  constructor(theme, ratio) {
    this.#theme = theme;
    this.ratio = ratio;
    this.#pictures = new BitmapCache(ratio);
  }

  /**
   * @param {Context} context
   * @param {PlaceCounts} counts
   * @param {Circle[]} circles
   * @param {Size} size
   */
  draw(context, counts, circles, size) {
    for (const circle of circles) {
      if (circle.unknown) drawCross(context, circle, this.#theme);
      else if (circle.r < RINGED) this.#put(context, circle);
      else drawLarge(context, circle, sharesOf(counts, circle.cell, size), this.#theme);
    }
  }

  /**
   * @param {Context} context
   * @param {Circle} circle
   */
  #put(context, { x, y, r, slot, amount }) {
    const radius = Math.round(r / STEP) * STEP;
    const half = Math.ceil(radius + 1);
    const key = `${slot} ${amount > 0 ? radius : "none"}`;
    const picture = this.#pictures.get(key, 2 * half, 2 * half, (own) =>
      drawSmall(own, half, radius, slot, amount > 0, this.#theme),
    );
    this.#pictures.put(context, picture, x - half, y - half);
  }
}

/** In dark themes colours are a little lighter, as symbols are. @param {number} slot @param {Theme} theme */
const colourOf = (slot, { dark }) =>
  dark ? mix(LOOKS[slot].colour, [255, 255, 255], 0.14) : LOOKS[slot].colour;

/**
 * @param {Context} context
 * @param {number} half
 * @param {number} radius
 * @param {number} slot
 * @param {boolean} filled  hollow: nothing is counted there
 * @param {Theme} theme
 */
function drawSmall(context, half, radius, slot, filled, theme) {
  context.beginPath();
  context.arc(half, half, radius, 0, TURN);
  context.lineWidth = 1.5;
  context.strokeStyle = css(theme.paper, 0.8);
  if (filled) context.stroke();
  context.fillStyle = css(filled ? colourOf(slot, theme) : theme.paper, filled ? 0.9 : 0.8);
  context.fill();
  if (filled) return;
  context.lineWidth = 1;
  context.strokeStyle = css(colourOf(slot, theme));
  context.stroke();
}

/**
 * Where no record gives a number: that is no small number.
 * @param {Context} context
 * @param {Circle} circle
 * @param {Theme} theme
 */
function drawCross(context, { x, y, slot }, theme) {
  for (const [width, colour] of /** @type {const} */ ([
    [4, css(theme.paper, 0.9)],
    [1.75, css(colourOf(slot, theme))],
  ])) {
    context.beginPath();
    for (const turn of [1, -1]) {
      context.moveTo(x - CROSS, y - turn * CROSS);
      context.lineTo(x + CROSS, y + turn * CROSS);
    }
    context.lineWidth = width;
    context.strokeStyle = colour;
    context.stroke();
  }
}

/**
 * @param {Context} context
 * @param {Circle} circle
 * @param {{slot: number, share: number}[]} shares
 * @param {Theme} theme
 */
function drawLarge(context, { x, y, r, slot }, shares, theme) {
  context.beginPath();
  context.arc(x, y, r, 0, TURN);
  context.fillStyle = css(mix(colourOf(slot, theme), theme.paper, 0.45), 0.82);
  context.fill();
  context.lineWidth = RING;
  let angle = -Math.PI / 2;
  for (const { slot: part, share } of shares) {
    context.beginPath();
    context.arc(x, y, r - RING / 2, angle, angle + share * TURN);
    context.strokeStyle = css(colourOf(part, theme));
    context.stroke();
    angle += share * TURN;
  }
  context.beginPath();
  context.arc(x, y, r + 0.5, 0, TURN);
  context.lineWidth = 1;
  context.strokeStyle = css(theme.paper, 0.9);
  context.stroke();
}
