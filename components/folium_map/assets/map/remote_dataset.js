/**
 * What the browser holds of a dataset that is too large for it: counts per cell of the view, or the view's
 * rows, for the newest filter. The picture before stays until the next one is there.
 */

import { Zone } from "../base/zones.js";
import { columnsOf, unpack } from "../data/columns.js";
import { decide, forced } from "../data/level_of_detail.js";
import { fetchBytes } from "../data/loading.js";
import { narrowedQuery } from "../data/narrowed_query.js";
import { linesOf, prepare } from "../data/records.js";
import { encodingOf } from "../draw/encoding.js";
import { InView } from "../draw/scene.js";

/**
 * @typedef {import("../draw/encoding.js").ColourField} ColourField
 * @typedef {import("../draw/scene.js").Frame} Frame
 * @typedef {import("../draw/scene.js").Scene} Scene
 * @typedef {{shift: number, box: [number, number, number, number]}} Part  of the world, in cells: see geodata.grids
 * @typedef {{query: string, shown: string, colour: ColourField, frame: Frame}} Wish  `shown`: with the kinds
 *   switched off and the frame of a playback; `query`: the page's filters
 *
 * @typedef {object} GridHeader
 * @property {number} n  cells and slots with something in them
 * @property {number} block
 * @property {import("../data/columns.js").Header["columns"]} columns
 * @property {number} shift
 * @property {[number, number, number, number]} box
 * @property {number} drawn  records that the filter draws anywhere
 * @property {number} in_view
 * @property {number[]} by  of `drawn`, for each category of the colour; last: without one
 * @property {number[]} lines  rows drawn along a line
 */

const CELL = 8; // CSS pixels at a whole zoom
const SNAP = 32; // cells: small moves of the map ask for nothing new
const MOST_CELLS = 512;
const PAUSE_MS = 60;

export class RemoteDataset {
  /**
   * @param {URL} folder  of the dataset version's data
   * @param {import("../data/columns.js").Header} header
   * @param {import("../data/records.js").Reference} reference
   * @param {() => void} came
   * @param {(error: unknown) => void} failed  the picture before stays; the next move or filter asks again
   */
  constructor(folder, header, reference, came, failed) {
    this.folder = folder;
    this.header = header;
    this.reference = reference;
    this.came = came;
    this.failed = failed;
    this.zone = new Zone(header.timezone);
    /** @type {Held | null} */
    this.held = null;
    this.wanted = "";
    this.timer = 0;
    this.abort = new AbortController();
  }

  /**
   * The newest answer that is there; asks for another where the view or what is shown has moved on.
   * @param {Omit<Wish, "shown">} wish
   * @param {{hidden: Set<string>, window: import("../data/dates.js").Range | null}} here  kinds switched off in this
   *   browser, and the window of time of a brush or a playback
   */
  heldFor(wish, { hidden, window: span }) {
    const kinds = this.header.categories.kind.map(({ id }) => id);
    const left = kinds.filter((kind) => !hidden.has(kind));
    /** @type {[string, string] | null} */
    const days = span?.from != null && span.to != null ? [this.day(span.from), this.day(span.to - 1)] : null;
    const shown = narrowedQuery(wish.query, { kinds: left.length < kinds.length ? left : null, days });
    if (shown === null) this.nothing(wish.query, wish.colour);
    else this.want({ ...wish, shown });
    return this.held;
  }

