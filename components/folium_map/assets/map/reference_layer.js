/**
 * `L.ReferenceLayer`, lines and areas of a host's or researcher's own in one colour, under the incidents; a switch
 * in the layer control. Needs Leaflet as `L`.
 */

import { APP_ROOT } from "../base/roots.js";

/**
 * @typedef {object} Settings  as `components/map/files.py` writes them
 * @property {string} key  as the address hides it
 * @property {string} name
 * @property {string} address  of the GeoJSON, below the app's root
 * @property {string} colour
 * @property {string} attribution  HTML
 */

const PANE = "reference";
const OVER_TILES = 300; // which lie at 200; incidents begin at 440

export class ReferenceLayer extends L.Layer {
  #settings;
  /** @type {import("leaflet").GeoJSON | null} */
  #shapes = null;
  #failed = false;

  /** @param {Settings} settings */
  constructor(settings) {
    super();
    this.#settings = settings;
    this.options = /** @type {any} */ ({ name: settings.name, attribution: settings.attribution });
  }

  /** Its word among the hidden layers of an address. */
  get kind() {
    return this.#settings.key;
  }

  /** What is said when its file cannot be read: a key of the words. */
  get failure() {
    return "map.layer_fails";
  }

  get failed() {
    return this.#failed;
  }

  /** @param {import("leaflet").Map} map */
  onAdd(map) {
    this.#failed = false;
    void this.#draw(map);
    return this;
  }

  /** @param {import("leaflet").Map} map */
  async #draw(map) {
    try {
      this.#shapes ??= shapesOf(await this.#fetched(), this.#settings.colour, map);
    } catch (error) {
      console.error(error);
      this.#failed = true; // perhaps before anybody listens
      this.fire("tileerror");
      return;
    }
    if (this._map) map.addLayer(this.#shapes); // unless it was switched off meanwhile
  }

  async #fetched() {
    const answer = await fetch(new URL(this.#settings.address, APP_ROOT));
    if (!answer.ok) throw new Error(`${answer.status} for ${this.#settings.address}`);
    return answer.json();
  }

  /** @param {import("leaflet").Map} map */
  onRemove(map) {
    if (this.#shapes) map.removeLayer(this.#shapes);
    return this;
  }
}

/**
 * @param {import("geojson").GeoJsonObject} data
 * @param {string} colour
 * @param {import("leaflet").Map} map
 */
function shapesOf(data, colour, map) {
  if (!map.getPane(PANE)) {
    const pane = map.createPane(PANE);
    pane.style.zIndex = String(OVER_TILES);
    pane.style.pointerEvents = "none";
  }
  const drawn = { pane: PANE, renderer: L.canvas({ pane: PANE }), interactive: false };
  const look = { ...drawn, color: colour, weight: 2, fillColor: colour, fillOpacity: 0.08 };
  return L.geoJSON(data, {
    ...look,
    style: look,
    pointToLayer: (_, at) => L.circleMarker(at, { ...look, radius: 3, fillOpacity: 0.8 }),
  });
}
