/** The form in which a frozen map is filtered: words, days, actors, kinds and event types. */

import { button, element, select } from "../base/elements.js";
import { NONE } from "./filters.js";

/**
 * @typedef {import("./filters.js").Filters} Filters
 * @typedef {import("../base/words.js").Words} Words
 * @typedef {{id: string, label: string}} Choice
 * @typedef {Record<"actors" | "kinds" | "types", Choice[]>} Choices
 */

/** Somebody who types rests as long before it is searched. */
const REST_MS = 300;
/** So few choices stand beside each other; more are found by typing. */
const FEW = 6;

let made = 0; // elements with an id of their own

export class FilterForm {
  #words;
  #choices;
  #changed;
  #timer = 0;
  /** @type {Filters} */
  #filters = NONE;
  #form = element("form", "frozen-filters");
  #text;
  #days;
  #within;
  #together;
  /** @type {Map<keyof Choices, HTMLElement>} what is chosen of each field */
  #chosen = new Map();

  /**
   * @param {Choices} choices
   * @param {Words} words
   * @param {(filters: Filters) => void} changed
   */
  constructor(choices, words, changed) {
    this.#words = words;
    this.#choices = choices;
    this.#changed = changed;
    const say = (/** @type {string} */ key) => words.say(`filters.${key}`);
    this.#text = this.#input("search", "text");
    this.#text.placeholder = say("text_hint");
    this.#text.maxLength = 200;
    this.#text.addEventListener("input", () => this.#soon());
    this.#days = { from: this.#input("date", "from"), to: this.#input("date", "to") };
    for (const day of Object.values(this.#days)) day.addEventListener("change", () => this.#take());
    this.#within = select(
      "",
      [
        ["possibly", say("possibly")],
        ["certainly", say("certainly")],
      ],
      "possibly",
      () => this.#take(),
    );
    this.#together = this.#input("checkbox", "together");
    this.#together.addEventListener("change", () => this.#take());
    const reset = button("", say("reset"), () => changed(NONE));
    this.#form.append(
      element("div", "frozen-head-of-filters", element("h2", "", say("heading")), reset),
      labelled(say("text"), this.#text),
      element(
        "div",
        "frozen-days",
        labelled(say("start"), this.#days.from),
        labelled(say("end"), this.#days.to),
      ),
      labelled(say("inside_dates"), this.#within),
      this.#several("actors", say("actors")),
      element("label", "frozen-tick", this.#together, say("together")),
      this.#several("kinds", say("kinds")),
      this.#several("types", say("event_types")),
    );
    this.#form.addEventListener("submit", (event) => event.preventDefault());
  }

  get root() {
    return this.#form;
  }

  /** Shows what filters are; the form is not asked about it. @param {Filters} filters */
  show(filters) {
    clearTimeout(this.#timer);
    this.#filters = filters;
    if (this.#text.value.trim() !== filters.text) this.#text.value = filters.text;
    this.#days.from.value = filters.from;
    this.#days.to.value = filters.to;
    this.#within.value = filters.within;
    this.#together.checked = filters.together;
    /** @type {HTMLElement} */ (this.#together.parentElement).hidden =
      filters.actors.length < 2 && !filters.together;
    for (const [field, holder] of this.#chosen) this.#showChosen(field, holder);
  }

  /**
   * @param {string} type
   * @param {string} name
   */
  #input(type, name) {
    const input = element("input");
    input.type = type;
    input.name = name;
    return input;
  }

  #soon() {
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.#take(), REST_MS);
  }

  #take() {
    this.#changed({
      ...this.#filters,
      text: this.#text.value.trim(),
      from: this.#days.from.value,
      to: this.#days.to.value,
      within: this.#within.value === "certainly" ? "certainly" : "possibly",
      together: this.#together.checked,
    });
  }

  /**
   * @param {keyof Choices} field
   * @param {string} title
   */
  #several(field, title) {
    const choices = this.#choices[field];
    const holder = element("div", "frozen-chosen");
    this.#chosen.set(field, holder);
    const group = element("fieldset", `frozen-${field}`, element("legend", "", title));
    if (choices.length > FEW) group.append(this.#typed(field, title));
    group.append(holder);
    group.hidden = choices.length === 0;
    return group;
  }

  /**
   * A field in which a choice is typed and picked from a list.
   * @param {keyof Choices} field
   * @param {string} title
   */
  #typed(field, title) {
    const list = element("datalist");
    list.id = `frozen-choices-${++made}`;
    const names = new Map(this.#choices[field].map(({ id, label }) => [label, id]));
    list.append(...[...names.keys()].map((label) => new Option("", label)));
    const input = this.#input("text", field);
    input.setAttribute("list", list.id);
    input.setAttribute("aria-label", title);
    input.placeholder = this.#words.say("frozen.choose");
    const pick = () => {
      const id = names.get(input.value);
      if (id === undefined) return;
      input.value = "";
      if (!this.#filters[field].includes(id)) this.#toggle(field, id);
    };
    input.addEventListener("input", pick);
    input.addEventListener("change", pick);
    return element("span", "frozen-typed", input, list);
  }

  /**
   * @param {keyof Choices} field
   * @param {HTMLElement} holder
   */
  #showChosen(field, holder) {
    const choices = this.#choices[field];
    const chosen = new Set(this.#filters[field]);
    const offered = choices.length > FEW ? choices.filter(({ id }) => chosen.has(id)) : choices;
    const buttons = offered.map(({ id, label }) => {
      const pill = button("frozen-pill", label, () => this.#toggle(field, id));
      pill.setAttribute("aria-pressed", String(chosen.has(id)));
      return pill;
    });
    holder.replaceChildren(...buttons);
  }

  /**
   * @param {keyof Choices} field
   * @param {string} id
   */
  #toggle(field, id) {
    const chosen = this.#filters[field];
    const next = chosen.includes(id) ? chosen.filter((each) => each !== id) : [...chosen, id];
    this.#changed({ ...this.#filters, [field]: next });
  }
}

/**
 * @param {string} words
 * @param {HTMLElement} field
 */
const labelled = (words, field) => element("label", "", element("span", "", words), field);
