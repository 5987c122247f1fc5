/**
 * `L.PopulatedPlaces`, places of the offline base map: it draws nothing itself, the painter asks it for those of a view
 * and writes their names where there is room. What is not here yet is fetched, and the map told when it has come. Needs
 * Leaflet as `L`.
 */

import { fetched } from "../base/fetching.js";
import { APP_ROOT } from "../base/roots.js";
import { placesOf, tilesIn, tileZooms } from "../data/place_tiles.js";

/**
 * @typedef {import("../data/place_tiles.js").Frame} Frame
 * @typedef {import("../data/place_tiles.js").Place} Place
 * @typedef {{address: string, levels: import("../data/place_tiles.js").Level[], attribution: string}} Settings  as
 *   `components/map/populated_places.py` writes them; the address is below the app's root
 */

/** What the map fires when places have come. */
export const CAME = "placescame";
/** A view that does not stay so long needs no places. */
const REST_MS = 120;
const AGAIN_MS = 10_000;
const MOST_TILES = 256;
/** @type {Place[]} */
const NONE = [];

export class PopulatedPlaces extends L.Layer {
  #settings;
  /** @type {Map<string, Place[]>} */
  #tiles = new Map();
  /** @type {Set<string>} on their way */
  #asked = new Set();
  /** @type {string[]} of the view that was asked for last */
  #wanted = [];
  #timer = 0;
  #failedAt = -Infinity;
  #joined = { key: "", places: NONE };

  /** @param {Settings} settings */
  constructor(settings) {
    super();
    this.#settings = settings;
    this.options = /** @type {any} */ ({ attribution: settings.attribution });
  }

  onAdd() {
    return this;
  }

  onRemove() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    return this;
  }

  /**
   * The places of a view that are here, the largest first: until the smaller ones have come, the larger.
   * @param {Frame & {zoom: number}} frame
   */
  placesIn(frame) {
    const zooms = tileZooms(this.#settings.levels, frame.zoom);
    for (const zoom of zooms) {
      const tiles = tilesIn(frame, zoom);
      if (this.#has(tiles)) return this.#together(tiles);
      if (zoom === zooms[0]) this.#ask(tiles);
    }
    return NONE;
  }

  /** @param {string[]} tiles */
  #has(tiles) {
    return tiles.every((tile) => this.#tiles.has(tile));
  }

  /** @param {string[]} tiles */
  #together(tiles) {
    const key = tiles.join(" ");
    if (this.#joined.key !== key) {
      const places = tiles.flatMap((tile) => this.#tiles.get(tile) ?? NONE);
      this.#joined = { key, places: places.sort((one, other) => other.size - one.size) };
    }
    return this.#joined.places;
  }

  /** @param {string[]} tiles */
  #ask(tiles) {
    this.#wanted = tiles;
    if (this.#timer || performance.now() - this.#failedAt < AGAIN_MS) return;
    this.#timer = window.setTimeout(() => {
      this.#timer = 0;
      void this.#load(this.#wanted.filter((tile) => !this.#tiles.has(tile) && !this.#asked.has(tile)));
    }, REST_MS);
  }

  /**
   * One first: at a server's start it waits for the others, and they would keep the page's requests waiting.
   * @param {string[]} tiles
   */
  async #load([first, ...others]) {
    if (!first) return;
    for (const tile of [first, ...others]) this.#asked.add(tile);
    try {
      await this.#fetch(first);
      await Promise.all(others.map((tile) => this.#fetch(tile)));
    } catch (error) {
      console.error(error); // the map is whole without them, and asks again
      this.#failedAt = performance.now();
    }
    for (const tile of [first, ...others]) this.#asked.delete(tile);
    this._map?.fire(CAME);
  }

  /** @param {string} tile */
  async #fetch(tile) {
    const answer = await fetched(new URL(`${this.#settings.address}/${tile}.json`, APP_ROOT));
    const places = placesOf(await answer.json());
    for (const oldest of this.#tiles.keys()) {
      if (this.#tiles.size < MOST_TILES) break;
      this.#tiles.delete(oldest);
    }
    this.#tiles.set(tile, places);
  }
}
