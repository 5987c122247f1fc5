/** Explains in the legend how large circles are and how dense heat is: pictures with their numbers. */

import { element } from "../base/elements.js";
import { css, mix } from "../base/theme.js";
import { LARGEST, sizesOf } from "../draw/circle_sizes.js";
import { ramp, shareAt } from "../draw/heat.js";

/**
 * @typedef {import("../base/theme.js").Theme} Theme
 * @typedef {import("../base/words.js").Words} Words
 * @typedef {{size: import("../draw/places.js").Size, sizeName: string}} Counted  what is counted, and its name
 */

const ROOM = 3; // CSS pixels about the circles
/** Where the numbers of the heat's scale stand. */
const POSITIONS = [0, 0.5, 1];
/** Square kilometres for which a density is told: the smallest that gives the greatest one two digits. */
const AREAS = [1, 100, 10_000, 1_000_000];

/** Three circles in one another, with what each stands for. */
export class SizeScale {
  #words;
  #shown = "";

  /** @param {Words} words */
  constructor(words) {
    this.#words = words;
    this.root = element("div", "legend-sizes");
  }

  /**
   * @param {number} scale  what the largest circle stands for
   * @param {Counted} counted
   * @param {Theme} theme
   */
  show(scale, { size, sizeName }, theme) {
    const shown = `${scale} ${size} ${sizeName}`;
    if (!scale || shown === this.#shown) return;
    this.#shown = shown;
    const words = this.#words;
    const { circles, least } = sizesOf(scale);
    const numbers = circles.map(({ value }) => element("li", "", words.numbers.format(value)));
    const said = [words.say("legend.parts"), least > 0 && words.say("legend.smallest", { n: least })];
    if (size !== "records") said.push(words.say("legend.hollow"));
    const notes = said.filter((each) => typeof each === "string").map((each) => element("p", "", each));
    this.root.replaceChildren(nested(circles, theme), element("ul", "", ...numbers), ...notes);
  }
}

/**
 * @param {{r: number}[]} circles
 * @param {Theme} theme
 */
function nested(circles, theme) {
  const side = 2 * (LARGEST + ROOM);
  const ratio = window.devicePixelRatio || 1;
  const canvas = element("canvas", "");
  canvas.width = canvas.height = side * ratio;
  const image = element("img", "");
  image.alt = "";
  image.width = image.height = side;
  const context = canvas.getContext("2d");
  if (!context) return image;
  context.scale(ratio, ratio);
  for (const { r } of circles) {
    context.beginPath();
    context.arc(side / 2, side - ROOM - r, r, 0, 2 * Math.PI);
    context.fillStyle = css(mix(theme.paper, theme.ink, 0.12), 0.7);
    context.fill();
    context.lineWidth = 1;
    context.strokeStyle = css(theme.ink, 0.7);
    context.stroke();
  }
  image.src = canvas.toDataURL();
  return image;
}

/** The heat's colours from none to the most, with their numbers. */
export class HeatScale {
  #words;
  #shown = "";

  /** @param {Words} words */
  constructor(words) {
    this.#words = words;
    this.root = element("div", "legend-heat");
  }

  /**
   * @param {number} most  the greatest density, a square kilometre
   * @param {Counted} counted
   * @param {Theme} theme
   */
  show(most, { size, sizeName }, theme) {
    const shown = `${most} ${size} ${sizeName}`;
    if (shown === this.#shown) return;
    this.#shown = shown;
    const words = this.#words;
    const { values, area } = densitiesOf(most);
    const numbers = values.map((value) => element("li", "", words.numbers.format(value)));
    const what = { what: sizeName, area };
    this.root.replaceChildren(
      rampOf(theme),
      element("ul", "", ...numbers),
      element("p", "", words.say("legend.density", what)),
    );
  }
}

/** @param {Theme} theme */
function rampOf({ dark }) {
  const canvas = element("canvas", "legend-ramp");
  canvas.width = 256;
  canvas.height = 1;
  const image = new ImageData(256, 1);
  new Uint32Array(image.data.buffer).set(ramp(dark));
  canvas.getContext("2d")?.putImageData(image, 0, 0);
  return canvas;
}

/**
 * The numbers of the heat's scale, two digits each, and for how many square kilometres they are told.
 * @param {number} most  the greatest density, a square kilometre
 */
export function densitiesOf(most) {
  const area = AREAS.find((each) => most * each >= 10) ?? AREAS[AREAS.length - 1];
  return { values: POSITIONS.map((position) => rounded(most * area * shareAt(position))), area };
}

/** To two digits. @param {number} value */
const rounded = (value) => Number(value.toPrecision(2));
