/**
 * A dataset that is too large for the browser: counts per cell of the view, or the view's rows, asked of the
 * server for the newest filter. The picture before stays until the next one is there.
 */

import { Zone } from "../base/zones.js";
import { fetchedMeasure } from "../data/amounts.js";
import { columnsOf, unpack } from "../data/columns.js";
import { decide, forced } from "../data/level_of_detail.js";
import { fetchBytes } from "../data/loading.js";
import { figuresOf } from "../data/records.js";
import { encodingOf } from "../draw/palette.js";
import { shownQuery } from "./layer_state.js";
import { MARGIN } from "./local_dataset.js";
import { RemoteAnswer } from "./remote_answer.js";

/**
 * @typedef {import("../data/records.js").Records} Records
 * @typedef {import("../data/records.js").Reference} Reference
 * @typedef {import("../draw/palette.js").ColourField} ColourField
 * @typedef {import("../draw/palette.js").Encoding} Encoding
 * @typedef {import("../draw/scene.js").Frame} Frame
 * @typedef {import("./layer_state.js").LayerState} LayerState
 * @typedef {import("./remote_answer.js").GridHeader} GridHeader
 * @typedef {{shift: number, box: [number, number, number, number]}} Part  of the world, in cells: see geodata.query.grids
 * @typedef {object} Wish
 * @property {string} query  the page's filters
 * @property {string} shown  the same with the kinds switched off and the frame of a playback
 * @property {boolean} windowed  it is the frame of a playback
 * @property {string} looks  categories that it tells apart; empty: those with most records
 * @property {ColourField} colour
 * @property {string} measure  what is counted, if it is neither events nor fatalities
 * @property {Frame} frame
 */

const CELL = 8; // CSS pixels at a whole zoom
const SNAP = 32; // cells: small moves of the map ask for nothing new
const PAUSE_MS = 60;

export class RemoteDataset {
  /** @type {Map<ColourField, {encoding: Encoding, answer: RemoteAnswer | null}>} the newest of each field */
  #encodings = new Map();
  #reference;
  #came;
  #failed;
  #zone;
  /** @type {RemoteAnswer | null} */
  #newest = null;
  /** @type {RemoteAnswer | null} */
  #drawn = null;
  #wanted = "";
  #timer = 0;
  #abort = new AbortController();
  /** @type {import("./agreement.js").Fellow | null} */
  #fellow = null;

  /**
   * @param {URL} folder  of the dataset version's data
   * @param {Records} records  without rows: the header alone
   * @param {Reference} reference
   * @param {() => void} came
   * @param {(error: unknown) => void} failed  the picture before stays; the next move or filter asks again
   */
  constructor(folder, records, reference, came, failed) {
    this.folder = folder;
    this.records = records;
    this.#reference = reference;
    this.#came = came;
    this.#failed = failed;
    this.#zone = new Zone(records.columns.header.timezone);
  }

  /** Records shown, as far as the server has answered. */
  get count() {
    return this.#drawn?.count ?? 0;
  }

  /** Events that they stand for, likewise. */
  get events() {
    return this.#drawn?.events ?? 0;
  }

  /** Lines, areas and several points of the records shown, as far as the server has answered. */
  get shapes() {
    return this.#drawn?.shapes ?? [];
  }

  /** Of the records shown, those that give no number of what is counted. */
  get unknown() {
    return this.#drawn?.unknown ?? 0;
  }

  /** The filters that `count` answers. */
  get query() {
    return this.#drawn?.query ?? "";
  }

  /** @returns {import("../data/level_of_detail.js").Level} */
  get level() {
    return this.#drawn?.level ?? "cells";
  }

