/**
 * The legend: what colours, shapes and fillings mean, with counts of what is shown; its entries filter, and it
 * holds the choice of how records are drawn and of what colours and sizes mean. Needs Leaflet as `L`.
 */

import { button, element, select } from "../base/elements.js";
import { css, readTheme } from "../base/theme.js";
import { NEAR, SETTLEMENT, SITE } from "../data/records.js";
import { named } from "../draw/lines.js";
import { LOOKS, OTHER } from "../draw/palette.js";
import { drawSymbol } from "../draw/symbols.js";
import { hiddenNames } from "./hidden_kinds.js";
import { entriesOf, noteOf, othersOf } from "./legend_rules.js";
import { HeatScale, SizeScale } from "./legend_scales.js";

/**
 * @typedef {import("../draw/palette.js").ColourField} ColourField
 * @typedef {import("../map/incident_layer.js").Mode} Mode
 * @typedef {import("../map/layer_state.js").Size} Size
 * @typedef {Partial<Record<ColourField, string[]>>} Active  what the filters hold, of each field that there is
 * @typedef {{made: HTMLElement, name: HTMLElement, number: HTMLElement}} Listed  an entry and what changes in it
 * @typedef {object} Handlers
 * @property {(field: ColourField, value: string) => void} toggled
 * @property {(mode: Mode) => void} mode
 * @property {(colour: ColourField) => void} colour
 * @property {(size: Size) => void} size
 *
 * @typedef {{query: Size, name: string}} Measured  what may be counted, and what it is called
 */

const MODES = /** @type {Mode[]} */ (["places", "points", "clusters", "heat"]);
const FIELDS = /** @type {ColourField[]} */ (["dataset", "kind", "event_type", "actor"]);
const SWATCH = 20;
/** @type {ReadonlySet<string>} */
const NONE = new Set();

export class Legend extends L.Control {
  /**
   * @param {import("../map/incident_layer.js").IncidentLayer} layer
   * @param {import("../base/words.js").Words} words
   * @param {Handlers} handlers
   * @param {boolean} open
   */
  constructor(layer, words, handlers, open) {
    super({ position: "bottomright" });
    this.layer = layer;
    this.words = words;
    this.handlers = handlers;
    this.open = open;
    /** @type {Measured[]} what may be counted */
    this.measures = [];
    /** @type {Active} */
    this.active = { kind: [], event_type: [], actor: [] };
    this.list = element("ul", "legend-entries");
    /** @type {Map<string, Listed>} by category; made anew where others are there */
    this.entries = new Map();
    /** @type {Listed | null} the entry of all that have no look of their own */
    this.rest = null;
    this.order = ""; // of the entries
    this.built = ""; // the way of drawing that the legend explains
    /** @type {HeatScale | SizeScale | null} */
    this.scale = null;
    this.waiting = 0; // for a frame
    /** @type {HTMLElement | null} how regions are shaded */
    this.regions = null;
    this.container = element("section", "incident-legend");
    this.container.setAttribute("aria-label", words.say("legend.title"));
    L.DomEvent.disableClickPropagation(this.container).disableScrollPropagation(this.container);
  }

  onAdd() {
    this.build();
    this.layer.on("selected", this.refresh, this);
    this.layer.on("scaled", this.rescale, this);
    return this.container;
  }

  onRemove() {
    this.layer.off("selected", this.refresh, this);
    this.layer.off("scaled", this.rescale, this);
    cancelAnimationFrame(this.waiting);
  }

  /** @param {Active} active */
  setActive(active) {
    const others = FIELDS.some((field) => field in active !== field in this.active);
    this.active = active;
    if (others) this.build();
    else this.refresh();
  }

  /** Builds the whole legend anew: after a change of mode, colour, theme. */
  build() {
    const { words, layer } = this;
    const focused = this.focused();
    const title = button("legend-title", words.say("legend.title"), () => {
      this.open = !this.open;
      this.build();
    });
    title.dataset.focus = "title";
    title.setAttribute("aria-expanded", String(this.open));
    this.order = "";
    this.entries.clear();
    this.container.replaceChildren(title);
    this.container.classList.toggle("is-open", this.open);
    if (this.open) {
      this.theme = readTheme(layer.leaflet?.getContainer() ?? this.container);
      const { mode } = layer;
      const body = element("div", "legend-body", this.modes());
      if (mode !== "heat") body.append(this.colours(), this.list);
      this.scale = mode === "heat" ? new HeatScale(words) : mode === "places" ? new SizeScale(words) : null;
      if (mode !== "points") body.append(this.sizes());
      body.append(this.scale?.root ?? this.precisions());
      this.lines = element("ul", "legend-lines");
      this.note = element("p", "legend-note");
      body.append(this.lines, this.note);
      if (this.regions) body.prepend(this.regions);
      this.container.append(body);
    }
    this.fill();
    this.focus(focused);
  }

