/** Makes small record sets for the tests, encoded as the server does. */

import { decode } from "../../components/folium_map/assets/columns.js";
import { prepare } from "../../components/folium_map/assets/records.js";

const ARRAYS = { u8: Uint8Array, u16: Uint16Array, u32: Uint32Array, i32: Int32Array };
const NONE = -2147483648;
const COLUMNS = [
  ["x", "u32", 1000],
  ["y", "u32", 1000],
  ["start", "i32", NONE],
  ["end", "i32", NONE],
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
  const columns = [];
  const parts = [];
  let offset = 0;
  for (const [name, type, otherwise] of COLUMNS) {
    const bytes = new Uint8Array(ARRAYS[type].from(rows, (row) => row[name] ?? otherwise).buffer);
    columns.push({ name, type, offset, encoding: "plain" });
    parts.push([offset, bytes]);
    offset += Math.ceil(bytes.length / 8) * 8;
  }
  const header = {
    dataset: "test",
    version: "1",
    n: rows.length,
    timezone: "Europe/Belgrade",
    span: [0, 1440],
    columns,
    categories: {
      kind: named("incident", "deployment", "statement", "site"),
      event_type: named("clash", "visit"),
      actor: named("kfor", "police"),
      location_class: named("site", "settlement", "near", "district", "region", "country", "line"),
      time_class: named("day", "standing", "unknown"),
      confidence: named("high"),
    },
  };
  let text = JSON.stringify(header);
  while ((8 + Buffer.byteLength(text)) % 8) text += " ";
  const head = Buffer.from(text);
  const bytes = new Uint8Array(8 + head.length + offset);
  bytes.set(Buffer.from("INC1"));
  new DataView(bytes.buffer).setUint32(4, head.length, true);
  bytes.set(head, 8);
  for (const [at, part] of parts) bytes.set(part, 8 + head.length + at);
  return bytes.buffer;
}

export function recordsOf(rows, lines = []) {
  return prepare(decode(encode(rows)), { places: [], lines, reference: [] });
}
