import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";

import "../fakes/leaflet.js";
import { WORLD } from "../../../components/folium_map/assets/base/projection.js";
import { placesOn } from "../../../components/folium_map/assets/map/outline_countries.js";

const { CAME, PopulatedPlaces } = await import(
  "../../../components/folium_map/assets/map/populated_places.js"
);

const SETTINGS = {
  address: "maps/places",
  levels: [
    [0, 0],
    [5, 3],
  ],
  attribution: "Places: made up",
};
const frame = (zoom, left = 0, top = 0) => ({
  ...{ zoom, left, top, width: 1400, height: 900 },
  scale: (256 * 2 ** zoom) / WORLD,
});
/** @type {string[]} */
let asked = [];
let answer = (path) => [[`of ${path}`, 0, 0, path.length]];
const before = { fetch: globalThis.fetch, window: globalThis.window };

beforeEach(() => {
  asked = [];
  mock.timers.enable({ apis: ["setTimeout"] });
  globalThis.window = globalThis;
  globalThis.fetch = async (address) => {
    const path = new URL(address).pathname.split("/maps/places/")[1];
    asked.push(path);
    const rows = answer(path);
    return { ok: rows !== null, url: String(address), status: 503, json: async () => rows };
  };
});

afterEach(() => {
  mock.timers.reset();
  Object.assign(globalThis, before);
});

function layerOn(came = () => {}) {
  const layer = new PopulatedPlaces(SETTINGS);
  layer._map = { fire: (type) => type === CAME && came() };
  return layer;
}

async function settled() {
  mock.timers.tick(200);
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}

test("a view's places are asked for once it rests, and told when they have come", async () => {
  let came = 0;
  const layer = layerOn(() => came++);
  assert.deepEqual(layer.placesIn(frame(3)), []);
  assert.deepEqual(layer.placesIn(frame(2)), []);
  assert.deepEqual(asked, []);
  await settled();
  assert.deepEqual([asked, came], [["0/0/0.json"], 1]);
  const found = layer.placesIn(frame(2));
  assert.deepEqual(found, [{ name: "of 0/0/0.json", x: WORLD / 2, y: WORLD / 2, size: 10 }]);
  assert.equal(layer.placesIn(frame(3)), found, "the same list while nothing changes");
  await settled();
  assert.equal(asked.length, 1);
});

test("until the smaller places have come the larger stay; they come the largest first", async () => {
  const layer = layerOn();
  layer.placesIn(frame(2));
  await settled();
  answer = (path) => [[path, 0, 0, path.startsWith("3/1") ? 9 : 5]];
  assert.deepEqual(
    layer.placesIn(frame(5)).map(({ name }) => name),
    ["of 0/0/0.json"],
  );
  await settled();
  assert.deepEqual(asked.slice(1), ["3/0/0.json", "3/1/0.json"]);
  const names = layer.placesIn(frame(5)).map(({ name }) => name);
  assert.deepEqual(names, ["3/1/0.json", "3/0/0.json"]);
});

test("a view that has been left is not asked for", async () => {
  const layer = layerOn();
  layer.placesIn(frame(5));
  layer.placesIn(frame(5, 4000, 3000));
  await settled();
  assert.ok(asked.length > 0 && asked.every((path) => !path.startsWith("3/0/")), asked.join());
});

test("after a failure they are asked for again, but not at once", async () => {
  const said = mock.method(console, "error", () => {});
  const clock = mock.method(performance, "now", () => 0);
  answer = () => null;
  const layer = layerOn();
  layer.placesIn(frame(2));
  await settled();
  assert.equal(said.mock.callCount(), 1);
  answer = () => [];
  layer.placesIn(frame(2));
  await settled();
  assert.equal(asked.length, 1);
  clock.mock.mockImplementation(() => 11_000);
  layer.placesIn(frame(2));
  await settled();
  assert.equal(asked.length, 2);
  mock.restoreAll();
});

test("the places of a map are found, with whose they are", () => {
  const layer = new PopulatedPlaces(SETTINGS);
  const view = frame(2);
  layer.placesIn = (seen) => [seen];
  const map = { eachLayer: (look) => [{}, layer].forEach(look) };
  assert.deepEqual(placesOn(map, view), [view]);
  assert.deepEqual(placesOn({ eachLayer: () => {} }, view), []);
  assert.equal(layer.options.attribution, "Places: made up");
});