  /** @param {HTMLElement | null} made  null: none are shaded */
  setRegions(made) {
    this.regions?.remove();
    this.regions = made;
    if (made) this.container.querySelector(".legend-body")?.prepend(made);
  }

  /** How records are drawn, or what a size stands for, is another. */
  rescale() {
    if (this.built === this.layer.mode) this.refresh();
    else this.build();
  }

  modes() {
    const { words, layer } = this;
    this.built = layer.mode;
    const group = element("div", "legend-modes");
    group.setAttribute("role", "group");
    group.setAttribute("aria-label", words.say("legend.mode"));
    for (const mode of MODES) {
      const made = button("", words.say(`mode.${mode}`), () => this.handlers.mode(mode));
      made.dataset.focus = mode;
      made.setAttribute("aria-pressed", String(layer.mode === mode));
      group.append(made);
    }
    return group;
  }

  colours() {
    const { words, layer, handlers } = this;
    const there = FIELDS.filter((field) => field in this.active);
    const fields = there.map((field) => pair(field, words.say(`field.${field}`)));
    return this.choice("colour", fields, layer.colour, (value) =>
      handlers.colour(/** @type {ColourField} */ (value)),
    );
  }

  sizes() {
    const { layer, handlers } = this;
    const sizes = this.measures.map(({ query, name }) => pair(query, name));
    return this.choice("size", sizes, layer.size, (value) => handlers.size(/** @type {Size} */ (value)));
  }

  /**
   * @param {"colour" | "size"} name
   * @param {[value: string, text: string][]} options
   * @param {string} value
   * @param {(value: string) => void} chosen
   */
  choice(name, options, value, chosen) {
    const made = select("", options, value, chosen);
    made.dataset.focus = name;
    const className = `legend-choice legend-${name}`;
    return element("label", className, element("span", "", this.words.say(`legend.${name}_by`)), made);
  }

  /** Those who are there, in an order that may be another after each filter; while time moves, it stays. */
  refreshEntries() {
    const { layer, list } = this;
    const { encoding } = layer;
    if (!encoding || layer.mode === "heat") return;
    const { field } = encoding;
    const counts = layer.countsBy(field);
    const theirs = layer.fellow?.countsBy(field) ?? null; // of what is compared with
    const both = theirs?.length ? Array.from(counts, (count, index) => count + theirs[index]) : counts;
    const off = field === "kind" ? layer.hidden : NONE;
    const others = othersOf(encoding, both);
    const all = entriesOf(encoding, both, this.active[field] ?? [], off);
    const moving = layer.window !== null && this.entries.size > 0;
    const shown = all.filter(({ id, there }) => (moving ? this.entries.has(id) : there));
    const order = JSON.stringify([field, shown.map(({ id, slot }) => [id, slot]), others.count > 0]);
    if (!moving && order !== this.order) {
      this.order = order;
      const focused = this.focused();
      this.entries = new Map(shown.map((entry) => [entry.id, this.entry(encoding, entry)]));
      this.rest = others.count ? this.others() : null;
      const items = [...this.entries.values(), ...(this.rest ? [this.rest] : [])];
      list.replaceChildren(...items.map(({ made }) => element("li", "", made)));
      this.focus(focused);
    }
    const told = (/** @type {number} */ index, /** @type {number} */ count) =>
      theirs
        ? this.words.say("legend.both", { a: counts[index], b: theirs[index] ?? 0 })
        : this.words.numbers.format(count);
    for (const entry of shown) this.fillEntry(encoding, entry, told(entry.index, entry.count));
    this.fillOthers(others, theirs && [othersOf(encoding, counts).count, othersOf(encoding, theirs).count]);
  }

  /**
   * @param {import("../draw/palette.js").Encoding} encoding
   * @param {import("./legend_rules.js").Entry} entry
   */
  entry({ field, categories }, { slot, index, id }) {
    const made = button("legend-entry", "", () => this.handlers.toggled(field, id));
    const name = element("span", "legend-name", this.words.category(field, categories[index]));
    const number = element("span", "legend-count");
    made.append(this.swatch(slot, SITE), name, number);
    made.dataset.focus = `entry-${id}`;
    return { made, name, number };
  }

  /**
   * @param {import("../draw/palette.js").Encoding} encoding
   * @param {import("./legend_rules.js").Entry} entry
   * @param {string} told  its number
   */
  fillEntry({ field, categories }, { index, id, count, pressed, dim }, told) {
    const { words, entries } = this;
    const { made, number } = /** @type {Listed} */ (entries.get(id));
    const name = words.category(field, categories[index]);
    number.textContent = told;
    made.classList.toggle("is-dim", dim);
    made.classList.toggle("is-empty", count === 0);
    made.setAttribute("aria-pressed", String(pressed));
    made.title = words.say(pressed ? "legend.remove_filter" : "legend.add_filter", { name });
  }

  others() {
    const [name, number] = [element("span", "legend-name"), element("span", "legend-count")];
    return { made: element("div", "legend-entry", this.swatch(OTHER, SITE), name, number), name, number };
  }

