/** Reads and makes the choice of Leaflet's layer control: one base map, and what is switched off. */

/**
 * @typedef {{layer: import("leaflet").Layer & {kind?: string}, overlay?: boolean}} Entry
 * @typedef {import("leaflet").Control.Layers} Control
 */

const TILES = /^tiles-([\w-]+)$/;

/** A base map's key, which its class names; the outline has none. @param {Entry["layer"]} layer */
const keyOf = (layer) => TILES.exec(/** @type {any} */ (layer.options)?.className ?? "")?.[1] ?? null;

export class LayerChoice {
  #map;
  #entries;

  /**
   * @param {import("leaflet").Map} map
   * @param {Control} control
   */
  constructor(map, control) {
    this.#map = map;
    this.#entries = /** @type {Entry[]} */ (/** @type {any} */ (control)._layers);
  }

  /** The base map's key; null: the outline alone. */
  get base() {
    const shown = this.#entries.find(({ layer, overlay }) => !overlay && this.#map.hasLayer(layer));
    return shown ? keyOf(shown.layer) : null;
  }

  /** Kinds and reference layers that are switched off. */
  get hidden() {
    return this.#entries.flatMap(({ layer }) => (layer.kind && !this.#map.hasLayer(layer) ? layer.kind : []));
  }

  /**
   * @param {string | null} base  a key that no base map has is passed over
   * @param {string[]} hidden
   */
  make(base, hidden) {
    const wanted = this.#entries.find(({ layer, overlay }) => !overlay && keyOf(layer) === base);
    for (const { layer, overlay } of this.#entries) {
      if (!overlay && !wanted) continue;
      const shown = overlay ? !hidden.includes(layer.kind ?? "") : layer === wanted?.layer;
      if (shown && !this.#map.hasLayer(layer)) this.#map.addLayer(layer);
      if (!shown && this.#map.hasLayer(layer)) this.#map.removeLayer(layer);
    }
  }
}
