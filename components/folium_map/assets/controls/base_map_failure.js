/**
 * Says that the base map's server does not answer, once, until its pictures come: the outline lies beneath and
 * stays. Needs Leaflet as `L`.
 */

import { element } from "../base/elements.js";

/** The name of the base map that is chosen, as the layer control has it. */
const CHOSEN = ".leaflet-control-layers-base label:has(input:checked)";

export class BaseMapFailure {
  #map;
  #words;
  #root = element("div", "base-map-failure");
  #came = false; // a picture, since the map last asked for some

  /**
   * @param {import("leaflet").Map} map
   * @param {import("../base/words.js").Words} words
   */
  constructor(map, words) {
    this.#map = map;
    this.#words = words;
    this.#root.setAttribute("role", "status");
    this.#root.hidden = true;
    map.getContainer().append(this.#root);
    map.eachLayer((layer) => this.#watch(layer));
    map.on("layeradd", this.#added, this);
    map.on("layerremove", this.#left, this);
  }

  /** @param {import("leaflet").LayerEvent} event */
  #added({ layer }) {
    this.#watch(layer);
  }

  /** @param {import("leaflet").Layer} layer */
  #watch(layer) {
    if (!hasPictures(layer)) return;
    this.#came = false; // it has asked for its first ones already
    layer.on("loading", this.#asked, this);
    layer.on("tileload", this.#answered, this);
    layer.on("tileerror", this.#failed, this);
  }

  /** @param {import("leaflet").LayerEvent} event */
  #left({ layer }) {
    if (!hasPictures(layer)) return;
    layer.off("loading", this.#asked, this);
    layer.off("tileload", this.#answered, this);
    layer.off("tileerror", this.#failed, this);
    this.#root.hidden = true;
  }

  #asked() {
    this.#came = false;
  }

  #answered() {
    this.#came = true;
    this.#root.hidden = true;
  }

  /** One picture that is not there does not mean that there are none. */
  #failed() {
    if (this.#came || !this.#root.hidden) return;
    this.#root.textContent = this.#words.say("map.base_fails", { name: this.#name() });
    this.#root.hidden = false;
  }

  #name() {
    return this.#map.getContainer().querySelector(CHOSEN)?.textContent?.trim() ?? "";
  }

  remove() {
    this.#map.off("layeradd", this.#added, this);
    this.#map.off("layerremove", this.#left, this);
    this.#root.remove();
  }
}

/** @param {import("leaflet").Layer} layer */
function hasPictures(layer) {
  return "getTileUrl" in layer;
}
