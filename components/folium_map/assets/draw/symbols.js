/**
 * Symbols on a canvas: colour and shape say what, the way they are filled says how well the place is known.
 * A surveyed site is filled, a settlement a ring, "near" a dashed ring.
 */

import { css, luminance, mix } from "../base/theme.js";
import { NEAR, SITE } from "../data/records.js";
import { BitmapCache } from "./bitmap_cache.js";
import { LOOKS } from "./palette.js";

/**
 * @typedef {import("./palette.js").Look} Look
 * @typedef {import("./palette.js").Shape} Shape
 * @typedef {import("../base/theme.js").Theme} Theme
 * @typedef {CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D} Context
 */

/** Radius of a symbol, CSS pixels. */
export const RADIUS = 5.5;

/** Height of the number beside a symbol, CSS pixels. */
const BADGE = 16;

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

/** Symbols, and the numbers beside them, drawn once and stamped many times: twenty thousand in some 20 ms. */
export class Sprites {
  #theme;
  #half;
  #pictures;

  /**
   * @param {Theme} theme
   * @param {number} ratio  device pixels a CSS pixel
   * @param {number} [radius]  CSS pixels
   */
  constructor(theme, ratio, radius = RADIUS) {
    this.#theme = theme;
    this.ratio = ratio;
    this.radius = radius;
    this.#half = Math.ceil((radius * 1.45 + 3) * ratio);
    this.#pictures = new BitmapCache(ratio);
  }

  /**
   * @param {number} slot  which look
   * @param {number} precision
   */
  get(slot, precision) {
    const centre = this.#half / this.ratio;
    return this.#pictures.get(slot * 4 + precision, 2 * centre, 2 * centre, (context) =>
      drawSymbol(context, LOOKS[slot], precision, centre, centre, this.radius, this.#theme),
    );
  }

  /**
   * @param {CanvasRenderingContext2D} context  scaled to CSS pixels
   * @param {number} slot
   * @param {number} precision
   * @param {number} x
   * @param {number} y
   */
  stamp(context, slot, precision, x, y) {
    const half = this.#half / this.ratio;
    this.#pictures.put(context, this.get(slot, precision), x - half, y - half);
  }

  /**
   * How many records a symbol stands for, beside it.
   * @param {CanvasRenderingContext2D} context  scaled to CSS pixels
   * @param {number} count
   * @param {number} x  of the symbol
   * @param {number} y
   */
  stampCount(context, count, x, y) {
    const text = count < 1000 ? String(count || "–") : `${Math.round(count / 1000)}k`; // none, or no number
    const width = Math.max(BADGE, text.length * 8 + 8);
    const picture = this.#pictures.get(text, width + 1, BADGE + 1, (own) =>
      drawCount(own, text, width, this.#theme),
    );
    this.#pictures.put(context, picture, x + this.radius - 2, y - this.radius + 2.5 - BADGE);
  }
}

/**
 * @param {Context} context
 * @param {string} text
 * @param {number} width
 * @param {Theme} theme
 */
function drawCount(context, text, width, theme) {
  context.font = `600 13px ${theme.font}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.beginPath();
  context.roundRect(0.5, 0.5, width, BADGE, BADGE / 2);
  context.fillStyle = css(mix(theme.ink, theme.paper, 0.12));
  context.fill();
  context.lineWidth = 1;
  context.strokeStyle = css(theme.paper);
  context.stroke();
  context.fillStyle = css(theme.paper);
  context.fillText(text, 0.5 + width / 2, 1 + BADGE / 2);
}
