/**
 * What takes room in the view, boxes and circles, found by place: thousands of names each look for a free one.
 */

/**
 * @typedef {{left: number, top: number, right: number, bottom: number}} Box  CSS pixels
 * @typedef {{x: number, y: number, reach: number}} Circle
 */

const EDGE = 64;

export class CollisionIndex {
  /** @type {Map<number, Box[]>} */
  #boxes = new Map();
  /** @type {Map<number, Circle[]>} */
  #circles = new Map();
  /** @type {Box[]} the boxes taken */
  taken = [];

  /** @param {Circle[]} circles */
  constructor(circles) {
    for (const circle of circles) this.add(circle);
  }

  /** @param {Circle} circle  one that has grown may be added again */
  add(circle) {
    put(this.#circles, boxOf(circle), circle);
  }

  /**
   * Whether another circle touches it.
   * @param {Circle} circle
   * @param {Circle} own  which does not count
   */
  touches({ x, y, reach }, own) {
    const near = (/** @type {Circle} */ other) =>
      other !== own && Math.hypot(other.x - x, other.y - y) <= reach + other.reach;
    return first(this.#circles, boxOf({ x, y, reach }), near) !== undefined;
  }

  /** @param {Box} box */
  take(box) {
    this.taken.push(box);
    put(this.#boxes, box, box);
  }

  /**
   * The circle whose middle is within a pixel.
   * @param {number} x
   * @param {number} y
   */
  at(x, y) {
    const point = { left: x, top: y, right: x, bottom: y };
    return first(this.#circles, point, (each) => Math.abs(each.x - x) < 1 && Math.abs(each.y - y) < 1);
  }

  /**
   * @param {Box} box
   * @param {Circle | undefined} own  which does not count
   */
  isFree(box, own) {
    return (
      !first(this.#boxes, box, (other) => overlap(box, other)) &&
      !first(this.#circles, box, (other) => other !== own && covers(box, other))
    );
  }
}

/**
 * @param {Box} one
 * @param {Box} other
 */
export function overlap(one, other) {
  return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
}

/**
 * @param {Box} box
 * @param {Circle} circle
 */
function covers(box, { x, y, reach }) {
  const dx = Math.max(box.left - x, 0, x - box.right);
  const dy = Math.max(box.top - y, 0, y - box.bottom);
  return Math.hypot(dx, dy) < reach - 1;
}

/** @param {Circle} circle */
function boxOf({ x, y, reach }) {
  return { left: x - reach, top: y - reach, right: x + reach, bottom: y + reach };
}

/** @param {number} pixels */
const cellOf = (pixels) => Math.floor(pixels / EDGE);

/**
 * @template T
 * @param {Map<number, T[]>} cells
 * @param {Box} box
 * @param {T} item
 */
function put(cells, box, item) {
  for (let column = cellOf(box.left); column <= cellOf(box.right); column++) {
    for (let row = cellOf(box.top); row <= cellOf(box.bottom); row++) {
      const key = column * 65536 + row;
      const held = cells.get(key);
      if (held) held.push(item);
      else cells.set(key, [item]);
    }
  }
}

/**
 * @template T
 * @param {Map<number, T[]>} cells
 * @param {Box} box
 * @param {(item: T) => boolean} holds
 * @returns {T | undefined}
 */
function first(cells, box, holds) {
  for (let column = cellOf(box.left); column <= cellOf(box.right); column++) {
    for (let row = cellOf(box.top); row <= cellOf(box.bottom); row++) {
      const found = cells.get(column * 65536 + row)?.find(holds);
      if (found) return found;
    }
  }
  return undefined;
}
