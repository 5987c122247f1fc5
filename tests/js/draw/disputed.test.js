import assert from "node:assert/strict";
import { test } from "node:test";

import { prepare } from "../../../components/folium_map/assets/data/records.js";
import { isMarked, markDisputed } from "../../../components/folium_map/assets/draw/disputed.js";
import { called, fakeContext } from "../fakes/context.js";
import { columnsOfRows } from "../records.js";
import { THEME } from "../scenes.js";

const DISPUTED = new Set([3, 9]);

test("a disputed record has a sign on the upper left of its symbol, on paper and in ink", () => {
  const context = fakeContext();
  markDisputed(context, [{ x: 100, y: 50, r: 6, rows: [3] }], DISPUTED, THEME);
  const strokes = called(context, "stroke");
  assert.equal(strokes.length, 2);
  assert.match(strokes[1].strokeStyle, /0,\s*0,\s*0/);
  for (const { args } of [...called(context, "moveTo"), ...called(context, "lineTo")]) {
    assert.ok(args[0] < 100 - 5.5 && args[1] < 50 - 2, `${args} lies on the symbol`);
    assert.ok(args[0] > 100 - 15 && args[1] > 50 - 15, `${args} lies far from it`);
  }
});

test("a place is marked where any of its records is disputed, a cluster or a cell never", () => {
  const spot = { x: 0, y: 0, r: 5 };
  assert.equal(isMarked({ ...spot, rows: [1, 9] }, DISPUTED), true);
  assert.equal(isMarked({ ...spot, rows: [1, 2] }, DISPUTED), false);
  assert.equal(isMarked({ ...spot, rows: [3], group: true }, DISPUTED), false);
  assert.equal(isMarked({ ...spot, rows: [3], count: 7 }, DISPUTED), false);
});

test("where nothing is disputed, nothing is drawn", () => {
  const context = fakeContext();
  markDisputed(context, [{ x: 0, y: 0, r: 5, rows: [1] }], DISPUTED, THEME);
  assert.equal(context.calls.length, 0);
});

test("the disputed rows come with the reference, and none with that of an older server", () => {
  const reference = { places: [], shapes: [], reference: [] };
  const columns = columnsOfRows([{}, {}]);
  assert.deepEqual([...prepare(columns, { ...reference, disputed: [1] }).disputed], [1]);
  assert.equal(prepare(columns, reference).disputed.size, 0);
});
