/** Asks the server for what the columns do not tell of a place: its records' whole toll, and rows that are not held. */

import { columnsOf, unpack } from "./columns.js";
import { fetchBytes, fetchJson } from "./loading.js";
import { figuresOf } from "./records.js";
import { MOST_TEXTS } from "./row_texts.js";

/**
 * @typedef {{count: number, low: number, best: number, high: number, unknown: number}} Toll  see geodata.query.tolls
 * @typedef {{start: Float64Array, fatalities: Float64Array, events: number}} Figures  see `figuresOf`
 *
 * @typedef {object} Question  which records are meant
 * @property {string} query  the filter, with all that narrows it
 * @property {number} shift  of the cells of `box`: see geodata.query.grids
 * @property {[number, number, number, number]} box  west, north, east, south
 * @property {Set<string> | null} cells  of the box those that are meant, each as `x,y`; null: all of them
 */

export class PlaceAnswers {
  #folder;
  #header;

  /**
   * @param {URL} folder  of the dataset version's data
   * @param {() => import("./columns.js").Header | undefined} header  of the dataset
   */
  constructor(folder, header) {
    this.#folder = folder;
    this.#header = header;
  }

  /**
   * The toll of the records at a place: of few by their rows, else of all that is shown in its box. Who asks compares
   * the counts: a box may hold more.
   * @param {number[]} rows
   * @param {Question | null} question
   * @returns {Promise<Toll | null>} null: it cannot be asked for, or does not come
   */
  async toll(rows, question) {
    const few = rows.length > 0 && rows.length <= MOST_TEXTS;
    const asked = few ? `rows=${rows.join(",")}` : question && addressOf(question);
    if (!asked) return null;
    try {
      return await fetchJson(this.#address("toll.json", asked));
    } catch (error) {
      console.error(error); // the sum of the best figures stands there all the same
      return null;
    }
  }

  /**
   * The records that a question means, with what they are ordered by.
   * @param {Question} question
   * @returns {Promise<{rows: number[], figures: Figures}>}
   */
  async rows(question) {
    const { header, columns, rows } = unpack(
      await fetchBytes(this.#address("view.bin", addressOf(question))),
    );
    const known = /** @type {import("./columns.js").Header} */ ({ ...this.#header(), ...header });
    const found = columnsOf({ header: known, columns, rows });
    const meant = indicesIn(found, question);
    return { rows: meant.map((index) => found.row?.[index] ?? index), figures: figuresOf(found, meant) };
  }

  /**
   * @param {string} name
   * @param {string} query
   */
  #address(name, query) {
    const format = this.#folder.searchParams.get("format"); // browsers keep answers for ever
    return new URL(
      `${name}?${[query, format && `format=${format}`].filter(Boolean).join("&")}`,
      this.#folder,
    );
  }
}

/** @param {Question} question */
export function addressOf({ query, shift, box }) {
  return [query, `shift=${shift}&box=${box}`].filter(Boolean).join("&");
}

/**
 * @param {{n: number, x: Uint32Array, y: Uint32Array}} records  of the box
 * @param {Question} question
 * @returns {number[]} of those in its cells
 */
export function indicesIn({ n, x, y }, { shift, cells }) {
  const cell = (/** @type {number} */ at) => Math.floor(at / 2 ** shift); // >>> takes no shift of 32
  const all = Array.from({ length: n }, (_, index) => index);
  return cells ? all.filter((index) => cells.has(`${cell(x[index])},${cell(y[index])}`)) : all;
}
