/** Draws the histogram: what is certain solid, what is only possible lighter on top of it, and the axes. */

import { css, mix } from "../base/theme.js";
import { shortNumber } from "../draw/clusters.js";

/**
 * @typedef {import("./bins.js").Bins} Bins
 * @typedef {import("../base/theme.js").Theme} Theme
 * @typedef {import("../base/zones.js").Zone} Zone
 * @typedef {{minute: number, text: string, strong: boolean}} Tick
 */

export const LEFT = 30;
export const RIGHT = 12;
const TOP = 8;
const AXIS = 18;

/** Minutes to pixels and back. */
export class TimeScale {
  /**
   * @param {number} first  minute
   * @param {number} last
   * @param {number} width  pixels of the whole plot
   */
  constructor(first, last, width) {
    this.first = first;
    this.last = last;
    this.length = Math.max(1, width - LEFT - RIGHT);
  }

  /** @param {number} minute */
  toPixel(minute) {
    return LEFT + ((minute - this.first) / (this.last - this.first)) * this.length;
  }

  /** @param {number} pixel */
  toMinute(pixel) {
    const share = Math.max(0, Math.min(1, (pixel - LEFT) / this.length));
    return this.first + share * (this.last - this.first);
  }
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Bins} bins
 * @param {TimeScale} scale
 * @param {{from: number, to: number} | null} inside  what is chosen; null: all
 * @param {Tick[]} ticks
 * @param {Theme} theme
 * @param {Intl.NumberFormat} numbers
 */
export function drawPlot(canvas, bins, scale, inside, ticks, theme, numbers) {
  const ratio = window.devicePixelRatio || 1;
  const [width, height] = [canvas.clientWidth, canvas.clientHeight];
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  const context = canvas.getContext("2d");
  if (!context || !width || !height) return;
  context.scale(ratio, ratio);
  context.font = `13px ${theme.font}`;
  const base = height - AXIS;
  const most = Math.max(1, ...bins.certain.map((value, bin) => value + bins.possible[bin]));
  const top = niceTop(most);
  const toHeight = (/** @type {number} */ value) => (value / top) * (base - TOP);
  drawGrid(context, width, base, top, theme, numbers);
  bins.certain.forEach((certain, bin) => {
    const possible = bins.possible[bin];
    if (!certain && !possible) return;
    const [from, to] = [bins.edges[bin], bins.edges[bin + 1]];
    const left = scale.toPixel(from);
    const gap = scale.toPixel(to) - left > 3 ? 1 : 0;
    const wide = Math.max(0.75, scale.toPixel(to) - left - gap);
    const chosen = !inside || (from < inside.to && to > inside.from);
    const colour = chosen ? theme.accent : mix(theme.paper, theme.ink, 0.32);
    const solid = certain > 0 ? Math.max(1.5, toHeight(certain)) : 0;
    context.fillStyle = css(colour, 0.9);
    context.fillRect(left, base - solid, wide, solid);
    const light = possible > 0 ? Math.max(1.5, toHeight(possible)) : 0;
    context.fillStyle = css(colour, chosen ? 0.32 : 0.28);
    context.fillRect(left, base - solid - light, wide, light);
  });
  context.fillStyle = css(theme.ink, 0.55);
  context.fillRect(LEFT, base, width - LEFT - RIGHT, 1);
  drawTicks(context, scale, ticks, base, width, theme);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number} width
 * @param {number} base
 * @param {number} top
 * @param {Theme} theme
 * @param {Intl.NumberFormat} numbers
 */
