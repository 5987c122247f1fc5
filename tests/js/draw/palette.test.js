import assert from "node:assert/strict";
import { test } from "node:test";

import {
  encodingOf,
  holdersOf,
  LOOKS,
  OTHER,
  slotOfRow,
} from "../../../components/folium_map/assets/draw/palette.js";
import { recordsOf } from "../records.js";

test("the colours of few categories follow the dataset's order, and records without one are grey", () => {
  const { columns } = recordsOf([{ kind: 0 }, { kind: 2 }, { kind: 255 }]);
  const encoding = encodingOf(columns, "kind");
  assert.deepEqual(
    [0, 1, 2].map((row) => slotOfRow(encoding, row)),
    [0, 2, OTHER],
  );
  assert.equal(new Set(LOOKS.map(({ shape }) => shape)).size, LOOKS.length);
});

test("the eighth category and those after it share the last look", () => {
  const { columns } = recordsOf([{ actor: 6 }, { actor: 7 }, { actor: 8 }, { actor: 65535 }]);
  columns.header.categories.actor = Array.from({ length: 9 }, (_, index) => ({ id: String(index) }));
  const encoding = encodingOf(columns, "actor");
  assert.deepEqual(
    [0, 1, 2, 3].map((row) => slotOfRow(encoding, row)),
    [6, OTHER, OTHER, OTHER],
  );
});

test("of many categories the seven with most records shown have the looks, whatever the dataset's order", () => {
  const counts = [0, 5, 0, 1, 2, 3, 9, 4, 8, 7];
  assert.deepEqual(holdersOf(10, counts, []), [6, 8, 9, 1, 7, 5, 4]);
  const { columns } = recordsOf([{ actor: 8 }, { actor: 3 }, { actor: 0 }]);
  columns.header.categories.actor = counts.map((_, index) => ({ id: String(index) }));
  const encoding = encodingOf(columns, "actor", counts);
  assert.deepEqual(
    [0, 1, 2].map((row) => slotOfRow(encoding, row)),
    [1, OTHER, OTHER],
  );
});

test("who stays among the seven keeps the look, and only looks that were freed are given anew", () => {
  const before = holdersOf(9, [9, 8, 7, 6, 5, 4, 3, 2, 1], []);
  assert.deepEqual(before, [0, 1, 2, 3, 4, 5, 6]);
  assert.deepEqual(holdersOf(9, [1, 8, 2, 6, 5, 4, 3, 20, 30], before), [8, 1, 7, 3, 4, 5, 6]);
});

test("who is gone keeps the look until another needs it, so that a filter taken back gives the same colours", () => {
  const before = [0, 1, 2, 3, 4, 5, 6];
  assert.deepEqual(holdersOf(9, [0, 3, 0, 0, 0, 0, 0, 0, 0], before), before);
  assert.deepEqual(holdersOf(9, [0, 3, 0, 0, 0, 0, 0, 0, 9], before), [8, 1, 2, 3, 4, 5, 6]);
});

test("few present at first leave looks for those that come", () => {
  const few = holdersOf(9, [0, 0, 4, 0, 0, 0, 0, 0, 1], []);
  assert.deepEqual(few, [2, 8]);
  assert.deepEqual(holdersOf(9, [5, 0, 4, 0, 0, 0, 0, 0, 1], few), [2, 8, 0]);
});

test("seven looks are held by seven different categories, after any filters", () => {
  let state = 7;
  const random = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  let holders = [];
  for (let turn = 0; turn < 300; turn++) {
    const counts = Array.from({ length: 30 }, () => (random() < 0.4 ? 0 : Math.floor(random() * 50)));
    holders = holdersOf(30, counts, holders);
    assert.ok(holders.length <= OTHER && new Set(holders).size === holders.length);
    const least = Math.min(...holders.map((category) => counts[category]));
    const missed = counts.filter((count, category) => count > 0 && !holders.includes(category));
    if (missed.length) assert.ok(Math.max(...missed) <= least);
  }
});

test("a field has its own looks: those of another one are no precedent", () => {
  const { columns } = recordsOf([{}]);
  for (const field of ["actor", "event_type"])
    columns.header.categories[field] = Array.from({ length: 9 }, (_, index) => ({ id: String(index) }));
  const counts = [0, 0, 0, 0, 0, 0, 0, 2, 3];
  const before = encodingOf(columns, "actor", [9, 0, 0, 0, 0, 0, 0, 0, 0]);
  assert.deepEqual(encodingOf(columns, "event_type", counts, before).holders, [8, 7]);
});
