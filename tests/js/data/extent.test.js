import assert from "node:assert/strict";
import { test } from "node:test";

import { boxAround, extentOf } from "../../../components/folium_map/assets/data/extent.js";
import { recordsOf, shapeOf } from "../records.js";

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
  const into = shapeOf("line", [1, 2], [[90, 50, 300, 60]]);
  const beyond = shapeOf("line", [3], [[200, 50, 400, 60]]);
  const extent = extentOf(records, [], 0, [into, beyond], VIEW);
  assert.deepEqual(extent, {
    box: { west: 90, east: 400, north: 50, south: 60 },
    all: 3,
    outside: 1,
  });
});

test("a record of two shapes counts once, inside where one of them is", () => {
  const shapes = [
    shapeOf("area", [1], [[500, 500, 600, 500, 600, 600, 500, 500]]),
    shapeOf("points", [1], [[50, 50]]),
  ];
  const { all, outside, box } = extentOf(recordsOf([]), [], 0, shapes, VIEW);
  assert.deepEqual([all, outside, box], [1, 0, { west: 50, east: 600, north: 50, south: 600 }]);
  assert.equal(extentOf(recordsOf([]), [], 0, shapes.slice(0, 1), VIEW).outside, 1);
});

test("the box around shapes holds all of them, and there is none around none", () => {
  const shapes = [shapeOf("line", [0], [[10, 20, 30, 40]]), shapeOf("points", [0], [[5, 90, 7, 30]])];
  assert.deepEqual(boxAround(shapes), { west: 5, east: 30, north: 20, south: 90 });
  assert.equal(boxAround([]), null);
});
