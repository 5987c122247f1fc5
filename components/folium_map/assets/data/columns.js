/**
 * Unpacks INC2 (see geodata/mapdata/packing.py: a JSON header, then blocks of delta-coded columns in byte planes) into
 * typed arrays, block by block as the bytes arrive.
 */

/**
 * @typedef {import("../base/words.js").Category} Category
 * @typedef {"kind" | "event_type" | "actor" | "dataset" | "location_class" | "time_class" | "confidence"} CategoryField
 * @typedef {"u8" | "u16" | "u32" | "i32" | "f64"} ColumnType
 * @typedef {{west: number, east: number, north: number, south: number}} Box  world x and y
 *
 * @typedef {object} Limits  what the server answers, and from where on it is asked
 * @property {number} held  records of a dataset that is sent whole
 * @property {number} in_view  records of a view that are sent one by one
 * @property {number} cells  of a part of the map, in each direction
 * @property {number} bins  of a histogram
 *
 * @typedef {object} Header
 * @property {string} dataset
 * @property {string} version
 * @property {number} n  records
 * @property {number} drawn  of them, those that the map can draw
 * @property {string} timezone  IANA name
 * @property {[number, number] | null} span  first minute, and the one after the last; null: nothing dated
 * @property {[number, number] | null} stretch  the busy part of `span`
 * @property {{half: Box | null, all: Box | null}} boxes  where the map begins, and all that is drawn
 * @property {number} block  rows of a block
 * @property {{name: string, type: ColumnType, encoding: string}[]} columns
 * @property {Record<CategoryField, Category[]>} categories  event types and actors: most frequent first; datasets
 *   only where several are open together
 * @property {Record<CategoryField | "x" | "y" | "start" | "end" | "weight", number>} nodata  what marks a missing
 *   value in each column
 * @property {Limits} limits
 * @property {number} [totals]  records that stand for several events; missing: there are none
 * @property {number} [events]  that all records stand for, where there are totals
 *
 * @typedef {object} Columns
 * @property {Header} header
 * @property {number} n
 * @property {Uint32Array} x  fraction of the Web Mercator world from the west, times 2^32
 * @property {Uint32Array} y  the same from the north
 * @property {Int32Array} start  first minute
 * @property {Int32Array} end  first minute after; the last that 32 bits hold where it goes on
 * @property {Uint8Array} kind  this and the next four: index into the header's categories
 * @property {Uint8Array} event_type
 * @property {Uint8Array} location_class
 * @property {Uint8Array} time_class
 * @property {Uint8Array} confidence
 * @property {Uint16Array} actor  first participant, index into the header's categories
 * @property {ArrayLike<number>} weight  fatalities, best estimate; or another measure: see `amounts.js`
 * @property {Uint32Array} uncertainty  radius, metres
 * @property {Uint32Array | null} events  how many each record stands for, 0 where a total gives no number; null:
 *   each is one
 * @property {Uint8Array} dataset  index into the header's categories; empty where it is one alone
 * @property {ArrayLike<number>} [amount]  what is counted, where the server was asked for another measure
 * @property {Uint32Array} [row]  the dataset's row numbers, where these are a part of it
 */

const TYPES = { u8: Uint8Array, u16: Uint16Array, u32: Uint32Array, i32: Int32Array, f64: Float64Array };
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
 * Takes the bytes of INC2 in pieces of any length.
 * @template {{n: number, block: number, columns: Header["columns"]}} H
 */
export class Unpacker {
  #advanced;
  #begun = new Uint8Array(0); // of the header, as long as it is not whole
  #block = new Uint8Array(0);
  #filled = 0;
  #width = 0; // bytes of a row

  /** @param {(unpacker: Unpacker<H>) => void} [advanced]  called after the header and after each block */
  constructor(advanced = () => {}) {
    this.#advanced = advanced;
    /** @type {H | null} */
    this.header = null;
    /** @type {Record<string, Uint8Array | Uint16Array | Uint32Array | Int32Array | Float64Array>} */
    this.columns = {};
    /** Rows unpacked so far. */
    this.rows = 0;
  }

