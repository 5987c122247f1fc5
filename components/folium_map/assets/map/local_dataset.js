/**
 * A dataset version whose rows the browser holds: which of them are shown, and what to draw of them. What a measure
 * counts that the columns do not hold is fetched once.
 */

import { columnsWith, fetchAmounts, fetchedMeasure } from "../data/amounts.js";
import { eventsIn } from "../data/events.js";
import { extentOf } from "../data/extent.js";
import { figuresOf } from "../data/records.js";
import { countBy, select, selectOf, undrawnRows } from "../data/selection.js";
import { encodingOf } from "../draw/palette.js";
import { holds, isCrowded, MANY, PlaceCounts, regionOf } from "../draw/place_counts.js";
import { InView, includesRow } from "../draw/scene.js";
import { choiceOf } from "./layer_state.js";

/**
 * @typedef {import("../data/records.js").Records} Records
 * @typedef {import("../draw/palette.js").ColourField} ColourField
 * @typedef {import("../draw/palette.js").Encoding} Encoding
 * @typedef {import("../draw/scene.js").Frame} Frame
 * @typedef {import("../draw/scene.js").Scene} Scene
 * @typedef {import("../base/theme.js").Theme} Theme
 * @typedef {import("./layer_state.js").Drawn} Drawn
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
 * @property {number} radius  metres around it; NaN: not known
 */

/** CSS pixels beyond the view that are drawn too. */
export const MARGIN = 40;

export class LocalDataset {
  /** @type {Map<ColourField, {encoding: Encoding, choice: number}>} the newest of each field */
  #encodings = new Map();
  /** @type {import("./agreement.js").Fellow | null} */
  #fellow = null;
  #looks = 0; // how often what colours go by was another
  /** @type {Map<ColourField, Uint32Array | Float64Array>} of the events shown */
  #counts = new Map();
  /** @type {number | null} not counted yet */
  #unknown = null;
  #choice = 0; // how often rows were chosen
  #windowed = false; // the newest were a brush's or a playback's
  /** The records with the numbers of the measure that is drawn. */
  #weighed;
  #selected;
  #count = 0;
  #undrawn;
  #unplaced; // those of `#undrawn` that are shown
  #unplacedCount = 0;
  #query = "";
  #view;
  #placeCounts = new PlaceCounts();
  /** @type {{choice: number, looks: Encoding | null, of: Records | null}} what `#placeCounts` were counted for */
  #counted = { choice: -1, looks: null, of: null };
  /** @type {Map<string, Records | null>} by measure: with its numbers; null: they are on their way */
  #measured = new Map();
  #folder;
  #came;
  #failed;

  /**
   * @param {Records} records
   * @param {URL} folder  of the dataset version's data
   * @param {() => void} came  the numbers of a measure
   * @param {(error: unknown) => void} failed  the picture before stays; the next drawing asks again
   */
  constructor(records, folder, came, failed) {
    this.records = records;
    this.#weighed = records;
    this.#folder = folder;
    this.#came = came;
    this.#failed = failed;
    this.#selected = new Uint32Array(records.columns.n);
    this.#undrawn = undrawnRows(records);
    this.#unplaced = new Uint32Array(this.#undrawn.length);
    this.#view = new InView(records.columns.n);
  }

  /** Records shown. */
  get count() {
    return this.#count;
  }

