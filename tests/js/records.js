/** Makes small record sets for the tests, encoded as the server does. */

import { columnsOf, unpack } from "../../components/folium_map/assets/data/columns.js";
import { prepare } from "../../components/folium_map/assets/data/records.js";

const ARRAYS = { u8: Uint8Array, u16: Uint16Array, u32: Uint32Array, i32: Int32Array, f64: Float64Array };
const NO_TIME = -2147483648;
/** What Python's columns say in their header (tests/test_columns.py compares them). */
export const NODATA = { x: 2 ** 32 - 1, y: 2 ** 32 - 1, start: NO_TIME, end: NO_TIME, weight: 65535 };
export const LIMITS = { held: 2_000_000, in_view: 200_000, cells: 512, bins: 20_000 };
const COLUMNS = [
  ["x", "u32", 1000],
  ["y", "u32", 1000],
  ["start", "i32", NO_TIME],
  ["end", "i32", NO_TIME],
  ["kind", "u8", 0],
  ["event_type", "u8", 0],
  ["location_class", "u8", 0],
  ["time_class", "u8", 0],
  ["confidence", "u8", 0],
  ["actor", "u16", 0],
  ["weight", "u16", 0],
  ["uncertainty", "u32", 0],
];
const named = (...ids) => ids.map((id) => ({ id, label: id }));

/** The bytes of columns.bin for rows given as objects; what they do not say is a default. */
export function encode(rows) {
  const weighed = rows.some(({ events }) => events !== undefined);
  const columns = weighed ? [...COLUMNS, ["events", "u32", 1]] : COLUMNS;
  const parts = columns.map(([name, type, otherwise]) => {
    const values = ARRAYS[type].from(rows, (row) => row[name] ?? otherwise);
    return planes(new Uint8Array(values.buffer), values.BYTES_PER_ELEMENT);
  });
  const totals = weighed && {
    totals: 1,
    columns: columns.map(([name, type]) => ({ name, type, encoding: "plain" })),
  };
  return packed({ n: rows.length, ...HEADER, ...totals }, parts);
}

const HEADER = {
  block: 65536,
  dataset: "test",
  version: "1",
  timezone: "Europe/Belgrade",
  span: [0, 1440],
  stretch: [0, 1440],
  boxes: { half: null, all: null },
  nodata: NODATA,
  limits: LIMITS,
  columns: COLUMNS.map(([name, type]) => ({ name, type, encoding: "plain" })),
  categories: {
    kind: named("incident", "deployment", "statement", "site"),
    event_type: named("clash", "visit"),
    actor: named("kfor", "police"),
    location_class: named("site", "settlement", "near", "district", "region", "country", "line"),
    time_class: named("day", "standing", "unknown"),
    confidence: named("high"),
  },
};

/** A header and what follows it, as geodata.mapdata.packing puts them together. */
export function packed(header, parts) {
  let text = JSON.stringify(header);
  while ((8 + Buffer.byteLength(text)) % 8) text += " ";
  const length = Buffer.alloc(4);
  length.writeUInt32LE(Buffer.byteLength(text));
  return new Uint8Array(Buffer.concat([Buffer.from("INC2"), length, Buffer.from(text), ...parts])).buffer;
}

/** The bytes of measure.bin: a number for each record. */
export function encodeAmounts(amounts) {
  const columns = [{ name: "amount", type: "f64", encoding: "plain" }];
  const values = planes(new Uint8Array(Float64Array.from(amounts).buffer), 8);
  return packed({ n: amounts.length, block: 65536, columns }, [values]);
}

/** All lowest bytes first. */
function planes(bytes, size) {
  const length = bytes.length / size;
  return Buffer.from(Array.from(bytes, (_, at) => bytes[(at % length) * size + Math.floor(at / length)]));
}

export const columnsOfRows = (rows) => columnsOf(unpack(encode(rows)));

export function recordsOf(rows, shapes = [], reference = []) {
  return prepare(columnsOfRows(rows), { places: [], shapes, reference });
}

/** A shape as records hold it, in world units. */
export function shapeOf(kind, rows, paths, more = {}) {
  const x = paths.flatMap((path) => [...path].filter((_, index) => index % 2 === 0));
  const y = paths.flatMap((path) => [...path].filter((_, index) => index % 2 === 1));
  const box = { west: Math.min(...x), east: Math.max(...x), north: Math.min(...y), south: Math.max(...y) };
  const size = kind === "area" ? (box.east - box.west) * (box.south - box.north) : 0;
  return { rows, kind, paths: paths.map((path) => Float64Array.from(path)), box, size, place: null, ...more };
}
