/** Says above the map which kinds of record are switched off there, and shows them again. Needs Leaflet as `L`. */

import { button, element } from "../base/elements.js";

/**
 * The names of the kinds that are switched off, in the dataset's order.
 * @param {import("../map/incident_layer.js").IncidentLayer} layer
 * @param {import("../base/words.js").Words} words
 */
export function hiddenNames({ records, hidden }, words) {
  const kinds = records?.columns.header.categories.kind ?? [];
  return kinds.filter(({ id }) => hidden.has(id)).map((kind) => words.category("kind", kind));
}

export class HiddenKinds {
  #layer;
  #words;
  #said = element("span");
  #root;

  /**
   * @param {HTMLElement} holder  of the map
   * @param {import("../map/incident_layer.js").IncidentLayer} layer
   * @param {import("../base/words.js").Words} words
   * @param {() => void} show  all kinds again
   */
  constructor(holder, layer, words, show) {
    this.#layer = layer;
    this.#words = words;
    this.#root = element(
      "div",
      "map-hidden-kinds",
      this.#said,
      button("", words.say("map.show_kinds"), show),
    );
    this.#root.setAttribute("role", "status");
    L.DomEvent.disableClickPropagation(this.#root);
    holder.append(this.#root);
    layer.on("selected", this.#refresh, this);
    this.#refresh();
  }

  #refresh() {
    const names = hiddenNames(this.#layer, this.#words);
    this.#root.hidden = !names.length;
    this.#said.textContent = this.#words.say("map.hidden_kinds", { kinds: names.join(", ") });
  }

  remove() {
    this.#layer.off("selected", this.#refresh, this);
    this.#root.remove();
  }
}
