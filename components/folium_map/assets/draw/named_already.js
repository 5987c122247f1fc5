/** Finds the populated places that a dataset, or a country, has named already: each is read once. */

import { metresPerPixel } from "../base/projection.js";

/**
 * @typedef {import("../data/place_tiles.js").Place} Place
 * @typedef {import("./country_names.js").Country} Country
 * @typedef {import("./labels.js").Label} Label
 */

/** Metres within which two places of one name, two of a like name, and two of any name are one. */
const SAME_NAME_M = 25_000;
const LIKE_NAME_M = 3_000;
const ANY_NAME_M = 500;
/** Letters by which two spellings of a name are told to be like: Leposavić and Leposaviq. */
const LIKE = 4;
/** At this zoom a pixel is a unit of the world. */
const UNIT_ZOOM = 24;
const CELL = 2 ** 17; // 1.2 km at the equator; at 80° some 200 m

/**
 * @param {string} name
 * @returns {string} its letters alone, without accents
 */
export function folded(name) {
  const letters = name.normalize("NFD").replace(/[^\p{L}\p{N}]/gu, "");
  return letters.toLowerCase().replaceAll("đ", "d").replaceAll("ł", "l").replaceAll("ı", "i");
}

export class NamedAlready {
  /** @type {Map<string, {full: string, label: Label}[]>} by how the name begins */
  #beginnings = new Map();
  /** @type {Map<string, Label[]>} towns by where they lie */
  #cells = new Map();
  #countries;

  /**
   * @param {Label[]} labels
   * @param {Country[]} countries
   */
  constructor(labels, countries) {
    for (const label of labels) {
      const full = folded(label.name);
      push(this.#beginnings, full.slice(0, LIKE), { full, label });
      if (label.sort === "town") push(this.#cells, cellOf(label.x, label.y, 0, 0), label);
    }
    this.#countries = new Map(countries.map((country) => [folded(country.name), country]));
  }

  /** @param {Place} place */
  has(place) {
    const full = folded(place.name);
    return this.#isCountry(full, place) || this.#isNamed(full, place) || this.#isTown(place);
  }

  /** @param {string} full @param {Place} place */
  #isCountry(full, { x, y }) {
    const rings = this.#countries.get(full)?.rings ?? [];
    return rings.some(({ box }) => x >= box.left && x <= box.right && y >= box.top && y <= box.bottom);
  }

  /** @param {string} full @param {Place} place */
  #isNamed(full, place) {
    return (this.#beginnings.get(full.slice(0, LIKE)) ?? []).some((each) => {
      const away = metresBetween(each.label, place);
      return away < (each.full === full ? SAME_NAME_M : each.label.sort === "town" ? LIKE_NAME_M : 0);
    });
  }

  /** @param {Place} place */
  #isTown(place) {
    for (const across of [-1, 0, 1]) {
      for (const down of [-1, 0, 1]) {
        const near = this.#cells.get(cellOf(place.x, place.y, across, down)) ?? [];
        if (near.some((label) => metresBetween(label, place) < ANY_NAME_M)) return true;
      }
    }
    return false;
  }
}

/** @param {{x: number, y: number}} one @param {{x: number, y: number}} other */
function metresBetween(one, other) {
  return Math.hypot(one.x - other.x, one.y - other.y) * metresPerPixel(one.y, UNIT_ZOOM);
}

/** @param {number} x @param {number} y @param {number} across @param {number} down */
function cellOf(x, y, across, down) {
  return `${Math.floor(x / CELL) + across} ${Math.floor(y / CELL) + down}`;
}

/**
 * @template T
 * @param {Map<string, T[]>} lists
 * @param {string} key
 * @param {T} value
 */
function push(lists, key, value) {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}
