/** Says how many of the records shown lie outside of the view, and brings them into it. Needs Leaflet as `L`. */

import { button, element } from "../base/elements.js";

export class Outside extends L.Control {
  #layer;
  #words;
  #waiting = 0; // for a frame
  #button;

  /**
   * @param {import("../map/incident_layer.js").IncidentLayer} layer
   * @param {import("../base/words.js").Words} words
   * @param {() => void} show
   */
  constructor(layer, words, show) {
    super({ position: "bottomleft" });
    this.#layer = layer;
    this.#words = words;
    this.#button = button("", "", show);
    this.container = element("div", "leaflet-bar incident-area incident-outside", this.#button);
    this.container.hidden = true;
    L.DomEvent.disableClickPropagation(this.container);
  }

  /** @param {import("leaflet").Map} map */
  onAdd(map) {
    map.on("moveend resize", this.refresh, this);
    this.#layer.on("selected", this.refresh, this);
    return this.container;
  }

  /** @param {import("leaflet").Map} map */
  onRemove(map) {
    map.off("moveend resize", this.refresh, this);
    this.#layer.off("selected", this.refresh, this);
    cancelAnimationFrame(this.#waiting);
  }

  /** Once the map is painted: a million records take some milliseconds. */
  refresh() {
    this.#waiting ||= requestAnimationFrame(() => setTimeout(() => this.#fill()));
  }

  #fill() {
    this.#waiting = 0;
    const outside = this.#layer.extent()?.outside ?? 0;
    this.container.hidden = !outside;
    this.#button.textContent = this.#words.count("map.outside", outside);
  }
}