function drawGrid(context, width, base, top, theme, numbers) {
  context.textAlign = "right";
  context.textBaseline = "middle";
  for (const value of top % 2 === 0 && top > 2 ? [top / 2, top] : [top]) {
    const y = Math.round(base - (value / top) * (base - TOP));
    context.fillStyle = css(theme.ink, 0.12);
    context.fillRect(LEFT, y, width - LEFT - RIGHT, 1);
    context.fillStyle = css(theme.ink, 0.7);
    context.fillText(shortNumber(value, numbers), LEFT - 5, y + 1);
  }
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {TimeScale} scale
 * @param {Tick[]} ticks
 * @param {number} base
 * @param {number} width
 * @param {Theme} theme
 */
function drawTicks(context, scale, ticks, base, width, theme) {
  context.textAlign = "left";
  context.textBaseline = "middle";
  let free = 0;
  for (const { minute, text, strong } of ticks) {
    const x = Math.round(scale.toPixel(minute));
    context.fillStyle = css(theme.ink, strong ? 0.55 : 0.3);
    context.fillRect(x, base, 1, strong ? AXIS - 3 : 5);
    context.font = `${strong ? 600 : 400} 13px ${theme.font}`;
    const end = x + 4 + context.measureText(text).width;
    if (x < free || end > width) continue;
    context.fillStyle = css(theme.ink, strong ? 0.9 : 0.65);
    context.fillText(text, x + 4, base + 10);
    free = end + 4;
  }
}

/**
 * The end of the count axis: a round number.
 * @param {number} most
 */
export function niceTop(most) {
  if (most <= 2) return most;
  const ten = 10 ** Math.floor(Math.log10(most));
  const step = [1, 2, 3, 4, 5, 6, 8, 10].find((each) => each * ten >= most) ?? 10;
  return step * ten;
}

/**
 * @param {TimeScale} scale  of a few days, beginning at a full hour
 * @param {Zone} zone
 * @param {number} each  hours from tick to tick
 * @returns {Tick[]}
 */
function hourTicks(scale, zone, each) {
  /** @type {Tick[]} */
  const ticks = [];
  for (let minute = scale.first; minute < scale.last; minute += 60) {
    const hour = new Date((minute + zone.offsetAt(minute)) * 60000).getUTCHours();
    const text = `${String(hour).padStart(2, "0")}:00`;
    if (hour % each === 0) ticks.push({ minute, text, strong: hour === 0 });
  }
  return ticks;
}

/**
 * Years, months or days, whichever leaves room for their names.
 * @param {TimeScale} scale
 * @param {Zone} zone
 * @param {string} locale
 * @returns {Tick[]}
 */
export function ticksOf(scale, zone, locale) {
  const days = (scale.last - scale.first) / 1440;
  const perDay = scale.length / days;
  const first = zone.dayOf(scale.first);
  /** @type {Tick[]} */
  const ticks = [];
  /** @param {number} minute @param {string} text @param {boolean} strong */
  const add = (minute, text, strong) => {
    if (minute >= scale.first && minute < scale.last) ticks.push({ minute, text, strong });
  };
  if (days < 1.1 || perDay >= 12 * 34) {
    return hourTicks(scale, zone, [1, 3, 6].find((each) => (perDay / 24) * each >= 44) ?? 6);
  }
  if (perDay * 30 < 14) {
    const years = Math.ceil(44 / (perDay * 365));
    const from = Math.ceil(first.year / years) * years;
    for (let year = from; zone.midnight(year, 1, 1) < scale.last; year += years) {
      add(zone.midnight(year, 1, 1), String(year), true);
    }
    return ticks;
  }
  const months = [1, 2, 3, 6].find((each) => perDay * 30 * each >= 34) ?? 6;
  const name = new Intl.DateTimeFormat(locale, { month: "short", timeZone: "UTC" });
  for (let month = 1; zone.midnight(first.year, month, 1) < scale.last; month += months) {
    const minute = zone.midnight(first.year, month, 1);
    const at = zone.dayOf(minute);
    const january = at.month === 1;
    const text = january ? String(at.year) : name.format(Date.UTC(2000, at.month - 1, 1));
    add(minute, text, january);
    if (perDay < 5) continue;
    const each = perDay >= 22 ? 1 : perDay >= 12 ? 2 : 7;
    for (let day = 1 + each; day <= 29; day += each)
      add(zone.midnight(at.year, at.month, day), String(day), false);
  }
  return ticks.sort((one, other) => one.minute - other.minute);
}
