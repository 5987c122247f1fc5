/**
 * The page's colours and font, read from the CSS variables that Streamlit gives every component, so that the
 * canvases follow dark and light.
 */

/**
 * @typedef {[number, number, number]} Rgb
 * @typedef {object} Theme
 * @property {Rgb} ink  text
 * @property {Rgb} paper  what symbols are outlined with
 * @property {Rgb} accent
 * @property {string} font  family
 * @property {boolean} dark
 */

const PROBE = "incident-map-theme-probe";

/**
 * @param {Element} element  inside the component
 * @returns {Theme}
 */
export function readTheme(element) {
  // The probe wears the variables' values, so that the browser computes them to plain colours.
  const probe = element.closest(".incident-map")?.querySelector(`.${PROBE}`) ?? element;
  const style = getComputedStyle(probe);
  const ink = parseColour(style.color) ?? [38, 39, 48];
  const paper = parseColour(style.backgroundColor) ?? [255, 255, 255];
  const accent = parseColour(style.outlineColor) ?? [0, 95, 163];
  return { ink, paper, accent, font: style.fontFamily || "sans-serif", dark: luminance(paper) < 0.4 };
}

/**
 * Calls back when the page's theme changes. Streamlit only swaps the values of its CSS variables, which no
 * event reports; a transition on a colour that uses them does.
 * @param {HTMLElement} root
 * @param {() => void} changed
 * @returns {HTMLElement} the probe, to be removed with the root
 */
export function watchTheme(root, changed) {
  const probe = document.createElement("i");
  probe.className = PROBE;
  probe.setAttribute("aria-hidden", "true");
  probe.addEventListener("transitionend", changed);
  root.append(probe);
  return probe;
}

/**
 * @param {string} text  `#rgb`, `#rrggbb` or what the browser computes: `rgb(…)`
 * @returns {Rgb | null}
 */
export function parseColour(text) {
  const value = text.trim();
  const hex = /^#([0-9a-f]{6}|[0-9a-f]{3})$/i.exec(value);
  if (hex) {
    const digits = hex[1].length === 3 ? [...hex[1]].map((each) => each + each).join("") : hex[1];
    const number = Number.parseInt(digits, 16);
    return [number >> 16, (number >> 8) & 255, number & 255];
  }
  const parts = /^rgba?\(([^)]+)\)$/
    .exec(value)?.[1]
    .split(/[\s,/]+/)
    .map(Number);
  if (!parts || parts.length < 3 || parts[3] === 0) return null;
  return [parts[0], parts[1], parts[2]];
}

/**
 * @param {Rgb} colour
 * @param {number} [alpha]
 */
export function css([red, green, blue], alpha = 1) {
  return `rgba(${Math.round(red)}, ${Math.round(green)}, ${Math.round(blue)}, ${alpha})`;
}

/**
 * @param {Rgb} from
 * @param {Rgb} to
 * @param {number} share  of `to`, 0 … 1
 * @returns {Rgb}
 */
export function mix(from, to, share) {
  return /** @type {Rgb} */ (from.map((value, index) => value + (to[index] - value) * share));
}

/**
 * Roughly, how light a colour is: 0 … 1.
 * @param {Rgb} colour
 */
export function luminance([red, green, blue]) {
  return (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255;
}
