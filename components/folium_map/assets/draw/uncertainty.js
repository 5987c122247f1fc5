/**
 * Draws how far around an area or several points a record may lie: a faint outline at the stated radius. Around one
 * point it is a soft disc and along a line a soft band, which these bring: an outline would read as a border there.
 */

import { metresPerPixel } from "../base/projection.js";
import { css } from "../base/theme.js";
import { isInView } from "./areas.js";
import { colourOf } from "./palette.js";
import { onScreen } from "./scene.js";
import { simplifiedAt } from "./simplify.js";

/**
 * @typedef {import("./scene.js").Scene} Scene
 * @typedef {import("../data/records.js").Shape} Shape
 * @typedef {CanvasRenderingContext2D} Context
 * @typedef {{left: number, top: number, width: number, height: number}} Part  of the view, CSS pixels
 * @typedef {{kind: string, rows: number[], paths: Float64Array[], radius: number, part: Part}} Band  CSS pixels
 */

const STRENGTH = 0.5;
/** CSS pixels: a nearer outline would lie on the shape's own. */
const LEAST = 4;
/** So many are drawn: of more, outlines would be all that is seen. */
const MOST = 60;
const EDGE = 2;

/**
 * The shapes whose records state how far around they may lie, in view, the smaller first.
 * @param {Scene} scene
 * @returns {Band[]}
 */
export function bandsOf({ shapes, records, frame }) {
  const widest = 2 * Math.hypot(frame.width, frame.height); // its outline lies nowhere near
  return shapes
    .filter(({ kind }) => kind !== "line")
    .map((shape) => ({ shape, radius: radiusOf(shape, records.columns.uncertainty, frame.zoom) }))
    .filter(
      ({ shape, radius }) =>
        radius >= LEAST && radius < widest && isInView(grown(shape.box, radius, frame), frame),
    )
    .sort((one, other) => one.shape.size - other.shape.size)
    .slice(0, MOST)
    .map(({ shape: { kind, rows, paths, box }, radius }) => ({
      ...{ kind, rows, radius },
      paths: paths.map((path) =>
        onScreen(kind === "points" ? path : simplifiedAt(path, frame.zoom, frame.scale), frame),
      ),
      part: partOf(box, radius + EDGE, frame),
    }));
}

/**
 * The widest radius that records of a shape state, CSS pixels; 0 where none does, or it is not known here.
 * @param {Pick<Shape, "rows" | "box">} shape
 * @param {ArrayLike<number>} uncertainty  metres, by row
 * @param {number} zoom
 */
export function radiusOf({ rows, box }, uncertainty, zoom) {
  const widest = rows.reduce((most, row) => Math.max(most, uncertainty[row] ?? 0), 0);
  return widest / metresPerPixel((box.north + box.south) / 2, zoom);
}

/**
 * @param {Context} context
 * @param {Scene} scene
 * @param {HTMLCanvasElement} scratch  a canvas that may be used
 */
export function drawUncertainty(context, scene, scratch) {
  const bands = bandsOf(scene);
  const soft = bands.length ? scratch.getContext("2d") : null;
  if (!soft) return;
  scratch.width = context.canvas.width;
  scratch.height = context.canvas.height;
  soft.scale(scene.frame.ratio, scene.frame.ratio);
  soft.lineJoin = soft.lineCap = "round";
  context.globalAlpha = STRENGTH;
  for (const band of bands) drawBand(context, soft, band, scene);
  context.globalAlpha = 1;
}

/**
 * All that is within the radius, less all that is within a pixel less: what is left is its edge.
 * @param {Context} context
 * @param {Context} soft
 * @param {Band} band
 * @param {Scene} scene
 */
function drawBand(context, soft, band, { encoding, theme, frame: { ratio } }) {
  const { left, top, width, height } = band.part;
  soft.clearRect(left, top, width, height);
  soft.fillStyle = soft.strokeStyle = css(colourOf(encoding, band.rows, theme));
  cover(soft, band, band.radius + 0.5);
  soft.globalCompositeOperation = "destination-out";
  cover(soft, band, band.radius - 0.5);
  soft.globalCompositeOperation = "source-over";
  context.drawImage(
    soft.canvas,
    ...[left * ratio, top * ratio, width * ratio, height * ratio],
    ...[left, top, width, height],
  );
}

/**
 * @param {Context} context
 * @param {Band} band
 * @param {number} radius
 */
function cover(context, { kind, paths }, radius) {
  context.beginPath();
  if (kind === "points") {
    for (const points of paths) discs(context, points, radius);
    context.fill();
    return;
  }
  for (const path of paths) {
    context.moveTo(path[0], path[1]);
    for (let index = 2; index < path.length; index += 2) context.lineTo(path[index], path[index + 1]);
  }
  if (kind === "area") context.fill("evenodd");
  context.lineWidth = 2 * radius;
  context.stroke();
}

/**
 * @param {Context} context
 * @param {Float64Array} points
 * @param {number} radius
 */
function discs(context, points, radius) {
  for (let index = 0; index < points.length; index += 2) {
    context.moveTo(points[index] + radius, points[index + 1]);
    context.arc(points[index], points[index + 1], radius, 0, 2 * Math.PI);
  }
}

/**
 * @param {import("../data/columns.js").Box} box  world
 * @param {number} by  CSS pixels
 * @param {import("./scene.js").Frame} frame
 */
function grown({ west, east, north, south }, by, { scale }) {
  const units = by / scale;
  return { west: west - units, east: east + units, north: north - units, south: south + units };
}

/**
 * A box and what lies about it, as far as it is in view, on whole pixels.
 * @param {import("../data/columns.js").Box} box  world
 * @param {number} by  CSS pixels
 * @param {import("./scene.js").Frame} frame
 * @returns {Part}
 */
function partOf(box, by, frame) {
  const { west, east, north, south } = grown(box, by, frame);
  const { scale, width, height } = frame;
  const left = Math.max(0, Math.floor(west * scale - frame.left));
  const top = Math.max(0, Math.floor(north * scale - frame.top));
  const right = Math.min(width, Math.ceil(east * scale - frame.left));
  const bottom = Math.min(height, Math.ceil(south * scale - frame.top));
  return { left, top, width: Math.max(1, right - left), height: Math.max(1, bottom - top) };
}
