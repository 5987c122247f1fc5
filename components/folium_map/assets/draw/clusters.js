/**
 * Draws clusters: one circle for each cell of a grid that lies fixed in the world, with the number of events
 * in it and a rim that shows their looks' shares.
 */

import { css, mix } from "../base/theme.js";
import { eventsOf } from "../data/events.js";
import { MOST_TEXTS } from "../data/row_texts.js";
import { LOOKS, OTHER } from "./palette.js";
import { DEEPEST } from "./scene.js";

/**
 * @typedef {import("./scene.js").Scene} Scene
 * @typedef {import("./scene.js").Spot} Spot
 * @typedef {import("./places.js").Size} Size
 *
 * @typedef {object} Cluster
 * @property {number} x
 * @property {number} y
 * @property {number} count  records
 * @property {number} events  that they stand for
 * @property {number} amount  what its number and its size tell
 * @property {number} unknown  records that give no number
 * @property {Float64Array} shares  of the amount, by look
 * @property {number[]} cells
 * @property {number} first  entry of the view
 */

const CELL = 72;
const LOOK_COUNT = LOOKS.length;
/** Above this many in view a circle does not look for its rows: people zoom in first. */
const MOST_SEARCHED = 20000;

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Scene} scene
 * @param {import("./symbols.js").Sprites} sprites
 * @param {Intl.NumberFormat} numbers
 * @param {Size} size  what circles count
 * @returns {Spot[]}
 */
export function drawClusters(context, scene, sprites, numbers, size) {
  const { theme, records } = scene;
  const { clusters, cellOf } = gridOf(scene, size);
  context.textAlign = "center";
  context.textBaseline = "middle";
  return merged(clusters, size).map((cluster) => {
    const { x, y, count, events, shares, amount, unknown } = cluster;
    const members = membersOf(cluster, scene, cellOf);
    if (size === "records" && count === 1 && amount === 1 && members.rows.length) {
      sprites.stamp(context, shares.indexOf(1), records.precision[members.rows[0]], x, y);
      return { x, y, r: sprites.radius + 1, rows: members.rows };
    }
    const radius = circleRadius(cluster, size);
    drawCircle(context, theme, x, y, radius, shares, amount);
    context.font = `600 13px ${theme.font}`;
    context.fillStyle = css(theme.ink);
    context.fillText(numberIn(cluster, size, numbers), x, y + 0.5);
    /** @type {Spot} */
    const spot = { x, y, r: radius, ...members, group: true, count };
    if (events !== count) spot.events = events;
    if (size !== "records") spot.sums = { amount, unknown };
    return spot;
  });
}

/** What no record tells is no zero; nor is a total's number of events that nobody gives. */
const NOT_TOLD = "–";

/**
 * @param {Pick<Cluster, "count" | "amount" | "unknown">} cluster
 * @param {Size} size
 * @param {Intl.NumberFormat} numbers
 */
export function numberIn({ count, amount, unknown }, size, numbers) {
  const told = size !== "records" ? unknown < count : amount > 0;
  return told ? shortNumber(amount, numbers) : NOT_TOLD;
}

/**
 * @param {Pick<Cluster, "count" | "amount">} cluster
 * @param {Size} size
 */
const circleRadius = ({ count, amount }, size) =>
  size === "records" && count === 1 && amount === 1 ? 7 : radiusOf(Math.max(amount, 1));

/** @param {number} amount */
function radiusOf(amount) {
  return Math.min(CELL / 2 - 2, 11 + 3.6 * Math.log10(amount) ** 1.3);
}

/**
 * Circles that would cover each other become one; the bigger takes in the smaller.
 * @param {Cluster[]} clusters
 * @param {Size} size
 * @returns {Cluster[]}
 */
export function merged(clusters, size) {
  const waiting = [...clusters].sort((one, other) => other.amount - one.amount || other.count - one.count);
  /** @type {Cluster[]} */
  const kept = [];
  for (const cluster of waiting) {
    const near = kept.find(
      (other) =>
        Math.hypot(other.x - cluster.x, other.y - cluster.y) <
        circleRadius(other, size) + circleRadius(cluster, size),
    );
    if (!near) {
      kept.push({ ...cluster, shares: cluster.shares.slice(), cells: [...cluster.cells] });
      continue;
    }
    // The bigger circle stays where it is: moved to the common centre it might cover a third one.
    near.count += cluster.count;
    near.events += cluster.events;
    near.amount += cluster.amount;
    near.unknown += cluster.unknown;
    for (const [slot, share] of cluster.shares.entries()) near.shares[slot] += share;
    near.cells.push(...cluster.cells);
  }
  return kept;
}

/**
 * @param {Scene} scene
 * @param {Size} size
 */
