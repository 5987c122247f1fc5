/** Marks the symbols of disputed records: those of which sources or speakers claim different values. */

import { css } from "../base/theme.js";
import { RADIUS } from "./symbols.js";

/** Half the width of the sign, CSS pixels, and how far from the symbol's middle it stands. */
const HALF = 3.2;
const AWAY = RADIUS + 3.5;

/**
 * A small ≠ beside each of them: of a place with several records, where one is disputed.
 * @param {import("./symbols.js").Context} context
 * @param {import("./scene.js").Spot[]} spots  with the dataset's rows
 * @param {Set<number>} disputed  the dataset's rows
 * @param {import("../base/theme.js").Theme} theme
 */
export function markDisputed(context, spots, disputed, theme) {
  const marked = spots.filter((spot) => isMarked(spot, disputed));
  if (!marked.length) return;
  for (const [width, colour] of /** @type {const} */ ([
    [3.6, css(theme.paper, 0.9)],
    [1.4, css(theme.ink)],
  ])) {
    context.beginPath();
    for (const { x, y } of marked) traceSign(context, x - AWAY, y - AWAY);
    context.lineWidth = width;
    context.strokeStyle = colour;
    context.stroke();
  }
}

/**
 * A symbol that stands for several places, or for records that are not distinguished, has none.
 * @param {import("./scene.js").Spot} spot
 * @param {Set<number>} disputed
 */
export function isMarked({ rows, group, count }, disputed) {
  return !group && count === undefined && rows.some((row) => disputed.has(row));
}

/**
 * @param {import("./symbols.js").Context | CanvasRenderingContext2D} context
 * @param {number} x
 * @param {number} y
 */
export function traceSign(context, x, y) {
  for (const dy of [-1.6, 1.6]) {
    context.moveTo(x - HALF, y + dy);
    context.lineTo(x + HALF, y + dy);
  }
  context.moveTo(x - HALF * 0.6, y + HALF * 1.25);
  context.lineTo(x + HALF * 0.6, y - HALF * 1.25);
}
