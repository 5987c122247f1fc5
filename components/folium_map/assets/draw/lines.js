/**
 * Draws records that are known along a line: a dashed stroke, a soft band as wide as the stated uncertainty,
 * and the records' symbols on it.
 */

import { metresPerPixel } from "../base/projection.js";
import { css } from "../base/theme.js";
import { eventsIn } from "../data/events.js";
import { NEAR } from "../data/records.js";
import { colourOf, slotOfRow } from "./palette.js";
import { drawHalo } from "./points.js";
import { LARGEST, SPACING } from "./rosette.js";
import { onScreen } from "./scene.js";
import { simplifiedAt } from "./simplify.js";
import { RADIUS } from "./symbols.js";

/**
 * @typedef {import("./scene.js").Scene} Scene
 * @typedef {import("./scene.js").Spot} Spot
 * @typedef {CanvasRenderingContext2D} Context
 * @typedef {import("../data/records.js").LinePlace} LinePlace
 * @typedef {{points: Float64Array, rows: number[], place: LinePlace | null, main: boolean}} Stroke  screen x, y
 *   pairs; `main`: of several lines that are one shape, the one that its symbols stand on
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
  return scene.shapes
    .filter(({ kind }) => kind === "line")
    .flatMap(({ rows, paths, place }) => {
      const main = longest(paths);
      return paths.map((path) => {
        const points = onScreen(path, scene.frame); // all of them: symbols stand at shares of its length
        const { zoom, scale } = scene.frame;
        drawStroke(context, scene, onScreen(simplifiedAt(path, zoom, scale), scene.frame), rows, path[1]);
        return { points, rows, place, main: path === main };
      });
    });
}

/** @param {Float64Array[]} paths */
function longest(paths) {
  if (paths.length === 1) return paths[0];
  const length = (/** @type {Float64Array} */ path) => lengths(path).at(-1) ?? 0;
  return paths.reduce((best, path) => (length(path) > length(best) ? path : best));
}

/**
 * @param {Context} context
 * @param {Scene} scene
 * @param {Float64Array} points
 * @param {number[]} rows
 * @param {number} y  a world y of it
 */
function drawStroke(context, { frame, theme, encoding, records, chosen }, points, rows, y) {
  const colour = colourOf(encoding, rows, theme);
  const widest = rows.reduce((most, row) => Math.max(most, records.columns.uncertainty[row]), 0);
  const band = (2 * widest) / metresPerPixel(y, frame.zoom);
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
}

/** The places of a line that its symbols may stand at are no closer than this, and so many are tried. */
const CLOSEST = 45;
const MOST_TRIED = 12;

/**
 * @param {[number, number][]} stands
 * @param {{x: number, y: number, reach: number}[]} obstacles
 */
function isFree(stands, obstacles) {
  return stands.every(
    ([x, y]) => !obstacles.some((other) => Math.hypot(other.x - x, other.y - y) < other.reach + RADIUS + 2),
  );
}

/**
 * Whether neighbours keep clear of each other, which they do not where a line bends sharply.
 * @param {[number, number][]} stands
 */
function areApart(stands) {
  return stands.every(
    ([x, y], index) => !index || Math.hypot(x - stands[index - 1][0], y - stands[index - 1][1]) > 2 * RADIUS,
  );
}

/**
 * The symbols on the lines: above the strokes, side by side, never beside the line or beyond its ends.
 * @param {Context} context
 * @param {Scene} scene
 * @param {Stroke[]} strokes
 * @param {import("./symbols.js").Sprites} sprites
 * @param {{x: number, y: number, reach: number}[]} obstacles  symbols already drawn
 * @returns {Spot[]}
 */
export function drawOnLines(context, scene, strokes, sprites, obstacles) {
  const { encoding, chosen, frame, records } = scene;
  /** @type {Spot[]} */
  const spots = [];
  for (const { points, rows, main } of strokes) {
    if (!main) continue;
    const along = lengths(points);
    const room = rows.length <= LARGEST && rows.length * SPACING < extent(points);
    const groups = room ? rows.map((row) => [row]) : [rows];
    const about = (/** @type {number} */ centre) => sideBySide(points, along, centre, groups.length);
    const centres = standsOf(points, along, frame);
    const centre =
      centres.find((each) => isFree(about(each), obstacles) && areApart(about(each))) ?? centres[0];
    if (centre === undefined) continue;
    const stands = about(centre);
    groups.forEach((group, index) => {
      const [x, y] = stands[index];
      const row = chosen !== null && group.includes(chosen) ? chosen : group[0];
      if (row === chosen) drawHalo(context, scene, x, y);
      sprites.stamp(context, slotOfRow(encoding, row), NEAR, x, y);
      const events = eventsIn(records.columns, group);
      if (group.length > 1 || events !== 1) sprites.stampCount(context, events, x, y);
      spots.push({ x, y, r: RADIUS + 1, rows: group });
    });
  }
  return spots;
}