  /** @param {Uint8Array} bytes */
  push(bytes) {
    let rest = this.header ? bytes : this.#pushHeader(bytes);
    while (this.header && rest.length) {
      const length = Math.min(this.header.block, this.header.n - this.rows);
      if (!length) throw new Error("there are more bytes than the header tells");
      if (!this.#block.length) this.#allocate(this.header);
      const taken = rest.subarray(0, length * this.#width - this.#filled);
      this.#block.set(taken, this.#filled);
      this.#filled += taken.length;
      rest = rest.subarray(taken.length);
      if (this.#filled < length * this.#width) return;
      this.#unpackBlock(this.header, length);
      this.rows += length;
      this.#filled = 0;
      this.#advanced(this);
    }
  }

  /**
   * @param {Uint8Array} bytes
   * @returns {Uint8Array} what follows the header
   */
  #pushHeader(bytes) {
    const whole = new Uint8Array(this.#begun.length + bytes.length);
    whole.set(this.#begun);
    whole.set(bytes, this.#begun.length);
    this.#begun = whole;
    const magic = String.fromCharCode(...whole.subarray(0, 4));
    if (magic !== "INC2".slice(0, magic.length)) {
      throw new Error(`the data starts with ${JSON.stringify(magic)}, expected "INC2"`);
    }
    const end = whole.length < 8 ? Infinity : 8 + new DataView(whole.buffer).getUint32(4, true);
    if (whole.length < end) return whole.subarray(whole.length);
    this.header = /** @type {H} */ (JSON.parse(new TextDecoder().decode(whole.subarray(8, end))));
    this.#begun = new Uint8Array(0);
    this.#advanced(this);
    return whole.subarray(end);
  }

  /** @param {H} header */
  #allocate({ n, block, columns }) {
    for (const { name, type } of columns) this.columns[name] = new TYPES[type](n);
    this.#width = columns.reduce((sum, { type }) => sum + TYPES[type].BYTES_PER_ELEMENT, 0);
    this.#block = new Uint8Array(Math.min(block, n) * this.#width);
  }

  /**
   * @param {H} header
   * @param {number} length
   */
  #unpackBlock({ columns }, length) {
    let at = 0;
    for (const { name, type, encoding } of columns) {
      const out = this.columns[name].subarray(this.rows, this.rows + length);
      const size = TYPES[type].BYTES_PER_ELEMENT;
      joinPlanes(this.#block.subarray(at, at + size * length), size, length, out);
      if (encoding === "delta") addUp(out);
      else if (encoding.startsWith("less:")) {
        addTo(out, this.columns[encoding.slice(5)].subarray(this.rows, this.rows + length));
      } else if (encoding !== "plain") throw new Error(`column ${name} is ${encoding}`);
      at += size * length;
    }
  }

  /** Whether all has come; a header alone is whole too, of data that is not sent. */
  check() {
    if (!this.header) throw new Error('the data ends before its header, expected "INC2"');
    if (this.#filled || (this.rows && this.rows < this.header.n)) throw new Error("the data ends too early");
  }
}

/**
 * @param {Uint8Array} planes
 * @param {number} size  bytes of a value
 * @param {number} length
 * @param {Uint8Array | Uint16Array | Uint32Array | Int32Array | Float64Array} out
 */
function joinPlanes(planes, size, length, out) {
  if (size === 1) {
    out.set(planes);
  } else if (size === 2) {
    for (let row = 0; row < length; row++) out[row] = planes[row] | (planes[length + row] << 8);
  } else if (size === 8) {
    const bytes = new Uint8Array(out.buffer, out.byteOffset, 8 * length); // as every browser's machine has them
    for (let plane = 0; plane < 8; plane++)
      for (let row = 0; row < length; row++) bytes[8 * row + plane] = planes[plane * length + row];
  } else {
    const [second, third, fourth] = [length, 2 * length, 3 * length];
    for (let row = 0; row < length; row++) {
      out[row] =
        planes[row] |
        (planes[second + row] << 8) |
        (planes[third + row] << 16) |
        (planes[fourth + row] << 24);
    }
  }
}

/** @param {number} folded  0 1 2 3 … for 0 −1 1 −2 … */
const unfolded = (folded) => (folded >>> 1) ^ -(folded & 1);

/** @param {Uint8Array | Uint16Array | Uint32Array | Int32Array | Float64Array} values  differences to the value before */
function addUp(values) {
  let sum = 0;
  for (let row = 0; row < values.length; row++) {
    sum = (sum + unfolded(values[row])) | 0;
    values[row] = sum;
  }
}

/**
 * @param {Uint8Array | Uint16Array | Uint32Array | Int32Array | Float64Array} values  differences to `other`
 * @param {Uint8Array | Uint16Array | Uint32Array | Int32Array | Float64Array} other
 */
function addTo(values, other) {
  for (let row = 0; row < values.length; row++) values[row] = (other[row] + unfolded(values[row])) | 0;
}

/**
 * The incidents' columns, if they are all there and of the types that the map draws from.
 * @param {{header: Header | null, columns: Record<string, unknown>, rows: number}} unpacked
 * @returns {Columns}
 */
export function columnsOf({ header, columns, rows }) {
  if (!header) throw new Error("there is no header");
  /** @type {Record<string, unknown>} */
  const arrays = {};
  for (const [name, type] of Object.entries(EXPECTED)) {
    const column = header.columns.find((each) => each.name === name);
    if (!column) throw new Error(`the data has no column ${name}`);
    if (column.type !== type) throw new Error(`column ${name} is ${column.type}, expected ${type}`);
    arrays[name] = columns[name] ?? new TYPES[type](0);
  }
  arrays.events = header.totals ? (columns.events ?? new Uint32Array(0)) : null;
  arrays.dataset = columns.dataset ?? new Uint8Array(0);
  if (columns.row) arrays.row = columns.row;
  if (columns.amount) arrays.amount = columns.amount;
  return /** @type {Columns} */ ({ header, n: rows, ...arrays });
}

/**
 * All at once.
 * @template {{n: number, block: number, columns: Header["columns"]}} H
 * @param {ArrayBuffer} buffer
 * @returns {Unpacker<H>}
 */
export function unpack(buffer) {
  /** @type {Unpacker<H>} */
  const unpacker = new Unpacker();
  unpacker.push(new Uint8Array(buffer));
  unpacker.check();
  return unpacker;
}
