import assert from "node:assert/strict";
import { test } from "node:test";

import {
  countBy,
  hasBit,
  select,
  selectOf,
  undrawnRows,
} from "../../../components/folium_map/assets/data/selection.js";
import { recordsOf } from "../records.js";

const DAY = 1440;
const ALL = { bits: null, window: null, hiddenKinds: new Uint8Array(256), narrowings: [] };

function chosen(records, choice) {
  const out = new Uint32Array(records.columns.n);
  return [...out.subarray(0, select(records, { ...ALL, ...choice }, out))];
}

test("without a choice every record that can be drawn is shown", () => {
  assert.deepEqual(chosen(recordsOf([{}, { location_class: 5 }, {}]), {}), [0, 2]);
});

test("bits are read least significant first, across bytes of zeros", () => {
  const records = recordsOf(Array.from({ length: 20 }, () => ({})));
  assert.deepEqual(chosen(records, { bits: Uint8Array.from([0b10000001, 0, 0b1000]) }), [0, 7, 19]);
});

test("a time window keeps what overlaps it and what stands", () => {
  const records = recordsOf([{ start: 0, end: DAY }, { start: DAY, end: 2 * DAY }, { time_class: 1 }]);
  assert.deepEqual(chosen(records, { window: { from: DAY, to: 2 * DAY, within: "certainly" } }), [1, 2]);
});

test("a kind switched off is not shown", () => {
  const hiddenKinds = new Uint8Array(256);
  hiddenKinds[3] = 1;
  assert.deepEqual(chosen(recordsOf([{ kind: 3 }, { kind: 0 }]), { hiddenKinds }), [1]);
});

test("legend entries of two fields both narrow", () => {
  const only = (field, value) => ({
    field,
    shown: Uint8Array.from({ length: 256 }, (_, index) => Number(index === value)),
  });
  const records = recordsOf([{ kind: 1, event_type: 1 }, { kind: 1 }, { event_type: 1 }]);
  assert.deepEqual(chosen(records, { narrowings: [only("kind", 1), only("event_type", 1)] }), [0]);
});

test("counts by category put what has none last", () => {
  const rows = Uint32Array.from([0, 1, 2, 3]);
  assert.deepEqual([...countBy(rows, 4, Uint8Array.from([0, 1, 1, 255]), 2)], [1, 2, 1]);
  assert.deepEqual([...countBy(rows, 2, Uint8Array.from([0, 1, 1, 255]), 2)], [1, 1, 0]);
});

test("a row's bit is the same that selects it, and without bits every row is set", () => {
  const bits = Uint8Array.of(0b10000001, 0b10);
  assert.deepEqual(
    [0, 1, 7, 8, 9].map((row) => hasBit(bits, row)),
    [true, false, true, false, true],
  );
  assert.ok(hasBit(null, 5));
});

test("records that cannot be drawn are chosen alike, to be counted", () => {
  const rows = [{ location_class: 5 }, {}, { location_class: 5, kind: 3 }, { location_class: 4 }];
  const records = recordsOf(rows);
  const undrawn = undrawnRows(records);
  assert.deepEqual([...undrawn], [0, 2, 3]);
  const out = new Uint32Array(3);
  const chosenOf = (choice) => [...out.subarray(0, selectOf(records, { ...ALL, ...choice }, undrawn, out))];
  assert.deepEqual(chosenOf({}), [0, 2, 3]);
  assert.deepEqual(chosenOf({ bits: Uint8Array.of(0b1011) }), [0, 3]);
  assert.deepEqual(
    chosenOf({ hiddenKinds: Uint8Array.from({ length: 256 }, (_, kind) => Number(kind === 3)) }),
    [0, 3],
  );
});