  /**
   * @param {{count: number, categories: number}} others
   * @param {number[] | null} [sides]  the number of each, where something is compared
   */
  fillOthers({ count, categories }, sides = null) {
    if (!this.rest) return;
    const { words } = this;
    const { name, number } = this.rest;
    name.textContent = categories ? words.count("legend.others", categories) : words.say("legend.none");
    number.textContent = sides
      ? words.say("legend.both", { a: sides[0], b: sides[1] })
      : words.numbers.format(count);
  }

  /** What holds the keyboard here, by its name. */
  focused() {
    const { activeElement } = document;
    return this.container.contains(activeElement)
      ? (activeElement?.getAttribute("data-focus") ?? null)
      : null;
  }

  /** @param {string | null} name */
  focus(name) {
    const found = name && this.container.querySelector(`[data-focus="${CSS.escape(name)}"]`);
    if (found) /** @type {HTMLElement} */ (found).focus();
  }

  precisions() {
    const { words } = this;
    const list = element("ul", "legend-precision");
    list.setAttribute("aria-label", words.say("legend.precision"));
    for (const [name, precision] of /** @type {const} */ ([
      ["site", SITE],
      ["settlement", SETTLEMENT],
      ["near", NEAR],
    ])) {
      list.append(element("li", "", this.swatch(-1, precision), words.say(`precision.${name}`)));
    }
    for (const kind of /** @type {const} */ (["line", "area", "points"])) {
      if (this.layer.records?.shapeKinds.includes(kind))
        list.append(element("li", "", element("i", `legend-${kind}`), words.say(`precision.${kind}`)));
    }
    if (this.layer.records?.shapeKinds.some((kind) => kind !== "line"))
      list.append(element("li", "", element("i", "legend-around"), words.say("precision.around")));
    if (this.layer.records?.disputed.size) {
      list.append(element("li", "", element("i", "legend-disputed", "≠"), words.say("legend.disputed")));
    }
    return list;
  }

  /**
   * @param {number} slot  −1: the plain circle that explains fillings
   * @param {number} precision
   */
  swatch(slot, precision) {
    const canvas = document.createElement("canvas");
    const ratio = window.devicePixelRatio || 1;
    canvas.width = canvas.height = SWATCH * ratio;
    const context = canvas.getContext("2d");
    const { theme } = this;
    const image = element("img", "legend-swatch");
    image.alt = "";
    image.width = image.height = SWATCH;
    if (!context || !theme) return image;
    context.scale(ratio, ratio);
    const circle = slot < 0 || this.layer.mode === "places";
    const colour = slot < 0 ? theme.ink : LOOKS[slot].colour;
    const look = circle ? /** @type {const} */ ({ colour, shape: "circle" }) : LOOKS[slot];
    if (precision === NEAR) {
      context.beginPath();
      context.arc(SWATCH / 2, SWATCH / 2, SWATCH / 2 - 0.5, 0, 2 * Math.PI);
      context.fillStyle = css(theme.ink, 0.1);
      context.fill();
    }
    drawSymbol(context, look, precision, SWATCH / 2, SWATCH / 2, 5, theme);
    image.src = canvas.toDataURL(); // a canvas in the page would be a layer of its own in every frame
    return image;
  }

  /** Counts and the filters' state, once the map is painted: counting a million records takes a while. */
  refresh() {
    this.waiting ||= requestAnimationFrame(() => setTimeout(() => this.fill()));
  }

  fill() {
    this.waiting = 0;
    const { layer } = this;
    if (this.theme) this.scale?.show(layer.scale, layer, this.theme);
    this.refreshLines();
    if (this.open) this.refreshEntries();
    this.refreshNote();
  }

  /** How far the lines on the map are to be trusted, and whose course they have. */
  refreshLines() {
    const { words, lines, layer } = this;
    const items = layer.linePlaces.map((place) => {
      const course = place.source && words.say("line.course", { source: place.source });
      const said = [named(place, words), course].filter(Boolean).join(". ");
      return element("li", "", element("i", "legend-line"), said);
    });
    lines?.replaceChildren(...items);
  }

  refreshNote() {
    const { layer, words, note } = this;
    if (!note || !layer.records) return;
    const summed = layer.size !== "records" && layer.mode !== "points";
    const unsaid = {
      both: layer.fellow !== null && layer.mode !== "heat",
      weighed: layer.records.columns.events !== null,
      counted: layer.level === "cells",
      unknown: summed ? layer.unknown : 0,
      withoutSites: layer.mode === "heat",
      sized: summed && layer.mode !== "heat", // heat lists no entries
      firstActor: layer.encoding?.field === "actor" && layer.mode !== "heat",
      hiddenKinds: hiddenNames(layer, words),
    };
    note.textContent = noteOf(unsaid, words);
  }
}

/**
 * An option of a choice.
 * @param {string} value
 * @param {string} text
 * @returns {[value: string, text: string]}
 */
const pair = (value, text) => [value, text];
