/**
 * A worker: fetches a dataset version's columns and reference, unpacks them while they arrive, and hands over
 * what the map draws from, so that the page stays free.
 */

import { transferable } from "./records.js";
import { unpacked } from "./unpacking.js";

/**
 * @typedef {import("./unpacking.js").Progress | import("./unpacking.js").Loaded | {error: string}} Message
 */

/** @param {Message} message @param {Transferable[]} [transfer] */
const tell = (message, transfer = []) => self.postMessage(message, { transfer });

/** @param {{columns: string, reference: string}} addresses */
async function load(addresses) {
  const loaded = await unpacked(addresses, (progress) =>
    tell(progress, "part" in progress ? [progress.part.x.buffer, progress.part.y.buffer] : []),
  );
  tell(loaded, transferable(loaded.records));
}

self.addEventListener("message", ({ data }) => {
  load(data).catch((error) => tell({ error: error.message }));
});
