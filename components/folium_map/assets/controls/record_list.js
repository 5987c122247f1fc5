/**
 * Lists the records at a spot: how many, how many fatalities they tell, and each as a button, in an order that can be
 * chosen; their words are fetched as far as someone has scrolled.
 */

import { button, element, select } from "../base/elements.js";
import { detailsOf } from "./pointing_rules.js";
import { ORDERS, ordered, sumIn, sumsOf } from "./record_list_rules.js";

/**
 * @typedef {import("../data/row_texts.js").RowTexts} RowTexts
 * @typedef {import("../base/words.js").Words} Words
 * @typedef {import("./record_list_rules.js").Figures} Figures
 * @typedef {import("./record_list_rules.js").Order} Order
 * @typedef {import("./record_list_rules.js").Sums} Sums
 *
 * @typedef {object} Listed
 * @property {number[]} rows
 * @property {Figures} figures  of the rows
 * @property {number} count  records there; more than `rows` where these are not held here
 * @property {number} [events]  that these stand for; missing: one each
 * @property {Sums} [sums]  where the rows are not held here
 * @property {string} [what]  the measure that these are of, if it is another one than fatalities
 * @property {Promise<import("../data/place_answers.js").Toll | null>} [toll]  the whole of it, which comes later
 */

/** Records whose words are asked for together. */
export const STRETCH = 50;
/** CSS pixels above the list's end from which on more are fetched. */
const NEAR_END = 120;

export class RecordList {
  #listed;
  #texts;
  #words;
  #picked;
  #list = element("ul", "");
  #rest = element("div", "incident-list-rest");
  /** @type {Order} */
  #order = ORDERS[0];
  #rows;
  #shown = 0;
  #turn = 0; // orders that were chosen: what comes for an earlier one is not shown
  #waiting = false;

  /**
   * @param {Listed} listed
   * @param {RowTexts} texts
   * @param {Words} words
   * @param {(row: number) => void} picked
   */
  constructor(listed, texts, words, picked) {
    this.#listed = listed;
    this.#texts = texts;
    this.#words = words;
    this.#picked = picked;
    this.#rows = ordered(listed.rows, listed.figures, this.#order);
    const { count, events = count, rows } = listed;
    const sums = listed.sums ?? sumsOf(listed.figures);
    const said = element("p", "incident-list-sums", sumIn(sums, count, words, null, listed.what));
    void listed.toll?.then((toll) => (said.textContent = sumIn(sums, count, words, toll)));
    this.root = element(
      "div",
      "incident-list",
      element("h4", "", words.count("map.records_here", events, { records: count })),
      said,
      rows.length > 1 ? this.#orders() : null,
      this.#list,
      this.#rest,
    );
    if (!rows.length) this.#rest.append(element("p", "", words.say("map.too_many_to_list")));
  }

  #orders() {
    const words = this.#words;
    const options = ORDERS.map(
      (order) => /** @type {[string, string]} */ ([order, words.say(`order.${order}`)]),
    );
    const choice = select("", options, this.#order, (value) => this.#sort(/** @type {Order} */ (value)));
    return element("label", "incident-list-order", element("span", "", words.say("order")), choice);
  }

  /** @param {Order} order */
  #sort(order) {
    const { rows, figures } = this.#listed;
    this.#order = order;
    this.#rows = ordered(rows, figures, order);
    this.#shown = 0;
    this.#turn++;
    this.#waiting = false;
    this.#list.replaceChildren();
    void this.more();
  }

  /** The next records; all of them are there in the end. */
  async more() {
    const wanted = this.#rows.slice(this.#shown, this.#shown + STRETCH);
    if (!wanted.length || this.#waiting) return;
    const turn = this.#turn;
    this.#waiting = true;
    try {
      const texts = await this.#texts.get(wanted);
      if (turn !== this.#turn) return;
      this.#list.append(...texts.map((text) => this.#item(text)));
      this.#shown += wanted.length;
      this.#sayRest("");
    } catch (error) {
      console.error(error);
      if (turn === this.#turn) this.#sayRest("map.texts_failed");
    }
    if (turn === this.#turn) this.#waiting = false;
  }

  /** @param {import("../data/row_texts.js").RowText} text */
  #item(text) {
    const pick = button("incident-list-record", "", () => this.#picked(text.row));
    pick.append(element("strong", "", text.title), element("span", "", detailsOf(text)));
    return element("li", "", pick);
  }

  /** What stands below the list: how many are still to come, and what went wrong. @param {string} wrong */
  #sayRest(wrong) {
    const words = this.#words;
    const left = this.#rows.length - this.#shown;
    const said = wrong ? [element("p", "", words.say(wrong))] : [];
    const more = button("incident-list-more", words.count("map.more_here", left), () => void this.more());
    this.#rest.replaceChildren(...said, ...(left ? [more] : []));
  }

  /** Fetches more where its end is nearly seen. @param {HTMLElement} scrolled  what holds it */
  follow(scrolled) {
    scrolled.addEventListener("scroll", () => {
      if (scrolled.scrollTop + scrolled.clientHeight > scrolled.scrollHeight - NEAR_END) void this.more();
    });
  }
}
