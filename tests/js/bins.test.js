import assert from "node:assert/strict";
import { test } from "node:test";

import { Zone } from "../../components/folium_map/assets/base/zones.js";
import { autoStep, binEdges, binOf, countBins } from "../../components/folium_map/assets/timeline/bins.js";
import { framesOf } from "../../components/folium_map/assets/timeline/playback.js";
import { niceTop, ticksOf, TimeScale } from "../../components/folium_map/assets/timeline/plot.js";
import { recordsOf } from "./records.js";

const belgrade = new Zone("Europe/Belgrade");
const minute = (text) => Date.parse(text) / 60000;
const written = (edges) => edges.map((edge) => new Date(edge * 60000).toISOString().slice(0, 16));

test("a local day begins at the zone's midnight, before and after a change of clocks", () => {
  assert.equal(belgrade.midnight(2023, 9, 24), minute("2023-09-23T22:00Z"));
  assert.equal(belgrade.midnight(2023, 10, 30), minute("2023-10-29T23:00Z"));
  assert.equal(belgrade.midnight(2023, 13, 1), minute("2023-12-31T23:00Z"));
});

test("a skipped midnight is when the clock goes on, of two midnights the first counts", () => {
  assert.equal(new Zone("Asia/Beirut").midnight(2022, 3, 27), minute("2022-03-26T22:00Z"));
  assert.equal(new Zone("America/Havana").midnight(2022, 11, 6), minute("2022-11-06T04:00Z"));
});

test("a minute belongs to its local day", () => {
  assert.deepEqual(belgrade.dayOf(minute("2023-09-23T22:30Z")), { year: 2023, month: 9, day: 24 });
});

test("weeks begin on Monday and their edges keep local midnight over a change of clocks", () => {
  const edges = binEdges([minute("2023-10-26T10:00Z"), minute("2023-11-01T10:00Z")], "week", belgrade);
  assert.deepEqual(written(edges), ["2023-10-22T22:00", "2023-10-29T23:00", "2023-11-05T23:00"]);
});

test("a span that ends at midnight needs no further day", () => {
  const edges = binEdges([minute("2023-09-23T22:00Z"), minute("2023-09-24T22:00Z")], "day", belgrade);
  assert.equal(edges.length, 2);
});

test("months and years roll over", () => {
  const span = [minute("2022-12-05T00:00Z"), minute("2023-01-02T00:00Z")];
  assert.deepEqual(written(binEdges(span, "month", belgrade)), [
    "2022-11-30T23:00",
    "2022-12-31T23:00",
    "2023-01-31T23:00",
  ]);
  assert.equal(binEdges(span, "year", belgrade).length, 3);
});

test("a minute on an edge belongs to the bin that begins there", () => {
  assert.deepEqual(
    [-1, 0, 9, 10, 20].map((each) => binOf([0, 10, 20], each)),
    [-1, 0, 0, 1, 2],
  );
});

test("a record is certain in the one bin that holds it, else possible in each it overlaps", () => {
  const records = recordsOf([
    { start: 2, end: 10 },
    { start: 5, end: 21 },
    { start: 10, end: 20 },
  ]);
  const bins = countBins(records, null, [0, 10, 20, 30]);
  assert.deepEqual([...bins.certain], [1, 1, 0]);
  assert.deepEqual([...bins.possible], [1, 1, 1]);
});

test("sites, unknown times and what is filtered out are in no bin", () => {
  const records = recordsOf([
    { start: 1, end: 2, kind: 3 },
    {},
    { start: 1, end: 2 },
    { start: 3, end: 4, location_class: 5 },
  ]);
  assert.deepEqual([...countBins(records, Uint8Array.from([0b1011]), [0, 10]).certain], [1]);
});

test("an interval beyond the first and last bin counts in those it overlaps", () => {
  const records = recordsOf([
    { start: -50, end: 15 },
    { start: 15, end: 90 },
    { start: -9, end: -1 },
    { start: 40, end: 50 },
  ]);
  assert.deepEqual([...countBins(records, null, [0, 10, 20]).possible], [1, 2]);
});

test("longer spans take coarser steps", () => {
  assert.deepEqual(
    [60, 1000, 5000, 40000].map((days) => autoStep([0, days * 1440])),
    ["day", "week", "month", "year"],
  );
});

test("playing begins and ends with something, and stays within the chosen dates", () => {
  const bins = {
    edges: [0, 1, 2, 3, 4, 5],
    certain: Uint32Array.from([0, 1, 0, 2, 0]),
    possible: new Uint32Array(5),
  };
  assert.deepEqual(
    framesOf(bins, null, null).map(({ from, empty }) => [from, empty]),
    [
      [1, false],
      [2, true],
      [3, false],
    ],
  );
  assert.deepEqual(
    framesOf(bins, 2, 4).map(({ from }) => from),
    [3],
  );
  assert.deepEqual(framesOf(bins, 4, null), []);
});

test("the axis ends at a round number at or above the most", () => {
  assert.deepEqual([1, 3, 7, 11, 28, 101].map(niceTop), [1, 3, 8, 20, 30, 200]);
});

test("years are named on a long axis, months on a short one", () => {
  const text = (from, to) =>
    ticksOf(new TimeScale(minute(from), minute(to), 900), belgrade, "en-GB").map((tick) => tick.text);
  assert.deepEqual(
    text("2000-06-01T00:00Z", "2004-06-01T00:00Z").filter((each) => /^\d{4}$/.test(each)),
    ["2001", "2002", "2003", "2004"],
  );
  assert.deepEqual(
    text("2023-10-10T00:00Z", "2024-02-10T00:00Z").filter((each) => /\D|\d{4}/.test(each)),
    ["Nov", "Dec", "2024", "Feb"],
  );
});
