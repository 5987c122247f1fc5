/**
 * Counts what is shown per place: records, and the events that they stand for, at the same spot, and those in the same cell of a grid that lies fixed in
 * the world, so that no circle moves while the map is dragged. Counted once for a selection and a zoom.
 */

import { eventsIn } from "../data/events.js";
import { AS_POINT } from "../data/records.js";
import { LOOKS, OTHER } from "./palette.js";
import { LARGEST } from "./rosette.js";

/**
 * @typedef {import("../data/records.js").Records} Records
 * @typedef {import("./palette.js").Encoding} Encoding
 * @typedef {import("./scene.js").Frame} Frame
 *
 * @typedef {object} Cells  counts per cell that a server has made, one entry for each cell and look
 * @property {Float64Array} x  world positions of the cells' middles
 * @property {Float64Array} y
 * @property {ArrayLike<number>} slots  looks
 * @property {ArrayLike<number>} count  records
 * @property {ArrayLike<number> | null} [events]  that they stand for; null: each is one
 * @property {ArrayLike<number>} amounts  the sum of what is counted
 * @property {ArrayLike<number>} unknown  records that give no number
 *
 * @typedef {{scale: number, west: number, north: number, across: number, down: number}} Region  of the world, in cells
 */

/** Edge of a grid's cell, CSS pixels. */
export const CELL = 24;
/** Of the server's cells that a cell is wide and high: see geodata.query.grids. */
const PARTS = 3;
const SLOTS = LOOKS.length;
/** From so many records in view on, symbols would hide each other. */
export const MANY = 2000;

/** From so many on it is enough that most of them share their places with any other. */
const SEVERAL = 500;

/**
 * Whether symbols would hide how many events there are: they are very many, or most of them share their places
 * with more than a rosette has room for, or, where they are several hundred, with any other.
 * @param {{count: number, rows: ArrayLike<number>}} view
 * @param {ArrayLike<number>} placeOf
 * @param {Pick<import("../data/columns.js").Columns, "events">} columns
 */
export function isCrowded({ count, rows }, placeOf, { events } = { events: null }) {
  if (count > MANY) return true;
  /** @type {Map<number, number>} */
  const counts = new Map();
  for (let index = 0; index < count; index++) {
    const place = placeOf[rows[index]];
    counts.set(place, (counts.get(place) ?? 0) + (events ? events[rows[index]] : 1));
  }
  const all = eventsIn({ events }, rows, count);
  const alone = all > SEVERAL ? 1 : LARGEST;
  let sharing = 0;
  for (const each of counts.values()) if (each > alone) sharing += each;
  return sharing > all / 2;
}

/**
 * What has to be counted for a view: half a view more on each side, so that small moves count nothing anew.
 * @param {Frame} frame
 * @returns {Region}
 */
export function regionOf({ left, top, width, height, scale }) {
  const cell = (/** @type {number} */ at) => Math.max(0, Math.floor(at / CELL));
  const [west, north] = [cell(left - width / 2), cell(top - height / 2)];
  const across = cell(left + 1.5 * width) + 1 - west;
  const down = cell(top + 1.5 * height) + 1 - north;
  return { scale, west, north, across: Math.max(across, 1), down: Math.max(down, 1) };
}

/**
 * Whether a region holds a view, and a margin about it.
 * @param {Region} region
 * @param {Frame} frame
 * @param {number} margin
 */
export function holds({ scale, west, north, across, down }, frame, margin) {
  return (
    scale === frame.scale &&
    Math.max(0, frame.left - margin) >= west * CELL &&
    Math.max(0, frame.top - margin) >= north * CELL &&
    frame.left + frame.width + margin <= (west + across) * CELL &&
    frame.top + frame.height + margin <= (north + down) * CELL
  );
}

export class PlaceCounts {
  /** @type {Region} */
  region = { scale: 0, west: 0, north: 0, across: 0, down: 0 };
  /** How many circles there are; the next arrays tell which cells they stand for. */
  count = 0;
  cells = new Uint32Array(0);
  /** Of each cell, records. */
  records = new Uint32Array(0);
  /** @type {Uint32Array | Float64Array} the events that they stand for: `records`, where each is one */
  events = this.records;
  /** The sum of what the records' `weight` tells: fatalities, or another measure. */
  amounts = new Float64Array(0);
  /** Records that give no such number. */
  unknown = new Uint32Array(0);
  /** Places that records shown have there; 0: not known. */
  places = new Uint32Array(0);
  /** The first of its rows. */
  first = new Uint32Array(0);
  /** World position of the place with most of its records: a circle stands where some of them are. */
  x = new Float64Array(0);
  y = new Float64Array(0);
  /** Records and amounts by look, `SLOTS` entries a cell. */
  recordsBy = new Uint32Array(0);
  /** @type {Uint32Array | Float64Array} */
  eventsBy = this.recordsBy;
  amountsBy = new Float64Array(0);
  #most = new Uint32Array(0); // records of that place
  #atPlace = new Uint32Array(0); // records of each place

