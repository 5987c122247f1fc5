import assert from "node:assert/strict";
import { test } from "node:test";

import { DensePoints } from "../../../components/folium_map/assets/draw/dense_points.js";
import { LOOKS } from "../../../components/folium_map/assets/draw/palette.js";
import { called, fakeContext } from "../fakes/context.js";
import "../fakes/page.js";
import { sceneOf } from "../scenes.js";

const CANVAS = { width: 800, height: 600 };

/** The colour at a pixel, red first, of these records, drawn as if there were very many. */
function drawn(rows) {
  const context = fakeContext(CANVAS);
  crowded().draw(context, sceneOf(rows));
  return colours(context);
}
/** Draws discs of two pixels and a bit. */
function crowded() {
  const dense = new DensePoints();
  const stampsFor = dense.stampsFor.bind(dense);
  dense.stampsFor = (scene) => stampsFor({ ...scene, view: { count: 60_001 } });
  return dense;
}
/** The colour at a pixel of the newest drawing. */
function colours(context) {
  const [image] = called(context, "putImageData").at(-1).args;
  return (x, y) => [...image.data.subarray(4 * (y * 800 + x), 4 * (y * 800 + x) + 4)];
}
const opaque = (slot) => [...LOOKS[slot].colour, 255];
const NOTHING = [0, 0, 0, 0];

test("a record is a disc of its look's colour about its place", () => {
  const at = drawn([{ x: 100, y: 50, kind: 2 }]);
  assert.deepEqual([at(100, 50), at(102, 50), at(100, 48)], [opaque(2), opaque(2), opaque(2)]);
  assert.deepEqual([at(103, 50), at(102, 52)], [NOTHING, NOTHING]);
});

test("the more records, the smaller their discs", () => {
  const reach = (count) =>
    Math.max(...new DensePoints().stampsFor({ ...sceneOf([]), view: { count } })[0].dx);
  assert.deepEqual([60_001, 360_000, 360_001].map(reach), [2, 2, 1]);
});

test("up to sixty thousand are symbols as they are drawn, not discs", () => {
  const symbols = (count) =>
    new DensePoints().stampsFor({ ...sceneOf([]), view: { count } })[0].dx.length === 0;
  assert.deepEqual([symbols(60_000), symbols(60_001)], [true, false]); // the fake canvas draws nothing
});

test("of several at one pixel the last is seen; what lies further south covers what lies north", () => {
  const same = drawn([
    { x: 100, y: 50, kind: 2 },
    { x: 100, y: 50, kind: 3 },
  ]);
  assert.deepEqual(same(100, 50), opaque(3));
  const above = drawn([
    { x: 100, y: 51, kind: 2 },
    { x: 100, y: 50, kind: 3 },
  ]);
  assert.deepEqual(above(100, 50), opaque(2));
});

test("a place that is known less well is paler", () => {
  const [red] = drawn([{ x: 100, y: 50, kind: 1, location_class: 1 }])(100, 50);
  assert.ok(red > LOOKS[1].colour[0]);
});

test("a record without a known category has the look of all others", () => {
  assert.deepEqual(drawn([{ x: 100, y: 50, kind: 255 }])(100, 50), opaque(7));
});

test("what would reach over the edge of the picture is not drawn", () => {
  const at = drawn([
    { x: 2, y: 50, kind: 2 },
    { x: 3, y: 90, kind: 2 },
  ]);
  assert.deepEqual([at(2, 50), at(3, 90)], [NOTHING, opaque(2)]);
});

test("nothing stays of the drawing before", () => {
  const dense = crowded();
  const context = fakeContext(CANVAS);
  dense.draw(context, sceneOf([{ x: 100, y: 50 }]));
  dense.draw(context, sceneOf([{ x: 300, y: 50 }]));
  assert.deepEqual(colours(context)(100, 50), NOTHING);
});
