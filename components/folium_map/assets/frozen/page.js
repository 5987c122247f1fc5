/**
 * A frozen map: the page that its file is. It has the page's map, which it answers from its own parts, and does in
 * the browser what the server does for the page: filters, details, the list of records.
 */

import { diagnostics } from "../base/diagnostics.js";
import { element } from "../base/elements.js";
import { answerHere } from "../base/fetching.js";
import { Words } from "../base/words.js";
import { Zone } from "../base/zones.js";
import { toggled } from "../controls/legend_rules.js";
import { unpack } from "../data/columns.js";
import { hasBit } from "../data/selection.js";
import { MountedMap } from "../entry/mounted_map.js";
import { answersOf } from "./answers.js";
import { ownBlock } from "./blocks.js";
import { Chunks } from "./chunks.js";
import { Details } from "./details.js";
import { FilterForm } from "./filter_form.js";
import { bitsOf, filtersOf, NONE, passing, queryOf, rangeOf } from "./filters.js";
import { Folding } from "./folding.js";
import { build, id } from "./map_module.js";
import { ShownRecords } from "./record_list.js";
import { Search } from "./search.js";

/**
 * @typedef {import("./filters.js").Filters} Filters
 * @typedef {import("../data/records.js").Records} Records
 *
 * @typedef {object} Told  by `components/freezing/document.py`
 * @property {string} lang
 * @property {import("../base/words.js").Strings} strings
 * @property {import("../controls/legend.js").Measured[]} measures
 * @property {{size: number, count: number}} chunks
 */

const FIELDS = /** @type {const} */ ({ kind: "kinds", event_type: "types", actor: "actors" });
const TIMELINE_HEIGHT = 104;
/** Of the window's height, CSS pixels, what the map leaves to heading and timeline. */
const AROUND = 250;

class FrozenPage {
  #filters = NONE;
  #bits = new Uint8Array(0);
  #turn = 0;
  #search;
  #chunks;
  #words;
  /** @type {Uint32Array} rows that are shown */
  #shown = new Uint32Array(0);
  /** @type {import("../entry/component_data.js").Data} */
  #data;
  #records;
  #facts;
  #zone;
  #mounted;
  #form;
  #list;
  #details;

  /**
   * @param {{root: HTMLElement, stage: HTMLElement, map: HTMLElement, timelineRoot: HTMLElement, side: HTMLElement}} places
   * @param {ReturnType<typeof build>} built
   * @param {Records} records
   * @param {import("./filters.js").Facts} facts
   * @param {{told: Told, words: Words, chunks: Chunks}} given
   */
  constructor(places, { map, layers }, records, facts, { told, words, chunks }) {
    this.#records = records;
    this.#facts = facts;
    this.#words = words;
    this.#chunks = chunks;
    const { header } = records.columns;
    this.#zone = new Zone(header.timezone);
    this.#search = new Search(chunks, async () => new Folding(await (await ownBlock("folding")).json()));
    const [layer, control] = layers;
    const send = {
      state: (/** @type {string} */ _, /** @type {any} */ look) => this.#look(look),
      trigger: (/** @type {string} */ name, /** @type {any} */ value) => this.#triggered(name, value),
    };
    this.#mounted = new MountedMap(
      { root: places.root, timelineRoot: places.timelineRoot },
      { map, layer, control, twin: () => build() },
      records,
      words,
      () => send,
      { area: false, address: false },
    );
    const named = (/** @type {"kind" | "event_type" | "actor"} */ field) =>
      header.categories[field].map((each) => ({ id: each.id, label: words.category(field, each) }));
    const choices = { actors: named("actor"), kinds: named("kind"), types: named("event_type") };
    this.#form = new FilterForm(choices, words, (filters) => void this.filter(filters));
    this.#list = new ShownRecords(chunks, words, (row) => void this.choose(row));
    this.#details = new Details(places.stage, words, (row) => void this.choose(row));
    places.side.append(this.#form.root, this.#list.root);
    this.#data = dataOf(told);
    this.#mounted.start({ view: null, base: null, hidden: [] }, null);
    diagnostics.view = () => this.#mounted.view();
    window.addEventListener("hashchange", () => void this.filter(filtersOf(location.hash.slice(1))));
  }

