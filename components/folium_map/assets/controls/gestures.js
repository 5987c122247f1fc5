/**
 * Leaves the wheel and one finger to the page, which would not scroll past the map otherwise: the wheel with Ctrl
 * or ⌘, and two fingers, are the map's; in full screen all are. Who tries otherwise is told so, once a visit.
 */

import { element } from "../base/elements.js";

const SAID_MS = 3000;
/** They lie over the map and scroll by themselves. */
const OVER_MAP = ".leaflet-control, .leaflet-popup";
const FULL_SCREEN = ":fullscreen, .leaflet-pseudo-fullscreen";
const APPLE = /mac|iphone|ipad/i;

export class Gestures {
  #map;
  #words;
  #hint = element("div", "map-gesture-hint");
  #said = false;
  #dragsNot = false; // because a finger lies on it
  #hiding = 0;

  /**
   * @param {import("leaflet").Map} map
   * @param {import("../base/words.js").Words} words
   */
  constructor(map, words) {
    this.#map = map;
    this.#words = words;
    this.#hint.setAttribute("role", "status");
    this.#hint.hidden = true;
    const container = map.getContainer();
    container.append(this.#hint);
    // Before Leaflet, which listens to the same element as events rise from what they happened on.
    const first = { capture: true, passive: true };
    container.addEventListener("wheel", (event) => this.#turned(event), first);
    container.addEventListener("pointerdown", (event) => this.#pressed(event), first);
    container.addEventListener("touchmove", (event) => this.#swept(event), first);
  }

  get #takesAll() {
    return this.#map.getContainer().closest(FULL_SCREEN) !== null;
  }

  /** @param {WheelEvent} event  a pinch on a touchpad comes as one with Ctrl */
  #turned(event) {
    const over = /** @type {Element} */ (event.target).closest(OVER_MAP);
    if (over || event.ctrlKey || event.metaKey || this.#takesAll) return;
    event.stopPropagation(); // so that Leaflet does not zoom
    this.#say("map.wheel_zooms", { key: APPLE.test(navigator.platform) ? "⌘" : "Ctrl" });
  }

  /** Leaflet would keep the page from scrolling under a finger that it drags by. @param {PointerEvent} event */
  #pressed({ pointerType }) {
    const { dragging } = this.#map;
    const scrolls = pointerType === "touch" && !this.#takesAll;
    if (scrolls && dragging.enabled()) {
      dragging.disable();
      this.#dragsNot = true;
    } else if (!scrolls && this.#dragsNot) {
      dragging.enable();
      this.#dragsNot = false;
    }
  }

  /** @param {TouchEvent} event */
  #swept({ touches, target }) {
    const over = /** @type {Element} */ (target).closest(OVER_MAP);
    if (touches.length === 1 && !over && this.#dragsNot) this.#say("map.fingers_move");
  }

  /**
   * @param {string} key
   * @param {Record<string, string>} [values]
   */
  #say(key, values) {
    if (this.#said) return;
    this.#said = true;
    this.#hint.textContent = this.#words.say(key, values);
    this.#hint.hidden = false;
    this.#hiding = window.setTimeout(() => (this.#hint.hidden = true), SAID_MS);
  }

  remove() {
    clearTimeout(this.#hiding);
    this.#hint.remove();
  }
}