  /**
   * @param {Records} records
   * @param {Uint32Array} rows
   * @param {number} n  of `rows`
   * @param {Encoding} encoding
   * @param {Region} region
   */
  countRows({ columns, drawn, placeOf }, rows, n, { category, slotOf }, region) {
    const { x, y, weight, events: numbers, header } = columns;
    this.#clear(region, numbers !== null);
    const { scale, west, north, across, down } = region;
    const { records, events, amounts, unknown, places, first, recordsBy, eventsBy, amountsBy } = this;
    const [most, atX, atY] = [this.#most, this.x, this.y];
    if (this.#atPlace.length < placeOf.length) this.#atPlace = new Uint32Array(placeOf.length);
    const atPlace = this.#atPlace.fill(0);
    const nodata = header.nodata.weight;
    const perUnit = scale / CELL;
    const known = slotOf.length;
    for (let index = 0; index < n; index++) {
      const row = rows[index];
      const cx = Math.floor(x[row] * perUnit) - west;
      const cy = Math.floor(y[row] * perUnit) - north;
      if (cx < 0 || cy < 0 || cx >= across || cy >= down || drawn[row] !== AS_POINT) continue;
      const cell = cy * across + cx;
      const value = category[row];
      const by = cell * SLOTS + (value < known ? slotOf[value] : OTHER);
      if (records[cell]++ === 0) first[cell] = row;
      recordsBy[by]++;
      if (numbers !== null) {
        events[cell] += numbers[row];
        eventsBy[by] += numbers[row];
      }
      const amount = weight[row];
      if (amount === nodata) unknown[cell]++;
      else if (amount) {
        amounts[cell] += amount;
        amountsBy[by] += amount;
      }
      const here = ++atPlace[placeOf[row]];
      if (here === 1) places[cell]++;
      if (here > most[cell]) {
        most[cell] = here;
        atX[cell] = x[row];
        atY[cell] = y[row];
      }
    }
    this.#gather();
  }

  /**
   * @param {Cells} given
   * @param {Region} region
   */
  countCells({ x, y, slots, count, events = null, amounts, unknown }, region) {
    this.#clear(region, events !== null);
    const { scale, west, north, across, down } = region;
    const most = this.#most;
    for (let index = 0; index < x.length; index++) {
      const cx = Math.floor((x[index] * scale) / CELL) - west;
      const cy = Math.floor((y[index] * scale) / CELL) - north;
      if (cx < 0 || cy < 0 || cx >= across || cy >= down) continue;
      const cell = cy * across + cx;
      const by = cell * SLOTS + slots[index];
      this.records[cell] += count[index];
      this.recordsBy[by] += count[index];
      if (events !== null) {
        this.events[cell] += events[index];
        this.eventsBy[by] += events[index];
      }
      this.amounts[cell] += amounts[index];
      this.amountsBy[by] += amounts[index];
      this.unknown[cell] += unknown[index];
      if (count[index] <= most[cell]) continue;
      most[cell] = count[index];
      this.x[cell] = x[index];
      this.y[cell] = y[index];
    }
    this.#gather();
  }

  /**
   * The rows that are counted in a cell, in their order.
   * @param {number} cell
   * @param {Records} records
   * @param {Uint32Array} rows
   * @param {number} n  of `rows`
   */
  rowsIn(cell, { columns: { x, y }, drawn }, rows, n) {
    const { scale, west, north, across } = this.region;
    const perUnit = scale / CELL;
    const [column, line] = [west + (cell % across), north + Math.floor(cell / across)];
    /** @type {number[]} */
    const found = [];
    for (let index = 0; index < n; index++) {
      const row = rows[index];
      if (Math.floor(x[row] * perUnit) !== column || Math.floor(y[row] * perUnit) !== line) continue;
      if (drawn[row] === AS_POINT) found.push(row);
    }
    return found;
  }

  /**
   * Where a cell lies, in the server's cells, of which it is three by three; null where these do not fit in it.
   * @param {number} cell
   * @returns {{shift: number, box: [number, number, number, number]} | null}
   */
  boxOf(cell) {
    const { scale, west, north, across } = this.region;
    const shift = Math.log2(CELL / PARTS / scale);
    if (!Number.isInteger(shift) || shift < 0 || shift > 32) return null; // the map is between two zooms
    const [x, y] = [PARTS * (west + (cell % across)), PARTS * (north + Math.floor(cell / across))];
    return { shift, box: [x, y, x + PARTS, y + PARTS] };
  }

  /**
   * @param {Region} region
   * @param {boolean} weighed  whether a record may stand for another number of events than one
   */
  #clear(region, weighed) {
    this.region = region;
    const cells = region.across * region.down;
    if (this.records.length < cells) this.#allocate(cells);
    for (const name of CLEARED) this[name].fill(0);
    this.#most.fill(0);
    if (!weighed) [this.events, this.eventsBy] = [this.records, this.recordsBy];
    else if (this.events.length === this.records.length && this.events !== this.records) {
      this.events.fill(0);
      this.eventsBy.fill(0);
    } else {
      this.events = new Float64Array(this.records.length);
      this.eventsBy = new Float64Array(this.recordsBy.length);
    }
  }

  /** @param {number} cells */
  #allocate(cells) {
    for (const name of /** @type {const} */ (["cells", "records", "unknown", "places", "first"]))
      this[name] = new Uint32Array(cells);
    for (const name of /** @type {const} */ (["amounts", "x", "y"])) this[name] = new Float64Array(cells);
    this.recordsBy = new Uint32Array(cells * SLOTS);
    this.amountsBy = new Float64Array(cells * SLOTS);
    this.#most = new Uint32Array(cells);
  }

  /** Which cells hold something. */
  #gather() {
    const { across, down } = this.region;
    this.count = 0;
    for (let cell = 0; cell < across * down; cell++) if (this.records[cell]) this.cells[this.count++] = cell;
  }
}

const CLEARED = /** @type {const} */ (["records", "amounts", "unknown", "places", "recordsBy", "amountsBy"]);