function gridOf(scene, size) {
  const { view, frame, encoding, records } = scene;
  const { category, slotOf } = encoding;
  const { columns } = records;
  // Cells keep their place in the world, so that circles do not jump while the map is dragged.
  const shiftX = ((frame.left % CELL) + CELL) % CELL;
  const shiftY = ((frame.top % CELL) + CELL) % CELL;
  const across = Math.ceil(frame.width / CELL) + 3;
  const down = Math.ceil(frame.height / CELL) + 3;
  const count = new Uint32Array(across * down);
  const events = new Float64Array(across * down);
  const x = new Float64Array(across * down);
  const y = new Float64Array(across * down);
  const shares = new Float64Array(across * down * LOOK_COUNT);
  const [amount, unknown] = [new Float64Array(across * down), new Uint32Array(across * down)];
  const measured = size === "records" ? null : amountsOf(scene);
  const first = new Uint32Array(across * down);
  /** @param {number} px @param {number} py */
  const inside = (px, py) => px > -CELL && py > -CELL && px < frame.width + CELL && py < frame.height + CELL;
  /** @param {number} index */
  const cellOf = (index) =>
    Math.floor((view.py[index] + shiftY) / CELL + 1) * across +
    Math.floor((view.px[index] + shiftX) / CELL + 1);
  for (let index = 0; index < view.count; index++) {
    if (!inside(view.px[index], view.py[index])) continue;
    const cell = cellOf(index);
    const weight = view.weights?.[index] ?? 1;
    const number = view.weights ? (view.events?.[index] ?? weight) : eventsOf(columns, view.rows[index]);
    if (!count[cell]) first[cell] = index;
    count[cell] += weight;
    events[cell] += number;
    x[cell] += weight * view.px[index];
    y[cell] += weight * view.py[index];
    const value = category[view.rows[index]];
    const slot = view.slots?.[index] ?? (value < slotOf.length ? slotOf[value] : OTHER);
    const part = measured ? measured.amount(index) : number;
    if (measured) unknown[cell] += measured.unknown(index);
    amount[cell] += part;
    shares[cell * LOOK_COUNT + slot] += part;
  }
  /** @type {Cluster[]} */
  const clusters = [];
  count.forEach((each, cell) => {
    if (!each) return;
    const own = shares.subarray(cell * LOOK_COUNT, (cell + 1) * LOOK_COUNT);
    clusters.push({
      x: x[cell] / each,
      y: y[cell] / each,
      count: each,
      events: events[cell],
      amount: amount[cell],
      unknown: unknown[cell],
      shares: own,
      cells: [cell],
      first: first[cell],
    });
  });
  return { clusters, cellOf };
}

/**
 * What each entry of the view adds to the sum of the measure, and how many of its records give no number.
 * @param {Scene} scene
 * @returns {Record<"amount" | "unknown", (index: number) => number>}
 */
function amountsOf({ view, records: { columns } }) {
  const { heat, unknown, rows } = view;
  if (heat && unknown) return { amount: (index) => heat.amounts[index], unknown: (index) => unknown[index] };
  const { weight, header } = columns;
  const { weight: missing } = header.nodata;
  return {
    amount: (index) => (weight[rows[index]] === missing ? 0 : weight[rows[index]]),
    unknown: (index) => Number(weight[rows[index]] === missing),
  };
}

/**
 * The rows in a cluster; none of one that is too big for a list as long as it can be zoomed into. Where the view
 * holds counts of cells, these.
 * @param {Cluster} cluster
 * @param {Scene} scene
 * @param {(index: number) => number} cellOf
 * @returns {Pick<Spot, "rows" | "entries">}
 */
function membersOf({ count, cells, first }, { view, frame: { zoom } }, cellOf) {
  const deep = zoom >= DEEPEST;
  if (view.weights) return { rows: [], entries: deep ? entriesIn(new Set(cells), view, cellOf) : [] };
  if (count === 1) return { rows: [view.rows[first]] };
  if (!deep && (count > MOST_TEXTS || view.count > MOST_SEARCHED)) return { rows: [] };
  return { rows: entriesIn(new Set(cells), view, cellOf).map((index) => view.rows[index]) };
}

/**
 * @param {Set<number>} cells
 * @param {import("./scene.js").InView} view
 * @param {(index: number) => number} cellOf
 */
function entriesIn(cells, view, cellOf) {
  /** @type {number[]} */
  const found = [];
  for (let index = 0; index < view.count; index++) if (cells.has(cellOf(index))) found.push(index);
  return found;
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {import("../base/theme.js").Theme} theme
 * @param {number} x
 * @param {number} y
 * @param {number} radius
 * @param {Float64Array} shares
 * @param {number} amount
 */
function drawCircle(context, theme, x, y, radius, shares, amount) {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fillStyle = css(theme.paper, 0.94);
  context.fill();
  context.lineWidth = 1;
  context.strokeStyle = css(mix(theme.paper, theme.ink, 0.25));
  context.stroke();
  context.lineWidth = 4;
  let angle = -Math.PI / 2;
  shares.forEach((share, slot) => {
    if (share <= 0 || amount <= 0) return; // sums may be below zero
    const next = angle + (share / amount) * 2 * Math.PI;
    context.beginPath();
    context.arc(x, y, radius - 2, angle, next);
    context.strokeStyle = css(LOOKS[slot].colour);
    context.stroke();
    angle = next;
  });
}

/**
 * @param {number} count
 * @param {Intl.NumberFormat} numbers
 */
export function shortNumber(count, numbers) {
  if (count < 1000) return numbers.format(count < 10 ? Math.round(count * 100) / 100 : Math.round(count));
  const [value, unit] = count < 1e6 ? [count / 1e3, "k"] : [count / 1e6, "M"];
  return numbers.format(value < 10 ? Math.round(value * 10) / 10 : Math.round(value)) + unit;
}
