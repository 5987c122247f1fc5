/**
 * Draws clusters: one circle for each cell of a grid that lies fixed in the world, with the number of records
 * in it and a rim that shows their looks' shares.
 */

import { css, mix } from "../base/theme.js";
import { MOST_TEXTS } from "../data/row_texts.js";
import { LOOKS, OTHER } from "./palette.js";

/**
 * @typedef {import("./scene.js").Scene} Scene
 * @typedef {import("./scene.js").Spot} Spot
 * @typedef {{x: number, y: number, count: number, shares: Uint32Array, cells: number[], first: number}} Cluster  `shares`: by look
 */

const CELL = 72;
/** Above this many in view a circle does not look for its rows: people zoom in first. */
const MOST_SEARCHED = 20000;

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Scene} scene
 * @param {import("./symbols.js").Sprites} sprites
 * @param {Intl.NumberFormat} numbers
 * @returns {Spot[]}
 */
export function drawClusters(context, scene, sprites, numbers) {
  const { view, theme, records } = scene;
  const { clusters, cellOf } = gridOf(scene);
  context.textAlign = "center";
  context.textBaseline = "middle";
  return merged(clusters).map((cluster) => {
    const { x, y, count, shares } = cluster;
    const rows = rowsOf(cluster, view, cellOf);
    if (count === 1 && rows.length) {
      sprites.stamp(context, shares.indexOf(1), records.precision[rows[0]], x, y);
      return { x, y, r: sprites.radius + 1, rows };
    }
    const radius = radiusOf(count);
    drawCircle(context, theme, x, y, radius, shares, count);
    const text = shortNumber(count, numbers);
    context.font = `600 13px ${theme.font}`;
    context.fillStyle = css(theme.ink);
    context.fillText(text, x, y + 0.5);
    return { x, y, r: radius, rows, group: true, count };
  });
}

/** @param {number} count */
function radiusOf(count) {
  return count === 1 ? 7 : Math.min(CELL / 2 - 2, 11 + 3.6 * Math.log10(count) ** 1.3);
}

/**
 * Circles that would cover each other become one; the bigger takes in the smaller.
 * @param {Cluster[]} clusters
 * @returns {Cluster[]}
 */
export function merged(clusters) {
  const waiting = [...clusters].sort((one, other) => other.count - one.count);
  /** @type {Cluster[]} */
  const kept = [];
  for (const cluster of waiting) {
    const near = kept.find(
      (other) =>
        Math.hypot(other.x - cluster.x, other.y - cluster.y) <
        radiusOf(other.count) + radiusOf(cluster.count),
    );
    if (!near) {
      kept.push({ ...cluster, shares: cluster.shares.slice(), cells: [...cluster.cells] });
      continue;
    }
    // The bigger circle stays where it is: moved to the common centre it might cover a third one.
    near.count += cluster.count;
    for (const [slot, share] of cluster.shares.entries()) near.shares[slot] += share;
    near.cells.push(...cluster.cells);
  }
  return kept;
}

/** @param {Scene} scene */
function gridOf({ view, frame, encoding }) {
  const looks = LOOKS.length;
  const { category, slotOf } = encoding;
  // Cells keep their place in the world, so that circles do not jump while the map is dragged.
  const shiftX = ((frame.left % CELL) + CELL) % CELL;
  const shiftY = ((frame.top % CELL) + CELL) % CELL;
  const across = Math.ceil(frame.width / CELL) + 3;
  const down = Math.ceil(frame.height / CELL) + 3;
  const count = new Uint32Array(across * down);
  const x = new Float64Array(across * down);
  const y = new Float64Array(across * down);
  const shares = new Uint32Array(across * down * looks);
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
    if (!count[cell]) first[cell] = index;
    count[cell] += weight;
    x[cell] += weight * view.px[index];
    y[cell] += weight * view.py[index];
    const value = category[view.rows[index]];
    const slot = view.slots?.[index] ?? (value < slotOf.length ? slotOf[value] : OTHER);
    shares[cell * looks + slot] += weight;
  }
  /** @type {Cluster[]} */
  const clusters = [];
  count.forEach((each, cell) => {
    if (!each) return;
    const own = shares.subarray(cell * looks, (cell + 1) * looks);
    clusters.push({
      x: x[cell] / each,
      y: y[cell] / each,
      count: each,
      shares: own,
      cells: [cell],
      first: first[cell],
    });
  });
  return { clusters, cellOf };
}

/**
 * The rows in a cluster; none of one that is too big for a list: it is zoomed into.
 * @param {Cluster} cluster
 * @param {import("./scene.js").InView} view
 * @param {(index: number) => number} cellOf
 */
function rowsOf({ count, cells, first }, view, cellOf) {
  /** @type {number[]} */
  const rows = [];
  if (view.weights) return rows;
  if (count === 1) return [view.rows[first]];
  if (count > MOST_TEXTS || view.count > MOST_SEARCHED) return rows;
  const wanted = new Set(cells);
  for (let index = 0; index < view.count && rows.length < count; index++) {
    if (wanted.has(cellOf(index))) rows.push(view.rows[index]);
  }
  return rows;
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {import("../base/theme.js").Theme} theme
 * @param {number} x
 * @param {number} y
 * @param {number} radius
 * @param {Uint32Array} shares
 * @param {number} count
 */
function drawCircle(context, theme, x, y, radius, shares, count) {
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
    if (!share) return;
    const next = angle + (share / count) * 2 * Math.PI;
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
  if (count < 1000) return String(count);
  const [value, unit] = count < 1e6 ? [count / 1e3, "k"] : [count / 1e6, "M"];
  return numbers.format(value < 10 ? Math.round(value * 10) / 10 : Math.round(value)) + unit;
}