  /** Shows what passes. @param {Filters} filters */
  async filter(filters) {
    const turn = ++this.#turn;
    this.#filters = filters;
    this.#form.show(filters);
    document.body.toggleAttribute("data-searching", filters.text !== "");
    const found = await this.#search.found(filters.text);
    if (turn !== this.#turn) return; // something newer is wanted
    document.body.removeAttribute("data-searching");
    const { n } = this.#records.columns;
    const range = rangeOf(filters, this.#zone);
    this.#bits = bitsOf(passing(filters, this.#records, this.#facts, range), found, n);
    const undated = { ...filters, from: "", to: "" };
    const atAnyTime = bitsOf(
      passing(undated, this.#records, this.#facts, rangeOf(undated, this.#zone)),
      found,
      n,
    );
    const query = queryOf(filters);
    this.#data = {
      ...this.#data,
      active: { kind: filters.kinds, event_type: filters.types, actor: filters.actors },
    };
    this.#mounted.take(this.#data);
    const selection = { query, mask: null, bits: null, undated: null, ...range };
    this.#mounted.select(selection, this.#bits);
    this.#mounted.selectUndated(selection, atAnyTime);
    this.#shown = Uint32Array.from({ length: n }, (_, row) => row).filter((row) => hasBit(this.#bits, row));
    this.#list.show(this.#shown);
    this.#count();
    if (this.#data.chosen !== null) await this.choose(this.#data.chosen);
    history.replaceState(null, "", query ? `#${query}` : "#");
  }

  /** Opens a record's details. @param {number | null} row */
  async choose(row) {
    this.#data = { ...this.#data, chosen: row };
    if (row === null) this.#details.show(null);
    else {
      const told = await this.#chunks.of(row);
      if (this.#data.chosen !== row) return;
      const { actor } = this.#records.columns.header.categories;
      const at = this.#shown.indexOf(row);
      const next = at < 0 || at + 1 === this.#shown.length ? null : this.#shown[at + 1];
      const position = this.#words.say("details.position", { position: at + 1, n: this.#shown.length });
      const beside = {
        position: at < 0 ? this.#words.say("details.hidden") : position,
        previous: at > 0 ? this.#shown[at - 1] : null,
        next,
      };
      this.#details.show({ told, actors: told.actors.map((each) => actor[each]?.label ?? ""), beside });
    }
    this.#mounted.take(this.#data);
  }

  /** The ids of what is shown. */
  async ids() {
    const found = [];
    for (const row of this.#shown) {
      found.push((await this.#chunks.of(row)).id);
    }
    return found;
  }

  #count() {
    const place = document.querySelector(".frozen-counts");
    const total = this.#records.columns.n;
    if (place)
      place.textContent = this.#words.count("frozen.shown", total, { shown: this.#shown.length, total });
  }

  /** What circles count, and so on. @param {any} look */
  #look(look) {
    this.#data = { ...this.#data, ...look };
  }

  /**
   * What people do on the map.
   * @param {string} name
   * @param {any} value
   */
  #triggered(name, value) {
    if (name === "clicked") void this.choose(value.row);
    if (name === "legend") {
      const field = FIELDS[/** @type {keyof typeof FIELDS} */ (value.field)];
      if (field) void this.filter({ ...this.#filters, [field]: toggled(this.#filters[field], value.value) });
    }
    if (name === "brushed") {
      const day = (/** @type {number} */ minute) => this.#dayAt(minute);
      const days = value ? { from: day(value.from), to: day(value.to - 1) } : { from: "", to: "" };
      void this.filter({ ...this.#filters, ...days });
    }
  }

  /** @param {number} minute */
  #dayAt(minute) {
    const { year, month, day } = this.#zone.dayOf(minute);
    return `${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
  }
}

/**
 * What the map is told beside its selection, as Python tells it the page's.
 * @param {Told} told
 * @returns {import("../entry/component_data.js").Data}
 */
function dataOf({ strings, lang, measures }) {
  const selection = /** @type {import("../entry/component_data.js").Selection} */ (
    /** @type {unknown} */ ({ query: "", mask: null, bits: null, undated: null, from: null, to: null })
  );
  return {
    ...{ map: "", around: AROUND, timelineHeight: TIMELINE_HEIGHT, strings, lang, measures },
    ...{ stateElement: "", regionsElement: "", modules: [], scripts: [], styles: [] },
    selection: { ...selection, within: "possibly" },
    ...{ chosen: null, colour: "kind", active: {}, mode: "auto", size: "records", step: "auto" },
    ...{ measure: null, shaded: false, compared: null, view: null, base: null, hidden: [], area: null },
  };
}

/** @returns {Promise<import("./filters.js").Facts>} */
async function readFacts() {
  const read = async (/** @type {string} */ name) =>
    unpack(await (await ownBlock(name)).arrayBuffer()).columns;
  const [facts, lines] = await Promise.all([read("facts"), read("participants")]);
  const counts = facts.participants ?? new Uint16Array(0);
  const first = new Uint32Array(counts.length + 1);
  for (let row = 0; row < counts.length; row++) first[row + 1] = first[row] + counts[row];
  return { types: facts.event_type ?? new Uint16Array(0), first, actors: lines.actor ?? new Uint32Array(0) };
}

async function open() {
  /** @type {Told} */
  const told = await (await ownBlock("told")).json();
  const words = new Words(told.strings, told.lang);
  const facts = await readFacts();
  const chunks = new Chunks(ownBlock, told.chunks, facts);
  answerHere(answersOf(ownBlock, chunks));
  const holder = /** @type {HTMLElement} */ (document.getElementById("frozen"));
  const map = element("div", "folium-map");
  map.id = id;
  const timelineRoot = element("div", "incident-timeline");
  const root = element("div", "incident-map", element("div", "map-holder", map), timelineRoot);
  root.lang = told.lang;
  root.style.setProperty("--around-map", `${AROUND}px`);
  const stage = element("div", "st-key-stage frozen-stage", element("div", "frozen-main", root));
  const side = element("div", "frozen-side");
  holder.replaceChildren(side, stage);
  const built = build();
  const records = await built.layers[0].ready;
  const places = { root, stage, map, timelineRoot, side };
  const page = new FrozenPage(places, built, records, facts, { told, words, chunks });
  const show = (/** @type {string} */ query) => page.filter(filtersOf(query));
  Object.assign(window, { __frozenMap: { ids: () => page.ids(), show } }); // for tests, as `__incidentMap` is
  await page.filter(filtersOf(location.hash.slice(1)));
  document.body.setAttribute("data-open", "");
}

open().catch((error) => {
  console.error(error);
  document.body.setAttribute("data-failed", "");
});
