/** Says over the map that it is being made, and, while a large dataset's records come, how many have. */

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
   * Before anything has come; its style lets it be seen after a moment only.
   * @param {import("../base/words.js").Words} words
   */
  wait(words) {
    this.root.hidden = false;
    this.root.classList.add("is-waiting");
    this.#text.textContent = words.say("map.making");
    this.root.setAttribute("aria-label", words.say("map.making"));
    for (const name of ["aria-valuenow", "aria-valuemax"]) this.root.removeAttribute(name);
    this.#bar.style.width = "0";
  }

  /**
   * @param {import("../base/words.js").Words} words
   * @param {import("../data/columns.js").Header} header
   * @param {number} rows  that have come
   */
  show(words, { n }, rows) {
    if (n < MANY) return;
    this.root.hidden = false;
    this.root.classList.remove("is-waiting");
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
