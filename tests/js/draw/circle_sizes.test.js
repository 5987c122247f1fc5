import assert from "node:assert/strict";
import { test } from "node:test";

import {
  LARGEST,
  radiusOf,
  SMALLEST,
  scaleOf,
  sizesOf,
} from "../../../components/folium_map/assets/draw/circle_sizes.js";

test("the scale is the next of 1, 2, 5, 10, 20 and so on, and never so small that a record alone would be large", () => {
  assert.deepEqual(
    [0, 1, 20, 21, 50, 51, 100, 101, 62_000, 1_000_000].map((most) => scaleOf(most)),
    [20, 20, 20, 50, 50, 100, 100, 200, 100_000, 1_000_000],
  );
});

test("numbers of any order of magnitude have a scale of their own, and what is below zero the smallest circle", () => {
  assert.deepEqual(
    [0.3, 0.02, 3, 70].map((most) => scaleOf(most, false)),
    [0.5, 0.02, 5, 100],
  );
  assert.equal(scaleOf(-4, false), scaleOf(0));
  assert.equal(radiusOf(-4, 5), SMALLEST);
});

test("areas are in proportion to what they count, from the smallest circle on", () => {
  const scale = scaleOf(900);
  for (const [one, other] of [
    [10, 40],
    [100, 900],
    [333, 1000],
  ]) {
    const areas = [one, other].map((amount) => radiusOf(amount, scale) ** 2);
    assert.ok(Math.abs(areas[1] / areas[0] - other / one) < 1e-9);
  }
  assert.equal(radiusOf(scale, scale), LARGEST);
  assert.equal(radiusOf(0, scale), SMALLEST);
});

test("a legend explains three round numbers, and up to where circles are as small as can be", () => {
  const values = (scale) => sizesOf(scale).circles.map(({ value }) => value);
  assert.deepEqual([20, 50, 100].map(values), [
    [20, 5, 1],
    [50, 10, 2],
    [100, 20, 5],
  ]);
  for (const scale of [20, 500, 100_000]) {
    const { circles, least } = sizesOf(scale);
    for (const { value, r } of circles) assert.equal(r, radiusOf(value, scale));
    assert.equal(radiusOf(least, scale), SMALLEST);
    assert.ok(radiusOf(least + 1, scale) > SMALLEST);
  }
});
