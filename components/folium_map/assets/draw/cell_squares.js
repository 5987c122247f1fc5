/**
 * Draws counts per cell as squares on the cells' grid: coloured by the commonest look, larger and denser for
 * more events. Squares on a grid do not look like surveyed points, and are none.
 */

import { css } from "../base/theme.js";
import { LOOKS } from "./palette.js";

/**
 * @typedef {import("./scene.js").Scene} Scene
 * @typedef {import("./scene.js").Spot} Spot
 * @typedef {{x: number, y: number, count: number, events: number, slot: number, most: number, entries: number[]}} Cell
 *   `events`: that its records stand for; `most`: of the slot's events
 */

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Scene} scene
 * @param {number} edge  of a cell, CSS pixels
 * @param {(most: number) => number} [agreed]  the number that the largest square stands for
 * @returns {Spot[]}
 */
export function drawCells(context, { view, frame }, edge, agreed = (most) => most) {
  const cells = joined(view);
  const most = agreed(cells.reduce((high, { events }) => Math.max(high, events), 1));
  /** @type {Spot[]} */
  const spots = [];
  for (const { x, y, count, events, slot, entries } of cells) {
    if (x < -edge || y < -edge || x > frame.width + edge || y > frame.height + edge) continue;
    const share = Math.log1p(events) / Math.log1p(most);
    const side = Math.max(2, (edge - 1) * (0.4 + 0.6 * share));
    context.fillStyle = css(LOOKS[slot].colour, 0.3 + 0.6 * share);
    context.fillRect(x - side / 2, y - side / 2, side, side);
    /** @type {Spot} */
    const spot = { x, y, r: edge / 2, rows: [], group: true, count, entries };
    if (events !== count) spot.events = events;
    spots.push(spot);
  }
  return spots;
}

/**
 * One entry a cell: the server sends one for each cell and look, a cell's entries one after the other.
 * @param {import("./scene.js").InView} view
 * @returns {Cell[]}
 */
export function joined({ px, py, count, weights, events, slots }) {
  /** @type {Cell[]} */
  const cells = [];
  for (let index = 0; index < count; index++) {
    const [x, y, slot] = [px[index], py[index], slots?.[index] ?? 0];
    const records = weights?.[index] ?? 1;
    const number = events?.[index] ?? records;
    const last = cells[cells.length - 1];
    if (last?.x === x && last.y === y) {
      last.count += records;
      last.events += number;
      last.entries.push(index);
      if (number > last.most) [last.most, last.slot] = [number, slot];
    } else {
      cells.push({ x, y, count: records, events: number, slot, most: number, entries: [index] });
    }
  }
  return cells;
}
