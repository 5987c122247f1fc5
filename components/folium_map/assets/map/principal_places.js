/**
 * `L.PrincipalPlaces`, places of the offline base map: it draws nothing itself, the painter writes their names where
 * there is room. Needs Leaflet as `L`.
 */

import { worldOf } from "../base/projection.js";

/** @typedef {import("../draw/place_names.js").Place} Place */

export class PrincipalPlaces extends L.Layer {
  /** @type {Place[]} */
  principalPlaces;

  /**
   * @param {[string, number, number][]} places  name, longitude, latitude
   * @param {string} attribution
   */
  constructor(places, attribution) {
    super();
    this.principalPlaces = places.map(([name, lon, lat]) => {
      const [x, y] = worldOf(lon, lat);
      return { name, x, y };
    });
    this.options = /** @type {any} */ ({ attribution });
  }

  onAdd() {
    return this;
  }

  onRemove() {
    return this;
  }
}
