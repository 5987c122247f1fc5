/**
 * Decodes `columns.bin` (INC1: magic, header length, JSON header, little-endian columns) into typed arrays
 * that are views into the received buffer: nothing is copied.
 */

/** Marks a record without a position in `x` and `y`. */
export const NO_PLACE = 0xffffffff;
/** Marks a missing category in the one-byte columns. */
export const NO_CATEGORY = 255;
/** Marks a record without a participant in `actor`. */
export const NO_ACTOR = 65535;
/** Marks an unknown toll in `weight`. */
export const NO_WEIGHT = 65535;

/**
 * @typedef {{id: string, label: string}} Category
 * @typedef {"kind" | "event_type" | "actor" | "location_class" | "time_class" | "confidence"} CategoryField
 * @typedef {object} Header
 * @property {string} dataset
 * @property {string} version
 * @property {number} n  records
 * @property {string} timezone  IANA name
 * @property {[number, number] | null} span  first minute, and the one after the last; null: nothing dated
 * @property {{name: string, type: "u8" | "u16" | "u32" | "i32", offset: number, encoding: string}[]} columns
 * @property {Record<CategoryField, Category[]>} categories  event types and actors: most frequent first
 *
 * @typedef {object} Columns
 * @property {Header} header
 * @property {number} n
 * @property {Uint32Array} x  fraction of the Web Mercator world from the west, times 2^32
 * @property {Uint32Array} y  the same from the north
 * @property {Int32Array} start  first minute, or `NO_TIME`
 * @property {Int32Array} end  first minute after, or `NO_TIME`
 * @property {Uint8Array} kind  this and the next four: index into the header's categories
 * @property {Uint8Array} event_type
 * @property {Uint8Array} location_class
 * @property {Uint8Array} time_class
 * @property {Uint8Array} confidence
 * @property {Uint16Array} actor  first participant, index into the header's categories
 * @property {Uint16Array} weight  fatalities, best estimate
 * @property {Uint32Array} uncertainty  radius, metres
 */

const TYPES = { u8: Uint8Array, u16: Uint16Array, u32: Uint32Array, i32: Int32Array };
const EXPECTED = /** @type {const} */ ({
  x: "u32",
  y: "u32",
  start: "i32",
  end: "i32",
  kind: "u8",
  event_type: "u8",
  location_class: "u8",
  time_class: "u8",
  confidence: "u8",
  actor: "u16",
  weight: "u16",
  uncertainty: "u32",
});

/**
 * @param {ArrayBuffer} buffer
 * @returns {Columns}
 */
export function decode(buffer) {
  const view = new DataView(buffer);
  const magic = buffer.byteLength < 8 ? "" : String.fromCharCode(...new Uint8Array(buffer, 0, 4));
  if (magic !== "INC1") throw new Error(`columns.bin starts with ${JSON.stringify(magic)}, expected "INC1"`);
  const headerLength = view.getUint32(4, true);
  const dataStart = 8 + headerLength;
  /** @type {Header} */
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 8, headerLength)));
  /** @type {Record<string, unknown>} */
  const arrays = {};
  for (const [name, type] of Object.entries(EXPECTED)) {
    const column = header.columns.find((each) => each.name === name);
    if (!column) throw new Error(`columns.bin has no column ${name}`);
    if (column.type !== type || column.encoding !== "plain") {
      throw new Error(`column ${name} is ${column.encoding} ${column.type}, expected plain ${type}`);
    }
    arrays[name] = new TYPES[type](buffer, dataStart + column.offset, header.n);
  }
  return /** @type {Columns} */ ({ header, n: header.n, ...arrays });
}
