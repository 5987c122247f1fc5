/**
 * Says that a base map's server does not answer, or that a file of this server cannot be read, once, until its
 * pictures come: the outline lies beneath and stays. Needs Leaflet as `L`.
 */

import { element } from "../base/elements.js";

/** The name of the base map that is chosen, as the layer control has it. */
const CHOSEN = ".leaflet-control-layers-base label:has(input:checked)";

/**
 * @typedef {import("leaflet").Layer & {failure?: string, failed?: boolean}} Watched
 *   `failure`: the key of what is said of a file, whose name is `options.name`; `failed`: it has failed already
 */

export class BaseMapFailure {
  #map;
  #words;
  #root = element("div", "base-map-failure");
  /** @type {Set<Watched>} of which a picture came since they last asked for some */
  #came = new Set();
  /** @type {Map<Watched, string>} */
  #said = new Map();

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

  /** @param {Watched} layer */
  #watch(layer) {
    if (!hasPictures(layer)) return;
    this.#came.delete(layer); // it has asked for its first ones already
    layer.on("loading", this.#asked, this);
    layer.on("tileload", this.#answered, this);
    layer.on("tileerror", this.#failed, this);
    if (layer.failed) this.#failed({ target: layer });
  }

  /** @param {import("leaflet").LayerEvent} event */
  #left({ layer }) {
    if (!hasPictures(layer)) return;
    layer.off("loading", this.#asked, this);
    layer.off("tileload", this.#answered, this);
    layer.off("tileerror", this.#failed, this);
    this.#came.delete(layer);
    this.#said.delete(layer);
    this.#show();
  }

  /** @param {import("leaflet").LeafletEvent} event */
  #asked({ target }) {
    this.#came.delete(target);
  }

  /** @param {import("leaflet").LeafletEvent} event */
  #answered({ target }) {
    this.#came.add(target);
    if (this.#said.delete(target)) this.#show();
  }

  /**
   * One picture that is not there does not mean that there are none.
   * @param {{target: any}} event
   */
  #failed({ target }) {
    if (this.#came.has(target) || this.#said.has(target)) return;
    const name = target.failure ? target.options.name : this.#chosen();
    this.#said.set(target, this.#words.say(target.failure ?? "map.base_fails", { name }));
    this.#show();
  }

  #show() {
    this.#root.textContent = [...this.#said.values()].join(" ");
    this.#root.hidden = this.#said.size === 0;
  }

  #chosen() {
    return this.#map.getContainer().querySelector(CHOSEN)?.textContent?.trim() ?? "";
  }

  remove() {
    this.#map.off("layeradd", this.#added, this);
    this.#map.off("layerremove", this.#left, this);
    this.#root.remove();
  }
}

/**
 * @param {Watched} layer
 * @returns {boolean}
 */
function hasPictures(layer) {
  return "getTileUrl" in layer || layer.failure !== undefined;
}
