import assert from "node:assert/strict";
import { test } from "node:test";

import {
  distanceTo,
  drawOnLines,
  drawStrokes,
  lengths,
  pointAt,
  standsOf,
  strokeObstacles,
  strokesAt,
} from "../../../components/folium_map/assets/draw/lines.js";
import { Sprites } from "../../../components/folium_map/assets/draw/symbols.js";
import { called, fakeContext } from "../fakes/context.js";
import "../fakes/page.js";
import { shapeOf } from "../records.js";
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

const standsIn = (points, within = view) => standsOf(points, lengths(points), within);

test("symbols may stand at a line's middle, then at its quarters, eighths, twelve places at most", () => {
  assert.deepEqual(standsIn(LEVEL).slice(0, 5), [350, 175, 525, 87.5, 262.5]);
  assert.equal(standsIn(LEVEL).length, 7); // no closer than 45 pixels
  assert.equal(standsIn(Float64Array.from([0, 100, 6400, 100]), { width: 9000, height: 600 }).length, 12);
});

test("where its middle is out of view, the coarsest part that is in view counts, twenty pixels from the edge", () => {
  assert.equal(standsIn(Float64Array.from([0, 100, 6400, 100]))[0], 400);
  assert.equal(standsIn(Float64Array.from([0, 100, 64000, 100]))[0], 500);
  assert.deepEqual(standsIn(Float64Array.from([300, 19, 500, 19])), []);
  assert.equal(standsIn(Float64Array.from([300, 20, 500, 20]))[0], 100);
  assert.deepEqual(standsIn(Float64Array.from([900, 100, 2000, 100])), []);
});

test("a line without length is a place", () => {
  const point = Float64Array.from([300, 100, 300, 100]);
  assert.deepEqual(standsIn(point), [0]);
  assert.deepEqual(pointAt(point, lengths(point), 0).slice(0, 2), [300, 100]);
});

test("beyond a line's ends there is nothing of it", () => {
  const at = (distance) => pointAt(LEVEL, lengths(LEVEL), distance).slice(0, 2);
  assert.deepEqual(
    [at(-45), at(745)],
    [
      [0, 100],
      [700, 100],
    ],
  );
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
  const shapes = [shapeOf("line", rows, [[100, 300, 100 + length, 300]])];
  return { ...scene, shapes, ...more };
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

test("they stand at another of the line's places where something else stands, and never beyond its ends", () => {
  const [{ x }] = stands(along(500, 1), [{ x: 350, y: 300, reach: 10 }]);
  assert.equal(x, 225);
  const short = stands(along(60, 4), [{ x: 130, y: 300, reach: 10 }]);
  assert.deepEqual([short[0].x, short[3].x], [109.75, 150.25]);
});

test("a line that winds in less room than its symbols need has one symbol", () => {
  const scene = along(0, 3);
  const zigzag = Array.from({ length: 40 }, (_, index) => [300 + (index % 2) * 20, 300 + index / 4]).flat();
  scene.shapes[0].paths = [Float64Array.from(zigzag)];
  assert.equal(stands(scene).length, 1);
});

test("symbols keep clear of each other where a line bends back, at another of its places", () => {
  const scene = along(0, 2);
  scene.shapes[0].paths = [Float64Array.from([100, 300, 300, 300, 301, 301, 101, 301])]; // there and back
  const [one, other] = stands(scene);
  assert.ok(Math.hypot(one.x - other.x, one.y - other.y) > 13);
});

test("of several lines that are one shape, the longest has the symbols, and each is a stroke", () => {
  const scene = along(500, 1);
  scene.shapes = [
    shapeOf(
      "line",
      [0],
      [
        [0, 0, 50, 0],
        [100, 300, 600, 300],
      ],
    ),
  ];
  assert.deepEqual(
    stands(scene).map(({ x, y }) => [x, y]),
    [[350, 300]],
  );
  assert.equal(drawStrokes(fakeContext(), scene).length, 2);
});
