/**
 * Draws records that are known to be an area: a faint filling and an outline, the larger ones below the smaller;
 * and says which of them lies under a point.
 */

import { css } from "../base/theme.js";
import { distanceTo } from "./lines.js";
import { colourOf } from "./palette.js";
import { onScreen } from "./scene.js";
import { simplifiedAt } from "./simplify.js";

/**
 * @typedef {import("./scene.js").Scene} Scene
 * @typedef {import("./scene.js").Frame} Frame
 * @typedef {CanvasRenderingContext2D} Context
 * @typedef {import("../data/records.js").Shape} Shape
 * @typedef {object} Area  in the view
 * @property {number[]} rows
 * @property {Float64Array[]} rings  screen x, y pairs
 * @property {number} size
 */

const FILL = 0.1;
const CHOSEN = 0.08;
/** What is smaller in both directions is drawn as a square of this edge, pixels. */
const SMALLEST = 3;

/**
 * The areas in view. Fillings are drawn opaque on a canvas of their own that is laid on once, lightly: however
 * many overlap, what lies under them stays to be seen.
 * @param {Context} context
 * @param {Scene} scene
 * @param {HTMLCanvasElement} scratch  a canvas of the same size
 * @returns {Area[]} larger ones first
 */
export function drawAreas(context, scene, scratch) {
  const { frame, theme, encoding, chosen } = scene;
  const shown = scene.shapes
    .filter((shape) => shape.kind === "area" && isInView(shape.box, frame))
    .sort((one, other) => other.size - one.size);
  if (!shown.length) return [];
  const soft = scratch.getContext("2d");
  if (!soft) return [];
  scratch.width = context.canvas.width;
  scratch.height = context.canvas.height;
  soft.scale(frame.ratio, frame.ratio);
  context.lineJoin = "round";
  const areas = shown.map((shape) => ({ rows: shape.rows, rings: ringsOf(shape, frame), size: shape.size }));
  const isChosen = (/** @type {Area} */ { rows }) => chosen !== null && rows.includes(chosen);
  for (const area of areas) {
    trace(soft, area.rings);
    soft.fillStyle = css(colourOf(encoding, area.rows, theme));
    soft.fill("evenodd");
  }
  context.globalAlpha = FILL;
  context.drawImage(scratch, 0, 0, frame.width, frame.height);
  context.globalAlpha = 1;
  for (const area of areas) {
    trace(context, area.rings);
    if (isChosen(area)) {
      context.fillStyle = css(theme.ink, CHOSEN);
      context.fill("evenodd");
      stroke(context, css(theme.ink, 0.75), 5);
    }
    stroke(context, css(theme.paper, 0.7), 3);
    stroke(context, css(colourOf(encoding, area.rows, theme), 0.85), 1.5);
  }
  return areas;
}

/**
 * @param {import("../data/columns.js").Box} box
 * @param {Frame} frame
 */
export function isInView({ west, east, north, south }, { left, top, scale, width, height }) {
  return (
    east * scale - left >= 0 &&
    west * scale - left <= width &&
    south * scale - top >= 0 &&
    north * scale - top <= height
  );
}

/**
 * @param {Shape} shape
 * @param {Frame} frame
 * @returns {Float64Array[]}
 */
function ringsOf({ paths, box: { west, east, north, south } }, frame) {
  const { scale } = frame;
  if (Math.max(east - west, south - north) * scale >= SMALLEST)
    return paths.map((path) => onScreen(simplifiedAt(path, frame.zoom, scale), frame));
  const [x, y] = onScreen(Float64Array.of((west + east) / 2, (north + south) / 2), frame);
  const half = SMALLEST / 2;
  return [
    Float64Array.of(
      x - half,
      y - half,
      x + half,
      y - half,
      x + half,
      y + half,
      x - half,
      y + half,
      x - half,
      y - half,
    ),
  ];
}

/**
 * The areas under a point: those whose outline passes within reach, else the smallest that holds it.
 * @param {Area[]} areas  larger ones first
 * @param {number} x
 * @param {number} y
 * @param {number} reach  pixels
 * @returns {number[]} rows
 */
export function areasAt(areas, x, y, reach) {
  const close = areas.filter(({ rings }) => rings.some((ring) => distanceTo(ring, x, y) <= reach));
  const hit = close.length ? close.reverse() : areas.filter(({ rings }) => holds(rings, x, y)).slice(-1);
  return hit.flatMap(({ rows }) => rows);
}

/**
 * By the even-odd rule, as the area is filled: a hole is none of it.
 * @param {Float64Array[]} rings
 * @param {number} x
 * @param {number} y
 */
export function holds(rings, x, y) {
  let odd = false;
  for (const ring of rings) {
    for (let index = 0; index + 3 < ring.length; index += 2) {
      const [y0, y1] = [ring[index + 1], ring[index + 3]];
      if (y0 > y === y1 > y) continue;
      if (x < ring[index] + ((y - y0) / (y1 - y0)) * (ring[index + 2] - ring[index])) odd = !odd;
    }
  }
  return odd;
}

/**
 * @param {Context} context
 * @param {Float64Array[]} rings
 */
function trace(context, rings) {
  context.beginPath();
  for (const ring of rings) {
    context.moveTo(ring[0], ring[1]);
    for (let index = 2; index < ring.length; index += 2) context.lineTo(ring[index], ring[index + 1]);
    context.closePath();
  }
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
