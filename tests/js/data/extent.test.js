import assert from "node:assert/strict";
import { test } from "node:test";

import { extentOf } from "../../../components/folium_map/assets/data/extent.js";
import { recordsOf } from "../records.js";

const VIEW = { west: 0, east: 100, north: 0, south: 100 };
const at = (x, y, more = {}) => ({ x, y, ...more });

test("all records shown are in the box, and those outside of the view are counted", () => {
  const records = recordsOf([at(10, 20), at(500, 30), at(40, 700), at(9000, 9000)]);
  assert.deepEqual(extentOf(records, [0, 1, 2, 9], 3, [], VIEW), {
    box: { west: 10, east: 500, north: 20, south: 700 },
    all: 3,
    outside: 2,
  });
});

test("what is not drawn as a point lies nowhere", () => {
  const records = recordsOf([at(10, 20), at(500, 30, { location_class: 5 })]);
  assert.deepEqual(extentOf(records, [0, 1], 2, [], VIEW).all, 1);
});

test("a line counts with its records, inside where it reaches into the view", () => {
  const records = recordsOf([]);
  const into = { rows: [1, 2], path: Float64Array.of(90, 50, 300, 60) };
  const beyond = { rows: [3], path: Float64Array.of(200, 50, 400, 60) };
  const extent = extentOf(records, [], 0, [into, beyond], VIEW);
  assert.deepEqual(extent, {
    box: { west: 90, east: 400, north: 50, south: 60 },
    all: 3,
    outside: 1,
  });
});
