import assert from "node:assert/strict";
import { test } from "node:test";

import { worldOf } from "../../../components/folium_map/assets/base/projection.js";
import { folded, NamedAlready } from "../../../components/folium_map/assets/draw/named_already.js";

const at = (name, lon, lat, more = {}) => {
  const [x, y] = worldOf(lon, lat);
  return { name, x, y, sort: "town", count: 1, width: 0, size: 1, ...more };
};
const named = (label, place, countries = []) => new NamedAlready(label ? [label] : [], countries).has(place);

test("a name is its letters, however they are accented", () => {
  assert.equal(folded("Leposavić"), "leposavic");
  assert.equal(folded("Đakovica"), "dakovica");
  assert.equal(folded("L'Aquila, Italy"), "laquilaitaly");
  assert.equal(folded("Бангви"), "бангви");
});

test("a place that the dataset names is named once, in whichever spelling", () => {
  const label = at("Leposavić", 20.80278, 43.10389);
  assert.equal(named(label, at("Leposaviq", 20.81, 43.11)), true);
  assert.equal(named(label, at("Albanik", 20.80278, 43.10389)), true);
  assert.equal(named(label, at("Leposavic", 20.9, 43.2)), true);
});

test("other places stay: far ones of the same name, near ones of another", () => {
  const label = at("Leposavić", 20.80278, 43.10389);
  assert.equal(named(label, at("Leposavić", 20.8, 44.1)), false);
  assert.equal(named(label, at("Rodelj", 20.815, 43.11)), false);
  assert.equal(named(label, at("Leposaviq", 20.80278, 43.2)), false);
});

test("a site or an area is not the town that it lies in", () => {
  const site = at("Banjska Monastery", 20.7825, 42.97139, { sort: "site" });
  assert.equal(named(site, at("Banjska", 20.7825, 42.97139)), false);
  const area = at("Zvečan", 20.84, 42.9, { sort: "area" });
  assert.equal(named(area, at("Zvečan", 20.84028, 42.9075)), true);
});

test("what bears its country's name is left to the country", () => {
  const [x, y] = worldOf(6.1, 49.6);
  const rings = [{ path: new Float64Array(), box: { left: x - 9, right: x + 9, top: y - 9, bottom: y + 9 } }];
  const country = { name: "Luxembourg", rings };
  assert.equal(named(null, at("Luxembourg", 6.1, 49.6), [country]), true);
  assert.equal(named(null, at("Luxembourg", -91, 43), [country]), false);
  assert.equal(named(null, at("Esch", 6.1, 49.6), [country]), false);
});
