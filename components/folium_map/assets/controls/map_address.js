/**
 * Keeps in the page's address where the map stands and which layers it shows. The page's Python writes all else of
 * the address and knows nothing of these; nothing here runs the page again.
 */

/**
 * @typedef {object} Looked  at what; what is as it is by itself is not written
 * @property {import("../base/projection.js").View | null} view  null: as the map fits itself
 * @property {string | null} base  a base map's key; null: the first one
 * @property {string[]} hidden  kinds switched off in the layer control
 */

const OURS = ["at", "base", "hide"];

/**
 * The address with these three, and all else as it stands.
 * @param {string} href
 * @param {Looked} looked
 */
export function addressWith(href, { view, base, hidden }) {
  const address = new URL(href);
  const others = address.search.slice(1).split("&");
  const parts = others.filter((part) => part && !OURS.includes(part.split("=")[0]));
  if (view) parts.push(`at=${view.lat},${view.lon},${view.zoom}`);
  if (base) parts.push(`base=${encodeURIComponent(base)}`);
  if (hidden.length) parts.push(`hide=${[...hidden].sort().map(encodeURIComponent).join(",")}`);
  address.search = parts.join("&");
  return address.href;
}

/**
 * Whether two views are the same to a pixel: a map stands on whole ones, and would drift from link to link.
 * @param {import("../base/projection.js").View} one
 * @param {import("../base/projection.js").View} other
 */
export function sameView(one, other) {
  const pixel = 360 / (256 * 2 ** one.zoom); // degrees of longitude; of latitude it is fewer
  const near = Math.abs(one.lon - other.lon) <= pixel && Math.abs(one.lat - other.lat) <= pixel;
  return near && one.zoom === other.zoom;
}

/** Streamlit's own writing is told by the Navigation API; where there is none, it is looked after some time. */
const AFTER_RUN_MS = 1000;

export class MapAddress {
  #looked;
  #dataset;
  #write = () => this.write();
  #waiting = 0;

  /**
   * @param {() => Looked} looked
   * @param {string | null} dataset  whose map it is
   */
  constructor(looked, dataset) {
    this.#looked = looked;
    this.#dataset = dataset;
    window.addEventListener("popstate", this.#write);
    navigationOf(window)?.addEventListener("currententrychange", this.#write);
  }

  /** Another dataset's address, whose map is on its way, is left alone. */
  write() {
    const { href } = location;
    const named = new URL(href).searchParams.get("dataset");
    if (named !== null && this.#dataset !== null && named !== this.#dataset) return;
    const wanted = addressWith(href, this.#looked());
    if (wanted !== href) history.replaceState(history.state, "", wanted);
  }

  /** The page runs, and will write its part of the address. */
  runs() {
    if (navigationOf(window)) return;
    clearTimeout(this.#waiting);
    this.#waiting = window.setTimeout(this.#write, AFTER_RUN_MS);
  }

  remove() {
    clearTimeout(this.#waiting);
    window.removeEventListener("popstate", this.#write);
    navigationOf(window)?.removeEventListener("currententrychange", this.#write);
  }
}

/** @param {any} page @returns {EventTarget | undefined} */
const navigationOf = (page) => page.navigation;
