/**
 * A worker: fetches a dataset version's columns and reference, unpacks them while they arrive, and hands over
 * what the map draws from, so that the page stays free.
 */

import { fetched } from "../base/fetching.js";
import { columnsOf, Unpacker } from "./columns.js";
import { partOf, prepare, transferable } from "./records.js";

/**
 * @typedef {import("./columns.js").Header} Header
 * @typedef {{header: Header} | {rows: number, part: import("./records.js").Part} | {records: import("./records.js").Records, reference: import("./records.js").Reference} | {error: string}} Message
 */

/** @param {Message} message @param {Transferable[]} [transfer] */
const tell = (message, transfer = []) => self.postMessage(message, { transfer });

/** @param {{columns: string, reference: string}} addresses */
async function load(addresses) {
  const reference = fetched(addresses.reference).then((response) => response.json());
  reference.catch(() => {}); // awaited below
  let told = 0;
  /** @type {Unpacker<Header>} */
  const unpacker = new Unpacker(({ header, rows, columns }) => {
    if (!header) return;
    if (!rows) return tell({ header });
    const part = partOf(columnsOf({ header, columns, rows }), told);
    told = rows;
    tell({ rows, part }, [part.x.buffer, part.y.buffer]);
  });
  const response = await fetched(addresses.columns);
  const reader = /** @type {ReadableStream<Uint8Array>} */ (response.body).getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) unpacker.push(part.value);
  unpacker.check();
  const records = prepare(columnsOf(unpacker), await reference);
  tell({ records, reference: await reference }, transferable(records));
}

self.addEventListener("message", ({ data }) => {
  load(data).catch((error) => tell({ error: error.message }));
});
