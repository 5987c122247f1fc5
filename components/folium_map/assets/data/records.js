/**
 * What the browser keeps of a dataset version: the columns, which records can be drawn and how, which of them
 * share a place, and the lines, areas and several points. Made once per dataset version.
 */

import { worldPath } from "../base/projection.js";
import { eventsIn } from "./events.js";

/**
 * @typedef {import("./columns.js").Columns} Columns
 * @typedef {object} Reference  reference.json
 * @property {{key: string, name: string, lon: number, lat: number, class: string, count: number}[]} places
 * @property {{rows: number[], kind: ShapeKind, paths: [number, number][][]}[]} shapes  what records are drawn as
 *   that are no point: see geodata.mapdata.outlines
 * @property {(LinePlace & {coordinates: [number, number][]})[]} reference  lines that are places
 * @property {number[]} [disputed]  the dataset's rows of which different values are claimed, the first of many
 *
 * @typedef {{x: Uint32Array, y: Uint32Array, n: number}} Part  world positions, of which `n` are set
 * @typedef {{name: string, uncertainty: number, source: string}} LinePlace  metres, 0 if not stated; who drew it
 * @typedef {"line" | "area" | "points"} ShapeKind
 * @typedef {object} Shape
 * @property {number[]} rows  drawn as it
 * @property {ShapeKind} kind
 * @property {Float64Array[]} paths  world x, y pairs: of lines, of an area's rings, of all points
 * @property {import("./columns.js").Box} box  around it, in world units
 * @property {number} size  of an area that of its largest ring, in square world units; of all others 0
 * @property {LinePlace | null} place  if the line is one
 *
 * @typedef {object} Records
 * @property {Columns} columns
 * @property {Uint8Array} drawn  how each record is drawn: `NOT_DRAWN`, `AS_POINT` or `AS_SHAPE`
 * @property {Uint8Array} precision  of each record drawn as a point: `SITE`, `SETTLEMENT` or `NEAR`
 * @property {Uint8Array} standing  1 for each record that passes every date
 * @property {Uint32Array} placeOf  equal numbers for equal positions
 * @property {Shape[]} shapes
 * @property {ShapeKind[]} shapeKinds  of the dataset, whether its rows are held or not
 * @property {Set<number>} disputed  the dataset's rows
 * @property {number} total  records that can be drawn
 */

export const NOT_DRAWN = 0;
export const AS_POINT = 1;
export const AS_SHAPE = 2;

export const SITE = 0;
export const SETTLEMENT = 1;
export const NEAR = 2;
/** The place of its class is no point. */
const NO_POINT = 255;
const PRECISIONS = /** @type {Record<string, number>} */ ({ site: SITE, settlement: SETTLEMENT, near: NEAR });

/**
 * @param {Columns} columns
 * @param {Reference} reference
 * @returns {Records}
 */
export function prepare(columns, reference) {
  const { n, x, y, header } = columns;
  const { nodata } = header;
  const precisionOf = precisionsOf(header);
  const drawn = new Uint8Array(n);
  const precision = new Uint8Array(n);
  for (let row = 0; row < n; row++) {
    precision[row] = precisionOf[columns.location_class[row]];
    if (precision[row] !== NO_POINT && x[row] !== nodata.x && y[row] !== nodata.y) drawn[row] = AS_POINT;
  }
  const shapes = shapesOf(reference, (row) => row < n);
  for (const { rows } of shapes) for (const row of rows) drawn[row] = AS_SHAPE;
  let total = n ? 0 : header.drawn; // the header alone: the server has the rows
  for (let row = 0; row < n; row++) if (drawn[row]) total++;
  return {
    columns,
    drawn,
    precision,
    standing: standingRows(columns),
    placeOf: placesOf(x, y),
    shapes,
    shapeKinds: [...new Set(reference.shapes.map(({ kind }) => kind))],
    disputed: new Set(reference.disputed),
    total,
  };
}

/**
 * How well a place of each location class is known; `NO_POINT` for those that are none.
 * @param {import("./columns.js").Header} header
 */
function precisionsOf({ categories }) {
  const precisionOf = new Uint8Array(256).fill(NO_POINT);
  for (const [code, { id }] of categories.location_class.entries())
    precisionOf[code] = PRECISIONS[id] ?? NO_POINT;
  return precisionOf;
}

/**
 * When records began and how many fatalities they tell, NaN where that is not known; how many events they stand for.
 * @param {Columns} columns
 * @param {number[]} rows
 */
export function figuresOf(columns, rows) {
  const { start, weight, header } = columns;
  const { nodata } = header;
  const known = (/** @type {number} */ value, /** @type {number} */ missing) =>
    value === missing ? NaN : value;
  return {
    start: Float64Array.from(rows, (row) => known(start[row], nodata.start)),
    fatalities: Float64Array.from(rows, (row) => known(weight[row], nodata.weight)),
    events: eventsIn(columns, rows),
  };
}

