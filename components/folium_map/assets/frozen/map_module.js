/**
 * Stands in the place of the module that `components/folium_map/compiling.py` writes for each frozen map, which has the
 * same exports.
 */

/** Of the element that the map is built in. */
export const id = "map";

/**
 * @returns {{map: import("leaflet").Map, layers: import("../entry/component_data.js").Reported}}
 */
export function build() {
  throw new Error("there is no map: this module is replaced where a map is frozen");
}
