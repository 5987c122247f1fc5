/** Explains in the legend how regions are shaded: the limits of each class, and how many regions are in it. */

import { element } from "../base/elements.js";
import { css } from "../base/theme.js";
import { fillOf, styleOf } from "../draw/region_fills.js";
import { OPACITY } from "../map/region_layer.js";

/**
 * @typedef {import("../base/words.js").Words} Words
 * @typedef {import("../base/theme.js").Theme} Theme
 * @typedef {import("./region_shading.js").Shaded} Shaded
 */

const [WIDE, HIGH] = [26, 14]; // CSS pixels

/**
 * @param {Shaded} shaded
 * @param {string[]} colours
 * @param {Words} words
 * @param {Theme} theme
 */
export function regionLegend(shaded, colours, words, theme) {
  const { counts, unknown, limits, title, drawnBy, note } = shaded;
  const list = element("ul", "legend-entries");
  counts.forEach((count, each) => {
    const said = each ? rangeOf(limits, each - 1, shaded, words) : words.say("regions.none");
    list.append(entry(swatch(fillOf(each, each, colours), theme), said, pair(count, words)));
  });
  if (unknown) {
    const made = swatch(fillOf(-1, -1, colours), theme);
    list.append(entry(made, words.say("regions.unknown"), words.numbers.format(unknown)));
  }
  const striped = shaded.certain.some((each, place) => each !== shaded.possible[place]);
  if (striped && colours.length) {
    const most = colours.length;
    const made = swatch(fillOf(most > 1 ? 1 : 0, most, colours), theme);
    list.append(entry(made, words.say("regions.striped"), ""));
  }
  const by = element("p", "legend-note", `${words.say("regions.counts")} ${drawnBy}`);
  by.title = note;
  const made = element("section", "legend-regions", element("p", "legend-heading", title), list, by);
  made.setAttribute("aria-label", title);
  return made;
}

/**
 * The numbers of a class: whole ones from the first to the last; others from one limit, which is not among them, to the next.
 * @param {number[]} limits
 * @param {number} place
 * @param {{whole: boolean, percent: boolean}} kind
 * @param {Words} words
 */
export function rangeOf(limits, place, { whole, percent }, words) {
  const told = (/** @type {number} */ n) => words.numbers.format(n);
  const before = place ? limits[place - 1] : 0;
  const to = limits[place];
  const from = whole ? before + 1 : before;
  const text = from >= to ? told(to) : words.say("regions.pair", { low: told(from), high: told(to) });
  return percent ? words.say("regions.percent", { n: text }) : text;
}

/**
 * @param {[number, number]} count
 * @param {Words} words
 */
function pair([low, high], words) {
  const [one, other] = [low, high].map((each) => words.numbers.format(each));
  return low === high ? one : words.say("regions.pair", { low: one, high: other });
}

/**
 * @param {HTMLElement} made
 * @param {string} text
 * @param {string} count
 */
function entry(made, text, count) {
  const row = element("div", "legend-entry", made, element("span", "legend-class", text));
  if (count) row.append(element("span", "legend-count", count));
  return element("li", "", row);
}

/**
 * @param {import("../draw/region_fills.js").Fill} fill
 * @param {Theme} theme
 */
function swatch(fill, theme) {
  const image = element("img", "legend-swatch");
  image.alt = "";
  [image.width, image.height] = [WIDE, HIGH];
  const canvas = document.createElement("canvas");
  const ratio = window.devicePixelRatio || 1;
  [canvas.width, canvas.height] = [WIDE * ratio, HIGH * ratio];
  const context = canvas.getContext("2d");
  if (!context) return image;
  context.scale(ratio, ratio);
  const style = styleOf(fill, css(theme.ink, 0.45));
  context.globalAlpha = OPACITY;
  if (style) {
    context.fillStyle = style;
    context.fillRect(0, 0, WIDE, HIGH);
  }
  context.globalAlpha = 1;
  context.strokeStyle = css(theme.ink, 0.35);
  context.strokeRect(0.5, 0.5, WIDE - 1, HIGH - 1);
  image.src = canvas.toDataURL(); // as those of the other entries
  return image;
}
