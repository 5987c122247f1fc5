import assert from "node:assert/strict";
import { test } from "node:test";

import { fetched } from "../../../components/folium_map/assets/base/fetching.js";

test("an answer that is none is an error with its address and its number", async (context) => {
  const response = new Response("", { status: 404 });
  Object.defineProperty(response, "url", { value: "http://localhost/data/x/rows.json?rows=1" });
  context.mock.method(globalThis, "fetch", async () => response);
  await assert.rejects(
    fetched("http://localhost/data/x/rows.json?rows=1"),
    /^Error: \/data\/x\/rows.json answered 404$/,
  );
});

test("an answer is handed on, and can be stopped", async (context) => {
  const response = new Response("yes");
  context.mock.method(globalThis, "fetch", async () => response);
  const { signal } = new AbortController();
  assert.equal(await fetched("http://localhost/", signal), response);
  assert.equal(fetch.mock.calls[0].arguments[1].signal, signal);
});
