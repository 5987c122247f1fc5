import assert from "node:assert/strict";
import { test } from "node:test";

import { pixelsPerUnit } from "../../components/folium_map/assets/base/projection.js";
import { decide, MOST_IN_VIEW, MOST_ROWS, probe, SLOWEST } from "../../components/folium_map/assets/data/level_of_detail.js";
import { narrowedQuery } from "../../components/folium_map/assets/data/narrowed_query.js";
import { joined } from "../../components/folium_map/assets/draw/cell_squares.js";
import { partOf } from "../../components/folium_map/assets/map/remote_dataset.js";

test("up to two million records are held, of more the server counts", () => {
  assert.equal(MOST_ROWS, 2_000_000);
  assert.equal(decide({ records: 2_000_000 }), "rows");
  assert.equal(decide({ records: 2_000_001 }), "cells");
});

test("a view of at most two hundred thousand is fetched row by row", () => {
  assert.equal(MOST_IN_VIEW, 200_000);
  assert.equal(decide({ records: 3_000_000, inView: 200_000 }), "view");
  assert.equal(decide({ records: 3_000_000, inView: 200_001 }), "cells");
});

test("a machine that draws fewer than ten frames a second gets counts, unless the records are few", () => {
  assert.equal(SLOWEST, 10);
  assert.equal(decide({ records: 1_000_000, framesPerSecond: 10 }), "rows");
  assert.equal(decide({ records: 1_000_000, framesPerSecond: 9.9 }), "cells");
  assert.equal(decide({ records: 1_000_000, framesPerSecond: 9.9, inView: 10 }), "view");
  assert.equal(decide({ records: 50_000, framesPerSecond: 1 }), "rows");
});

test("few records are not probed, many are in bounded time", () => {
  assert.equal(probe(50_000), Infinity);
  const began = performance.now();
  assert.ok(probe(100_000_000) > 0);
  assert.ok(performance.now() - began < 5000);
});

const frame = (left, zoom) => ({ left, top: 800, width: 1100, height: 640, zoom, scale: pixelsPerUnit(zoom), ratio: 1 });

test("a cell covers eight pixels at whole zooms, and small moves ask for the same part", () => {
  const { shift, box } = partOf(frame(1000, 7));
  assert.equal(2 ** shift * pixelsPerUnit(7), 8);
  assert.ok(box[0] * 8 <= 1000 && box[2] * 8 >= 2100);
  assert.deepEqual(partOf(frame(1005, 7)), { shift, box });
  assert.notDeepEqual(partOf(frame(1400, 7)).box, box);
});

test("a part lies in the world, and has as many cells as the server gives", () => {
  for (const zoom of [2, 2.5, 9, 19]) {
    const wide = { ...frame(-500, zoom), width: 8000, height: 5000 };
    const { shift, box } = partOf(wide);
    assert.ok(box[0] >= 0 && box[1] >= 0 && box[2] <= 2 ** (32 - shift) && box[3] <= 2 ** (32 - shift));
    assert.ok(box[2] - box[0] <= 512 && box[3] - box[1] <= 512);
  }
});

test("kinds switched off and the frame that plays narrow the filter", () => {
  const all = { kinds: null, days: null };
  assert.equal(narrowedQuery("actor=kfor", all), "actor=kfor");
  assert.equal(narrowedQuery("actor=kfor&kind=a&kind=b", { ...all, kinds: ["b", "c"] }), "actor=kfor&kind=b");
  assert.equal(narrowedQuery("", { ...all, kinds: ["b", "c"] }), "kind=b&kind=c");
  assert.equal(narrowedQuery("kind=a", { ...all, kinds: ["b"] }), null);
  assert.equal(narrowedQuery("from=2020-01-01", { ...all, days: ["2021-01-01", "2021-01-31"] }), "from=2021-01-01&to=2021-01-31");
});

test("a cell's looks are joined, and the commonest colours it", () => {
  const view = { px: [4, 4, 12], py: [4, 4, 4], count: 3, weights: [2, 5, 1], slots: [0, 3, 1] };
  assert.deepEqual(
    joined(view).map(({ count, slot }) => [count, slot]),
    [
      [7, 3],
      [1, 1],
    ],
  );
});
