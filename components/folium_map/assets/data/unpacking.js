/** Unpacks a dataset version's columns while they arrive, and makes of them and the reference what the map draws from. */

import { fetched } from "../base/fetching.js";
import { columnsOf, Unpacker } from "./columns.js";
import { partOf, prepare } from "./records.js";

/**
 * @typedef {import("./columns.js").Header} Header
 * @typedef {{header: Header} | {rows: number, part: import("./records.js").Part}} Progress
 * @typedef {{records: import("./records.js").Records, reference: import("./records.js").Reference}} Loaded
 */

/**
 * @param {{columns: string, reference: string}} addresses
 * @param {(progress: Progress) => void} tell  the header, then how many rows have come and where the newest lie
 * @returns {Promise<Loaded>}
 */
export async function unpacked(addresses, tell) {
  const reference = fetched(addresses.reference).then((response) => response.json());
  reference.catch(() => {}); // awaited below
  let told = 0;
  /** @type {Unpacker<Header>} */
  const unpacker = new Unpacker(({ header, rows, columns }) => {
    if (!header) return;
    if (!rows) return tell({ header });
    const part = partOf(columnsOf({ header, columns, rows }), told);
    told = rows;
    tell({ rows, part });
  });
  const response = await fetched(addresses.columns);
  const reader = /** @type {ReadableStream<Uint8Array>} */ (response.body).getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) unpacker.push(part.value);
  unpacker.check();
  const known = await reference;
  return { records: prepare(columnsOf(unpacker), known), reference: known };
}
