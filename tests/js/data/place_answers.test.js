import assert from "node:assert/strict";
import { test } from "node:test";

import {
  addressOf,
  indicesIn,
  PlaceAnswers,
} from "../../../components/folium_map/assets/data/place_answers.js";
import { columnsOfRows, encode } from "../records.js";

const QUESTION = { query: "kind=site", shift: 8, box: [1, 2, 4, 5], cells: null };
const rows = (count) => Array.from({ length: count }, (_, row) => row);

/** Answers from a server that gives `body`, and what it was asked. */
function answersOf(body) {
  const asked = [];
  globalThis.fetch = async (address) => {
    asked.push(address.href);
    return { ok: true, json: async () => body, arrayBuffer: async () => body };
  };
  const folder = new URL("http://x/data/name/1/columns.bin?format=7");
  const { header } = columnsOfRows([]);
  return { answers: new PlaceAnswers(folder, () => header), asked };
}

test("the toll of few records is asked for by their rows, of many by filter and cells", async () => {
  const { answers, asked } = answersOf({ count: 3 });
  assert.deepEqual(await answers.toll([3, 1], QUESTION), { count: 3 });
  await answers.toll(rows(200), null);
  await answers.toll(rows(201), QUESTION);
  assert.equal(asked[0], "http://x/data/name/1/toll.json?rows=3,1&format=7");
  assert.ok(asked[1].includes("rows=0,1,2"));
  assert.equal(asked[2], "http://x/data/name/1/toll.json?kind=site&shift=8&box=1,2,4,5&format=7");
});

test("what cannot be said in an address is not asked, and an answer that fails is none", async (context) => {
  context.mock.method(console, "error", () => {});
  const { answers, asked } = answersOf({});
  assert.equal(await answers.toll(rows(201), null), null);
  assert.equal(await answers.toll([], null), null);
  assert.deepEqual(asked, []);
  globalThis.fetch = async () => Promise.reject(new Error("no network"));
  assert.equal(await answers.toll([1], null), null);
});

test("a filter that says nothing adds nothing to the address", () =>
  assert.equal(addressOf({ ...QUESTION, query: "" }), "shift=8&box=1,2,4,5"));

test("of a box the records in the cells that are meant are kept", () => {
  const columns = columnsOfRows([
    { x: 300, y: 600 },
    { x: 600, y: 600 },
    { x: 1023, y: 767 },
  ]);
  assert.deepEqual(indicesIn(columns, QUESTION), [0, 1, 2]);
  assert.deepEqual(indicesIn(columns, { ...QUESTION, cells: new Set(["1,2", "3,2"]) }), [0, 2]);
});

test("rows come with what they are ordered by", async () => {
  const { answers, asked } = answersOf(encode([{ start: 60, weight: 4 }, { weight: 65535 }]));
  const { rows: found, figures } = await answers.rows(QUESTION);
  assert.deepEqual([found, figures.start[0], figures.fatalities[0]], [[0, 1], 60, 4]);
  assert.ok(Number.isNaN(figures.fatalities[1]));
  assert.equal(asked[0], "http://x/data/name/1/view.bin?kind=site&shift=8&box=1,2,4,5&format=7");
});
