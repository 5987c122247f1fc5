import assert from "node:assert/strict";
import { test } from "node:test";

import { hitTest, NOTHING, spotsAt } from "../../../components/folium_map/assets/draw/hit_testing.js";

const spot = (x, ...rows) => ({ x, y: 0, r: 5, rows });
const SPOTS = [spot(0, 1), spot(4, 2), spot(20, 3)];
const rowsAt = (x, reach) => spotsAt(SPOTS, x, 0, reach).flatMap(({ rows }) => rows);
const LINE = { points: Float64Array.from([0, 50, 100, 50]), rows: [7, 8] };

test("every spot that holds the pointer is taken, its rim included", () => {
  assert.deepEqual(rowsAt(2, 4), [1, 2]);
  assert.deepEqual(rowsAt(5, 0), [1, 2]);
  assert.deepEqual(rowsAt(-5, 0), [1]);
  assert.deepEqual(rowsAt(-5.01, 0), []);
});

test("beside the spots the nearest within reach is taken, the reach included", () => {
  assert.deepEqual(rowsAt(11.9, 4), [2]);
  assert.deepEqual(rowsAt(12.1, 4), [3]);
  assert.deepEqual(rowsAt(29, 4), [3]);
  assert.deepEqual(rowsAt(29.01, 4), []);
  assert.deepEqual(rowsAt(40, 4), []);
});

test("a spot that holds the pointer leaves none to those beside it", () => {
  assert.deepEqual(
    spotsAt([spot(0, 1), spot(11, 2)], 4, 0, 14).flatMap(({ rows }) => rows),
    [1],
  );
});

test("rows are told once, and a group is told with them", () => {
  const group = { ...spot(1, 1, 9), group: true };
  assert.deepEqual(hitTest({ ...NOTHING, spots: [spot(0, 1), group] }, { x: 0, y: 0 }, 4), {
    rows: [1, 9],
    group,
  });
});

test("pixels are asked where no spot has rows, and never with less than four pixels", () => {
  const asked = [];
  const pixels = (...question) => {
    asked.push(question);
    return [5];
  };
  assert.deepEqual(hitTest({ ...NOTHING, spots: [spot(0, 1)], pixels }, { x: 0, y: 0 }, 1).rows, [1]);
  assert.deepEqual(hitTest({ ...NOTHING, spots: [spot(0, 1)], pixels }, { x: 60, y: 2 }, 1).rows, [5]);
  assert.deepEqual(hitTest({ ...NOTHING, pixels }, { x: 60, y: 2 }, 14).rows, [5]);
  assert.deepEqual(asked, [
    [60, 2, 4, false],
    [60, 2, 14, false],
  ]);
});

test("rows that were not all looked for are told as cut, all of them never", () => {
  const pixels = (x, y, reach, all) => Array.from({ length: all ? 900 : 201 }, (_, row) => row);
  const at = (all) => hitTest({ ...NOTHING, pixels }, { x: 0, y: 0 }, 4, all);
  assert.deepEqual([at(false).cut, at(true).cut, at(true).rows.length], [true, undefined, 900]);
  const crowded = spot(0, ...Array.from({ length: 300 }, (_, row) => row));
  assert.equal(hitTest({ ...NOTHING, spots: [crowded] }, { x: 0, y: 0 }, 4).cut, undefined);
});

test("a line is hit from five pixels on, where there is nothing else", () => {
  const at = (x, y, reach, others = {}) =>
    hitTest({ ...NOTHING, strokes: [LINE], ...others }, { x, y }, reach).rows;
  assert.deepEqual(at(50, 55, 1), [7, 8]);
  assert.deepEqual(at(50, 55.1, 1), []);
  assert.deepEqual(at(50, 63, 14), [7, 8]);
  assert.deepEqual(at(50, 52, 1, { pixels: () => [5] }), [5]);
  assert.deepEqual(at(50, 50, 1, { spots: [{ x: 50, y: 50, r: 5, rows: [], group: true, count: 40 }] }), []);
});

const square = (edge) => [Float64Array.from([0, 0, edge, 0, edge, edge, 0, edge, 0, 0])];

test("an area is hit inside and on its outline, after all that lies in it", () => {
  const areas = [{ rows: [1], rings: square(100), size: 1e4 }];
  const at = (x, y, others = {}) => hitTest({ ...NOTHING, areas, ...others }, { x, y }, 1).rows;
  assert.deepEqual([at(50, 50), at(104, 50), at(106, 50)], [[1], [1], []]);
  assert.deepEqual(at(50, 50, { spots: [{ x: 50, y: 50, r: 5, rows: [3] }] }), [3]);
  assert.deepEqual(at(50, 52, { strokes: [LINE] }), [7, 8]);
  assert.deepEqual(at(50, 50, { pixels: () => [5] }), [5]);
  assert.deepEqual(at(50, 50, { spots: [{ x: 50, y: 50, r: 5, rows: [], group: true, count: 40 }] }), []);
});

test("of circles on one another the topmost is meant, and what is drawn over it", () => {
  const circle = (r, ...rows) => ({ x: 0, y: 0, r, rows, count: 9, place: {} });
  const large = { ...circle(20), group: true };
  const small = circle(4, 3);
  const chosen = spot(1, 8);
  assert.deepEqual(hitTest({ ...NOTHING, spots: [large, small] }, { x: 0, y: 0 }, 4), {
    rows: [3],
    group: null,
  });
  assert.equal(hitTest({ ...NOTHING, spots: [large, small] }, { x: 10, y: 0 }, 4).group, large);
  assert.deepEqual(hitTest({ ...NOTHING, spots: [large, small, chosen] }, { x: 0, y: 0 }, 4).rows, [3, 8]);
});
