import assert from "node:assert/strict";
import { test } from "node:test";

import { MOST_TEXTS, RowTexts } from "../../../components/folium_map/assets/data/row_texts.js";

/** Texts whose server answers for all rows but those that are missing; what it was asked for is kept. */
function textsOf(context, { missing = [] } = {}) {
  const asked = [];
  context.mock.method(globalThis, "fetch", async (address) => {
    const rows = address.searchParams.get("rows").split(",").map(Number);
    asked.push(rows);
    return Response.json(
      rows.filter((row) => !missing.includes(row)).map((row) => ({ row, title: `record ${row}` })),
    );
  });
  return { asked, texts: new RowTexts("data/x/1/rows.json?lang=en", new URL("http://localhost:8501/base/")) };
}
const titles = (found) => found.map(({ title }) => title);

test("texts come in the order of the rows that were asked for, and are asked for once", async (context) => {
  const { asked, texts } = textsOf(context);
  assert.deepEqual(titles(await texts.get([5, 3])), ["record 5", "record 3"]);
  assert.deepEqual(titles(await texts.get([3, 4, 5])), ["record 3", "record 4", "record 5"]);
  await texts.get([4]);
  assert.deepEqual(asked, [[5, 3], [4]]);
});

test("at most two hundred rows are asked for", async (context) => {
  const { asked, texts } = textsOf(context);
  assert.equal(MOST_TEXTS, 200);
  const found = await texts.get(Array.from({ length: 201 }, (_, row) => row));
  assert.deepEqual([found.length, asked[0].length, asked.length], [200, 200, 1]);
});

test("a row without a text is left out", async (context) => {
  const { texts } = textsOf(context, { missing: [4] });
  assert.deepEqual(titles(await texts.get([3, 4, 5])), ["record 3", "record 5"]);
});

test("the address keeps what it says beside the rows, below the app's root", async (context) => {
  const { texts } = textsOf(context);
  await texts.get([1]);
  assert.equal(
    String(fetch.mock.calls[0].arguments[0]),
    "http://localhost:8501/base/data/x/1/rows.json?lang=en&rows=1",
  );
});

test("what could not be fetched is asked for again", async (context) => {
  const { texts } = textsOf(context);
  fetch.mock.mockImplementationOnce(async () => Promise.reject(new Error("no network")));
  await assert.rejects(texts.get([1]), /no network/);
  assert.deepEqual(titles(await texts.get([1])), ["record 1"]);
});
