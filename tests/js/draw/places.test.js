import assert from "node:assert/strict";
import { test } from "node:test";

import { encodingOf, OTHER } from "../../../components/folium_map/assets/draw/palette.js";
import { PlaceCounts, regionOf } from "../../../components/folium_map/assets/draw/place_counts.js";
import {
  circlesOf,
  PlaceCircles,
  sharesOf,
  spotOf,
} from "../../../components/folium_map/assets/draw/places.js";
import { called, fakeContext } from "../fakes/context.js";
import "../fakes/page.js";
import { recordsOf } from "../records.js";
import { THEME } from "../scenes.js";

const FRAME = { left: 0, top: 0, scale: 1, width: 800, height: 600 };
const times = (count, row) => Array.from({ length: count }, () => row);

function countsOf(rows) {
  const records = recordsOf(rows);
  const counts = new PlaceCounts();
  const all = Uint32Array.from(rows.keys());
  counts.countRows(records, all, all.length, encodingOf(records.columns, "kind"), regionOf(FRAME));
  return counts;
}

const at = (x, more = {}) => ({ x, y: 300, ...more });
const ROWS = [
  ...times(30, at(100, { kind: 1, weight: 0 })),
  ...times(10, at(100, { kind: 2, weight: 7 })),
  ...times(160, at(300, { kind: 0, weight: 1 })),
  ...times(5, at(500, { kind: 3, weight: 65535 })),
];

test("a circle's area is in proportion to its records, or to their fatalities, and the large are drawn first", () => {
  const counts = countsOf(ROWS);
  const sizes = (size, scale) => circlesOf(counts, size, scale, FRAME).map(({ x, r }) => [x, r * r]);
  const [[one, large], [other, small]] = sizes("records", 200);
  assert.deepEqual([one, other], [300, 100]);
  assert.ok(Math.abs(large / small - 4) < 1e-9);
  const [[, most], [, less]] = sizes("fatalities", 200);
  assert.ok(Math.abs(most / less - 160 / 70) < 1e-9);
});

test("a circle has the colour of its largest part: of records, or of fatalities", () => {
  const slots = (size) =>
    Object.fromEntries(circlesOf(countsOf(ROWS), size, 200, FRAME).map(({ x, slot }) => [x, slot]));
  assert.deepEqual(slots("records"), { 100: 1, 300: 0, 500: 3 });
  assert.deepEqual(slots("fatalities"), { 100: 2, 300: 0, 500: 3 });
});

test("all others are no part of their own: a circle is grey only where nothing else is", () => {
  const rows = [
    ...times(30, at(100, { kind: 255 })),
    at(100, { kind: 2 }),
    ...times(3, at(300, { kind: 255 })),
  ];
  const slots = circlesOf(countsOf(rows), "records", 200, FRAME).map(({ slot }) => slot);
  assert.deepEqual(slots, [2, OTHER]);
});

test("the shares of a ring are the parts' shares and add up to one", () => {
  const counts = countsOf(ROWS);
  for (const size of ["records", "fatalities"]) {
    for (const { cell, amount } of circlesOf(counts, size, 200, FRAME)) {
      const sum = sharesOf(counts, cell, size).reduce((all, { share }) => all + share, 0);
      assert.ok(amount === 0 ? sum === 0 : Math.abs(sum - 1) < 1e-12);
    }
  }
  const [cell] = counts.cells;
  assert.deepEqual(sharesOf(counts, cell, "records"), [
    { slot: 1, share: 0.75 },
    { slot: 2, share: 0.25 },
  ]);
  assert.deepEqual(sharesOf(counts, cell, "fatalities"), [{ slot: 2, share: 1 }]);
});

test("a ring goes once round, in arcs as long as the shares", () => {
  const counts = countsOf(ROWS);
  const context = fakeContext();
  const circles = circlesOf(counts, "records", 200, FRAME);
  new PlaceCircles(THEME, 1).draw(context, counts, circles, "records");
  const arcs = called(context, "arc").filter(({ args: [x, , , from] }) => x === 100 && from !== 0);
  const turns = arcs.map(({ args: [, , , from, to] }) => (to - from) / (2 * Math.PI));
  assert.deepEqual(
    turns.map((turn) => Math.round(turn * 1000) / 1000),
    [0.75, 0.25],
  );
});

test("small circles are drawn once a size and look, and where nothing is counted they are hollow", () => {
  const rows = [at(100), at(200), at(300, { kind: 2 }), at(400, { weight: 65535 })];
  const counts = countsOf(rows);
  const context = fakeContext();
  const circles = new PlaceCircles(THEME, 1);
  circles.draw(context, counts, circlesOf(counts, "records", 200, FRAME), "records");
  const pictures = () => called(context, "drawImage").map(({ args: [picture] }) => picture);
  assert.equal(pictures().length, 4);
  assert.equal(new Set(pictures()).size, 2);
  circles.draw(context, counts, circlesOf(counts, "fatalities", 200, FRAME), "fatalities");
  assert.equal(new Set(pictures()).size, 4, "two looks more, without what they would count");
  assert.equal(pictures().length, 7, "where no number is known there is no circle");
  assert.equal(called(context, "lineTo").length, 4, "but a cross, and the paper about it");
});

test("a circle tells what it stands for; a record alone is that record", () => {
  const counts = countsOf([...times(3, at(100, { weight: 2 })), at(100, { weight: 65535 }), at(500)]);
  const [crowd, alone] = circlesOf(counts, "records", 20, FRAME).map((circle) => spotOf(counts, circle));
  assert.deepEqual([crowd.rows, crowd.group, crowd.count], [[], true, 4]);
  assert.deepEqual([crowd.place.places, crowd.place.amount, crowd.place.unknown], [1, 6, 1]);
  assert.deepEqual([alone.rows, alone.group, alone.count], [[4], undefined, 1]);
});

test("circles whose rim is in view are drawn, those beyond are not", () => {
  const counts = countsOf([...times(20, at(0)), ...times(20, at(830))]);
  const left = (by) => circlesOf(counts, "records", 20, { ...FRAME, left: by }).map(({ x }) => x);
  assert.deepEqual(left(0), [0]);
  assert.deepEqual(left(25), [-25, 805]);
  assert.deepEqual(left(27), [803]);
});
