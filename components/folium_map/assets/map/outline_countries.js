/**
 * Finds the countries and places of the offline base map among a map's layers, while it is what lies underneath.
 * Needs Leaflet as `L`.
 */

import { HIGHEST_LATITUDE, worldPath } from "../base/projection.js";
import { countryOf } from "../draw/country_names.js";

/**
 * @typedef {import("../draw/country_names.js").Country} Country
 * @typedef {import("../data/place_tiles.js").Frame} Frame
 * @typedef {import("../data/place_tiles.js").Place} Place
 */

/**
 * @param {import("leaflet").Map} map
 * @returns {Country[]}
 */
export function countriesOn(map) {
  /** @type {Map<string, Float64Array[]>} */
  const paths = new Map();
  map.eachLayer((/** @type {any} */ layer) => {
    const name = layer.options?.pane === "outline" && layer.feature?.properties?.name;
    if (!name) return;
    const polygons = /** @type {[number, number][][][]} */ (layer.feature.geometry.coordinates);
    const outer = polygons.map(([ring]) => worldPath(ring.map(withinWorld)));
    paths.set(name, [...(paths.get(name) ?? []), ...outer]);
  });
  return [...paths].map(([name, rings]) => countryOf(name, rings));
}

/**
 * The places of a view, those of `L.PopulatedPlaces`.
 * @param {import("leaflet").Map} map
 * @param {Frame & {zoom: number}} frame
 * @returns {Place[]}
 */
export function placesOn(map, frame) {
  /** @type {Place[]} */
  let found = [];
  map.eachLayer((/** @type {any} */ layer) => {
    if ("placesIn" in layer) found = layer.placesIn(frame);
  });
  return found;
}

/**
 * A pole lies infinitely far off in web mercator.
 * @param {[number, number]} vertex  longitude, latitude
 * @returns {[number, number]}
 */
function withinWorld([lon, lat]) {
  return [lon, Math.max(-HIGHEST_LATITUDE, Math.min(HIGHEST_LATITUDE, lat))];
}

/**
 * Whether map pictures cover the outline, those of an archive at least half of the view: they have names of their own.
 * @param {import("leaflet").Map} map
 */
export function hasTiles(map) {
  let found = false;
  map.eachLayer((/** @type {any} */ layer) => {
    found ||= layer instanceof L.TileLayer || (isArchive(layer) && coversHalf(layer.bounds, map.getBounds()));
  });
  return found;
}

/** @param {any} layer */
const isArchive = (layer) => "bounds" in layer && "failure" in layer;

/**
 * Whether a box covers at least half of a view, by degrees.
 * @param {Box} box
 * @param {Box} view
 *
 * @typedef {{getWest(): number, getEast(): number, getSouth(): number, getNorth(): number}} Box
 */
export function coversHalf(box, view) {
  const wide = Math.min(box.getEast(), view.getEast()) - Math.max(box.getWest(), view.getWest());
  const high = Math.min(box.getNorth(), view.getNorth()) - Math.max(box.getSouth(), view.getSouth());
  const all = (view.getEast() - view.getWest()) * (view.getNorth() - view.getSouth());
  return wide > 0 && high > 0 && wide * high >= all / 2;
}
