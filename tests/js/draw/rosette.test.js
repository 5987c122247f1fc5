import assert from "node:assert/strict";
import { test } from "node:test";

import { LARGEST, rosette, SPACING } from "../../../components/folium_map/assets/draw/rosette.js";

test("the symbols of a rosette never overlap, up to the largest", () => {
  for (let count = 2; count <= LARGEST; count++) {
    const { offsets, radius } = rosette(count);
    assert.equal(offsets.length, count);
    offsets.forEach(([x, y], index) => {
      assert.ok(Math.hypot(x, y) <= radius + 1e-9);
      for (const [x2, y2] of offsets.slice(index + 1))
        assert.ok(Math.hypot(x - x2, y - y2) > SPACING * 0.9, `${count}`);
    });
  }
});

const reaches = (count) => new Set(rosette(count).offsets.map(([x, y]) => Math.hypot(x, y).toFixed(6)));

test("up to nine stand in one ring, ten in two", () => {
  assert.deepEqual([reaches(9).size, reaches(10).size], [1, 2]);
});

test("two stand side by side, three begin at the top", () => {
  const [[right, level]] = rosette(2).offsets;
  assert.ok(right > 8 && Math.abs(level) < 1e-9);
  const [[middle, top]] = rosette(3).offsets;
  assert.ok(Math.abs(middle) < 1e-9 && top < -8);
});

test("the outer ring is at least one symbol further out", () => {
  const [inner, outer] = [...reaches(10)].map(Number);
  assert.ok(outer - inner >= SPACING - 1e-5);
});

test("at most 24 fan out", () => assert.equal(LARGEST, 24));
