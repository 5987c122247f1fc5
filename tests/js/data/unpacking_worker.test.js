import assert from "node:assert/strict";
import { test } from "node:test";

import { encode } from "../records.js";

/** What the worker tells, with what it hands over. */
const told = [];
let ask;
globalThis.self = {
  addEventListener: (type, listener) => (ask = (data) => listener({ data })),
  postMessage: (message, { transfer }) => told.push({ ...message, transfer }),
};
await import("../../../components/folium_map/assets/data/unpacking_worker.js");

/** The messages for these bytes, which come in pieces. */
async function unpacked(context, bytes, { pieces = 1, status = 200 } = {}) {
  told.length = 0;
  const size = Math.ceil(bytes.length / pieces);
  const stream = () =>
    new ReadableStream({
      start(controller) {
        for (let at = 0; at < bytes.length; at += size) controller.enqueue(bytes.subarray(at, at + size));
        controller.close();
      },
    });
  context.mock.method(globalThis, "fetch", async (address) => {
    if (address.endsWith(".json")) return Response.json({ places: [], shapes: [], reference: [] });
    const response = new Response(stream(), { status });
    Object.defineProperty(response, "url", { value: address });
    return response;
  });
  ask({ columns: "http://localhost/data/columns.bin", reference: "http://localhost/data/reference.json" });
  while (!told.some((message) => "records" in message || "error" in message))
    await new Promise((resolve) => setImmediate(resolve));
  return told;
}
const bytes = () => new Uint8Array(encode([{ x: 7, y: 8 }, { location_class: 3 }, { x: 5, y: 6 }]));

test("the header is told first, then what has come, then everything", async (context) => {
  const messages = await unpacked(context, bytes(), { pieces: 3 });
  assert.deepEqual(
    messages.map((message) => Object.keys(message)[0]),
    ["header", "rows", "records"],
  );
  const [{ header }, { rows, part }, { records, reference, transfer }] = messages;
  assert.deepEqual([header.n, rows, part.n, records.total], [3, 3, 2, 2]);
  assert.deepEqual(reference.places, []);
  assert.ok(transfer.includes(records.columns.x.buffer));
});

test("an answer that is none is told as an error with its address", async (context) => {
  const [{ error }] = await unpacked(context, bytes(), { status: 503 });
  assert.equal(error, "/data/columns.bin answered 503");
});

test("data that ends early is told as an error", async (context) => {
  const messages = await unpacked(context, bytes().subarray(0, -1));
  assert.match(messages.at(-1).error, /ends too early/);
});
