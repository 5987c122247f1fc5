import assert from "node:assert/strict";
import { test } from "node:test";

import {
  distanceTo,
  drawOnLines,
  drawStrokes,
  lengths,
  middleInView,
  pointAt,
  strokeObstacles,
  strokesAt,
} from "../../../components/folium_map/assets/draw/lines.js";
import { Sprites } from "../../../components/folium_map/assets/draw/symbols.js";
import { called, fakeContext } from "../fakes/context.js";
import "../fakes/page.js";
import { sceneOf, THEME } from "../scenes.js";

test("a point along a line and the distance to it", () => {
  const points = Float64Array.from([0, 0, 10, 0, 10, 10]);
  assert.deepEqual([...lengths(points)], [0, 10, 20]);
  assert.deepEqual(pointAt(points, lengths(points), 15).slice(0, 2), [10, 5]);
  assert.equal(distanceTo(points, 5, 3), 3);
  assert.equal(distanceTo(points, 14, 13), 5);
});

const LEVEL = Float64Array.from([0, 100, 700, 100]);
const view = { width: 800, height: 600 };

test("the middle of a line is its middle where that is in view, twenty pixels from the edge", () => {
  const middle = (points) => middleInView(points, lengths(points), view);
  assert.equal(middle(LEVEL), 350);
  assert.equal(middle(Float64Array.from([300, 20, 500, 20])), null);
  assert.equal(middle(Float64Array.from([300, 21, 500, 21])), 100);
});

test("else it is the middle of what is in view, or nowhere", () => {
  const long = Float64Array.from([0, 100, 6400, 100]);
  assert.equal(middleInView(long, lengths(long), view), 400);
  const away = Float64Array.from([900, 100, 2000, 100]);
  assert.equal(middleInView(away, lengths(away), view), null);
});

test("a line is pointed at within the reach, on both sides", () => {
  const strokes = [{ points: LEVEL, rows: [3, 4] }];
  assert.deepEqual(
    [105, 95, 105.1].map((y) => strokesAt(strokes, 350, y, 5).length),
    [2, 2, 0],
  );
});

test("names keep clear of a line every nine pixels of it, in view", () => {
  const found = strokeObstacles([{ points: Float64Array.from([-90, 50, 90, 50]), rows: [] }], view);
  assert.deepEqual([Math.round(found[0].x), found.length, found[0].reach], [9, 9, 5]);
});

/** A scene with one line from (100, 300) to (100 + length, 300) and as many records along it. */
function along(length, count, more = {}) {
  const rows = Array.from({ length: count }, (_, row) => row);
  const scene = sceneOf(rows.map((row) => ({ kind: 0, uncertainty: more.uncertainty ?? 0, start: row })));
  const lines = [{ rows, path: Float64Array.from([100, 300, 100 + length, 300]) }];
  return { ...scene, lines, ...more };
}
const stroked = (scene) => {
  const context = fakeContext();
  drawStrokes(context, scene);
  return called(context, "stroke").map(({ lineWidth }) => lineWidth);
};

test("a line is a dashed stroke with a halo; the chosen one has a wide one below", () => {
  assert.deepEqual(stroked(along(500, 2)), [4.5, 2]);
  assert.deepEqual(stroked(along(500, 2, { chosen: 1 })), [8, 4.5, 2]);
});

test("uncertainty is a band that fades, unless it is too narrow to be seen or wider than the view", () => {
  const metres = (pixels) =>
    stroked(along(500, 2, { uncertainty: Math.round((pixels / 2) * METRES) })).length - 2;
  const METRES = 13_508; // that a pixel covers at zoom 0 in the north of the world
  assert.deepEqual([5.9, 6.1, 990, 1010].map(metres), [0, 4, 4, 0]);
});

const stands = (scene, obstacles = []) => {
  const context = fakeContext();
  return drawOnLines(context, scene, drawStrokes(context, scene), new Sprites(THEME, 1), obstacles);
};

test("records along a line stand side by side about its middle", () => {
  assert.deepEqual(
    stands(along(500, 3)).map(({ x, rows }) => [x, rows]),
    [
      [336.5, [0]],
      [350, [1]],
      [363.5, [2]],
    ],
  );
});

test("where they have no room they are one symbol with their number", () => {
  const spots = (length, count) => stands(along(length, count)).length;
  assert.deepEqual([spots(40.5, 3), spots(40.6, 3)], [1, 3]);
  assert.deepEqual([spots(500, 24), spots(500, 25)], [24, 1]);
});

test("they move along the line where something else stands", () => {
  const [{ x }] = stands(along(500, 1), [{ x: 350, y: 300, reach: 10 }]);
  assert.equal(x, 395);
});
