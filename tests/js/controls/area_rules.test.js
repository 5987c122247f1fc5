import assert from "node:assert/strict";
import { test } from "node:test";

import { unwrapped, wrapped } from "../../../components/folium_map/assets/controls/area_rules.js";

const box = (west, east) => [
  [west, -1],
  [west, 1],
  [east, 1],
  [east, -1],
];

test("a box drawn over the antimeridian has its corners on both sides, and is drawn as it was", () => {
  assert.deepEqual(wrapped(box(179, 181)), box(179, -179));
  assert.deepEqual(wrapped(box(-181, -179)), box(179, -179));
  assert.deepEqual(wrapped(box(539, 541)), box(179, -179));
  assert.deepEqual(unwrapped(box(179, -179)), box(179, 181));
});

test("a wide box gets corners on its way, so that nobody takes it for the rest of the world", () => {
  const ring = wrapped(box(-170, 170));
  assert.deepEqual(
    ring.map(([lon]) => lon),
    [-170, -170, 0, 170, 170, 0],
  );
  assert.deepEqual(unwrapped(ring), ring);
});

test("the whole world, and what crosses nothing, stay as they are", () => {
  assert.deepEqual(unwrapped(box(-180, 180)), box(-180, 180));
  assert.deepEqual(wrapped(box(20, 21)), box(20, 21));
  assert.deepEqual(unwrapped(box(20, 21)), box(20, 21));
});
