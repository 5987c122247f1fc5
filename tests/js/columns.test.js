import assert from "node:assert/strict";
import { test } from "node:test";

import { decode, NO_PLACE } from "../../components/folium_map/assets/columns.js";
import { AS_LINE, AS_POINT, NOT_DRAWN, placesOf } from "../../components/folium_map/assets/records.js";
import { encode, recordsOf } from "./records.js";

const LINE = [
  [20, 43],
  [21, 43],
];

test("columns are read where the header says they are", () => {
  const columns = decode(encode([{ x: 7, actor: 1 }, { x: 9, start: -5, end: 60 }, { uncertainty: 70000 }]));
  assert.equal(columns.n, 3);
  assert.deepEqual([...columns.x], [7, 9, 1000]);
  assert.deepEqual([columns.start[1], columns.end[1]], [-5, 60]);
  assert.equal(columns.actor[0], 1);
  assert.equal(columns.uncertainty[2], 70000);
});

test("other bytes are refused with what was found", () => {
  assert.throws(() => decode(new TextEncoder().encode("<!doctype html>").buffer), /"<!do", expected "INC1"/);
  assert.throws(() => decode(new ArrayBuffer(3)), /expected "INC1"/);
});

test("a column of another type is refused", () => {
  const bytes = Buffer.from(encode([{}]));
  const changed = Buffer.from(
    bytes.toString("latin1").replace('"name":"y","type":"u32"', '"name":"y","type":"i32"'),
    "latin1",
  );
  assert.throws(() => decode(new Uint8Array(changed).buffer), /column y is plain i32, expected plain u32/);
});

test("district, region and country are never drawn, and a point needs a position", () => {
  const classes = [0, 1, 2, 3, 4, 5].map((location_class) => ({ location_class }));
  const { drawn, total } = recordsOf([...classes, { x: NO_PLACE }]);
  assert.deepEqual([...drawn], [AS_POINT, AS_POINT, AS_POINT, NOT_DRAWN, NOT_DRAWN, NOT_DRAWN, NOT_DRAWN]);
  assert.equal(total, 3);
});

test("records of class line are drawn along their line, and only with one", () => {
  const lines = [
    { row: 0, coordinates: LINE },
    { row: 1, coordinates: LINE },
    { row: 3, coordinates: LINE },
  ];
  const records = recordsOf([{ location_class: 6 }, { location_class: 6 }, { location_class: 6 }, {}], lines);
  assert.deepEqual([...records.drawn], [AS_LINE, AS_LINE, NOT_DRAWN, AS_POINT]);
  assert.deepEqual(
    records.lines.map(({ rows }) => rows),
    [[0, 1]],
  );
});

test("only the time class standing stands; unknown does not", () => {
  const { standing } = recordsOf([{ time_class: 0 }, { time_class: 1 }, { time_class: 2 }]);
  assert.deepEqual([...standing], [0, 1, 0]);
});

test("equal positions share a place, others do not", () => {
  const x = Uint32Array.from([5, 5, 6, 5, 6]);
  const y = Uint32Array.from([1, 2, 1, 1, 1]);
  assert.deepEqual([...placesOf(x, y)], [0, 1, 2, 0, 2]);
});
