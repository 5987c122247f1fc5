/**
 * The legend: what colours, shapes and fillings mean, with counts of what is shown; its entries filter, and it
 * holds the choice of points, clusters or heat and of what colours mean. Needs Leaflet as `L`.
 */

import { button, element, select } from "../base/elements.js";
import { css, readTheme } from "../base/theme.js";
import { NEAR, SETTLEMENT, SITE } from "../data/records.js";
import { ramp } from "../draw/heat.js";
import { named } from "../draw/lines.js";
import { LOOKS, OTHER } from "../draw/palette.js";
import { drawSymbol } from "../draw/symbols.js";
import { entryOf, noteOf } from "./legend_rules.js";

/**
 * @typedef {import("../draw/palette.js").ColourField} ColourField
 * @typedef {import("../map/incident_layer.js").Mode} Mode
 * @typedef {Record<ColourField, string[]>} Active  what the filters hold
 * @typedef {object} Handlers
 * @property {(field: ColourField, value: string) => void} toggled
 * @property {(mode: Mode) => void} mode
 * @property {(colour: ColourField) => void} colour
 */

const MODES = /** @type {Mode[]} */ (["points", "clusters", "heat"]);
const FIELDS = /** @type {ColourField[]} */ (["kind", "event_type", "actor"]);
const SWATCH = 20;

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
    /** @type {Active} */
    this.active = { kind: [], event_type: [], actor: [] };
    /** @type {Map<number, {entry: HTMLElement, count: HTMLElement, id: string}>} by category */
    this.entries = new Map();
    this.waiting = 0; // for a frame
    this.container = element("section", "incident-legend");
    this.container.setAttribute("aria-label", words.say("legend.title"));
    L.DomEvent.disableClickPropagation(this.container).disableScrollPropagation(this.container);
  }

  onAdd() {
    this.build();
    this.layer.on("selected", this.refresh, this);
    return this.container;
  }

  onRemove() {
    this.layer.off("selected", this.refresh, this);
    cancelAnimationFrame(this.waiting);
  }

  /** @param {Active} active */
  setActive(active) {
    this.active = active;
    this.refresh();
  }

  /** Builds the whole legend anew: after a change of mode, colour, theme. */
  build() {
    const { words, layer } = this;
    const focused = this.container.contains(document.activeElement)
      ? document.activeElement?.getAttribute("data-focus")
      : null;
    const title = button("legend-title", words.say("legend.title"), () => {
      this.open = !this.open;
      this.build();
    });
    title.dataset.focus = "title";
    title.setAttribute("aria-expanded", String(this.open));
    this.entries.clear();
    this.container.replaceChildren(title);
    this.container.classList.toggle("is-open", this.open);
    if (this.open) {
      this.theme = readTheme(layer.leaflet?.getContainer() ?? this.container);
      const body = element("div", "legend-body", this.modes(), this.colours());
      if (layer.mode === "heat") body.append(this.heatScale());
      else body.append(this.categories(), this.precisions());
      this.lines = element("ul", "legend-lines");
      this.note = element("p", "legend-note");
      body.append(this.lines, this.note);
      this.container.append(body);
    }
    this.fill();
    if (focused)
      /** @type {HTMLElement | null} */ (this.container.querySelector(`[data-focus="${focused}"]`))?.focus();
  }

  modes() {
    const { words, layer } = this;
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
    const { words, layer } = this;
    const fields = FIELDS.map(
      (field) => /** @type {[string, string]} */ ([field, words.say(`field.${field}`)]),
    );
    const choice = select("", fields, layer.colour, (value) =>
      this.handlers.colour(/** @type {ColourField} */ (value)),
    );
    choice.dataset.focus = "colour";
    return element("label", "legend-colour", element("span", "", words.say("legend.colour_by")), choice);
  }

  categories() {
    const { words, layer } = this;
    const list = element("ul", "legend-entries");
    const { encoding } = layer;
    if (!encoding) return list;
    encoding.categories.slice(0, OTHER).forEach((category, index) => {
      const count = element("span", "legend-count");
      const made = button("legend-entry", "", () => this.handlers.toggled(encoding.field, category.id));
      made.append(
        this.swatch(index, SITE),
        element("span", "legend-name", words.category(encoding.field, category)),
        count,
      );
      made.dataset.focus = `entry-${index}`;
      this.entries.set(index, { entry: made, count, id: category.id });
      list.append(element("li", "", made));
    });
    if (encoding.categories.length > OTHER) {
      const count = element("span", "legend-count");
      const entry = element("div", "legend-entry", this.swatch(OTHER, SITE));
      entry.append(element("span", "legend-name", words.say("legend.others")), count);
      this.entries.set(OTHER, { entry, count, id: "" });
      list.append(element("li", "", entry));
    }
    return list;
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
    return list;
  }

  heatScale() {
    const { words } = this;
    const canvas = element("canvas", "legend-ramp");
    canvas.width = 256;
    canvas.height = 1;
    const image = new ImageData(256, 1);
    new Uint32Array(image.data.buffer).set(ramp(this.theme?.dark ?? false));
    canvas.getContext("2d")?.putImageData(image, 0, 0);
    return element(
      "div",
      "legend-heat",
      element("span", "", words.say("legend.fewer")),
      canvas,
      element("span", "", words.say("legend.more")),
    );
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
    const look = slot < 0 ? /** @type {const} */ ({ colour: theme.ink, shape: "circle" }) : LOOKS[slot];
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
    this.refreshLines();
    const { layer, words, entries } = this;
    if (!layer.encoding || !entries.size) return this.refreshNote();
    const { field, categories } = layer.encoding;
    const counts = layer.countsBy(field);
    const held = this.active[field] ?? [];
    entries.forEach(({ entry, count, id }, index) => {
      const { count: shown, pressed, dim } = entryOf(index, id, counts, held);
      count.textContent = words.numbers.format(shown);
      entry.classList.toggle("is-dim", dim);
      entry.classList.toggle("is-empty", shown === 0);
      if (index >= OTHER) return;
      entry.setAttribute("aria-pressed", String(pressed));
      entry.title = words.say(pressed ? "legend.remove_filter" : "legend.add_filter", {
        name: words.category(field, categories[index]),
      });
    });
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
    const kinds = layer.records.columns.header.categories.kind.filter((kind) => layer.hidden.has(kind.id));
    const unsaid = {
      counted: layer.level === "cells",
      firstActor: layer.encoding?.field === "actor" && layer.mode !== "heat",
      hiddenKinds: kinds.map((kind) => words.category("kind", kind)),
    };
    note.textContent = noteOf(unsaid, words);
  }
}
