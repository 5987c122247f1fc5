import assert from "node:assert/strict";
import { test } from "node:test";

import { drawClusters, merged, shortNumber } from "../../../components/folium_map/assets/draw/clusters.js";
import { Sprites } from "../../../components/folium_map/assets/draw/symbols.js";
import { fakeContext, texts } from "../fakes/context.js";
import "../fakes/page.js";
import { sceneOf, THEME } from "../scenes.js";

test("large counts are written short", () => {
  const numbers = new Intl.NumberFormat("en-GB");
  assert.deepEqual(
    [7, 999, 1234, 56789, 1.2e6].map((each) => shortNumber(each, numbers)),
    ["7", "999", "1.2k", "57k", "1.2M"],
  );
});

test("circles that would cover each other become one, and no record is lost", () => {
  const cluster = (x, count, cell) => ({ x, y: 0, count, shares: Uint32Array.of(count, 0), cells: [cell] });
  const kept = merged([cluster(0, 10, 1), cluster(15, 500, 2), cluster(200, 3, 3)]);
  assert.deepEqual(
    kept.map(({ x, count, cells, shares }) => [x, count, cells, [...shares]]),
    [
      [15, 510, [2, 1], [510, 0]],
      [200, 3, [3], [3, 0]],
    ],
  );
});

const numbers = new Intl.NumberFormat("en-GB");
const context = fakeContext();
const spotsOf = (scene) => drawClusters(context, scene, new Sprites(THEME, 1), numbers);

test("records near each other are one circle with their number, alone they are symbols", () => {
  const spots = spotsOf(
    sceneOf([
      { x: 100, y: 100 },
      { x: 104, y: 100 },
      { x: 500, y: 300 },
    ]),
  );
  assert.deepEqual(
    spots.map(({ x, count, rows, group }) => [x, count, rows, group]),
    [
      [102, 2, [0, 1], true],
      [500, undefined, [2], undefined],
    ],
  );
  assert.deepEqual(texts(context), ["2"]);
});

test("cells lie fixed in the world: dragging the map joins and parts nothing", () => {
  const world = [
    { x: 70, y: 200 },
    { x: 75, y: 200 },
    { x: 300, y: 200 },
  ];
  const counts = (left) => {
    const rows = world.map(({ x, y }) => ({ x: x - left, y }));
    return spotsOf(sceneOf(rows, { frame: { left } })).map(({ rows: held }) => held.length);
  };
  for (const left of [1, 30, 69]) assert.deepEqual(counts(left), counts(0));
});

test("a circle lists at most two hundred records; a bigger one is zoomed into", () => {
  const many = (count) => spotsOf(sceneOf(Array.from({ length: count }, () => ({ x: 100, y: 100 }))))[0];
  assert.equal(many(200).rows.length, 200);
  assert.deepEqual([many(201).rows, many(201).count], [[], 201]);
});

test("among more than twenty thousand in view no circle looks for its rows", () => {
  const rowsIn = (others) => {
    const rows = Array.from({ length: others }, () => ({ x: 600, y: 400 }));
    return spotsOf(sceneOf([{ x: 100, y: 100 }, { x: 101, y: 100 }, ...rows])).find(({ x }) => x < 200).rows;
  };
  assert.deepEqual(rowsIn(19_998), [0, 1]);
  assert.deepEqual(rowsIn(19_999), []);
});

test("counts of cells are added up, and have no rows", () => {
  const scene = sceneOf([
    { x: 100, y: 100 },
    { x: 104, y: 100 },
  ]);
  scene.view.weights = [900, 100];
  scene.view.slots = [0, 1];
  const [{ x, count, rows }] = spotsOf(scene);
  assert.deepEqual([x, count, rows], [100.4, 1000, []]);
});

test("a circle grows with its records, up to its cell", () => {
  const radius = (count) => {
    const scene = sceneOf([{ x: 100, y: 100 }]);
    scene.view.weights = [count];
    return spotsOf(scene)[0].r;
  };
  assert.equal(radius(1), 7);
  assert.ok(radius(2) > 11 && radius(2) < radius(100) && radius(100) < radius(10_000));
  assert.equal(radius(1e12), 34);
});

test("what is more than a cell out of view is in no circle", () => {
  assert.equal(spotsOf(sceneOf([{ x: 100, y: 100 }], { frame: { width: 800 }, px: [871.9] })).length, 1);
  assert.equal(spotsOf(sceneOf([{ x: 100, y: 100 }], { frame: { width: 800 }, px: [872] })).length, 0);
});
