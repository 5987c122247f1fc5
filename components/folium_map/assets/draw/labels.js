/**
 * Writes the dataset's place names on the map, so that it is not blank without tiles: the places with more
 * records first, each where it covers neither a symbol nor another name.
 */

import { worldOf } from "../base/projection.js";
import { css } from "../base/theme.js";
import { BitmapCache } from "./bitmap_cache.js";
import { CollisionIndex } from "./collision_index.js";
import { lengths, pointAt, standsOf } from "./lines.js";

/**
 * @typedef {"town" | "site" | "area"} Sort
 * @typedef {{name: string, x: number, y: number, count: number, sort: Sort, width: number}} Label  world x and
 *   y; width in pixels, 0 until it was measured
 * @typedef {{labels: Label[], pictures: BitmapCache}} Labels
 * @typedef {{points: Float64Array, text: string}} LineName  screen x, y pairs
 * @typedef {import("./collision_index.js").Circle} Obstacle
 * @typedef {import("./collision_index.js").Box} Box
 */

/** @type {Record<string, Sort>} */
const SORTS = { site: "site", region: "area", district: "area" };
/** A town tells where one is; a monastery in it comes after, and the name of an area goes where there is room. */
const RANK = { town: 2, site: 1, area: 0.1 };
const MOST = 160;
const MOST_TRIED = 500;
const MOST_OBSTACLES = 1500;
const MOST_KEPT = 400;
/** CSS pixels: nearer to each other, two places of one name are one to the reader, who reads it once. */
const SAME_PLACE = 60;
/** CSS pixels around a name in its picture, for the halo. */
const EDGE = 4;

/**
 * @param {import("../data/records.js").Reference} reference
 * @returns {Labels}
 */
export function labelsOf(reference) {
  const named = reference.places.filter((place) => place.class !== "country"); // its middle is no place
  const labels = named.map(({ name, lon, lat, count, class: precision }) => {
    const [x, y] = worldOf(lon, lat);
    return { name, x, y, count, sort: SORTS[precision] ?? "town", width: 0 };
  });
  labels.sort((one, other) => other.count * RANK[other.sort] - one.count * RANK[one.sort]);
  return { labels, pictures: new BitmapCache(1, MOST_KEPT) };
}

/**
 * The page's font or colours have changed or have come.
 * @param {Labels} labels
 */
export function measureAgain(labels) {
  for (const label of labels.labels) label.width = 0;
  labels.pictures = new BitmapCache(labels.pictures.ratio, MOST_KEPT);
}

/**
 * @param {CanvasRenderingContext2D} context  scaled to CSS pixels
 * @param {Labels} labels
 * @param {LineName[]} lines  their names first: they say how far a line is to be trusted
 * @param {Obstacle[]} obstacles  the symbols
 * @param {import("./scene.js").Frame} frame
 * @param {import("../base/theme.js").Theme} theme
 * @returns {CollisionIndex} where names and symbols stand
 */
export function drawLabels(context, labels, lines, obstacles, frame, theme) {
  const collisions = new CollisionIndex(obstacles.length > MOST_OBSTACLES ? [] : obstacles);
  if (labels.pictures.ratio !== frame.ratio) labels.pictures = new BitmapCache(frame.ratio, MOST_KEPT);
  const canvas = { context, collisions, theme, pictures: labels.pictures };
  context.letterSpacing = "0px";
  for (const line of lines) drawLineName(canvas, line, frame);
  let written = 0;
  let tried = 0;
  /** @type {Map<string, {x: number, y: number}>} where each name was written last */
  const named = new Map();
  for (const label of labels.labels) {
    if (written >= MOST || tried >= MOST_TRIED) break;
    const x = label.x * frame.scale - frame.left;
    const y = label.y * frame.scale - frame.top;
    if (x < -40 || y < -20 || x > frame.width + 40 || y > frame.height + 20) continue;
    const same = named.get(label.name);
    if (same && Math.hypot(same.x - x, same.y - y) < SAME_PLACE) continue;
    tried++;
    if (!drawLabel(canvas, label, x, y)) continue;
    written++;
    named.set(label.name, { x, y });
  }
  return collisions;
}

/**
 * @typedef {{context: CanvasRenderingContext2D, collisions: CollisionIndex, theme: import("../base/theme.js").Theme,
 *   pictures: BitmapCache}} Canvas
 */

/**
 * A place's name, where there is room for it.
 * @param {Canvas} canvas
 * @param {Label} label
 * @param {number} x  of the place
 * @param {number} y
 * @returns {boolean} whether there was
 */
