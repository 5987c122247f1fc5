/** Gives Leaflet's own buttons, which speak English or nothing, their names in the page's words. */

/** Which button has which words. */
export const NAMES = /** @type {const} */ ([
  [".leaflet-control-zoom-in", "map.zoom_in"],
  [".leaflet-control-zoom-out", "map.zoom_out"],
  [".leaflet-control-layers-toggle", "map.layers"],
]);

/**
 * @param {HTMLElement} container  of the map
 * @param {import("../base/words.js").Words} words
 */
export function nameLeafletButtons(container, words) {
  for (const [selector, key] of NAMES) {
    const control = container.querySelector(selector);
    control?.setAttribute("title", words.say(key));
    control?.setAttribute("aria-label", words.say(key));
  }
}
