/** A dataset version whose rows the browser holds: which of them are shown, and what to draw of them. */

import { extentOf } from "../data/extent.js";
import { countBy, select } from "../data/selection.js";
import { encodingOf } from "../draw/palette.js";
import { InView, includesRow } from "../draw/scene.js";
import { choiceOf } from "./layer_state.js";

/**
 * @typedef {import("../data/records.js").Records} Records
 * @typedef {import("../draw/palette.js").ColourField} ColourField
 * @typedef {import("../draw/palette.js").Encoding} Encoding
 * @typedef {import("../draw/scene.js").Frame} Frame
 * @typedef {import("../draw/scene.js").Scene} Scene
 * @typedef {import("../base/theme.js").Theme} Theme
 * @typedef {import("./layer_state.js").LayerState} LayerState
 *
 * @typedef {object} Scenes  what to draw
 * @property {Scene} points
 * @property {Scene} shapes  its rows are the dataset's
 * @property {number} cellEdge  CSS pixels, where `points` holds counts per cell
 *
 * @typedef {object} Placed
 * @property {number} place  equal for equal positions
 * @property {number} x  world position
 * @property {number} y
 * @property {number} drawn  how the record is drawn
 */

/** CSS pixels beyond the view that are drawn too. */
export const MARGIN = 40;

export class LocalDataset {
  /** @type {Map<ColourField, {encoding: Encoding, choice: number}>} the newest of each field */
  #encodings = new Map();
  /** @type {Map<ColourField, Uint32Array>} of the records shown */
  #counts = new Map();
  #choice = 0; // how often rows were chosen
  #windowed = false; // the newest were a brush's or a playback's
  #selected;
  #count = 0;
  #query = "";
  #view;

  /** @param {Records} records */
  constructor(records) {
    this.records = records;
    this.#selected = new Uint32Array(records.columns.n);
    this.#view = new InView(records.columns.n);
  }

  /** Records shown. */
  get count() {
    return this.#count;
  }

  /** The filters that `count` answers. */
  get query() {
    return this.#query;
  }

  /** @returns {import("../data/level_of_detail.js").Level} */
  get level() {
    return "rows";
  }

  /**
   * What colours mean under the filter; while a brush or a playback moves, they stay.
   * @param {ColourField} colour
   */
  encoding(colour) {
    const known = this.#encodings.get(colour);
    if (known && (this.#windowed || known.choice === this.#choice)) return known.encoding;
    const encoding = encodingOf(this.records.columns, colour, this.countsBy(colour), known?.encoding);
    this.#encodings.set(colour, { encoding, choice: this.#choice });
    return encoding;
  }

  /**
   * @param {LayerState} state
   * @param {Frame} frame
   * @param {Theme} theme
   * @param {boolean} fresh  the rows are to be chosen again
   * @returns {Scenes}
   */
  scenes(state, frame, theme, fresh) {
    if (fresh) this.#choose(state);
    const { records } = this;
    const view = this.#view;
    view.gather(records, this.#selected, this.#count, frame, MARGIN);
    const shapes = this.#shapes();
    const chosen = state.chosen !== null && this.#shows(state.chosen) ? state.chosen : null;
    const scene = { records, encoding: this.encoding(state.colour), theme, frame, view, chosen, shapes };
    return { points: scene, shapes: scene, cellEdge: 0 };
  }

  /** Lines, areas and several points with the rows that are shown alone. */
  #shapes() {
    return this.records.shapes
      .map((shape) => ({ ...shape, rows: shape.rows.filter((row) => this.#shows(row)) }))
      .filter(({ rows }) => rows.length);
  }

  /**
   * Where the records shown lie, and how many of them outside of a view.
   * @param {Frame} frame
   */
  extent({ left, top, width, height, scale }) {
    const [west, north] = [left / scale, top / scale];
    const view = { west, north, east: west + width / scale, south: north + height / scale };
    return extentOf(this.records, this.#selected, this.#count, this.#shapes(), view);
  }

  /** @param {LayerState} state */
  #choose(state) {
    const kinds = this.records.columns.header.categories.kind;
    this.#count = select(this.records, choiceOf(state, kinds), this.#selected);
    this.#query = state.selection?.query ?? "";
    this.#windowed = state.window !== null;
    this.#choice++;
    this.#counts.clear();
  }

  /** @param {number} row */
  #shows(row) {
    return includesRow(this.#selected, this.#count, row);
  }

  /** How many of the shown records each category of a field has. @param {ColourField} field */
  countsBy(field) {
    const { columns } = this.records;
    const known = this.#counts.get(field);
    if (known) return known;
    const size = columns.header.categories[field].length;
    const counts = countBy(this.#selected, this.#count, columns[field], size);
    this.#counts.set(field, counts);
    return counts;
  }

  /**
   * @param {number} row
   * @returns {Placed | null}
   */
  placed(row) {
    const { placeOf, drawn, columns } = this.records;
    return { place: placeOf[row], x: columns.x[row], y: columns.y[row], drawn: drawn[row] };
  }

  /** The dataset's rows of records of a scene. @param {number[]} indices */
  rowsOf(indices) {
    return indices;
  }

  remove() {}
}
