import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { Zone } from "../../../components/folium_map/assets/base/zones.js";
import {
  affordableStep,
  autoStep,
  binEdges,
  binOf,
  binsOfAnswer,
  binsWithin,
  countBins,
} from "../../../components/folium_map/assets/timeline/bins.js";
import { LIMITS, recordsOf } from "../records.js";

const steps = JSON.parse(readFileSync(new URL("../../cases/histogram_steps.json", import.meta.url), "utf8"));
const belgrade = new Zone("Europe/Belgrade");
const minute = (text) => Date.parse(text) / 60000;
const written = (edges) => edges.map((edge) => new Date(edge * 60000).toISOString().slice(0, 16));

test("there are steps to agree on with Python", () => assert.ok(steps.length > 15));

for (const { name, asked, first, last, step } of steps) {
  test(`the step agrees with Python: ${name}`, () => {
    const span = [first, last];
    assert.equal(asked === "auto" ? autoStep(span) : affordableStep(asked, span, LIMITS.bins), step);
  });
}

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
  assert.deepEqual(written(binEdges(span, "year", belgrade)), [
    "2021-12-31T23:00",
    "2022-12-31T23:00",
    "2023-12-31T23:00",
  ]);
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

test("what goes on is possible in every bin from its start on, certain in none", () => {
  const GOES_ON = 2147483647; // as geodata.index.star_schema.LAST_MINUTE
  const records = recordsOf([
    { start: 12, end: GOES_ON },
    { start: 25, end: GOES_ON },
    { start: 35, end: GOES_ON },
  ]);
  const bins = countBins(records, null, [0, 10, 20, 30]);
  assert.deepEqual([...bins.certain], [0, 0, 0]);
  assert.deepEqual([...bins.possible], [0, 1, 2]);
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

test("a possible record counts from its first bin to its last, and in none after it", () => {
  const records = recordsOf([{ start: 12, end: 28 }]);
  assert.deepEqual([...countBins(records, null, [0, 10, 20, 30, 40, 50]).possible], [0, 1, 1, 0, 0]);
});

test("rows are put into bins alike over few days and over centuries", () => {
  const day = 1440;
  for (const days of [10, 200, 70_000, 200_000]) {
    const first = -Math.round(days / 3) * day;
    const edges = Array.from(
      { length: 11 },
      (_, bin) => first + Math.round((bin * days) / 10) * day + (bin % 3) * 60,
    );
    const minutes = edges.flatMap((edge) => [edge - 1, edge, edge + 1]);
    const records = recordsOf(minutes.map((start) => ({ start, end: start + 1 })));
    const expected = new Uint32Array(10);
    for (const each of minutes) {
      const bin = binOf(edges, each);
      if (bin >= 0 && bin < 10) expected[bin]++;
    }
    assert.deepEqual(countBins(records, null, edges).certain, expected);
  }
});

test("other edges and other records are counted anew, another filter is not", () => {
  const edges = [0, 10, 20];
  const records = recordsOf([
    { start: 1, end: 2 },
    { start: 11, end: 12 },
  ]);
  assert.deepEqual([...countBins(records, null, edges).certain], [1, 1]);
  assert.deepEqual([...countBins(records, Uint8Array.of(0b10), edges).certain], [0, 1]);
  assert.deepEqual([...countBins(recordsOf([{ start: 1, end: 2 }]), null, edges).certain], [1, 0]);
  assert.deepEqual([...countBins(records, null, [0, 20]).certain], [2]);
});

const BINS = { edges: [0, 10, 20, 30], certain: Uint32Array.of(1, 2, 3), possible: Uint32Array.of(4, 5, 6) };
const within = (first, last) => binsWithin(BINS, [first, last]).edges;

test("the bins of a stretch are those that it touches, with their counts", () => {
  assert.deepEqual(binsWithin(BINS, [10, 30]), {
    edges: [10, 20, 30],
    certain: Uint32Array.of(2, 3),
    possible: Uint32Array.of(5, 6),
  });
  assert.deepEqual(within(9, 10), [0, 10]);
  assert.deepEqual(within(9, 11), [0, 10, 20]);
  assert.deepEqual(within(-5, 99), [0, 10, 20, 30]);
});

test("a stretch without any bin shows the nearest one", () => {
  assert.deepEqual(within(-20, -10), [0, 10]);
  assert.deepEqual(within(40, 50), [20, 30]);
});

test("a server's counts become bins; where it found nothing dated, the bins before stand empty", () => {
  const answer = { edges: [5, 6, 7], certain: [1, 2], possible: [0, 3] };
  assert.deepEqual(binsOfAnswer(answer, [0, 1]), {
    edges: [5, 6, 7],
    certain: Uint32Array.of(1, 2),
    possible: Uint32Array.of(0, 3),
  });
  assert.deepEqual(binsOfAnswer({ edges: [5, 6], certain: [1], possible: [0] }, [0, 1]).edges, [5, 6]);
  assert.deepEqual(binsOfAnswer({ edges: [], certain: [], possible: [] }, [0, 1, 2]), {
    edges: [0, 1, 2],
    certain: new Uint32Array(2),
    possible: new Uint32Array(2),
  });
});

test("bars count the events of totals", () => {
  const rows = [
    { start: 10, end: 20, events: 12 },
    { start: 10, end: 20 },
    { start: 90, end: 110, events: 5 },
    { start: -2147483648, end: -2147483648, events: 7 },
  ];
  const { certain, possible, undated } = countBins(recordsOf(rows), null, [0, 100, 200]);
  assert.deepEqual([[...certain], [...possible], undated], [[13, 0], [5, 5], 7]);
  assert.deepEqual([...countBins(recordsOf(rows), Uint8Array.of(0b1110), [0, 100, 200]).certain], [1, 0]);
});
