/**
 * Fetches what the map draws: bytes and JSON with a way to stop, a dataset version in a worker, selections.
 */

import { fetched, isAnsweredHere } from "../base/fetching.js";
import { columnsOf } from "./columns.js";
import { prepare } from "./records.js";
import { unpacked } from "./unpacking.js";

/**
 * @typedef {import("./records.js").Part} Part
 * @typedef {import("./unpacking.js").Loaded} Loaded
 */

/**
 * @param {URL} address
 * @param {AbortSignal} [signal]
 */
export async function fetchBytes(address, signal) {
  return (await fetched(address, signal)).arrayBuffer();
}

/**
 * @param {URL} address
 * @param {AbortSignal} [signal]
 * @returns {Promise<any>}
 */
export async function fetchJson(address, signal) {
  return (await fetched(address, signal)).json();
}

/**
 * Loads a dataset version: in a worker, unless no server is asked, which the worker would do.
 * @param {{columns: URL, reference: URL}} addresses
 * @param {(header: import("./columns.js").Header, rows: number, part: Part | null) => boolean} advanced  what has
 *   come so far, and where the newest of it lies; false: no more is wanted
 * @returns {Promise<Loaded>}
 */
export function loadRecords({ columns, reference }, advanced) {
  if (isAnsweredHere()) return loadHere({ columns: columns.href, reference: reference.href }, advanced);
  const worker = new Worker(new URL("./unpacking_worker.js", import.meta.url), { type: "module" });
  /** @type {import("./columns.js").Header} */
  let header;
  return new Promise((resolve, reject) => {
    worker.addEventListener("error", (event) => reject(new Error(event.message || "the worker failed")));
    worker.addEventListener("message", ({ data }) => {
      if ("error" in data) return reject(new Error(data.error));
      if ("records" in data) return resolve(data);
      header = data.header ?? header;
      if (!advanced(header, data.rows ?? 0, data.part ?? null)) resolve(headerAlone(header, reference));
    });
    worker.postMessage({ columns: columns.href, reference: reference.href });
  }).finally(() => worker.terminate());
}

/**
 * @param {{columns: string, reference: string}} addresses
 * @param {Parameters<typeof loadRecords>[1]} advanced
 */
function loadHere(addresses, advanced) {
  /** @type {import("./columns.js").Header} */
  let header;
  return unpacked(addresses, (progress) => {
    if ("header" in progress) ({ header } = progress);
    advanced(header, "rows" in progress ? progress.rows : 0, "part" in progress ? progress.part : null);
  });
}

/**
 * @param {import("./columns.js").Header} header
 * @param {URL} address
 */
async function headerAlone(header, address) {
  /** @type {import("./records.js").Reference} */
  const reference = await fetchJson(address);
  return { records: prepare(columnsOf({ header, columns: {}, rows: 0 }), reference), reference };
}

/** Selections fetched lately: stepping back to one is answered at once. */
export class BitsCache {
  #root;
  /** @type {Map<string, Promise<Uint8Array>>} */
  #cached = new Map();

  /** @param {URL} root  the app's root */
  constructor(root) {
    this.#root = root;
  }

  /**
   * Not stopped when something newer is wanted: that may need the same address.
   * @param {string | null} address  null: every row
   * @returns {Promise<Uint8Array | null>}
   */
  async get(address) {
    if (address === null) return null;
    const bits = this.#cached.get(address) ?? this.#fetch(address);
    this.#cached.delete(address);
    this.#cached.set(address, bits);
    const oldest = this.#cached.keys().next().value;
    if (this.#cached.size > 12 && oldest !== undefined) this.#cached.delete(oldest);
    return bits;
  }

  /** @param {string} address */
  async #fetch(address) {
    try {
      return new Uint8Array(await fetchBytes(new URL(address, this.#root)));
    } catch (error) {
      this.#cached.delete(address); // so that it is asked for again
      throw error;
    }
  }
}
