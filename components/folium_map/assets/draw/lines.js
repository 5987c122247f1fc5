/**
 * Draws records that are known along a line: a dashed stroke, a soft band as wide as the stated uncertainty,
 * and the records' symbols on it.
 */

import { metresPerPixel } from "../base/projection.js";
import { css } from "../base/theme.js";
import { NEAR } from "../data/records.js";
import { LOOKS, slotOfRow } from "./palette.js";
import { drawHalo } from "./points.js";
import { LARGEST, SPACING } from "./rosette.js";
import { RADIUS } from "./symbols.js";

/**
 * @typedef {import("./scene.js").Scene} Scene
 * @typedef {import("./scene.js").Spot} Spot
 * @typedef {CanvasRenderingContext2D} Context
 * @typedef {{points: Float64Array, rows: number[]}} Stroke  screen x, y pairs
 */

/** The band fades towards its edges, or it would read as a territory. */
const BAND = [1, 0.75, 0.5, 0.25];

/**
 * The lines' strokes: below the points.
 * @param {Context} context
 * @param {Scene} scene
 * @returns {Stroke[]}
 */
export function drawStrokes(context, scene) {
  const { frame, theme, encoding, records, chosen } = scene;
  return scene.lines.map(({ rows, path }) => {
    const points = path.map((value, index) => value * frame.scale - (index % 2 ? frame.top : frame.left));
    const slots = new Set(rows.map((row) => slotOfRow(encoding, row)));
    const colour = slots.size === 1 ? LOOKS[[...slots][0]].colour : theme.ink;
    const widest = rows.reduce((most, row) => Math.max(most, records.columns.uncertainty[row]), 0);
    const band = (2 * widest) / metresPerPixel(path[1], frame.zoom);
    context.lineJoin = context.lineCap = "round";
    context.setLineDash([]);
    trace(context, points);
    const isChosen = chosen !== null && rows.includes(chosen);
    if (band > 6 && band < Math.hypot(frame.width, frame.height)) {
      const strength = isChosen ? 0.03 : 0.012;
      for (const share of BAND) stroke(context, css(colour, strength), band * share);
    }
    if (isChosen) stroke(context, css(theme.ink, 0.55), 8);
    stroke(context, css(theme.paper, 0.85), 4.5);
    context.lineCap = "butt";
    context.setLineDash([9, 5]);
    stroke(context, css(colour, 0.8), 2);
    context.setLineDash([]);
    return { points, rows };
  });
}

/** Where else along a line its symbols may stand when others are in the way, pixels from the middle. */
const SHIFTS = [0, 45, -45, 90, -90, 135, -135, 180, -180];

/**
 * @param {[number, number, number][]} stands
 * @param {{x: number, y: number, reach: number}[]} obstacles
 * @param {import("./scene.js").Frame} frame
 */
function isFree(stands, obstacles, { width, height }) {
  return stands.every(
    ([x, y]) =>
      x > 10 &&
      y > 10 &&
      x < width - 10 &&
      y < height - 10 &&
      !obstacles.some((other) => Math.hypot(other.x - x, other.y - y) < other.reach + RADIUS + 2),
  );
}

/**
 * The symbols on the lines: above the strokes, side by side near the line's middle, which stands for no place.
 * @param {Context} context
 * @param {Scene} scene
 * @param {Stroke[]} strokes
 * @param {import("./symbols.js").Sprites} sprites
 * @param {{x: number, y: number, reach: number}[]} obstacles  symbols already drawn
 * @returns {Spot[]}
 */
export function drawOnLines(context, scene, strokes, sprites, obstacles) {
  const { encoding, chosen, frame } = scene;
  /** @type {Spot[]} */
  const spots = [];
  for (const { points, rows } of strokes) {
    const along = lengths(points);
    const length = along[along.length - 1];
    const middle = middleInView(points, along, frame);
    if (middle === null) continue;
    const room = rows.length <= LARGEST && rows.length * SPACING < length;
    const groups = room ? rows.map((row) => [row]) : [rows];
    const stand = (/** @type {number} */ centre) =>
      groups.map((_, index) => pointAt(points, along, centre + (index - (groups.length - 1) / 2) * SPACING));
    const centre = SHIFTS.map((shift) => middle + shift).find((each) =>
      isFree(stand(each), obstacles, frame),
    );
    const stands = stand(centre ?? middle);
    groups.forEach((group, index) => {
      const [x, y] = stands[index];
      const row = chosen !== null && group.includes(chosen) ? chosen : group[0];
      if (row === chosen) drawHalo(context, scene, x, y);
      sprites.stamp(context, slotOfRow(encoding, row), NEAR, x, y);
      if (group.length > 1) sprites.stampCount(context, group.length, x, y);
      spots.push({ x, y, r: RADIUS + 1, rows: group });
    });
  }
  return spots;
}

