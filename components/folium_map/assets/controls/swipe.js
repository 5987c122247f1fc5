/**
 * A line across a map, dragged by pointer or arrow keys: on its left some of the map's panes are seen, on its right
 * others. Needs Leaflet as `L`.
 */

import { element } from "../base/elements.js";

/** Per cent of the map's width: of a key, of Page Up and Page Down, and how near to the edges the line may come. */
const STEP = 2;
const LEAP = 10;
const EDGE = 2;

/**
 * Where a key brings the line; null: it is no key of a slider.
 * @param {string} key
 * @param {number} at  per cent
 */
export function movedBy(key, at) {
  const steps = /** @type {Record<string, number>} */ ({
    ...{ ArrowLeft: -STEP, ArrowDown: -STEP, ArrowRight: STEP, ArrowUp: STEP },
    ...{ PageDown: -LEAP, PageUp: LEAP, Home: -100, End: 100 },
  });
  return key in steps ? within(at + steps[key]) : null;
}

/** @param {number} at */
const within = (at) => Math.max(EDGE, Math.min(100 - EDGE, at));

export class Swipe {
  #map;
  #left;
  #right;
  #at = 50;
  #line = element("div", "swipe-line");
  #handle = element("div", "swipe-handle", "⇔");

  /**
   * @param {import("leaflet").Map} map
   * @param {() => HTMLElement[]} left  panes that are seen on the left of the line alone
   * @param {() => HTMLElement[]} right
   * @param {string} name  of the handle
   */
  constructor(map, left, right, name) {
    this.#map = map;
    this.#left = left;
    this.#right = right;
    const handle = this.#handle;
    for (const [attribute, value] of [
      ["role", "slider"],
      ["tabindex", "0"],
      ["aria-label", name],
      ["aria-valuemin", String(EDGE)],
      ["aria-valuemax", String(100 - EDGE)],
    ])
      handle.setAttribute(attribute, value);
    this.#line.append(handle);
    map.getContainer().append(this.#line);
    L.DomEvent.disableClickPropagation(this.#line);
    handle.addEventListener("pointerdown", (event) => this.#take(event));
    handle.addEventListener("pointermove", (event) => this.#drag(event));
    handle.addEventListener("keydown", (event) => this.#press(event));
    map.on("move zoomend moveend resize viewreset", this.clip, this);
    this.clip();
  }

  /** Whether a point of the view lies on the right. @param {{x: number}} point */
  isRight({ x }) {
    return x > (this.#map.getSize().x * this.#at) / 100;
  }

  /** @param {PointerEvent} event */
  #take(event) {
    event.preventDefault();
    this.#handle.setPointerCapture(event.pointerId);
    this.#handle.focus({ preventScroll: true });
  }

  /** @param {PointerEvent} event */
  #drag(event) {
    if (!this.#handle.hasPointerCapture(event.pointerId)) return;
    const { left, width } = this.#map.getContainer().getBoundingClientRect();
    this.#put(within((100 * (event.clientX - left)) / width));
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    const at = movedBy(event.key, this.#at);
    if (at === null) return;
    event.preventDefault();
    event.stopPropagation(); // arrow keys move the map, too
    this.#put(at);
  }

  /** @param {number} at */
  #put(at) {
    this.#at = at;
    this.clip();
  }

  /** Panes move with the map: what is seen of each is told anew. */
  clip() {
    const map = this.#map;
    const { x: width, y: height } = map.getSize();
    const { x, y } = map.containerPointToLayerPoint([0, 0]);
    const middle = (width * this.#at) / 100;
    const box = (/** @type {number} */ from, /** @type {number} */ to) => {
      const [west, east, north, south] = [x + from, x + to, y, y + height];
      return `polygon(${west}px ${north}px, ${east}px ${north}px, ${east}px ${south}px, ${west}px ${south}px)`;
    };
    for (const pane of this.#left()) pane.style.clipPath = box(0, middle);
    for (const pane of this.#right()) pane.style.clipPath = box(middle, width);
    map.getContainer().style.setProperty("--swipe", `${this.#at}%`);
    const said = String(Math.round(this.#at));
    this.#handle.setAttribute("aria-valuenow", said);
    this.#handle.setAttribute("aria-valuetext", `${said} %`);
  }

  remove() {
    this.#map.off("move zoomend moveend resize viewreset", this.clip, this);
    for (const pane of [...this.#left(), ...this.#right()]) pane.style.clipPath = "";
    this.#map.getContainer().style.removeProperty("--swipe");
    this.#line.remove();
  }
}
