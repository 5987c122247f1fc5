/**
 * Symbols on a canvas: colour and shape say what, the way they are filled says how well the place is known.
 * A surveyed site is filled, a settlement a ring, "near" a dashed ring.
 */

import { LOOKS } from "./encoding.js";
import { NEAR, SITE } from "./records.js";
import { css, luminance, mix } from "./theme.js";

/**
 * @typedef {import("./encoding.js").Look} Look
 * @typedef {import("./encoding.js").Shape} Shape
 * @typedef {import("./theme.js").Theme} Theme
 * @typedef {CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D} Context
 */

/** Radius of a symbol, CSS pixels. */
export const RADIUS = 5.5;

/** Corners on the unit circle, as angle (turns, from the top) and radius: chosen so that all look equally big. */
const CORNERS = /** @type {Record<Exclude<Shape, "circle" | "cross">, [number, number][]>} */ ({
  triangle: regular(3, 1.28),
  diamond: regular(4, 1.22),
  square: regular(4, 1.24).map(([turn, radius]) => [turn + 1 / 8, radius]),
  pentagon: regular(5, 1.14),
  hexagon: regular(6, 1.05),
  star: regular(10, 1.4).map(([turn, radius], index) => [turn, index % 2 ? radius * 0.52 : radius]),
});

/**
 * @param {number} corners
 * @param {number} radius
 * @returns {[number, number][]}
 */
function regular(corners, radius) {
  return Array.from({ length: corners }, (_, index) => [index / corners, radius]);
}

/**
 * @param {Context} context
 * @param {Shape} shape
 * @param {number} x
 * @param {number} y
 * @param {number} radius
 */
export function traceShape(context, shape, x, y, radius) {
  context.beginPath();
  if (shape === "circle") {
    context.arc(x, y, radius, 0, 2 * Math.PI);
  } else if (shape === "cross") {
    const [long, short] = [radius * 1.15, radius * 0.42];
    const steps = [
      [-short, -long],
      [short, -long],
      [short, -short],
      [long, -short],
      [long, short],
      [short, short],
      [short, long],
      [-short, long],
      [-short, short],
      [-long, short],
      [-long, -short],
      [-short, -short],
    ];
    for (const [dx, dy] of steps) context.lineTo(x + dx, y + dy);
  } else {
    const drop = shape === "triangle" ? radius * 0.16 : 0; // its centre of mass lies low
    for (const [turn, reach] of CORNERS[shape]) {
      const angle = turn * 2 * Math.PI;
      context.lineTo(x + Math.sin(angle) * reach * radius, y + drop - Math.cos(angle) * reach * radius);
    }
  }
  context.closePath();
}

/**
 * @param {Context} context
 * @param {Look} look
 * @param {number} precision  `SITE`, `SETTLEMENT` or `NEAR`
 * @param {number} x
 * @param {number} y
 * @param {number} radius
 * @param {Theme} theme
 */
export function drawSymbol(context, look, precision, x, y, radius, theme) {
  const colour = theme.dark ? mix(look.colour, [255, 255, 255], 0.14) : look.colour;
  const edge = theme.dark ? mix(look.colour, [255, 255, 255], 0.18) : mix(look.colour, [0, 0, 0], 0.28);
  const filled = precision === SITE;
  const inner = filled ? radius : radius - 0.3;
  context.lineJoin = "round";
  traceShape(context, look.shape, x, y, inner);
  context.setLineDash([]);
  context.lineWidth = filled ? 3 : 4.2;
  context.strokeStyle = css(theme.paper, 0.92);
  context.stroke();
  if (filled) {
    context.fillStyle = css(colour);
    context.fill();
    context.lineWidth = 0.8;
    context.strokeStyle = css(edge);
    context.stroke();
    return;
  }
  context.fillStyle = css(mix(theme.paper, look.colour, precision === NEAR ? 0.08 : 0.2));
  context.fill();
  context.lineWidth = Math.max(1.2, radius * 0.34);
  const darker = luminance(colour) > 0.75 ? 0.3 : 0.1; // a yellow ring would be lost on white
  context.strokeStyle = css(theme.dark ? colour : mix(colour, [0, 0, 0], darker));
  if (precision === NEAR) context.setLineDash([radius * 0.48, radius * 0.38]);
  context.stroke();
  context.setLineDash([]);
}

/** Symbols drawn once and stamped many times: twenty thousand of them in some 20 ms. */
export class Sprites {
  /**
   * @param {Theme} theme
   * @param {number} ratio  device pixels a CSS pixel
   * @param {number} [radius]  CSS pixels
   */
  constructor(theme, ratio, radius = RADIUS) {
    this.theme = theme;
    this.ratio = ratio;
    this.radius = radius;
    this.half = Math.ceil((radius * 1.45 + 3) * ratio);
    /** @type {Map<number, HTMLCanvasElement>} */
    this.kept = new Map();
  }

  /**
   * @param {number} slot  which look
   * @param {number} precision
   */
  get(slot, precision) {
    const key = slot * 4 + precision;
    const kept = this.kept.get(key);
    if (kept) return kept;
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = this.half * 2;
    const context = canvas.getContext("2d");
    if (!context) throw new Error("this browser has no 2D canvas");
    context.scale(this.ratio, this.ratio);
    const centre = this.half / this.ratio;
    drawSymbol(context, LOOKS[slot], precision, centre, centre, this.radius, this.theme);
    this.kept.set(key, canvas);
    return canvas;
  }

  /**
   * @param {CanvasRenderingContext2D} context  scaled to CSS pixels
   * @param {number} slot
   * @param {number} precision
   * @param {number} x
   * @param {number} y
   */
  stamp(context, slot, precision, x, y) {
    const { half, ratio } = this;
    // Whole device pixels: a sprite between two of them would be blurred.
    const left = (Math.round(x * ratio) - half) / ratio;
    const top = (Math.round(y * ratio) - half) / ratio;
    context.drawImage(this.get(slot, precision), left, top, (half * 2) / ratio, (half * 2) / ratio);
  }
}