  /** Events that they stand for. */
  get events() {
    return eventsIn(this.records.columns, this.#selected, this.#count);
  }

  /** Lines, areas and several points, of all records. */
  get shapes() {
    return this.records.shapes;
  }

  /** Of the records shown, those that give no number of what is counted. */
  get unknown() {
    if (this.#unknown === null) {
      const { weight, header } = this.#weighed.columns;
      this.#unknown = 0;
      for (let index = 0; index < this.#count; index++)
        this.#unknown += Number(weight[this.#selected[index]] === header.nodata.weight);
    }
    return this.#unknown;
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
    const agreed = this.#fellow?.encoding?.(colour);
    if (agreed) return agreed;
    const known = this.#encodings.get(colour);
    if (known && (this.#windowed || known.choice === this.#looks)) return known.encoding;
    const [counts, theirs] = [this.countsBy(colour), this.#fellow?.countsBy?.(colour)];
    const both = theirs?.length ? counts.map((count, index) => count + theirs[index]) : counts;
    const encoding = encodingOf(this.records.columns, colour, both, known?.encoding);
    this.#encodings.set(colour, { encoding, choice: this.#looks });
    return encoding;
  }

  /** Another of the same version that it is compared with. @param {import("./agreement.js").Fellow | null} fellow */
  set fellow(fellow) {
    this.#fellow = fellow;
    this.#looks++;
  }

  /**
   * Chooses the rows that are shown, if that is wanted; nothing is drawn before what it counts has come.
   * @param {LayerState} state
   * @param {Frame} _frame
   * @param {boolean} fresh  the rows are to be chosen again
   * @returns {boolean} whether there is something to draw
   */
  prepare(state, _frame, fresh) {
    const weighed = this.#weighedBy(state.size);
    if (!weighed) return false;
    if (weighed !== this.#weighed) this.#unknown = null;
    this.#weighed = weighed;
    if (fresh) this.#choose(state);
    return true;
  }

  /** @param {import("../draw/places.js").Size} size */
  #weighedBy(size) {
    const measure = fetchedMeasure(size);
    if (!measure) return this.records;
    const known = this.#measured.get(measure);
    if (known === undefined) {
      this.#measured.set(measure, null);
      void this.#fetch(measure);
    }
    return known ?? null;
  }

  /** @param {string} measure */
  async #fetch(measure) {
    const { columns } = this.records;
    try {
      const amounts = await fetchAmounts(this.#folder, measure, columns.n);
      this.#measured.set(measure, { ...this.records, columns: columnsWith(columns, amounts) });
      this.#came();
    } catch (error) {
      this.#measured.delete(measure);
      this.#failed(error);
    }
  }

  /** Whether points would hide each other in a view. @param {Frame} frame */
  crowded(frame) {
    this.#view.gather(this.records, this.#selected, this.#count, frame, 0, MANY + 1);
    return isCrowded(this.#view, this.records.placeOf, this.records.columns);
  }

  /**
   * @param {Drawn} state
   * @param {Frame} frame
   * @param {Theme} theme
   * @returns {Scenes}
   */
  scenes(state, frame, theme) {
    const records = this.#weighed;
    const view = this.#view;
    const encoding = this.encoding(state.colour);
    const places = state.mode === "places" ? this.#places(encoding, frame) : null;
    if (!places) view.gather(records, this.#selected, this.#count, frame, MARGIN);
    const shapes = this.#shapes();
    const chosen = state.chosen !== null && this.#shows(state.chosen) ? state.chosen : null;
    const scene = { records, encoding, theme, frame, view, chosen, shapes, places };
    return { points: scene, shapes: scene, cellEdge: 0 };
  }

  /**
   * Counted anew where rows, colours, what is counted or zoom are others, or the view has left what was counted.
   * @param {Encoding} encoding
   * @param {Frame} frame
   */
  #places(encoding, frame) {
    const counts = this.#placeCounts;
    const records = this.#weighed;
    const { choice, looks, of } = this.#counted;
    const same = choice === this.#choice && looks === encoding && of === records;
    if (!same || !holds(counts.region, frame, MARGIN)) {
      counts.countRows(records, this.#selected, this.#count, encoding, regionOf(frame));
      this.#counted = { choice: this.#choice, looks: encoding, of: records };
    }
    return counts;
  }

  /** The rows that the circle of a place stands for. @param {number} cell */
  rowsIn(cell) {
    return this.#placeCounts.rowsIn(cell, this.records, this.#selected, this.#count);
  }

  /**
   * Where the records of a group lie, in the server's cells; null where that cannot be told.
   * @param {import("../draw/scene.js").Spot} group
   * @returns {Omit<import("../data/place_answers.js").Question, "query"> | null}
   */
  cellsOf({ place }) {
    const box = place && this.#placeCounts.boxOf(place.cell);
    return box ? { ...box, cells: null } : null;
  }

  /** @param {number[]} rows */
  figuresOf(rows) {
    return figuresOf(this.records.columns, rows);
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
    const choice = choiceOf(state, kinds);
    this.#count = select(this.records, choice, this.#selected);
    this.#unplacedCount = selectOf(this.records, choice, this.#undrawn, this.#unplaced);
    this.#query = state.selection?.query ?? "";
    this.#windowed = state.window !== null;
    this.#choice++;
    this.#looks++;
    this.#counts.clear();
    this.#unknown = null;
  }

  /** @param {number} row */
  #shows(row) {
    return includesRow(this.#selected, this.#count, row);
  }

  /** How many events shown, with or without a point, each category has. @param {ColourField} field */
  countsBy(field) {
    const { columns } = this.records;
    const known = this.#counts.get(field);
    if (known) return known;
    const size = columns.header.categories[field].length;
    const { events } = columns;
    const counts = countBy(this.#selected, this.#count, columns[field], size, events);
    const unplaced = countBy(this.#unplaced, this.#unplacedCount, columns[field], size, events);
    for (const [category, more] of unplaced.entries()) counts[category] += more;
    this.#counts.set(field, counts);
    return counts;
  }

  /**
   * @param {number} row
   * @returns {Placed | null}
   */
  placed(row) {
    const { placeOf, drawn, columns } = this.records;
    const radius = columns.uncertainty[row] || Number.NaN;
    return { place: placeOf[row], x: columns.x[row], y: columns.y[row], drawn: drawn[row], radius };
  }

  /** The dataset's rows of records of a scene. @param {number[]} indices */
  rowsOf(indices) {
    return indices;
  }

  remove() {}
}
