import assert from "node:assert/strict";
import { test } from "node:test";

import {
  lonLatOf,
  metresPerPixel,
  pixelsPerUnit,
  WORLD,
  worldOf,
  worldPath,
} from "../../../components/folium_map/assets/base/projection.js";

const close = (found, expected, tolerance) =>
  assert.ok(Math.abs(found - expected) < tolerance, `${found} ≠ ${expected}`);

test("the projection and its inverse agree", () => {
  const [lon, lat] = lonLatOf(...worldOf(20.77, 42.97));
  close(lon, 20.77, 1e-9);
  close(lat, 42.97, 1e-9);
});

test("a pixel covers 156.5 km / 2^zoom at the equator and less to the north", () => {
  close(metresPerPixel(worldOf(0, 0)[1], 0), 156543.03, 0.01);
  close(metresPerPixel(worldOf(0, 60)[1], 10), 156543.03 / 2 / 1024, 0.01);
});

test("the world begins in the west and in the north, and the equator is its middle", () => {
  assert.deepEqual(worldOf(-180, 0), [0, WORLD / 2]);
  assert.deepEqual(worldOf(0, 0), [WORLD / 2, WORLD / 2]);
  assert.ok(worldOf(0, 45)[1] < WORLD / 2);
});

test("the world is 256 pixels wide at zoom 0, and twice as wide with each zoom", () => {
  assert.equal(pixelsPerUnit(0) * WORLD, 256);
  assert.equal(pixelsPerUnit(3) * WORLD, 2048);
});

test("a path is x and y by turns", () => {
  const corners = [
    [20, 43],
    [21, 44],
  ];
  assert.deepEqual(
    [...worldPath(corners)],
    corners.flatMap(([lon, lat]) => worldOf(lon, lat)),
  );
});
