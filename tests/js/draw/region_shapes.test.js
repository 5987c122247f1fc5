import assert from "node:assert/strict";
import { test } from "node:test";

import { fillOf } from "../../../components/folium_map/assets/draw/region_fills.js";
import { regionAt, regionsOf } from "../../../components/folium_map/assets/draw/region_shapes.js";

/** Steps of a square whose corners are whole degrees. */
const square = (west, south, edge) => [west * 10, south * 10, edge * 10, 0, 0, edge * 10, -edge * 10, 0];
const packed = {
  scale: 10,
  names: ["A", "B"],
  keys: ["A", "B (2)"],
  regions: [[square(0, 0, 4), square(1, 1, 1)], [square(170, 10, 5)]],
};

test("steps become closed rings in degrees, with their bounds", () => {
  const [one, other] = regionsOf(packed);
  assert.deepEqual([...one.rings[1]], [1, 1, 2, 1, 2, 2, 1, 2, 1, 1]);
  assert.deepEqual(one.bounds, [0, 0, 4, 4]);
  assert.deepEqual([other.name, other.key], ["B", "B (2)"]);
});

test("a position is in a region, not in its hole, and wherever the map was dragged to", () => {
  const regions = regionsOf(packed);
  assert.equal(regionAt(regions, 3, 3), 0);
  assert.equal(regionAt(regions, 1.5, 1.5), -1);
  assert.equal(regionAt(regions, 172 - 360, 12), 1);
  assert.equal(regionAt(regions, 50, 50), -1);
});

test("stripes are where the possible is in another class, a hatch where nothing is known", () => {
  const colours = ["pale", "deep"];
  assert.deepEqual(fillOf(1, 1, colours), { base: "pale", stripes: null, hatched: false });
  assert.deepEqual(fillOf(0, 2, colours), { base: null, stripes: "deep", hatched: false });
  assert.deepEqual(fillOf(1, 2, colours), { base: "pale", stripes: "deep", hatched: false });
  assert.deepEqual(fillOf(0, 0, colours), { base: null, stripes: null, hatched: false });
  assert.deepEqual(fillOf(-1, -1, colours), { base: null, stripes: null, hatched: true });
});
