/** One answer of the server: counts per cell of a part of the world, or the records shown there. */

import { columnsWith } from "../data/amounts.js";
import { figuresOf, prepare, shapesOf } from "../data/records.js";
import { OTHER } from "../draw/palette.js";
import { holds, isCrowded, PlaceCounts, regionOf } from "../draw/place_counts.js";
import { InView } from "../draw/scene.js";

/**
 * @typedef {import("../data/records.js").Records} Records
 * @typedef {import("../draw/palette.js").ColourField} ColourField
 * @typedef {import("../draw/palette.js").Encoding} Encoding
 * @typedef {import("../draw/scene.js").Frame} Frame
 * @typedef {import("../draw/scene.js").Scene} Scene
 *
 * @typedef {object} GridHeader
 * @property {number} n  cells and slots with something in them
 * @property {number} block
 * @property {import("../data/columns.js").Header["columns"]} columns
 * @property {number} shift
 * @property {[number, number, number, number]} box
 * @property {number} drawn  records that the filter draws anywhere
 * @property {number} [events]  that they stand for; missing: one each
 * @property {number} unknown  of them, those that give no number of what is counted
 * @property {number} in_view
 * @property {number[]} by  of `drawn`, for each category of the colour; last: without one
 * @property {number[]} codes  the category of each slot of the cells
 * @property {number[]} shapes  rows drawn as a line, an area or several points
 */

/** @type {Record<string, ArrayLike<number>>} `amount` stands there in the place of fatalities, where these are not counted */
const NO_CELLS = { cx: [], cy: [], slot: [], count: [], sites: [], fatalities: [], unknown: [] };

export class RemoteAnswer {
  /** @type {Records | null} of the view, where they are few */
  #records;
  /** @type {Records | null} the same with the numbers of the measure that is counted */
  #weighed;
  #header;
  #cells;
  #amounts;
  #events;
  #heat;
  #all;
  #view;
  #looks = new Uint8Array(0);
  /** @type {Uint8Array | null} what `#looks` were found for */
  #looksFor = null;
  #placeCounts = new PlaceCounts();
  /** @type {Uint8Array | null} the looks that `#placeCounts` were counted for */
  #placesFor = null;

