/**
 * Draws very many points by writing the pixels of ready-made symbols: a million in some tens of milliseconds,
 * where canvas paths would take seconds.
 */

import { LOOKS, OTHER } from "./encoding.js";
import { SITE } from "./records.js";
import { Sprites } from "./symbols.js";
import { mix } from "./theme.js";

/**
 * @typedef {import("./scene.js").Scene} Scene
 * @typedef {{dx: Int32Array, dy: Int32Array, colour: Uint32Array}} Stamp  opaque pixels about the centre
 */

const SMALL = 60000;

export class Dense {
  constructor() {
    /** @type {ImageData | null} */
    this.image = null;
    this.pixels = new Uint32Array(0);
    this.stampKey = "";
    /** @type {Stamp[]} */
    this.stamps = [];
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {Scene} scene
   */
  draw(context, scene) {
    const { canvas } = context;
    const { width, height } = canvas;
    if (!this.image || this.image.width !== width || this.image.height !== height) {
      this.image = new ImageData(width, height);
      this.pixels = new Uint32Array(this.image.data.buffer);
    }
    this.pixels.fill(0);
    this.write(scene, width, height);
    context.putImageData(this.image, 0, 0);
  }

  /**
   * @param {Scene} scene
   * @param {number} width
   * @param {number} height
   */
  write(scene, width, height) {
    const { pixels } = this;
    const { records, encoding, frame, view } = scene;
    const { precision } = records;
    const { category, slotOf } = encoding;
    const stamps = this.stampsFor(scene);
    /** @type {Int32Array[]} */
    const offsets = stamps.map(({ dx, dy }) => dx.map((each, index) => dy[index] * width + each));
    const half = Math.max(...stamps.map(({ dy }) => Math.abs(dy[0] ?? 0))) + 1;
    const known = slotOf.length;
    for (let index = 0; index < view.count; index++) {
      const x = Math.round(view.px[index] * frame.ratio);
      const y = Math.round(view.py[index] * frame.ratio);
      if (x < half || y < half || x >= width - half || y >= height - half) continue;
      const row = view.rows[index];
      const value = category[row];
      const stamp = (value < known ? slotOf[value] : OTHER) * 3 + precision[row];
      const offset = offsets[stamp];
      const colour = stamps[stamp].colour;
      const centre = y * width + x;
      for (let pixel = 0; pixel < offset.length; pixel++) pixels[centre + offset[pixel]] = colour[pixel];
    }
  }

  /**
   * @param {Scene} scene
   * @returns {Stamp[]} by look and precision
   */
  stampsFor({ theme, frame, view }) {
    const key = `${frame.ratio} ${theme.dark} ${theme.paper} ${view.count > SMALL} ${view.count > SMALL * 6}`;
    if (key === this.stampKey) return this.stamps;
    this.stampKey = key;
    this.stamps = [];
    const sprites = new Sprites(theme, frame.ratio, 4);
    for (let slot = 0; slot < LOOKS.length; slot++) {
      for (let precision = 0; precision < 3; precision++) {
        if (view.count <= SMALL) {
          this.stamps.push(fromSprite(sprites.get(slot, precision)));
        } else {
          const { colour } = LOOKS[slot];
          const shade = precision === SITE ? colour : mix(colour, theme.paper, 0.35);
          this.stamps.push(disc(shade, (view.count > SMALL * 6 ? 1.5 : 2.2) * frame.ratio));
        }
      }
    }
    return this.stamps;
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
 * @param {import("./theme.js").Rgb} colour
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