/**
 * Points on the line about one of it, moved inwards where they would go beyond an end.
 * @param {Float64Array} points
 * @param {Float64Array} along
 * @param {number} centre  from the line's beginning
 * @param {number} count
 */
function sideBySide(points, along, centre, count) {
  const half = ((count - 1) / 2) * SPACING;
  const held = Math.max(half, Math.min(along[along.length - 1] - half, centre));
  return Array.from({ length: count }, (_, index) => pointAt(points, along, held - half + index * SPACING));
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
 * A line's name, and how far it is to be trusted.
 * @param {LinePlace} place
 * @param {import("../base/words.js").Words} words
 */
export function named({ name, uncertainty }, words) {
  if (!uncertainty) return words.say("line.symbolic", { name });
  return words.say("line.symbolic_within", { name, distance: words.kilometres(uncertainty) });
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
 * The longer side of what a line covers: one that winds may be long, and yet have no room.
 * @param {Float64Array} points
 */
function extent(points) {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let index = 0; index < points.length; index += 2) {
    left = Math.min(left, points[index]);
    right = Math.max(right, points[index]);
    top = Math.min(top, points[index + 1]);
    bottom = Math.max(bottom, points[index + 1]);
  }
  return Math.max(right - left, bottom - top);
}

/**
 * @param {Float64Array} points
 * @param {Float64Array} along
 * @param {number} distance  from the line's beginning; beyond an end it is that end
 * @returns {[number, number]} x and y
 */
export function pointAt(points, along, distance) {
  let [index, last] = [1, along.length - 1];
  while (index < last) {
    const middle = (index + last) >> 1;
    if (along[middle] < distance) index = middle + 1;
    else last = middle;
  }
  const [x0, y0, x1, y1] = points.subarray(2 * index - 2, 2 * index + 2);
  const share = (distance - along[index - 1]) / (along[index] - along[index - 1] || 1);
  const held = Math.max(0, Math.min(1, share));
  return [x0 + (x1 - x0) * held, y0 + (y1 - y0) * held];
}

/**
 * Where the symbols of a line may stand, best first: its middle, its quarters, its eighths and so on, as far as
 * they are in view. They are fixed on the ground: what stands there does not slide when the map is moved, zoomed
 * or made wider.
 * @param {Float64Array} points
 * @param {Float64Array} along
 * @param {import("./scene.js").Frame} frame
 * @returns {number[]} distances from the line's beginning; none if nothing of the line is in view
 */
export function standsOf(points, along, frame) {
  const length = along[along.length - 1];
  const inView = stretchesInView(points, along, frame);
  const stands = inView.some(([from, to]) => from <= length / 2 && length / 2 <= to) ? [length / 2] : [];
  for (let step = length / 4; step >= (stands.length ? CLOSEST : 1); step /= 2) {
    for (const [from, to] of inView) {
      const first = step * (2 * Math.ceil((from / step - 1) / 2) + 1);
      for (let stand = first; stand <= to; stand += 2 * step) stands.push(stand);
    }
    if (stands.length >= MOST_TRIED) break;
  }
  return stands.slice(0, MOST_TRIED);
}

/** Symbols keep so far from the view's edge, pixels. */
const INSET = 20;

/**
 * @param {Float64Array} points
 * @param {Float64Array} along
 * @param {import("./scene.js").Frame} frame
 * @returns {[number, number][]} distances from the line's beginning between which it is in view
 */
function stretchesInView(points, along, { width, height }) {
  /** @type {[number, number][]} */
  const stretches = [];
  for (let index = 1; index < along.length; index++) {
    const at = 2 * index;
    const acrossX = sharesWithin(points[at - 2], points[at], INSET, width - INSET);
    const acrossY = sharesWithin(points[at - 1], points[at + 1], INSET, height - INSET);
    const [enter, leave] = [Math.max(acrossX[0], acrossY[0]), Math.min(acrossX[1], acrossY[1])];
    if (enter > leave) continue;
    const span = along[index] - along[index - 1];
    const [from, to] = [along[index - 1] + enter * span, along[index - 1] + leave * span];
    const last = stretches.at(-1);
    if (last && last[1] >= from) last[1] = to;
    else stretches.push([from, to]);
  }
  return stretches;
}

/**
 * The shares of the way from one value to another between which it lies between two bounds: 0 to 1 or less; the
 * first is larger if it never does.
 * @param {number} from
 * @param {number} to
 * @param {number} low
 * @param {number} high
 * @returns {[number, number]}
 */
function sharesWithin(from, to, low, high) {
  if (from === to) return from >= low && from <= high ? [0, 1] : [1, 0];
  const [one, other] = [(low - from) / (to - from), (high - from) / (to - from)];
  return [Math.max(0, Math.min(one, other)), Math.min(1, Math.max(one, other))];
}
