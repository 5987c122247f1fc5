/**
 * Writes populated places on the offline base map, the largest first, each beside its dot and only where that covers
 * neither a symbol nor another name: the dataset's own and the countries' come first.
 */

import { css } from "../base/theme.js";
import { NamedAlready } from "./named_already.js";

/**
 * @typedef {import("./collision_index.js").Box} Box
 * @typedef {import("./collision_index.js").CollisionIndex} CollisionIndex
 * @typedef {import("./country_names.js").Country} Country
 * @typedef {import("./labels.js").Labels} Labels
 * @typedef {import("./scene.js").Frame} Frame
 * @typedef {import("../data/place_tiles.js").Place} Place
 * @typedef {{name: string, x: number, y: number, box: Box, left: number}} Standing  of the dot, and where the name
 *   begins: CSS pixels
 */

const SIZE_PX = 13;
const DOT_PX = 2;
/** CSS pixels from the dot to its name, and around both. */
const APART = 6;
const ROOM = 4;
/** More would be a list, not a map. */
const MOST = 120;

export class PlaceNames {
  /** @type {{all: Place[], labels: Labels | null, left: Place[]}} */
  #unnamed = { all: [], labels: null, left: [] };
  /** @type {NamedAlready | null} */
  #named = null;
  #widths = { font: "", of: /** @type {Map<string, number>} */ (new Map()) };

  /**
   * @param {CanvasRenderingContext2D} context  scaled to CSS pixels
   * @param {Place[]} places  largest first
   * @param {Labels} labels  the dataset's own
   * @param {Country[]} countries
   * @param {CollisionIndex} collisions  symbols, and names that stand there
   * @param {Frame} frame
   * @param {import("../base/theme.js").Theme} theme
   */
  draw(context, places, labels, countries, collisions, frame, theme) {
    context.font = `${SIZE_PX}px ${theme.font}`;
    context.textAlign = "left";
    context.textBaseline = "middle";
    context.fillStyle = css(theme.ink, 0.6);
    const left = this.#without(places, labels, countries);
    for (const standing of standingPlaces(left, this.#measure(context, theme.font), collisions, frame)) {
      context.beginPath();
      context.arc(standing.x, standing.y, DOT_PX, 0, 2 * Math.PI);
      context.fill();
      context.fillText(standing.name, standing.left, standing.y);
    }
  }

  /**
   * The places that nothing else names; of a view they stay the same from drawing to drawing.
   * @param {Place[]} all
   * @param {Labels} labels
   * @param {Country[]} countries
   */
  #without(all, labels, countries) {
    if (this.#unnamed.labels !== labels) this.#named = new NamedAlready(labels.labels, countries);
    if (this.#unnamed.labels !== labels || this.#unnamed.all !== all) {
      this.#unnamed = { all, labels, left: all.filter((place) => !this.#named?.has(place)) };
    }
    return this.#unnamed.left;
  }

  /** @param {CanvasRenderingContext2D} context @param {string} font */
  #measure(context, font) {
    if (this.#widths.font !== font) this.#widths = { font, of: new Map() };
    const known = this.#widths.of;
    return (/** @type {string} */ name) => {
      const width = known.get(name) ?? context.measureText(name).width;
      known.set(name, width);
      return width;
    };
  }
}

/**
 * The places in the view whose names have room, in the order in which they are given.
 * @param {Place[]} places
 * @param {(name: string) => number} width  of a name, CSS pixels
 * @param {CollisionIndex} collisions  which the names take their room in
 * @param {Frame} frame
 * @returns {Standing[]}
 */
export function standingPlaces(places, width, collisions, frame) {
  /** @type {Standing[]} */
  const found = [];
  for (const { name, x: worldX, y: worldY } of places) {
    if (found.length >= MOST) break;
    const x = worldX * frame.scale - frame.left;
    const y = worldY * frame.scale - frame.top;
    if (x < 0 || y < 0 || x > frame.width || y > frame.height) continue;
    const box = boxesAt(x, y, width(name)).find(
      (each) => each.left >= 0 && each.right <= frame.width && collisions.isFree(each, undefined),
    );
    if (!box) continue;
    collisions.take(box);
    found.push({ name, x, y, box, left: box.right > x + ROOM ? x + APART : box.left + ROOM });
  }
  return found;
}

/**
 * What a dot and its name take: the name on the right, else on the left.
 * @param {number} x
 * @param {number} y
 * @param {number} wide
 * @returns {Box[]}
 */
function boxesAt(x, y, wide) {
  const high = SIZE_PX / 2 + ROOM;
  const rows = { top: y - high, bottom: y + high };
  return [
    { left: x - ROOM, right: x + APART + wide + ROOM, ...rows },
    { left: x - APART - wide - ROOM, right: x + ROOM, ...rows },
  ];
}
