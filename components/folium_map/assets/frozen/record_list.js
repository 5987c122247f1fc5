/** The records shown as a list, some at a time: what lies at no point stands here too. */

import { button, element } from "../base/elements.js";

const STRETCH = 50;

export class ShownRecords {
  #texts;
  #words;
  #picked;
  #list = element("ol", "frozen-list");
  #more;
  /** @type {Uint32Array} */
  #rows = new Uint32Array(0);
  #shown = 0;
  #turn = 0; // how often others were shown: what comes for earlier ones is passed over

  /**
   * @param {import("./chunks.js").Chunks} texts
   * @param {import("../base/words.js").Words} words
   * @param {(row: number) => void} picked
   */
  constructor(texts, words, picked) {
    this.#texts = texts;
    this.#words = words;
    this.#picked = picked;
    this.#more = button("", "", () => void this.#add());
    const title = element("h2", "", words.say("frozen.records"));
    this.root = element("section", "frozen-records", title, this.#list, this.#more);
  }

  /** @param {Uint32Array} rows */
  show(rows) {
    this.#turn++;
    this.#rows = rows;
    this.#shown = 0;
    this.#list.replaceChildren();
    void this.#add();
  }

  async #add() {
    const turn = this.#turn;
    const some = [...this.#rows.subarray(this.#shown, this.#shown + STRETCH)];
    const texts = await Promise.all(some.map((row) => this.#texts.textOf(row)));
    if (turn !== this.#turn) return;
    this.#shown += some.length;
    for (const { row, title, when, where } of texts) {
      const pick = button("", title, () => this.#picked(row));
      this.#list.append(element("li", "", pick, element("span", "said", `${when} · ${where}`)));
    }
    const left = this.#rows.length - this.#shown;
    this.#more.hidden = left === 0;
    this.#more.textContent = this.#words.count("frozen.more", left);
  }
}