  /**
   * @param {{query: string, colour: ColourField, windowed: boolean, measure: string}} wish
   * @param {GridHeader} header
   * @param {Record<string, ArrayLike<number>>} cells
   * @param {import("../data/columns.js").Columns | null} rows  those of the view, where they are few
   * @param {import("../data/records.js").Reference} reference
   */
  constructor({ query, colour, windowed, measure }, header, cells, rows, reference) {
    this.query = query;
    this.colour = colour;
    /** What is counted, if it is neither events nor fatalities. */
    this.measure = measure;
    /** A playback's: what colours mean stays. */
    this.windowed = windowed;
    /** Records that the filter draws anywhere. */
    this.count = header.drawn;
    /** Events that they stand for. */
    this.events = header.events ?? header.drawn;
    /** Of them, those that give no number of what is counted. */
    this.unknown = header.unknown;
    /** @type {import("../data/level_of_detail.js").Level} */
    this.level = rows ? "view" : "cells";
    const shown = new Set(header.shapes);
    this.shapes = shapesOf(reference, (row) => shown.has(row));
    this.#header = header;
    this.#cells = { ...NO_CELLS, ...cells }; // where nothing is shown no column comes
    const { count, sites } = this.#cells;
    this.#amounts = this.#cells.amount ?? this.#cells.fatalities;
    /** @type {ArrayLike<number> | null} */
    this.#events = cells.events ?? null;
    const events = this.#events ?? count; // a site is one event
    this.#heat = {
      records: Float64Array.from(events, (each, index) => each - sites[index]),
      amounts: this.#amounts,
    };
    this.#records = rows && prepare(rows, { ...reference, shapes: [] });
    const own = rows?.amount && columnsWith(rows, rows.amount);
    this.#weighed = this.#records && own ? { ...this.#records, columns: own } : this.#records;
    this.#all = Uint32Array.from({ length: rows?.n ?? 0 }, (_, index) => index);
    this.#view = new InView(rows?.n ?? header.n);
  }

  /**
   * Nothing is shown.
   * @param {{query: string, colour: ColourField, windowed: boolean, measure: string}} wish
   * @param {import("../data/records.js").Reference} reference
   */
  static empty(wish, reference) {
    /** @type {GridHeader} */
    const header = {
      ...{
        n: 0,
        block: 0,
        columns: [],
        drawn: 0,
        unknown: 0,
        in_view: 0,
        by: [],
        codes: [],
        shapes: [],
        shift: 0,
      },
      box: [0, 0, 1, 1],
    };
    return new RemoteAnswer(wish, header, NO_CELLS, null, reference);
  }

  /**
   * What to draw of it.
   * @param {Omit<Scene, "view" | "shapes" | "places">} scene  the whole dataset's, without its rows; `chosen`: its row
   * @param {number} margin
   * @param {boolean} asPlaces
   * @returns {Scene}
   */
  scene(scene, margin, asPlaces) {
    const records = this.#weighed;
    const chosen = scene.chosen === null ? -1 : this.#indexOf(scene.chosen);
    const encoding = records
      ? { ...scene.encoding, category: records.columns[scene.encoding.field] }
      : scene.encoding;
    return {
      ...scene,
      records: records ?? scene.records,
      encoding,
      places: asPlaces ? this.#places(encoding, scene.frame, margin) : null,
      view: records
        ? this.#gathered(records, scene.frame, margin)
        : this.#middles(scene.frame, scene.encoding),
      chosen: chosen < 0 ? null : chosen,
      shapes: [],
    };
  }

  /** Whether points would hide each other in a view: what is counted per cell is too much for them. @param {Frame} frame */
  crowded(frame) {
    if (!this.#records) return this.#header.n > 0;
    return isCrowded(this.#gathered(this.#records, frame, 0), this.#records.placeOf, this.#records.columns);
  }

  /**
   * @param {Encoding} encoding
   * @param {Frame} frame
   * @param {number} margin
   */
  #places(encoding, frame, margin) {
    const counts = this.#placeCounts;
    if (this.#placesFor === encoding.slotOf && holds(counts.region, frame, margin)) return counts;
    this.#placesFor = encoding.slotOf;
    const region = regionOf(frame);
    if (this.#weighed) counts.countRows(this.#weighed, this.#all, this.#all.length, encoding, region);
    else counts.countCells(this.#worldCells(encoding), region);
    return counts;
  }

  /** @param {Encoding} encoding @returns {import("../draw/place_counts.js").Cells} */
  #worldCells(encoding) {
    const { cx, cy, count, unknown } = this.#cells;
    const { box, shift } = this.#header;
    const middle = (/** @type {number} */ corner) => (/** @type {number} */ at) =>
      (corner + at + 0.5) * 2 ** shift;
    const [x, y] = [Float64Array.from(cx, middle(box[0])), Float64Array.from(cy, middle(box[1]))];
    return {
      x,
      y,
      slots: this.#looksOf(encoding),
      count,
      events: this.#events,
      amounts: this.#amounts,
      unknown,
    };
  }

  /** The dataset's rows that the circle of a place stands for, as far as they are held here. @param {number} cell */
  rowsIn(cell) {
    if (!this.#records) return [];
    return this.rowsOf(this.#placeCounts.rowsIn(cell, this.#records, this.#all, this.#all.length));
  }

  /**
   * Where the records of a group lie, in the server's cells; null where that cannot be told.
   * @param {import("../draw/scene.js").Spot} group
   * @returns {Omit<import("../data/place_answers.js").Question, "query"> | null}
   */
  cellsOf({ place, entries }) {
    const box = place && this.#placeCounts.boxOf(place.cell);
    if (box) return { ...box, cells: null };
    if (!entries?.length) return null;
    const [west, north] = this.#header.box;
    const x = entries.map((entry) => west + this.#cells.cx[entry]);
    const y = entries.map((entry) => north + this.#cells.cy[entry]);
    return {
      shift: this.#header.shift,
      box: [Math.min(...x), Math.min(...y), Math.max(...x) + 1, Math.max(...y) + 1],
      cells: new Set(x.map((each, index) => `${each},${y[index]}`)),
    };
  }

  /**
   * @param {Records} records
   * @param {Frame} frame
   * @param {number} margin
   */
  #gathered(records, frame, margin) {
    this.#view.gather(records, this.#all, this.#all.length, frame, margin);
    return this.#view;
  }

  /**
   * The cells' middles on the screen.
   * @param {Frame} frame
   * @param {Encoding} encoding
   */
  #middles(frame, encoding) {
    const view = this.#view;
    const cells = this.#cells;
    const { n, box } = this.#header;
    const edge = this.cellEdge(frame);
    for (let index = 0; index < n; index++) {
      view.rows[index] = index;
      view.px[index] = (box[0] + cells.cx[index] + 0.5) * edge - frame.left;
      view.py[index] = (box[1] + cells.cy[index] + 0.5) * edge - frame.top;
    }
    view.count = n;
    view.weights = cells.count;
    view.events = this.#events;
    view.heat = this.#heat;
    view.unknown = cells.unknown;
    view.slots = this.#looksOf(encoding);
    return view;
  }

  /** The cells' looks: the server's slots are categories. @param {Encoding} encoding */
  #looksOf(encoding) {
    if (this.#looksFor === encoding.slotOf) return this.#looks;
    this.#looksFor = encoding.slotOf;
    const { codes } = this.#header;
    const lookOf = Uint8Array.from({ length: OTHER + 1 }, (_, slot) =>
      slot < codes.length ? (encoding.slotOf[codes[slot]] ?? OTHER) : OTHER,
    );
    this.#looks = Uint8Array.from(this.#cells.slot, (slot) => lookOf[slot]);
    return this.#looks;
  }

  /** A cell's edge on the screen, CSS pixels. @param {Frame} frame */
  cellEdge(frame) {
    return 2 ** this.#header.shift * frame.scale;
  }

  /** How many events shown, with or without a point, each category has. @param {ColourField} field */
  countsBy(field) {
    return Float64Array.from(this.colour === field ? this.#header.by : []);
  }

  /** The dataset's rows of records of the view. @param {number[]} indices */
  rowsOf(indices) {
    return indices.map((index) => this.#records?.columns.row?.[index] ?? index);
  }

  /** @param {number[]} rows  of the dataset; those that are not held here are not known */
  figuresOf(rows) {
    const records = this.#records;
    if (!records) return null;
    /** @type {Map<number, number>} */
    const indices = new Map();
    for (const [index, row] of records.columns.row?.entries() ?? []) indices.set(row, index);
    return figuresOf(
      records.columns,
      rows.map((row) => indices.get(row) ?? -1),
    );
  }

  /**
   * Where a row of the dataset is drawn, if it is among the view's records.
   * @param {number} row
   * @returns {import("./local_dataset.js").Placed | null}
   */
  placed(row) {
    const index = this.#indexOf(row);
    if (!this.#records || index < 0) return null;
    const { placeOf, drawn, columns } = this.#records;
    const radius = columns.uncertainty[index] || Number.NaN;
    return { place: placeOf[index], x: columns.x[index], y: columns.y[index], drawn: drawn[index], radius };
  }

  /** Where a row of the dataset is among the view's records; −1 if it is not. @param {number} row */
  #indexOf(row) {
    return this.#records?.columns.row?.indexOf(row) ?? -1;
  }
}
