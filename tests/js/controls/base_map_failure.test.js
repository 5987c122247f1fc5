import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { FakeMap } from "../fakes/leaflet.js";
import { FakeElement } from "../fakes/page.js";

const { BaseMapFailure } = await import("../../../components/folium_map/assets/controls/base_map_failure.js");

const words = { say: (key, { name }) => `${key} ${name}` };

let map;
let tiles;
beforeEach(() => {
  map = new FakeMap();
  tiles = Object.assign(new L.Layer(), { getTileUrl: () => "" });
  map.eachLayer = (tell) => tell(new L.Layer());
  map.container.querySelector = () => Object.assign(new FakeElement("label"), { textContent: " Light " });
  new BaseMapFailure(map, words);
  map.fire("layeradd", { layer: tiles }); // Leaflet tells when it has asked for the first pictures
});
const said = () => {
  const [root] = map.container.all("base-map-failure");
  return root.hidden ? null : root.textContent;
};

test("a base map whose pictures do not come is named, and goes when they come", () => {
  assert.equal(said(), null);
  tiles.fire("tileerror").fire("tileerror");
  assert.equal(said(), "map.base_fails Light");
  tiles.fire("tileload");
  assert.equal(said(), null);
});

test("one picture that is missing among others is nothing to say", () => {
  tiles.fire("tileload").fire("tileerror");
  assert.equal(said(), null);
});

test("a server that stops answering is told of at the next pictures asked for", () => {
  tiles.fire("tileload").fire("loading").fire("tileerror");
  assert.equal(said(), "map.base_fails Light");
});

test("a base map that follows one whose pictures came is told of as well", () => {
  tiles.fire("tileload");
  map.fire("layerremove", { layer: tiles });
  const others = Object.assign(new L.Layer(), { getTileUrl: () => "" });
  map.fire("layeradd", { layer: others });
  others.fire("tileerror");
  assert.equal(said(), "map.base_fails Light");
});

test("another base map, or none, takes the sentence away", () => {
  tiles.fire("tileerror");
  map.fire("layerremove", { layer: tiles });
  assert.equal(said(), null);
  tiles.fire("tileerror"); // one that was still on its way
  assert.equal(said(), null);
});

test("a file that cannot be read is said by its own name, beside a base map that fails", () => {
  const file = Object.assign(new L.Layer(), { failure: "map.layer_fails", options: { name: "Zone" } });
  map.fire("layeradd", { layer: file });
  file.fire("tileerror");
  assert.equal(said(), "map.layer_fails Zone");
  tiles.fire("tileerror");
  assert.equal(said(), "map.layer_fails Zone map.base_fails Light");
  tiles.fire("tileload");
  assert.equal(said(), "map.layer_fails Zone", "what came says nothing about another layer");
  map.fire("layerremove", { layer: file });
  assert.equal(said(), null);
});

test("what failed before anybody listened is said", () => {
  const file = Object.assign(new L.Layer(), {
    failure: "map.layer_fails",
    failed: true,
    options: { name: "Zone" },
  });
  map.fire("layeradd", { layer: file });
  assert.equal(said(), "map.layer_fails Zone");
});
