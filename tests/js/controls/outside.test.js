import assert from "node:assert/strict";
import { test } from "node:test";

import { FakeMap } from "../fakes/leaflet.js";

const { Outside } = await import("../../../components/folium_map/assets/controls/outside.js");

globalThis.requestAnimationFrame = (next) => setImmediate(next);
globalThis.cancelAnimationFrame = () => {};
// after the frame that was asked for before, and the timer that it sets: both go off in this order
const painted = async () => {
  await new Promise((resolve) => setImmediate(resolve));
  await new Promise((resolve) => setTimeout(resolve, 5));
};
const words = { count: (key, n) => `${key} ${n}` };

test("what lies outside is said after each move and filter, and a click shows it", async () => {
  const map = new FakeMap();
  const layer = Object.assign(new L.Layer(), { extent: () => ({ outside: 74 }) });
  let clicks = 0;
  const outside = new Outside(layer, words, () => clicks++);
  const root = outside.onAdd(map);
  assert.equal(root.hidden, true);
  layer.fire("selected");
  await painted();
  assert.deepEqual([root.hidden, root.textContent], [false, "map.outside 74"]);
  root.children[0].fire("click");
  assert.equal(clicks, 1);
  layer.extent = () => ({ outside: 0 });
  map.fire("moveend");
  await painted();
  assert.equal(root.hidden, true);
});

test("where the server has the rows, nothing is said", async () => {
  const map = new FakeMap();
  const layer = Object.assign(new L.Layer(), { extent: () => null });
  const root = new Outside(layer, words, () => {}).onAdd(map);
  layer.fire("selected");
  await painted();
  assert.equal(root.hidden, true);
});
