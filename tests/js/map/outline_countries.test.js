import assert from "node:assert/strict";
import { test } from "node:test";

import { WORLD } from "../../../components/folium_map/assets/base/projection.js";
import {
  countriesOn,
  coversHalf,
  hasTiles,
} from "../../../components/folium_map/assets/map/outline_countries.js";
import "../fakes/leaflet.js";

const square = [
  [
    [0, 0],
    [10, 0],
    [10, -90],
  ],
];
const shape = (name, pane = "outline") => ({
  options: { pane },
  feature: { properties: { name }, geometry: { coordinates: [square, square] } },
});
const mapOf = (...layers) => ({ eachLayer: (each) => layers.forEach(each) });

test("the outline's polygons are countries by their names; a pole lies within the world", () => {
  const [kosovo, ...others] = countriesOn(
    mapOf(shape("Kosovo"), shape("Area", "overlayPane"), {}, shape("Kosovo")),
  );
  assert.equal(others.length, 0);
  assert.equal(kosovo.name, "Kosovo");
  assert.equal(kosovo.rings.length, 4);
  assert.deepEqual([kosovo.rings[0].box.left, kosovo.rings[0].box.top], [WORLD / 2, WORLD / 2]);
  assert.ok(kosovo.rings[0].box.bottom <= WORLD * 1.0001);
});

test("pictures of others have names of their own", () => {
  assert.equal(hasTiles(mapOf(shape("Kosovo"))), false);
  assert.equal(hasTiles(mapOf(shape("Kosovo"), new L.TileLayer())), true);
});

test("an archive that covers half of a view, or more, has names of its own there", () => {
  const box = (west, south, east, north) => ({
    getWest: () => west,
    getSouth: () => south,
    getEast: () => east,
    getNorth: () => north,
  });
  const archive = box(0, 0, 10, 10);
  assert.equal(coversHalf(archive, box(1, 1, 9, 9)), true);
  assert.equal(coversHalf(archive, box(5, 0, 15, 10)), true);
  assert.equal(coversHalf(archive, box(6, 0, 16, 10)), false);
  assert.equal(coversHalf(archive, box(20, 20, 21, 21)), false);
  assert.equal(coversHalf(archive, box(-20, -20, -10, -10)), false);
});
