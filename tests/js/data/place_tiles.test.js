import assert from "node:assert/strict";
import { test } from "node:test";

import { WORLD } from "../../../components/folium_map/assets/base/projection.js";
import { placesOf, tilesIn, tileZooms } from "../../../components/folium_map/assets/data/place_tiles.js";

const LEVELS = [
  [0, 0],
  [5, 3],
  [11, 9],
];
const frame = (zoom, left, top, width = 1400, height = 900) => ({
  left,
  top,
  width,
  height,
  scale: (256 * 2 ** zoom) / WORLD,
});

test("a zoom has the tiles of its level, and coarser ones until they have come", () => {
  assert.deepEqual(tileZooms(LEVELS, 2), [0]);
  assert.deepEqual(tileZooms(LEVELS, 4.9), [0]);
  assert.deepEqual(tileZooms(LEVELS, 5), [3, 0]);
  assert.deepEqual(tileZooms(LEVELS, 15), [9, 3, 0]);
  assert.deepEqual(tileZooms(LEVELS, -1), [0]);
});

test("a view has the tiles that it touches", () => {
  const edge = 1024; // of a tile of zoom 3 on a map of zoom 5
  assert.deepEqual(tilesIn(frame(5, 4 * edge - 700, 2 * edge + 10), 3), ["3/3/2", "3/4/2"]);
  assert.deepEqual(tilesIn(frame(5, 4 * edge - 700, 3 * edge - 450), 3), [
    "3/3/2",
    "3/4/2",
    "3/3/3",
    "3/4/3",
  ]);
});

test("at the antimeridian and beyond the poles a view has those of the world alone", () => {
  assert.deepEqual(tilesIn(frame(5, 8 * 1024 - 700, -450), 3), ["3/7/0"]);
  assert.deepEqual(tilesIn(frame(5, -700, 0), 3), ["3/0/0"]);
  assert.deepEqual(tilesIn(frame(5, 9 * 1024, 0), 3), []);
  assert.deepEqual(tilesIn(frame(2, -200, 0), 0), ["0/0/0"]);
});

test("a row is a place of the world", () => {
  assert.deepEqual(placesOf([["Null Island", 0, 0, 3]]), [
    { name: "Null Island", x: WORLD / 2, y: WORLD / 2, size: 3 },
  ]);
});