  /** As filters name it. @param {number} minute */
  day(minute) {
    const { year, month, day } = this.zone.dayOf(minute);
    return `${year}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
  }

  /**
   * Sees to it that what is wished for comes, if it is not there.
   * @param {Wish} wish
   */
  want(wish) {
    const part = partOf(wish.frame);
    const key = `${wish.query} ${wish.shown} ${wish.colour} ${part.shift} ${part.box}`;
    if (key === this.wanted) return;
    this.wanted = key;
    this.abort.abort();
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.fetch(wish, part, key), this.held ? PAUSE_MS : 0);
  }

  /**
   * Every kind is switched off: there is nothing to ask for.
   * @param {string} query
   * @param {ColourField} colour
   */
  nothing(query, colour) {
    this.abort.abort();
    clearTimeout(this.timer);
    this.wanted = "";
    const header = { n: 0, block: 0, columns: [], drawn: 0, in_view: 0, by: [], lines: [], shift: 0 };
    /** @type {Part["box"]} */
    const box = [0, 0, 1, 1];
    this.held = new Held({ query, colour }, { ...header, box }, { cx: [], cy: [], slot: [], count: [] }, null, this.reference);
  }

  /**
   * @param {Wish} wish
   * @param {Part} part
   * @param {string} key
   */
  async fetch(wish, part, key) {
    this.abort = new AbortController();
    const { signal } = this.abort;
    const ask = (/** @type {string} */ name) => {
      const query = `shift=${part.shift}&box=${part.box}&colour=${wish.colour}`;
      return fetchBytes(new URL(`${name}?${[wish.shown, query].filter(Boolean).join("&")}`, this.folder), signal);
    };
    try {
      /** @type {import("../data/columns.js").Unpacker<GridHeader>} */
      const grid = unpack(await ask("grid.bin"));
      const header = /** @type {GridHeader} */ (grid.header);
      const level = forced() ?? decide({ records: Infinity, inView: header.in_view });
      const rows = level === "view" ? columnsOf(unpack(await ask("view.bin"))) : null;
      if (signal.aborted) return;
      this.held = new Held(wish, header, grid.columns, rows, this.reference);
      this.came();
    } catch (error) {
      if (signal.aborted) return;
      if (this.wanted === key) this.wanted = "";
      this.failed(error);
    }
  }

  remove() {
    clearTimeout(this.timer);
    this.abort.abort();
  }
}

/** One answer. */
export class Held {
  /**
   * @param {{query: string, colour: ColourField}} wish
   * @param {GridHeader} header
   * @param {Record<string, ArrayLike<number>>} cells
   * @param {import("../data/columns.js").Columns | null} rows  those of the view, where they are few
   * @param {import("../data/records.js").Reference} reference
   */
  constructor({ query, colour }, header, cells, rows, reference) {
    this.query = query;
    this.colour = colour;
    this.header = header;
    this.cells = cells;
    /** @type {import("../data/level_of_detail.js").Level} */
    this.level = rows ? "view" : "cells";
    this.records = rows && prepare(rows, { ...reference, lines: [] });
    const lines = new Set(header.lines);
    this.lines = linesOf(reference, (row) => lines.has(row));
    this.all = Uint32Array.from({ length: rows?.n ?? 0 }, (_, index) => index);
    this.view = new InView(rows?.n ?? header.n);
  }

  /**
   * What to draw of it.
   * @param {Omit<Scene, "view" | "lines">} scene  the whole dataset's, without its rows; `chosen`: its row
   * @param {number} margin
   * @returns {Scene}
   */
  scene(scene, margin) {
    const chosen = scene.chosen === null ? -1 : this.indexOf(scene.chosen);
    return {
      ...scene,
      records: this.records ?? scene.records,
      encoding: this.records ? encodingOf(this.records.columns, this.colour) : scene.encoding,
      view: this.project(scene.frame, margin),
      chosen: chosen < 0 ? null : chosen,
      lines: [],
    };
  }

  /**
   * The cells' middles, or the rows, on the screen.
   * @param {Frame} frame
   * @param {number} margin
   */
  project(frame, margin) {
    const { view, records, all } = this;
    if (records) {
      view.gather(records, all, all.length, frame, margin);
      return view;
    }
    const { header, cells } = this;
    const edge = 2 ** header.shift;
    for (let index = 0; index < header.n; index++) {
      view.rows[index] = index;
      view.px[index] = (header.box[0] + cells.cx[index] + 0.5) * edge * frame.scale - frame.left;
      view.py[index] = (header.box[1] + cells.cy[index] + 0.5) * edge * frame.scale - frame.top;
    }
    view.count = header.n;
    view.weights = cells.count;
    view.slots = cells.slot;
    return view;
  }

  /** A cell's edge on the screen. @param {Frame} frame */
  edge(frame) {
    return 2 ** this.header.shift * frame.scale;
  }

  /** The dataset's rows of records of the view. @param {number[]} indices */
  rowsOf(indices) {
    return indices.map((index) => this.records?.columns.row?.[index] ?? index);
  }

  /** Where a row of the dataset is among the view's records; −1 if it is not. @param {number} row */
  indexOf(row) {
    return this.records?.columns.row?.indexOf(row) ?? -1;
  }
}

/**
 * The cells that hold a view, in steps, so that small moves of the map need nothing new.
 * @param {Frame} frame
 * @returns {Part}
 */
export function partOf({ left, top, width, height, zoom, scale }) {
  let shift = Math.max(0, Math.min(32, 24 + Math.log2(CELL) - Math.round(zoom)));
  for (;;) {
    const edge = 2 ** shift * scale;
    const world = 2 ** (32 - shift);
    const step = Math.min(SNAP, world);
    const low = (/** @type {number} */ at) => Math.max(0, Math.min(world - 1, Math.floor(at / edge / step) * step));
    const high = (/** @type {number} */ at) => Math.min(world, Math.ceil(at / edge / step) * step);
    const [west, north] = [low(left), low(top)];
    const east = Math.max(west + 1, high(left + width));
    const south = Math.max(north + 1, high(top + height));
    if (east - west <= MOST_CELLS && south - north <= MOST_CELLS) return { shift, box: [west, north, east, south] };
    shift++;
  }
}
