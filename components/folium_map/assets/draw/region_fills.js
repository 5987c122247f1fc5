/** What a region is filled with: its class's colour, stripes where two classes may be, a hatch where none is known. */

const STRIPE = 8; // CSS pixels from one to the next, along an axis
const HATCH = 6;

/**
 * @typedef {object} Fill
 * @property {string | null} base  colour; null: none
 * @property {string | null} stripes
 * @property {boolean} hatched  grey lines: not known
 */

/**
 * @param {number} certain  class: −1 not known, 0 nothing, 1 … k
 * @param {number} possible
 * @param {string[]} colours  of classes 1 … k
 * @returns {Fill}
 */
export function fillOf(certain, possible, colours) {
  if (certain < 0 || possible < 0) return { base: null, stripes: null, hatched: true };
  const base = certain ? colours[certain - 1] : null;
  return { base, stripes: certain === possible ? null : (colours[possible - 1] ?? null), hatched: false };
}

/**
 * What a canvas takes as its fill style; null: nothing is filled.
 * @param {Fill} fill
 * @param {string} grey
 * @returns {string | CanvasPattern | null}
 */
export function styleOf({ base, stripes, hatched }, grey) {
  if (hatched) return lined(null, grey, HATCH, 1);
  return stripes === null ? base : lined(base, stripes, STRIPE, STRIPE / 2 / Math.SQRT2);
}

/**
 * Diagonal lines, as a picture that repeats.
 * @param {string | null} base
 * @param {string} colour
 * @param {number} size
 * @param {number} width
 */
function lined(base, colour, size, width) {
  const ratio = window.devicePixelRatio || 1;
  const tile = document.createElement("canvas");
  tile.width = tile.height = Math.round(size * ratio);
  const context = tile.getContext("2d");
  if (!context) return colour;
  const edge = tile.width;
  if (base) {
    context.fillStyle = base;
    context.fillRect(0, 0, edge, edge);
  }
  context.strokeStyle = colour;
  context.lineWidth = width * ratio;
  context.beginPath();
  for (const from of [-edge, 0, edge]) {
    context.moveTo(from - 1, edge + 1);
    context.lineTo(from + edge + 1, -1);
  }
  context.stroke();
  const pattern = context.createPattern(tile, "repeat");
  pattern?.setTransform(new DOMMatrix().scale(size / edge));
  return pattern ?? colour;
}
