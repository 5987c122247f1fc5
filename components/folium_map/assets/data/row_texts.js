/** The words of single records (title, when, where), fetched when someone points at them, and cached. */

import { fetchJson } from "./loading.js";

/**
 * @typedef {{row: number, id: string, title: string, when: string, where: string, kind: string,
 *   event_type: string, events?: string}} RowText  `events`: of a total
 */

/** The server answers for at most this many rows. */
export const MOST_TEXTS = 200;

export class RowTexts {
  #address;
  #root;
  /** @type {Map<number, RowText>} */
  #cached = new Map();

  /**
   * @param {string} address  of rows.json, relative to `root`
   * @param {URL} root
   */
  constructor(address, root) {
    this.#address = address;
    this.#root = root;
  }

  /**
   * @param {number[]} rows
   * @returns {Promise<RowText[]>} in the order of `rows`, at most `MOST_TEXTS`
   */
  async get(rows) {
    const wanted = rows.slice(0, MOST_TEXTS);
    const missing = wanted.filter((row) => !this.#cached.has(row));
    if (missing.length) {
      const address = new URL(this.#address, this.#root);
      address.searchParams.set("rows", missing.join(","));
      for (const text of await fetchJson(address)) this.#cached.set(text.row, text);
    }
    return wanted.flatMap((row) => this.#cached.get(row) ?? []);
  }
}