  /**
   * What colours mean in the newest answer; while a playback moves, and until the server has counted, they stay.
   * @param {ColourField} colour
   */
  encoding(colour) {
    const agreed = this.#fellow?.encoding?.(colour);
    if (agreed) return agreed;
    const known = this.#encodings.get(colour);
    const answer = this.#drawn;
    const counted = answer?.colour === colour && !answer.windowed;
    if (known && (!counted || known.answer === answer)) return known.encoding;
    const counts = counted ? answer.countsBy(colour) : null;
    const encoding = encodingOf(this.records.columns, colour, counts, known?.answer ? known.encoding : null);
    this.#encodings.set(colour, { encoding, answer: counted ? answer : null });
    return encoding;
  }

  /**
   * Another of the same version that it is compared with: the server tells apart the categories that have looks there.
   * @param {import("./agreement.js").Fellow | null} fellow
   */
  set fellow(fellow) {
    this.#fellow = fellow;
  }

  /**
   * Takes the newest answer; asks for another where the view or the filter has moved on.
   * @param {LayerState} state
   * @param {Frame} frame
   * @returns {boolean} whether something has come
   */
  prepare(state, frame) {
    this.#wish(state, frame);
    if (this.#newest?.measure !== fetchedMeasure(state.size)) return false; // other numbers by its name
    this.#drawn = this.#newest;
    return true;
  }

  /** Whether points would hide each other in a view. @param {Frame} frame */
  crowded(frame) {
    return this.#drawn?.crowded(frame) ?? false;
  }

  /**
   * What to draw of the newest answer.
   * @param {import("./layer_state.js").Drawn} state
   * @param {Frame} frame
   * @param {import("../base/theme.js").Theme} theme
   * @returns {import("./local_dataset.js").Scenes | null} null: nothing has come yet
   */
  scenes(state, frame, theme) {
    const answer = this.#drawn;
    if (!answer) return null;
    const { records } = this;
    const encoding = this.encoding(state.colour);
    const scene = { records, encoding, theme, frame, chosen: state.chosen };
    const points = answer.scene(scene, MARGIN, state.mode === "places");
    // Of a dataset that is not held here the rows of shapes have numbers, and no look.
    const shapes = { ...scene, view: points.view, shapes: answer.shapes, places: null };
    return { points, shapes, cellEdge: answer.cellEdge(frame) };
  }

  /** The rows that the circle of a place stands for, as far as they are held here. @param {number} cell */
  rowsIn(cell) {
    return this.#drawn?.rowsIn(cell) ?? [];
  }

  /**
   * Where the records of a group lie, in the server's cells; null where that cannot be told.
   * @param {import("../draw/scene.js").Spot} group
   */
  cellsOf(group) {
    return this.#drawn?.cellsOf(group) ?? null;
  }

  /** As far as the rows are held here. @param {number[]} rows */
  figuresOf(rows) {
    return this.#drawn?.figuresOf(rows) ?? figuresOf(this.records.columns, rows);
  }

  /** How many events shown, with or without a point, each category has. @param {ColourField} field */
  countsBy(field) {
    return this.#drawn?.countsBy(field) ?? new Uint32Array(0);
  }

  /**
   * Where the records shown lie: the server counts what is in the view alone.
   * @returns {import("../data/extent.js").Extent | null}
   */
  extent() {
    return null;
  }

  /** Where a row is drawn, if it is held here. @param {number} row */
  placed(row) {
    return this.#drawn?.placed(row) ?? null;
  }

  /** The dataset's rows of records of a scene. @param {number[]} indices */
  rowsOf(indices) {
    return this.#drawn?.rowsOf(indices) ?? indices;
  }

  remove() {
    clearTimeout(this.#timer);
    this.#abort.abort();
  }

  /**
   * Narrows the filters by what is switched off here and by a window of time, and sees to it that it comes.
   * @param {LayerState} state
   * @param {Frame} frame
   */
  #wish(state, frame) {
    const { selection, window: span, colour } = state;
    const measure = fetchedMeasure(state.size);
    const query = selection?.query ?? "";
    const shown = shownQuery(state, this.records.columns.header, this.#zone);
    const windowed = span?.from != null && span.to != null;
    const held = this.#fellow?.encoding?.(colour) ?? (windowed && this.#encodings.get(colour)?.encoding);
    const looks = held ? held.holders.join() : "";
    if (shown === null) this.#nothing(query, colour, measure);
    else this.#want({ query, colour, measure, frame, shown, windowed, looks });
  }

  /** Sees to it that what is wished for comes, if it is not there. @param {Wish} wish */
  #want(wish) {
    const part = partOf(wish.frame, this.records.columns.header.limits.cells);
    const looks = this.#fellow?.encoding ? wish.looks : "";
    const key = `${wish.query} ${wish.shown} ${wish.colour} ${wish.measure} ${looks} ${part.shift} ${part.box}`;
    if (key === this.#wanted) return;
    this.#wanted = key;
    this.#abort.abort();
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => void this.#fetch(wish, part, key), this.#newest ? PAUSE_MS : 0);
  }

  /**
   * Every kind is switched off: there is nothing to ask for.
   * @param {string} query
   * @param {ColourField} colour
   * @param {string} measure
   */
  #nothing(query, colour, measure) {
    this.#abort.abort();
    clearTimeout(this.#timer);
    this.#wanted = "";
    this.#newest = RemoteAnswer.empty({ query, colour, measure, windowed: false }, this.#reference);
  }

  /**
   * @param {Wish} wish
   * @param {Part} part
   * @param {string} key
   */
  async #fetch(wish, part, key) {
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    const ask = (/** @type {string} */ name) => {
      const format = this.folder.searchParams.get("format"); // browsers keep answers for ever
      const query = [
        wish.shown,
        `shift=${part.shift}&box=${part.box}&colour=${wish.colour}`,
        wish.measure && `measure=${encodeURIComponent(wish.measure)}`,
        wish.looks && `looks=${wish.looks}`,
        format && `format=${format}`,
      ];
      return fetchBytes(new URL(`${name}?${query.filter(Boolean).join("&")}`, this.folder), signal);
    };
    try {
      /** @type {import("../data/columns.js").Unpacker<GridHeader>} */
      const grid = unpack(await ask("grid.bin"));
      const header = /** @type {GridHeader} */ (grid.header);
      const level =
        forced() ?? decide({ records: Infinity, inView: header.in_view }, this.records.columns.header.limits);
      const rows = level === "view" ? this.#columnsOf(await ask("view.bin")) : null;
      if (signal.aborted) return;
      this.#newest = new RemoteAnswer(wish, header, grid.columns, rows, this.#reference);
      this.#came();
    } catch (error) {
      if (signal.aborted) return;
      if (this.#wanted === key) this.#wanted = "";
      this.#failed(error);
    }
  }

  /** The view's rows. @param {ArrayBuffer} bytes */
  #columnsOf(bytes) {
    const { header, columns, rows } = unpack(bytes);
    // Browsers keep answers for ever, also those of a format whose header said less than the dataset's does.
    return columnsOf({ header: { ...this.records.columns.header, ...header }, columns, rows });
  }
}

/**
 * The cells that hold a view, in steps, so that small moves of the map need nothing new.
 * @param {Frame} frame
 * @param {number} most  cells in each direction
 * @returns {Part}
 */
export function partOf({ left, top, width, height, zoom, scale }, most) {
  let shift = Math.max(0, Math.min(32, 24 + Math.log2(CELL) - Math.round(zoom)));
  for (;;) {
    const edge = 2 ** shift * scale;
    const world = 2 ** (32 - shift);
    const step = Math.min(SNAP, world);
    const low = (/** @type {number} */ at) =>
      Math.max(0, Math.min(world - 1, Math.floor(at / edge / step) * step));
    const high = (/** @type {number} */ at) => Math.min(world, Math.ceil(at / edge / step) * step);
    const [west, north] = [low(left), low(top)];
    const east = Math.max(west + 1, high(left + width));
    const south = Math.max(north + 1, high(top + height));
    if (east - west <= most && south - north <= most) return { shift, box: [west, north, east, south] };
    shift++;
  }
}
