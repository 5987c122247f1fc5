/** `L.IncidentKind`, a kind of record in the layer control: a switch of the view, no filter. Needs Leaflet as `L`. */

export class IncidentKind extends L.Layer {
  #layer;
  #kind;

  /**
   * @param {import("./incident_layer.js").IncidentLayer} layer
   * @param {string} kind
   */
  constructor(layer, kind) {
    super();
    this.#layer = layer;
    this.#kind = kind;
    layer.showKind(kind, false); // until this switch is on the map
  }

  get kind() {
    return this.#kind;
  }

  onAdd() {
    this.#layer.showKind(this.#kind, true);
    return this;
  }

  onRemove() {
    this.#layer.showKind(this.#kind, false);
    return this;
  }
}
