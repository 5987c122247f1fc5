/** What the map shares with the page around it: full screen, the paper's colour, and the sheet of details over it. */

/** The part of the page with map, histogram and details. */
const STAGE = ".st-key-stage";
/** Windows in which the details are a sheet from below, and its share of their height: as in the page's style. */
const SHEET = "(max-width: 1024px)";
const SHEET_SHARE = 0.42;
/** CSS pixels of the map that are always counted as free. */
const FREE = 200;

/**
 * Full screen shows histogram and details beside the map.
 * @param {import("leaflet").Map} map
 * @param {HTMLElement} root  of the component
 */
export function fillScreenWithStage(map, root) {
  const { fullscreenControl } = /** @type {any} */ (map);
  if (fullscreenControl) fullscreenControl.options.fullscreenElement = root.closest(STAGE) ?? root;
}

/**
 * What lies over the page needs the colour that the page itself has.
 * @param {HTMLElement} probe  that wears the theme
 */
export function lendPaper(probe) {
  const paper = getComputedStyle(probe).backgroundColor;
  document.documentElement.style.setProperty("--page-paper", paper);
}

/**
 * How much of the map the details will cover from below, CSS pixels; they come after the map.
 * @param {HTMLElement} container  of the map
 */
export function underSheet(container) {
  if (!window.matchMedia(SHEET).matches) return 0;
  const { bottom, height } = container.getBoundingClientRect();
  return covered(bottom, height, window.innerHeight);
}

/**
 * @param {number} bottom  of the map, CSS pixels from the window's top
 * @param {number} height  of the map
 * @param {number} window  its height
 */
export function covered(bottom, height, window) {
  return Math.max(0, Math.min(Math.round(bottom - (1 - SHEET_SHARE) * window), height - FREE));
}
