/**
 * Keeps where the map looks: it fits itself at the start, while the page finds its layout, and where a filter leaves
 * it empty; and it tells the address whether someone has moved it since. Needs Leaflet as `L`.
 */

import { firstBox, fitBox, lookAtFirst } from "../map/fitting.js";
import { sameView } from "./map_address.js";

/**
 * @typedef {import("../base/projection.js").View} View
 * @typedef {import("../data/extent.js").Extent} Extent
 * @typedef {import("../map/fitting.js").Box} Box
 * @typedef {import("../map/incident_layer.js").IncidentLayer} IncidentLayer
 */

const SETTLE_MS = 400;
const LAYOUT_MS = 2000;

/**
 * What the address says of the view: nothing where the map stands as it fitted itself; a link's own numbers as long
 * as the map stands there, for it stands on whole pixels and would drift from link to link.
 * @param {View} view
 * @param {boolean} home
 * @param {View | null} asked  of a link
 */
export function toldView(view, home, asked) {
  if (home) return null;
  return asked && sameView(view, asked) ? asked : view;
}

/**
 * Whether a selection may move the map: a first one may not where a link said where to look.
 * @param {number} before  selections that came before
 * @param {View | null | undefined} linked
 */
export const mayFit = (before, linked) => before > 0 || !linked;

/** Whether records are shown, and none of them in the view. @param {Extent | null} extent */
export const isEmptyView = (extent) => Boolean(extent?.all && extent.outside === extent.all);

export class MapView {
  #map;
  #layer;
  #header;
  #changed;
  #last = "";
  #fitUntil = 0;
  /** @type {Box | null} the box that was last fitted */
  #fitted = null;
  #selections = 0; // that have come
  #mayFit = false; // a filter has come: it may have left the view empty
  #home = false; // the map stands where it fitted itself
  #fitting = false; // and is still on its way there
  /** @type {View | null} of a link */
  #asked = null;
  #removed = false;
  /** @type {number | undefined} */
  #settling = undefined;

  /**
   * @param {import("leaflet").Map} map
   * @param {IncidentLayer} layer
   * @param {import("../data/columns.js").Header} header
   * @param {() => void} changed  the address may have to say something else
   */
  constructor(map, layer, header, changed) {
    this.#map = map;
    this.#layer = layer;
    this.#header = header;
    this.#changed = changed;
    map.on("moveend", this.#moved, this);
  }

  /** @returns {View} */
  get now() {
    const { lat, lng } = this.#map.getCenter();
    return { lat: Number(lat.toFixed(5)), lon: Number(lng.toFixed(5)), zoom: this.#map.getZoom() };
  }

  /** What the address says of it. */
  get told() {
    return toldView(this.now, this.#home, this.#asked);
  }

  /** Where the map begins. @param {View | null} view  of a link */
  start(view) {
    const place = () => {
      lookAtFirst(this.#map, view, this.#header);
      this.#last = JSON.stringify(this.now);
      this.#asked = view;
    };
    place();
    // The map's own script may still be gliding to its bounds, and would end there: then once more.
    if (/** @type {any} */ (this.#map)._animatingZoom) this.#map.once("zoomend", place);
    this.#fitted = firstBox(this.#header);
    this.#home = !view;
    if (!view) this.#fitUntil = performance.now() + LAYOUT_MS;
  }

  /**
   * @param {Box | null} box
   * @param {boolean} animate
   */
  fit(box, animate) {
    this.#fitted = box;
    fitBox(this.#map, box, animate);
  }

  /** A selection has come and is about to be drawn. @param {View | null | undefined} linked */
  expect(linked) {
    this.#mayFit = mayFit(this.#selections++, linked);
  }

  /** It is drawn: where its records all lie elsewhere the map fits itself, as a reloaded page does. */
  drawn() {
    if (!this.#mayFit) return;
    this.#mayFit = false;
    if (!isEmptyView(this.#layer.extent())) return;
    const held = !this.#layer.remoteFolder; // else what another view has would have to be asked for
    if (held && !this.#home) lookAtFirst(this.#map, null, this.#header);
    const extent = this.#layer.extent();
    if (extent && isEmptyView(extent)) this.fit(extent.box, this.#selections > 1);
    this.#home ||= held;
    this.#fitting = true;
    this.#moved();
  }

  /** The map has another size: the page still finds its layout, unless someone has moved the map meanwhile. */
  resized() {
    const before = JSON.stringify(this.now);
    this.#map.invalidateSize({ pan: false });
    if (performance.now() < this.#fitUntil && before === this.#last) fitBox(this.#map, this.#fitted, false);
    this.#last = JSON.stringify(this.now); // nobody moved the map
    this.#changed();
  }

  /** The map has another size for good: it keeps its middle, or fits itself if it still stands where it did so. */
  resizedForGood() {
    this.#map.invalidateSize({ pan: true, animate: false });
    if (this.#home) fitBox(this.#map, this.#fitted, false);
    this.#last = JSON.stringify(this.now);
    this.#changed();
  }

  #moved() {
    clearTimeout(this.#settling);
    this.#settling = window.setTimeout(() => this.#settled(), SETTLE_MS);
  }

  #settled() {
    if (this.#removed) return;
    const view = JSON.stringify(this.now);
    if (view !== this.#last && !this.#fitting) this.#home = false;
    this.#last = view;
    this.#fitting = false;
    this.#changed();
  }

  remove() {
    this.#removed = true;
    clearTimeout(this.#settling);
  }
}