/**
 * The places of the newest rows, as far as they are points: what can be shown before all rows are there.
 * @param {Columns} columns  as far as they have come
 * @param {number} from  first of the rows
 * @returns {Part}
 */
export function partOf({ x, y, location_class, header, n }, from) {
  const { nodata } = header;
  const precisionOf = precisionsOf(header);
  const part = { x: new Uint32Array(n - from), y: new Uint32Array(n - from), n: 0 };
  for (let row = from; row < n; row++) {
    if (precisionOf[location_class[row]] === NO_POINT || x[row] === nodata.x || y[row] === nodata.y) continue;
    part.x[part.n] = x[row];
    part.y[part.n++] = y[row];
  }
  return part;
}

/**
 * What can be handed from a worker to the page without a copy.
 * @param {Records} records
 * @returns {Transferable[]}
 */
export function transferable({ columns, drawn, precision, standing, placeOf, shapes }) {
  const arrays = [drawn, precision, standing, placeOf, ...shapes.flatMap(({ paths }) => paths)];
  for (const value of Object.values(columns))
    if (ArrayBuffer.isView(value)) arrays.push(/** @type {Uint8Array} */ (value));
  return arrays.map(({ buffer }) => /** @type {ArrayBuffer} */ (buffer));
}

/**
 * Standing sites have the time class `standing`; an unknown time is not the same.
 * @param {Columns} columns
 */
function standingRows({ n, time_class, header }) {
  const standingClass = header.categories.time_class.findIndex((each) => each.id === "standing");
  const standing = new Uint8Array(n);
  for (let row = 0; row < n; row++) if (time_class[row] === standingClass) standing[row] = 1;
  return standing;
}

/**
 * Records of the same shape are drawn together, so that five deployments make one line with five symbols.
 * @param {Reference} reference
 * @param {(row: number) => boolean} isHeld
 * @returns {Shape[]}
 */
export function shapesOf(reference, isHeld) {
  const places = new Map(
    reference.reference.map(({ coordinates, ...place }) => [JSON.stringify(coordinates), place]),
  );
  return reference.shapes
    .map(({ rows, kind, paths }) => ({ rows: rows.filter(isHeld), kind, coordinates: paths }))
    .filter(({ rows }) => rows.length)
    .map(({ rows, kind, coordinates }) => {
      const place = (kind === "line" && places.get(JSON.stringify(coordinates[0]))) || null;
      const paths = coordinates.map(worldPath);
      const size = kind === "area" ? Math.max(...paths.map(areaOf)) : 0;
      return { rows, kind, paths, box: boxOf(paths), size, place };
    });
}

/**
 * @param {Float64Array[]} paths
 * @returns {import("./columns.js").Box}
 */
function boxOf(paths) {
  const box = { west: Infinity, east: -Infinity, north: Infinity, south: -Infinity };
  for (const path of paths) {
    for (let index = 0; index < path.length; index += 2) {
      box.west = Math.min(box.west, path[index]);
      box.east = Math.max(box.east, path[index]);
      box.north = Math.min(box.north, path[index + 1]);
      box.south = Math.max(box.south, path[index + 1]);
    }
  }
  return box;
}

/**
 * What a closed ring encloses (the shoelace formula), about its first corner: far from it the products are large.
 * @param {Float64Array} ring
 */
function areaOf(ring) {
  let twice = 0;
  for (let index = 2; index + 3 < ring.length; index += 2) {
    const [x0, y0] = [ring[index] - ring[0], ring[index + 1] - ring[1]];
    const [x1, y1] = [ring[index + 2] - ring[0], ring[index + 3] - ring[1]];
    twice += x0 * y1 - x1 * y0;
  }
  return Math.abs(twice) / 2;
}

/**
 * Numbers the distinct positions: an open-addressing hash table, 0.1 s for a million rows where a Map of
 * strings takes seconds.
 * @param {Uint32Array} x
 * @param {Uint32Array} y
 * @returns {Uint32Array}
 */
export function placesOf(x, y) {
  const n = x.length;
  let size = 16;
  while (size < n * 2) size *= 2;
  const firstRow = new Int32Array(size).fill(-1);
  const place = new Uint32Array(n);
  let places = 0;
  for (let row = 0; row < n; row++) {
    let slot = (Math.imul(x[row], 0x9e3779b1) ^ Math.imul(y[row], 0x85ebca6b)) >>> 0;
    slot = (slot ^ (slot >>> 15)) & (size - 1);
    while (firstRow[slot] >= 0 && (x[firstRow[slot]] !== x[row] || y[firstRow[slot]] !== y[row])) {
      slot = (slot + 1) & (size - 1);
    }
    if (firstRow[slot] < 0) {
      firstRow[slot] = row;
      place[row] = places++;
    } else {
      place[row] = place[firstRow[slot]];
    }
  }
  return place;
}
