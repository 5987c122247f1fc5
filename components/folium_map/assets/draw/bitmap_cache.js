/**
 * Small pictures that are drawn once and put on a canvas many times: symbols, numbers, names.
 */

export class BitmapCache {
  #most;
  /** @type {Map<string | number, HTMLCanvasElement>} */
  #cached = new Map();

  /**
   * @param {number} ratio  device pixels a CSS pixel
   * @param {number} [most]  how many are cached, the oldest go first
   */
  constructor(ratio, most = Infinity) {
    this.ratio = ratio;
    this.#most = most;
  }

  /**
   * @param {string | number} key  all that makes it look as it does
   * @param {number} width  CSS pixels
   * @param {number} height  CSS pixels
   * @param {(context: CanvasRenderingContext2D) => void} draw  on a canvas scaled to CSS pixels
   */
  get(key, width, height, draw) {
    const known = this.#cached.get(key);
    if (known) return known;
    const canvas = document.createElement("canvas");
    canvas.width = Math.ceil(width * this.ratio);
    canvas.height = Math.ceil(height * this.ratio);
    const context = canvas.getContext("2d");
    if (!context) throw new Error("this browser has no 2D canvas");
    context.scale(this.ratio, this.ratio);
    draw(context);
    if (this.#cached.size >= this.#most)
      this.#cached.delete(/** @type {string} */ (this.#cached.keys().next().value));
    this.#cached.set(key, canvas);
    return canvas;
  }

  /**
   * Puts a picture on whole device pixels: between two of them it would be blurred.
   * @param {CanvasRenderingContext2D} context  scaled to CSS pixels
   * @param {HTMLCanvasElement} picture
   * @param {number} left
   * @param {number} top
   */
  put(context, picture, left, top) {
    const { ratio } = this;
    const { width, height } = picture;
    context.drawImage(
      picture,
      Math.round(left * ratio) / ratio,
      Math.round(top * ratio) / ratio,
      width / ratio,
      height / ratio,
    );
  }
}
