/** Draws regions under the incidents, each filled as its classes say. Needs Leaflet as `L`. */

import { css } from "../base/theme.js";
import { fillOf, styleOf } from "../draw/region_fills.js";
import { regionAt, regionsOf } from "../draw/region_shapes.js";

/**
 * @typedef {import("../base/theme.js").Theme} Theme
 * @typedef {object} Classed  what is shaded; of regions that are not listed nothing is there
 * @property {number[]} region  places among the outlines
 * @property {number[]} certain  class of each
 * @property {number[]} possible
 * @property {string[]} chosen  keys of those that the filters hold
 */

const PANE = "regions";
const OVER_TILES = 250; // which lie at 200; reference layers at 300
/** Regions whose borders together would hide what they are filled with. */
const MANY = 1000;
export const OPACITY = 0.75;

export class RegionLayer extends L.Layer {
  /** @type {import("leaflet").Polygon[]} */
  #polygons = [];

  /** @param {import("../draw/region_shapes.js").Packed} packed */
  constructor(packed) {
    super();
    this.regions = regionsOf(packed);
  }

  /** @param {import("leaflet").Map} map */
  onAdd(map) {
    if (!map.getPane(PANE)) {
      const pane = map.createPane(PANE);
      pane.style.zIndex = String(OVER_TILES);
      pane.style.pointerEvents = "none";
    }
    const options = { pane: PANE, renderer: L.canvas({ pane: PANE }), interactive: false, smoothFactor: 0.6 };
    this.#polygons = this.regions.map(({ rings }) =>
      L.polygon(rings.map(corners), { ...options, stroke: false, fill: false }).addTo(map),
    );
    return this;
  }

  /** @param {import("leaflet").Map} map */
  onRemove(map) {
    for (const polygon of this.#polygons) map.removeLayer(polygon);
    this.#polygons = [];
    return this;
  }

  /**
   * @param {Classed} classed
   * @param {string[]} colours
   * @param {Theme} theme
   */
  paint({ region, certain, possible, chosen }, colours, theme) {
    const fills = new Map(region.map((each, place) => [each, [certain[place], possible[place]]]));
    const picked = new Set(chosen);
    const line = this.regions.length > MANY ? 0.15 : 0.35;
    /** @type {Map<string, string | CanvasPattern | null>} */
    const styles = new Map();
    this.#polygons.forEach((polygon, place) => {
      const [sure, may] = fills.get(place) ?? [0, 0];
      const named = `${sure} ${may}`;
      if (!styles.has(named)) styles.set(named, styleOf(fillOf(sure, may, colours), css(theme.ink, 0.45)));
      const fill = styles.get(named) ?? null;
      const isChosen = picked.has(this.regions[place].key);
      polygon.setStyle({
        stroke: true,
        color: isChosen ? css(theme.accent) : css(theme.ink, line),
        weight: isChosen ? 3 : 0.7,
        fill: fill !== null,
        fillColor: /** @type {string} */ (fill ?? ""), // Leaflet hands it to the canvas, which takes patterns
        fillOpacity: OPACITY,
      });
      if (isChosen) polygon.bringToFront();
    });
  }

  /** @param {import("leaflet").LatLng} at */
  at({ lng, lat }) {
    return regionAt(this.regions, lng, lat);
  }
}

/**
 * @param {Float64Array} ring
 * @returns {[lat: number, lon: number][]}
 */
const corners = (ring) =>
  Array.from({ length: ring.length / 2 - 1 }, (_, place) => [ring[2 * place + 1], ring[2 * place]]);