function drawLabel({ context, collisions, theme, pictures }, label, x, y) {
  const big = label.sort === "town" && label.count > 3;
  const size = big ? 14 : 13;
  const cut = `${label.sort === "site" ? "italic " : ""}${big ? 600 : 400} ${size}px ${theme.font}`;
  label.width ||= measured(context, label, cut); // thousands of names, at every drawing
  const own = collisions.at(x, y);
  const boxes = placesFor(x, y, own?.reach ?? 3, label.width, size);
  const box = boxes.find((each) => collisions.isFree(each, own));
  if (!box) return false;
  collisions.take(box);
  if (!own && label.sort !== "area") drawDot(context, x, y, theme);
  pictures.put(context, pictureOf(pictures, label, cut, size, theme), box.left + 2 - EDGE, box.top - EDGE);
  return true;
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Label} label
 * @param {string} cut  of the font
 */
function setCut(context, { sort }, cut) {
  context.font = cut;
  context.letterSpacing = sort === "area" ? "2px" : "0px";
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Label} label
 * @param {string} cut
 */
function measured(context, label, cut) {
  setCut(context, label, cut);
  return context.measureText(label.name).width;
}

/**
 * A name as it is written: to stroke its halo takes long, and most names stay from drawing to drawing.
 * @param {BitmapCache} pictures
 * @param {Label} label
 * @param {string} cut
 * @param {number} size
 * @param {import("../base/theme.js").Theme} theme
 */
function pictureOf(pictures, label, cut, size, theme) {
  const high = size + 3 + 2 * EDGE;
  return pictures.get(`${label.sort} ${cut} ${label.name}`, label.width + 2 * EDGE, high, (context) => {
    setCut(context, label, cut);
    const strength = { town: 0.88, site: 0.72, area: 0.5 }[label.sort];
    writeHaloed(context, label.name, EDGE, high / 2, theme, strength);
  });
}

/**
 * Where a name may stand, best first: right of its symbol, left, below, above.
 * @param {number} x
 * @param {number} y
 * @param {number} reach
 * @param {number} width
 * @param {number} size
 * @returns {Box[]}
 */
function placesFor(x, y, reach, width, size) {
  const [wide, high, gap] = [width + 4, size + 3, reach + 2];
  const corners = [
    [x + gap, y - high / 2],
    [x - gap - wide, y - high / 2],
    [x - wide / 2, y + gap],
    [x - wide / 2, y - gap - high],
  ];
  return corners.map(([left, top]) => ({ left, top, right: left + wide, bottom: top + high }));
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number} x
 * @param {number} y
 * @param {import("../base/theme.js").Theme} theme
 */
function drawDot(context, x, y, theme) {
  context.beginPath();
  context.arc(x, y, 1.6, 0, 2 * Math.PI);
  context.fillStyle = css(theme.ink, 0.5);
  context.fill();
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {string} text
 * @param {number} x
 * @param {number} y
 * @param {import("../base/theme.js").Theme} theme
 * @param {number} strength
 */
function writeHaloed(context, text, x, y, theme, strength) {
  context.textAlign = "left";
  context.textBaseline = "middle";
  context.lineJoin = "round";
  context.lineWidth = 3;
  context.strokeStyle = css(theme.paper, 0.85);
  context.strokeText(text, x, y);
  context.fillStyle = css(theme.ink, strength);
  context.fillText(text, x, y);
}

/** CSS pixels between a line and its name, and at the view's edge. */
const BESIDE = 14;
const LINE_NAME_PX = 13;

/**
 * A line's name beside it, where nothing else stands if there is such a place: it is never left out.
 * @param {Canvas} canvas
 * @param {LineName} line
 * @param {import("./scene.js").Frame} frame
 */
function drawLineName({ context, collisions, theme }, { points, text }, frame) {
  const along = lengths(points);
  context.font = `italic ${LINE_NAME_PX}px ${theme.font}`;
  const { width } = context.measureText(text);
  const boxes = standsOf(points, along, frame).flatMap((stand) => {
    const [x, y] = pointAt(points, along, stand);
    return placesFor(x, y, BESIDE, width, LINE_NAME_PX).map((box) => heldIn(box, frame));
  });
  const box = boxes.find((each) => collisions.isFree(each, undefined)) ?? boxes[0];
  if (!box) return;
  collisions.take(box);
  writeHaloed(context, text, box.left + 2, (box.top + box.bottom) / 2, theme, 0.72);
}

/**
 * A box moved into the view.
 * @param {Box} box
 * @param {import("./scene.js").Frame} frame
 * @returns {Box}
 */
function heldIn({ left, top, right, bottom }, { width, height }) {
  const aside = Math.max(0, -left) - Math.max(0, right - width);
  const down = Math.max(0, -top) - Math.max(0, bottom - height);
  return { left: left + aside, top: top + down, right: right + aside, bottom: bottom + down };
}
