/** Draws records that are several points: a symbol on each of them, and all of them are the one record. */

import { css } from "../base/theme.js";
import { eventsIn } from "../data/events.js";
import { NEAR } from "../data/records.js";
import { isInView } from "./areas.js";
import { colourOf, slotOfRow } from "./palette.js";
import { drawHalo } from "./points.js";
import { onScreen } from "./scene.js";
import { RADIUS } from "./symbols.js";

/**
 * @typedef {import("./scene.js").Scene} Scene
 * @typedef {import("./scene.js").Spot} Spot
 * @typedef {CanvasRenderingContext2D} Context
 * @typedef {{rows: number[], points: Float64Array}} Several  screen x, y pairs, in view or not
 */

/** @param {Scene} scene  @returns {Several[]} of which something is in view */
export function severalInView({ shapes, frame }) {
  return shapes
    .filter(({ kind, box }) => kind === "points" && isInView(box, frame))
    .map(({ rows, paths }) => ({ rows, points: onScreen(paths[0], frame) }));
}

/**
 * Dots, where symbols would hide what else is drawn.
 * @param {Context} context
 * @param {Scene} scene
 * @param {Several[]} several
 */
export function drawDots(context, { encoding, theme }, several) {
  for (const { rows, points } of several) {
    context.beginPath();
    for (let index = 0; index < points.length; index += 2) {
      context.moveTo(points[index] + 3, points[index + 1]);
      context.arc(points[index], points[index + 1], 3, 0, 2 * Math.PI);
    }
    context.fillStyle = css(colourOf(encoding, rows, theme));
    context.fill();
    context.lineWidth = 1;
    context.strokeStyle = css(theme.paper, 0.9);
    context.stroke();
  }
}

/**
 * @param {Context} context
 * @param {Scene} scene
 * @param {Several[]} several
 * @param {import("./symbols.js").Sprites} sprites
 * @returns {Spot[]}
 */
export function drawSeveral(context, scene, several, sprites) {
  const { encoding, chosen, frame, records } = scene;
  /** @type {Spot[]} */
  const spots = [];
  for (const { rows, points } of several) {
    const events = eventsIn(records.columns, rows);
    const row = chosen !== null && rows.includes(chosen) ? chosen : rows[0];
    const slot = slotOfRow(encoding, row);
    const precision = Math.min(NEAR, records.precision[row] ?? NEAR); // of a wider class too
    for (let index = 0; index < points.length; index += 2) {
      const [x, y] = [points[index], points[index + 1]];
      if (x < -RADIUS || y < -RADIUS || x > frame.width + RADIUS || y > frame.height + RADIUS) continue;
      if (row === chosen) drawHalo(context, scene, x, y);
      sprites.stamp(context, slot, precision, x, y);
      if (rows.length > 1 || events !== 1) sprites.stampCount(context, events, x, y);
      spots.push({ x, y, r: RADIUS + 1, rows });
    }
  }
  return spots;
}
