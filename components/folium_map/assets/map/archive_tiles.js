/**
 * `L.ArchiveTiles`, a PMTiles archive of this server as a base map: vector tiles drawn by `protomaps-leaflet` in
 * the page's theme, pictures by `pmtiles`. Needs Leaflet as `L`, `pmtiles`, and `protomapsL` for vector tiles.
 */

import { APP_ROOT } from "../base/roots.js";
import { readTheme } from "../base/theme.js";
import { ArchiveFile } from "./archive_file.js";
import { lookOf } from "./tile_style.js";

/**
 * @typedef {object} Settings  as `components/map/files.py` writes them
 * @property {string} className  `tiles-` and the base map's key
 * @property {string} name
 * @property {string} address  of the archive, below the app's root
 * @property {boolean} vector
 * @property {[[number, number], [number, number]]} bounds  south-west, north-east
 * @property {number} minZoom
 * @property {number} maxZoom
 * @property {string[]} layers  in vector tiles
 * @property {import("./tile_style.js").Style} style
 * @property {string} lang
 * @property {string} attribution  HTML
 */

const MOST_ZOOM = 22;

export class ArchiveTiles extends L.Layer {
  #settings;
  /** @type {any} the layer that draws */
  #drawing = null;
  #failed = false; // since tiles were last asked for

  /** @param {Settings} settings */
  constructor(settings) {
    super();
    this.#settings = settings;
    const { className, name, attribution } = settings;
    this.options = /** @type {any} */ ({ className, name, attribution });
  }

  /** What is said when the archive cannot be read: a key of the words. */
  get failure() {
    return "map.archive_fails";
  }

  get bounds() {
    return L.latLngBounds(this.#settings.bounds);
  }

  /** @param {import("leaflet").Map} map */
  onAdd(map) {
    const file = new ArchiveFile(
      () => new (library("pmtiles").PMTiles)(new URL(this.#settings.address, APP_ROOT).href),
      () => this.#fails(),
    );
    this.#drawing = this.#settings.vector ? this.#vector(file, map) : this.#raster(file);
    this.#drawing.on("loading", () => {
      this.#failed = false;
      this.fire("loading");
    });
    this.#drawing.on("load", () => this.#failed || this.fire("tileload"));
    map.addLayer(this.#drawing);
    return this;
  }

  /** @param {import("leaflet").Map} map */
  onRemove(map) {
    map.removeLayer(this.#drawing);
    this.#drawing = null;
    return this;
  }

  /** Draws vector tiles anew in the page's theme. */
  themeChanged() {
    const map = this._map;
    if (!map || !this.#settings.vector) return;
    this.onRemove(map);
    this.onAdd(map);
  }

  /** @param {ArchiveFile} file @param {import("leaflet").Map} map */
  #vector(file, map) {
    const { layers, style, lang, maxZoom } = this.#settings;
    const protomaps = library("protomapsL");
    const theme = readTheme(map.getContainer());
    const drawing = protomaps.leafletLayer({
      ...this.#shared(),
      url: file,
      maxDataZoom: maxZoom,
      ...lookOf(protomaps, layers, style, lang, theme),
    });
    drawing.backgroundColor = undefined; // what the archive does not cover shows the outline beneath
    for (const { tileCache } of drawing.views.values()) tileCache.source = this.#watched(tileCache.source);
    return drawing;
  }

  /** Tells of tiles that come and are no vector tiles. @param {{get: (...asked: any[]) => Promise<unknown>}} source */
  #watched(source) {
    const get = async (/** @type {any[]} */ ...asked) => {
      try {
        return await source.get(...asked);
      } catch (error) {
        this.#fails();
        throw error;
      }
    };
    return { get };
  }

  /** @param {ArchiveFile} file */
  #raster(file) {
    const drawing = library("pmtiles").leafletRasterLayer(
      {
        getHeader: () => file.getHeader(),
        getZxy: (/** @type {[number, number, number]} */ ...asked) =>
          file.getZxy(...asked).catch(() => undefined),
      },
      { ...this.#shared(), maxNativeZoom: this.#settings.maxZoom },
    );
    drawing.on("tileload", (/** @type {any} */ { tile }) => {
      tile.addEventListener("error", () => this.#fails());
    });
    return drawing;
  }

  #shared() {
    return { bounds: this.bounds, maxZoom: MOST_ZOOM, attribution: "" };
  }

  /** Of a server one picture may be missing; of an archive each failure is said, though other tiles have come. */
  #fails() {
    if (!this._map) return;
    this.#failed = true;
    this.fire("loading").fire("tileerror");
  }
}

/** @param {"pmtiles" | "protomapsL"} name  of the global that a library's script makes */
const library = (name) => /** @type {any} */ (globalThis)[name];
