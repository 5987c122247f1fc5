import assert from "node:assert/strict";
import { test } from "node:test";

import { BitsCache, loadRecords } from "../../../components/folium_map/assets/data/loading.js";
import { columnsOfRows } from "../records.js";

/** A cache whose server answers with one byte each; the addresses that it was asked for are kept. */
function cacheOf(context) {
  const asked = [];
  context.mock.method(globalThis, "fetch", async (address) => {
    asked.push(String(address).replace("http://localhost/", ""));
    return new Response(Uint8Array.of(asked.length));
  });
  return { asked, cache: new BitsCache(new URL("http://localhost/")) };
}

test("a selection of every row needs no bits", async (context) => {
  const { asked, cache } = cacheOf(context);
  assert.equal(await cache.get(null), null);
  assert.deepEqual(asked, []);
});

test("a selection is fetched once, also while it is on its way", async (context) => {
  const { asked, cache } = cacheOf(context);
  const [first, second] = await Promise.all([cache.get("a"), cache.get("a")]);
  assert.equal(first, second);
  assert.deepEqual([asked, [...(await cache.get("a"))]], [["a"], [1]]);
});

test("twelve selections are kept, of more the longest unused goes", async (context) => {
  const { asked, cache } = cacheOf(context);
  const names = Array.from({ length: 12 }, (_, index) => `m${index}`);
  for (const name of names) await cache.get(name);
  await cache.get("m0"); // used again: m1 is now the longest unused
  assert.equal(asked.length, 12);
  await cache.get("new");
  await cache.get("m0");
  assert.equal(asked.length, 13);
  await cache.get("m1");
  assert.equal(asked.length, 14);
});

test("a selection that failed is asked for again", async (context) => {
  const { asked, cache } = cacheOf(context);
  fetch.mock.mockImplementationOnce(async () => Promise.reject(new Error("no network")));
  await assert.rejects(cache.get("a"), /no network/);
  assert.deepEqual([...(await cache.get("a"))], [1]);
  assert.deepEqual(asked, ["a"]);
});

/** A worker that tells these messages, one after the other. */
function workerTelling(...messages) {
  const workers = [];
  globalThis.Worker = class {
    #listeners = {};

    constructor() {
      workers.push(this);
    }

    addEventListener(type, listener) {
      this.#listeners[type] = listener;
    }

    postMessage(asked) {
      this.asked = asked;
      for (const data of messages) {
        if (data instanceof Error) queueMicrotask(() => this.#listeners.error({ message: data.message }));
        else queueMicrotask(() => this.#listeners.message({ data }));
      }
    }

    terminate() {
      this.terminated = true;
    }
  };
  return workers;
}
const ADDRESSES = {
  columns: new URL("http://localhost/columns.bin"),
  reference: new URL("http://localhost/reference.json"),
};

test("records come from a worker, which tells how far it is and ends when it has told", async () => {
  const done = { records: "all", reference: "places" };
  const [header, part] = [{ n: 9 }, { n: 4 }];
  const workers = workerTelling({ header }, { rows: 4, part }, done);
  const told = [];
  const found = await loadRecords(ADDRESSES, (...advanced) => told.push(advanced));
  assert.equal(found, done);
  assert.deepEqual(told, [
    [header, 0, null],
    [header, 4, part],
  ]);
  assert.equal(workers[0].terminated, true);
  assert.equal(workers[0].asked.columns, "http://localhost/columns.bin");
});

test("what a worker says of its failure is the error, and it is ended", async () => {
  for (const message of [{ error: "columns.bin answered 404" }, new Error("columns.bin answered 404")]) {
    const workers = workerTelling(message);
    await assert.rejects(
      loadRecords(ADDRESSES, () => true),
      /columns.bin answered 404/,
    );
    assert.equal(workers[0].terminated, true);
  }
});

test("where no more is wanted the header alone is taken, with the places", async (context) => {
  const reference = { places: [], shapes: [], reference: [] };
  context.mock.method(globalThis, "fetch", async () => Response.json(reference));
  const { header } = columnsOfRows([]);
  const workers = workerTelling({ header: { ...header, n: 3_000_000, drawn: 2_000_000 } });
  const { records, reference: found } = await loadRecords(ADDRESSES, () => false);
  assert.deepEqual([records.total, records.columns.n, found], [2_000_000, 0, reference]);
  assert.equal(workers[0].terminated, true);
});
