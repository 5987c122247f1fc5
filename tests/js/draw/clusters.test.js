import assert from "node:assert/strict";
import { test } from "node:test";

import {
  drawClusters,
  merged,
  numberIn,
  shortNumber,
} from "../../../components/folium_map/assets/draw/clusters.js";
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
  const cluster = (x, count, cell) => ({
    ...{ x, y: 0, count, amount: count, unknown: 1 },
    ...{ shares: Float64Array.of(count, 0), cells: [cell] },
  });
  const kept = merged([cluster(0, 10, 1), cluster(15, 500, 2), cluster(200, 3, 3)], "records");
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
const spotsOf = (scene, size = "records") =>
  drawClusters(context, scene, new Sprites(THEME, 1), numbers, size);

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

test("where nothing parts any more a circle lists all of its records, however many", () => {
  const many = sceneOf(
    Array.from({ length: 300 }, () => ({ x: 100, y: 100 })),
    { frame: { zoom: 18 } },
  );
  assert.equal(spotsOf(many)[0].rows.length, 300);
});

test("circles may count fatalities: their number, their size and their ring do, what they list stays", () => {
  const scene = sceneOf([
    { x: 100, y: 100, kind: 0, weight: 40 },
    { x: 104, y: 100, kind: 1, weight: 65535 },
    { x: 300, y: 300, weight: 65535 },
    { x: 600, y: 300, weight: 0 },
    { x: 700, y: 500, weight: 1200 },
  ]);
  context.calls.length = 0;
  const spots = spotsOf(scene, "fatalities");
  assert.deepEqual(texts(context), ["1.2k", "40", "–", "0"]);
  assert.deepEqual(
    spots.map(({ rows, count, sums }) => [rows, count, sums.amount, sums.unknown]),
    [
      [[4], 1, 1200, 0],
      [[0, 1], 2, 40, 1],
      [[2], 1, 0, 1],
      [[3], 1, 0, 0],
    ],
  );
  assert.ok(spots[0].r > spots[1].r && spots[1].r > spots[3].r);
});

test("a number that no record tells is no zero", () => {
  const told = (count, amount, unknown) => numberIn({ count, amount, unknown }, "fatalities", numbers);
  assert.deepEqual([told(2, 0, 2), told(2, 0, 1), told(2, 7, 1)], ["–", "0", "7"]);
  assert.equal(numberIn({ count: 2, amount: 2, unknown: 2 }, "records", numbers), "2");
});

test("counts of cells tell their fatalities too, and where nothing parts any more which cells they are", () => {
  const given = [
    { x: 100, y: 100 },
    { x: 104, y: 100 },
    { x: 500, y: 100 },
  ];
  const scene = sceneOf(given, { frame: { zoom: 18 } });
  scene.view.weights = [900, 100, 1];
  scene.view.heat = { records: [900, 100, 1], amounts: [5, 6, 7] };
  scene.view.unknown = [1, 2, 0];
  const spots = spotsOf(scene, "fatalities");
  assert.deepEqual(
    spots.map(({ count, sums, entries }) => [count, sums.amount, sums.unknown, entries]),
    [
      [1000, 11, 3, [0, 1]],
      [1, 7, 0, [2]],
    ],
  );
  scene.frame.zoom = 17;
  assert.deepEqual(spotsOf(scene)[0].entries, []);
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

test("a circle's number is that of the events; of a total without a number it is none", () => {
  const [one, other] = spotsOf(
    sceneOf([
      { x: 100, y: 100, events: 40 },
      { x: 104, y: 100, events: 2 },
      { x: 500, y: 300, events: 0 },
    ]),
  );
  assert.deepEqual([one.count, one.events], [2, 42]);
  assert.deepEqual([other.count, other.events, other.rows], [1, 0, [2]]);
  assert.equal(numberIn({ count: 1, amount: 0, unknown: 0 }, "records", numbers), "–");
});
