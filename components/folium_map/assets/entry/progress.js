/** A bar over the map while a dataset's records come; small ones come too soon for it. */

import { element } from "../base/elements.js";

const MANY = 50000;

export class Progress {
  #bar = element("i", "map-progress-bar");
  #text = element("span", "");

  constructor() {
    this.root = element("div", "map-progress", this.#text, element("div", "map-progress-track", this.#bar));
    this.root.setAttribute("role", "progressbar");
    this.root.hidden = true;
  }

  /**
   * @param {import("../base/words.js").Words} words
   * @param {import("../data/columns.js").Header} header
   * @param {number} rows  that have come
   */
  show(words, { n }, rows) {
    if (n < MANY) return;
    this.root.hidden = false;
    this.#text.textContent = words.count("map.loading", n, { n: rows, total: n });
    this.root.setAttribute("aria-label", words.count("map.loading", n, { n: rows, total: n }));
    this.root.setAttribute("aria-valuemax", String(n));
    this.root.setAttribute("aria-valuenow", String(rows));
    this.#bar.style.width = `${(100 * rows) / n}%`;
  }

  hide() {
    this.root.hidden = true;
  }
}
