import assert from "node:assert/strict";
import { test } from "node:test";

import { drawPoints, fanOut, MANY } from "../../../components/folium_map/assets/draw/points.js";
import { LARGEST } from "../../../components/folium_map/assets/draw/rosette.js";
import { RADIUS, Sprites } from "../../../components/folium_map/assets/draw/symbols.js";
import { called, fakeContext } from "../fakes/context.js";
import { FakeElement } from "../fakes/page.js";
import { sceneOf, THEME } from "../scenes.js";

test("a place fans out only where it covers no other", () => {
  const place = (x, count) => ({
    x,
    y: 0,
    rows: Array.from({ length: count }, (_, row) => row),
    reach: 6.5,
    fanned: false,
  });
  const places = [place(0, 3), place(200, 3), place(212, 1), place(400, LARGEST + 1)];
  fanOut(places);
  assert.deepEqual(
    places.map(({ fanned }) => fanned),
    [true, false, false, false],
  );
});

const scratch = new FakeElement("canvas");
/** What is drawn, with the discs apart and the looks and numbers stamped. */
function drawn(scene) {
  const sprites = new Sprites(THEME, 1);
  const stamped = [];
  const counts = [];
  sprites.stamp = (context, slot) => stamped.push(slot);
  sprites.stampCount = (context, count) => counts.push(count);
  scratch.context = fakeContext(scratch);
  const context = fakeContext();
  const { spots } = drawPoints(context, scene, sprites, scratch);
  return {
    spots,
    stamped,
    counts,
    context,
    discs: called(scratch.context, "arc").map(({ args }) => args[2]),
  };
}
const at = (x, more = {}) => ({ x, y: 300, ...more });
const crowd = (count, more = {}) => Array.from({ length: count }, () => at(300, more));

test("records at one place fan out, each with a spot of its own; too many are one with their number", () => {
  const fanned = drawn(sceneOf(crowd(LARGEST)));
  assert.deepEqual([fanned.spots.length, fanned.counts], [LARGEST, []]);
  const stacked = drawn(sceneOf(crowd(LARGEST + 1)));
  assert.deepEqual([stacked.spots.length, stacked.spots[0].rows.length, stacked.counts], [1, 25, [25]]);
});

test("a rosette has alike beside alike, then the earlier first", () => {
  const rows = [at(300, { kind: 1 }), at(300, { start: 9, end: 10 }), at(300, { start: 5, end: 6 })];
  const { spots, stamped } = drawn(sceneOf(rows));
  assert.deepEqual(
    [stamped, spots.flatMap((spot) => spot.rows)],
    [
      [0, 0, 1],
      [2, 1, 0],
    ],
  );
});

test("a stack shows the chosen record, else the first of the commonest look", () => {
  const rows = [...crowd(10), ...crowd(16, { kind: 2 })];
  assert.deepEqual(drawn(sceneOf(rows)).stamped, [2]);
  assert.deepEqual(drawn(sceneOf(rows, { chosen: 4 })).stamped, [0]);
});

test("the chosen record alone has a halo", () => {
  const halos = (chosen) =>
    called(drawn(sceneOf([at(100), at(500)], { chosen })).context, "arc").map(({ args }) => args[0]);
  assert.deepEqual(halos(null), []);
  assert.deepEqual(halos(1), [500]);
});

const METRES = 13_508; // that a pixel covers at zoom 0 in the north of the world
const discs = (...radii) =>
  drawn(
    sceneOf(radii.map((radius, index) => at(100 + 50 * index, { uncertainty: Math.round(radius * METRES) }))),
  ).discs;

test("a disc is drawn where it is well larger than the symbol, and not larger than the view", () => {
  assert.equal(discs(RADIUS * 1.6 - 0.01).length, 0);
  assert.equal(discs(RADIUS * 1.6 + 0.01).length, 2); // filled, and its rim
  assert.equal(discs(999).length, 2);
  assert.equal(discs(1001).length, 0);
});

test("large discs lie below small ones, and equal ones of a place are drawn once", () => {
  assert.deepEqual(discs(10, 20).map(Math.round), [20, 10, 20, 10]);
  assert.equal(drawn(sceneOf(crowd(3, { uncertainty: 20 * METRES }))).discs.length, 2);
});

test("above three thousand in view pixels are written instead", () => assert.equal(MANY, 3000));

test("a total's symbol has the number of its events", () => {
  const { counts, spots } = drawn(
    sceneOf([
      { x: 100, y: 100, events: 12 },
      { x: 300, y: 100 },
      { x: 500, y: 100, events: 0 },
    ]),
  );
  assert.deepEqual(counts, [12, 0]);
  assert.equal(spots.length, 3);
});
