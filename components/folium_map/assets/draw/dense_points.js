/**
 * Draws very many points by writing the pixels of ready-made symbols: a million in some tens of milliseconds,
 * where canvas paths would take seconds.
 */

import { mix } from "../base/theme.js";
import { NEAR, SETTLEMENT, SITE } from "../data/records.js";
import { LOOKS, OTHER } from "./palette.js";
import { Sprites } from "./symbols.js";

/**
 * @typedef {import("./scene.js").Scene} Scene
 * @typedef {{dx: Int32Array, dy: Int32Array, colour: Uint32Array}} Stamp  opaque pixels about the centre
 */

const SMALL = 60000;

export class DensePoints {
  /** @type {ImageData | null} */
  #image = null;
  #pixels = new Uint32Array(0);
  /** Which stamp stands at each pixel, plus one: most of a million records share their places. */
  #standing = new Uint8Array(0);
  #quads = new Uint32Array(0); // the same, four at once
  /** @type {Map<string, Stamp[]>} of the looks and numbers that there were */
  #stamps = new Map();

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {Scene} scene
   */
  draw(context, scene) {
    const { canvas } = context;
    const { width, height } = canvas;
    if (!this.#image || this.#image.width !== width || this.#image.height !== height) {
      this.#image = new ImageData(width, height);
      this.#pixels = new Uint32Array(this.#image.data.buffer);
      this.#standing = new Uint8Array(4 * Math.ceil((width * height) / 4));
      this.#quads = new Uint32Array(this.#standing.buffer);
    }
    this.#pixels.fill(0);
    this.#standing.fill(0);
    const stamps = this.stampsFor(scene);
    const half = Math.max(...stamps.map(({ dy }) => Math.abs(dy[0] ?? 0))) + 1;
    this.#place(scene, half, width, height);
    this.#stamp(stamps, width);
    context.putImageData(this.#image, 0, 0);
  }

  /**
   * Gives each pixel at which a record lies that record's stamp: the last one's, if they are several.
   * @param {Scene} scene
   * @param {number} half  pixels that a stamp needs about its centre
   * @param {number} width
   * @param {number} height
   */
  #place(
    { records: { precision }, encoding: { category, slotOf }, frame: { ratio }, view },
    half,
    width,
    height,
  ) {
    const standing = this.#standing;
    const { rows, px, py } = view;
    const known = slotOf.length;
    for (let index = 0; index < view.count; index++) {
      const x = Math.round(px[index] * ratio);
      const y = Math.round(py[index] * ratio);
      if (x < half || y < half || x >= width - half || y >= height - half) continue;
      const row = rows[index];
      const value = category[row];
      standing[y * width + x] = (value < known ? slotOf[value] : OTHER) * 3 + precision[row] + 1;
    }
  }

  /**
   * Draws what stands, from north to south: the order in which people expect things to cover each other.
   * @param {Stamp[]} stamps
   * @param {number} width
   */
  #stamp(stamps, width) {
    const [pixels, standing, quads] = [this.#pixels, this.#standing, this.#quads];
    const offsets = stamps.map(({ dx, dy }) => dx.map((each, index) => dy[index] * width + each));
    for (let quad = 0; quad < quads.length; quad++) {
      if (quads[quad] === 0) continue;
      for (let centre = 4 * quad; centre < 4 * quad + 4; centre++) {
        const stamp = standing[centre];
        if (!stamp) continue;
        const offset = offsets[stamp - 1];
        const { colour } = stamps[stamp - 1];
        for (let pixel = 0; pixel < offset.length; pixel++) pixels[centre + offset[pixel]] = colour[pixel];
      }
    }
  }

  /**
   * @param {Scene} scene
   * @returns {Stamp[]} by look and precision
   */
  stampsFor({ theme, frame: { ratio }, view }) {
    const radius = view.count > SMALL * 6 ? 1.5 : view.count > SMALL ? 2.2 : null;
    const key = `${ratio} ${theme.dark} ${theme.paper} ${radius}`;
    const known = this.#stamps.get(key);
    if (known) return known;
    const sprites = new Sprites(theme, ratio, 4);
    const precisions = [SITE, SETTLEMENT, NEAR];
    const stamps = LOOKS.flatMap(({ colour }, slot) =>
      precisions.map((precision) => {
        if (radius === null) return fromSprite(sprites.get(slot, precision));
        return disc(precision === SITE ? colour : mix(colour, theme.paper, 0.35), radius * ratio);
      }),
    );
    this.#stamps.set(key, stamps);
    return stamps;
  }
}

/**
 * @param {HTMLCanvasElement} sprite
 * @returns {Stamp}
 */
function fromSprite(sprite) {
  const { width } = sprite;
  const image = /** @type {CanvasRenderingContext2D} */ (sprite.getContext("2d")).getImageData(
    0,
    0,
    width,
    width,
  );
  const pixels = new Uint32Array(image.data.buffer);
  return collect(width / 2, (dx, dy) => {
    const value = pixels[(dy + width / 2) * width + dx + width / 2] ?? 0;
    return value >>> 24 > 127 ? (value | 0xff000000) >>> 0 : 0;
  });
}

/**
 * @param {import("../base/theme.js").Rgb} colour
 * @param {number} radius  device pixels
 * @returns {Stamp}
 */
function disc([red, green, blue], radius) {
  const value = ((255 << 24) | (Math.round(blue) << 16) | (Math.round(green) << 8) | Math.round(red)) >>> 0;
  return collect(Math.ceil(radius), (dx, dy) => (Math.hypot(dx, dy) <= radius + 0.2 ? value : 0));
}

/**
 * @param {number} half
 * @param {(dx: number, dy: number) => number} colourAt  0: transparent
 * @returns {Stamp}
 */
function collect(half, colourAt) {
  /** @type {[number, number, number][]} */
  const found = [];
  for (let dy = -half; dy <= half; dy++) {
    for (let dx = -half; dx <= half; dx++) {
      const colour = Math.abs(dx) <= half && Math.abs(dy) <= half ? colourAt(dx, dy) : 0;
      if (colour) found.push([dx, dy, colour]);
    }
  }
  return {
    dx: Int32Array.from(found, (each) => each[0]),
    dy: Int32Array.from(found, (each) => each[1]),
    colour: Uint32Array.from(found, (each) => each[2]),
  };
}
