/**
 * Writes principal places on the offline base map, each beside its dot and only where that covers no other name:
 * the dataset's own and the countries' come first.
 */

import { css } from "../base/theme.js";
import { overlap } from "./collision_index.js";

/**
 * @typedef {import("./collision_index.js").Box} Box
 * @typedef {import("./scene.js").Frame} Frame
 * @typedef {{name: string, x: number, y: number}} Place  world x and y
 * @typedef {{name: string, x: number, y: number, box: Box}} Standing  of the dot, CSS pixels
 */

const SIZE_PX = 13;
const DOT_PX = 2;
/** CSS pixels from the dot to its name, and around both. */
const APART = 6;
const ROOM = 4;

/**
 * @param {CanvasRenderingContext2D} context  scaled to CSS pixels
 * @param {Place[]} places
 * @param {Box[]} taken  where other names stand
 * @param {Frame} frame
 * @param {import("../base/theme.js").Theme} theme
 */
export function drawPlaceNames(context, places, taken, frame, theme) {
  context.font = `${SIZE_PX}px ${theme.font}`;
  context.textAlign = "left";
  context.textBaseline = "middle";
  context.fillStyle = css(theme.ink, 0.6);
  const width = (/** @type {string} */ name) => context.measureText(name).width;
  for (const { name, x, y } of standingPlaces(places, width, taken, frame)) {
    context.beginPath();
    context.arc(x, y, DOT_PX, 0, 2 * Math.PI);
    context.fill();
    context.fillText(name, x + APART, y);
  }
}

/**
 * The places in the view whose names have room, in the order in which they are given.
 * @param {Place[]} places
 * @param {(name: string) => number} width  of a name, CSS pixels
 * @param {Box[]} taken
 * @param {Frame} frame
 * @returns {Standing[]}
 */
export function standingPlaces(places, width, taken, frame) {
  const boxes = [...taken];
  /** @type {Standing[]} */
  const found = [];
  for (const { name, x: worldX, y: worldY } of places) {
    const x = worldX * frame.scale - frame.left;
    const y = worldY * frame.scale - frame.top;
    if (x < 0 || y < 0 || x > frame.width || y > frame.height) continue;
    const high = SIZE_PX / 2 + ROOM;
    const box = { left: x - ROOM, right: x + APART + width(name) + ROOM, top: y - high, bottom: y + high };
    if (box.right > frame.width || boxes.some((other) => overlap(box, other))) continue;
    boxes.push(box);
    found.push({ name, x, y, box });
  }
  return found;
}
