/** While time is played: its date large on the map, and what lies in it in place of the page's counts. */

import { element } from "../base/elements.js";

/**
 * @typedef {import("../timeline/playback.js").Frame} Frame
 * @typedef {import("../base/words.js").Words} Words
 */

const COUNT = ".playing-count";
/** On the page's root: its style puts the counts away. */
const PLAYING = "data-playing";

/**
 * What the heading says of a frame: the dated records in it; what stands at all times is in none.
 * @param {Frame} frame
 * @param {string} period
 * @param {import("../data/dates.js").Within} within
 * @param {Words} words
 */
export function headerOf({ certain, possible }, period, within, words) {
  const perhaps = within === "certainly" ? 0 : possible;
  const header = words.count("timeline.header", certain + perhaps, { period });
  return perhaps ? words.say("timeline.header_possible", { header, possible: perhaps }) : header;
}

export class Playing {
  #words;
  #date = element("div", "map-date");

  /**
   * @param {HTMLElement} holder  of the map
   * @param {Words} words
   */
  constructor(holder, words) {
    this.#words = words;
    this.#date.setAttribute("aria-hidden", "true"); // the timeline's caption says it
    this.#date.hidden = true;
    holder.append(this.#date);
  }

  /**
   * @param {Frame | null} frame  null: none is played
   * @param {string} period
   * @param {import("../data/dates.js").Within} within
   */
  show(frame, period, within) {
    this.#date.hidden = frame === null;
    this.#date.textContent = period;
    document.documentElement.toggleAttribute(PLAYING, frame !== null);
    const count = /** @type {HTMLElement | null} */ (document.querySelector(COUNT));
    if (count) count.textContent = frame ? headerOf(frame, period, within, this.#words) : "";
  }

  remove() {
    this.show(null, "", "possibly");
    this.#date.remove();
  }
}
