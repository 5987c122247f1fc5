/**
 * Shades regions on a map: their outlines, fetched once for boundaries and version; their classes, which each
 * filter changes; the legend; what a region says and does under a pointer. Loaded where regions are shaded.
 */

import { element } from "../base/elements.js";
import { APP_ROOT } from "../base/roots.js";
import { readTheme } from "../base/theme.js";
import { fetchJson } from "../data/loading.js";
import { RegionLayer } from "../map/region_layer.js";
import { regionLegend } from "./region_legend.js";

/**
 * @typedef {object} Said  as `components/panels/shaded_regions.py` writes it
 * @property {string | null} shapes  address of the outlines
 * @property {string} title  what regions are shaded by
 * @property {number[]} limits  the greatest number of each class
 * @property {boolean} whole
 * @property {boolean} percent
 * @property {[number, number][]} counts  of nothing and each class: regions certainly in it, possibly
 * @property {number} unknown
 * @property {{light: string[], dark: string[]}} colours
 * @property {(number | null)[]} low  what is certain in each region that is listed; null: not known
 * @property {(number | null)[]} high
 * @property {string} drawnBy
 * @property {string} note
 * @property {string | null} set  what filters call these boundaries; null: only this page knows them
 *
 * @typedef {Said & import("../map/region_layer.js").Classed} Shaded
 *
 * @typedef {object} Parts
 * @property {import("leaflet").Map} map
 * @property {import("./legend.js").Legend} legend
 * @property {import("./pointing.js").Pointing} pointing
 * @property {import("../base/words.js").Words} words
 * @property {(region: string) => void} pressed  boundaries and region, as filters name it
 */

export class RegionShading {
  #parts;
  /** @type {RegionLayer | null} */
  #layer = null;
  #address = "";
  /** @type {Shaded | null} */
  #shaded = null;
  #turn = 0;

  /** @param {Parts} parts */
  constructor(parts) {
    this.#parts = parts;
  }

  /** @param {Shaded | null} shaded  null: nothing can be shaded */
  async show(shaded) {
    const turn = ++this.#turn;
    if (!shaded?.shapes) {
      this.remove();
      return;
    }
    if (shaded.shapes !== this.#address) {
      const packed = await fetchJson(new URL(shaded.shapes, APP_ROOT));
      if (turn !== this.#turn) return; // something newer is wanted
      this.remove();
      this.#layer = new RegionLayer(packed).addTo(this.#parts.map);
      this.#address = shaded.shapes;
      this.#turn = turn;
    }
    this.#shaded = shaded;
    this.paint();
    this.#parts.pointing.beneath = this;
  }

  /** Draws what is known, again where the page's theme has changed. */
  paint() {
    const shaded = this.#shaded;
    if (!shaded || !this.#layer) return;
    const { map, legend, words } = this.#parts;
    const theme = readTheme(map.getContainer());
    const colours = shaded.colours[theme.dark ? "dark" : "light"];
    this.#layer.paint(shaded, colours, theme);
    legend.setRegions(regionLegend(shaded, colours, words, theme));
  }

  /**
   * The region under a position; null: none.
   * @param {import("leaflet").LatLng} at
   */
  at(at) {
    const place = this.#layer?.at(at) ?? -1;
    return place < 0 ? null : place;
  }

  /**
   * What a region says of itself.
   * @param {number} place
   */
  tip(place) {
    const { words } = this.#parts;
    const { name, key } = /** @type {RegionLayer} */ (this.#layer).regions[place];
    const { title, set, chosen, drawnBy } = /** @type {Shaded} */ (this.#shaded);
    const lines = [`${title}: ${this.#number(place)}`, drawnBy];
    if (set !== null) lines.push(words.say(`regions.${chosen.includes(key) ? "unfilter" : "filter"}`));
    const said = lines.map((line) => element("span", "", line));
    return element("div", "incident-tip region-tip", element("strong", "", name), ...said);
  }

  /** @param {number} place */
  #number(place) {
    const { words } = this.#parts;
    const { region, low, high, percent } = /** @type {Shaded} */ (this.#shaded);
    const listed = region.indexOf(place);
    const [sure, may] = listed < 0 ? [0, 0] : [low[listed], high[listed]];
    if (sure === null || may === null) return words.say("regions.unknown");
    const told = [sure, may].map((each) => words.numbers.format(each));
    const text = sure === may ? told[0] : words.say("regions.pair", { low: told[0], high: told[1] });
    return percent ? words.say("regions.percent", { n: text }) : text;
  }

  /**
   * Shows a region's records, or those of others again.
   * @param {import("leaflet").LatLng} at
   */
  press(at) {
    const place = this.at(at);
    const set = this.#shaded?.set ?? null;
    if (place === null || set === null || !this.#layer) return;
    this.#parts.pressed(`${set}/${this.#layer.regions[place].key}`);
  }

  remove() {
    this.#turn++;
    this.#layer?.remove();
    this.#layer = this.#shaded = null;
    this.#address = "";
    this.#parts.legend.setRegions(null);
    this.#parts.pointing.beneath = null;
  }
}