/**
 * Points along the strokes, for names to keep clear of.
 * @param {Stroke[]} strokes
 * @param {import("./scene.js").Frame} frame
 * @returns {{x: number, y: number, reach: number}[]}
 */
export function strokeObstacles(strokes, { width, height }) {
  return strokes.flatMap(({ points }) => {
    const along = lengths(points);
    const samples = Math.min(600, Math.ceil(along[along.length - 1] / 9));
    return Array.from({ length: samples }, (_, index) =>
      pointAt(points, along, (index / samples) * along[along.length - 1]),
    )
      .filter(([x, y]) => x > 0 && y > 0 && x < width && y < height)
      .map(([x, y]) => ({ x, y, reach: 5 }));
  });
}

/**
 * The rows of the lines that pass within some pixels.
 * @param {Stroke[]} strokes
 * @param {number} x
 * @param {number} y
 * @param {number} reach
 */
export function strokesAt(strokes, x, y, reach) {
  return strokes.filter(({ points }) => distanceTo(points, x, y) <= reach).flatMap(({ rows }) => rows);
}

/**
 * @param {Float64Array} points
 * @param {number} x
 * @param {number} y
 */
export function distanceTo(points, x, y) {
  let shortest = Infinity;
  for (let index = 0; index + 3 < points.length; index += 2) {
    const [dx, dy] = [points[index + 2] - points[index], points[index + 3] - points[index + 1]];
    const share = ((x - points[index]) * dx + (y - points[index + 1]) * dy) / (dx * dx + dy * dy || 1);
    const held = Math.max(0, Math.min(1, share));
    shortest = Math.min(
      shortest,
      Math.hypot(points[index] + held * dx - x, points[index + 1] + held * dy - y),
    );
  }
  return shortest;
}

/**
 * @param {Context} context
 * @param {Float64Array} points
 */
function trace(context, points) {
  context.beginPath();
  for (let index = 0; index < points.length; index += 2) context.lineTo(points[index], points[index + 1]);
}

/**
 * @param {Context} context
 * @param {string} style
 * @param {number} width
 */
function stroke(context, style, width) {
  context.strokeStyle = style;
  context.lineWidth = width;
  context.stroke();
}

/**
 * @param {Float64Array} points
 * @returns {Float64Array} length from the line's beginning to each point
 */
export function lengths(points) {
  const along = new Float64Array(points.length / 2);
  for (let index = 1; index < along.length; index++) {
    const dx = points[2 * index] - points[2 * index - 2];
    const dy = points[2 * index + 1] - points[2 * index - 1];
    along[index] = along[index - 1] + Math.hypot(dx, dy);
  }
  return along;
}

/**
 * @param {Float64Array} points
 * @param {Float64Array} along
 * @param {number} distance  from the line's beginning
 * @returns {[number, number, number]} x, y and the angle there
 */
export function pointAt(points, along, distance) {
  let index = 1;
  while (index < along.length - 1 && along[index] < distance) index++;
  const [x0, y0, x1, y1] = points.subarray(2 * index - 2, 2 * index + 2);
  const share = (distance - along[index - 1]) / (along[index] - along[index - 1] || 1);
  return [x0 + (x1 - x0) * share, y0 + (y1 - y0) * share, Math.atan2(y1 - y0, x1 - x0)];
}

/**
 * The middle of the line if it is in view, else the middle of what is: null when nothing is.
 * @param {Float64Array} points
 * @param {Float64Array} along
 * @param {import("./scene.js").Frame} frame
 * @returns {number | null} distance from the line's beginning
 */
export function middleInView(points, along, { width, height }) {
  const length = along[along.length - 1];
  /** @param {number} distance */
  const inView = (distance) => {
    const [x, y] = pointAt(points, along, distance);
    return x > 20 && y > 20 && x < width - 20 && y < height - 20;
  };
  if (inView(length / 2)) return length / 2;
  const samples = Array.from({ length: 65 }, (_, index) => (index / 64) * length).filter(inView);
  return samples.length ? samples[samples.length >> 1] : null;
}
