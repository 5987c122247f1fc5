import assert from "node:assert/strict";
import { test } from "node:test";

import { Words } from "../../../components/folium_map/assets/base/words.js";
import { texts } from "../fakes/context.js";
import { FakeMap } from "../fakes/leaflet.js";
import { recordsOf } from "../records.js";

const UNIT = 2 ** 14; // of the world in a screen pixel at zoom 10
const WORDS = new Words({ "map.label.other": "{shown} of {total} as {mode}", "mode.points": "points" }, "en");
const reference = { places: [], shapes: [], reference: [] };
const at = (x, more = {}) => ({ x: x * UNIT, y: 100 * UNIT, ...more });

/** A worker that has the records ready. */
function provided(rows) {
  globalThis.Worker = class {
    addEventListener(type, listener) {
      if (type === "message") this.listener = listener;
    }

    postMessage() {
      queueMicrotask(() => this.listener({ data: { records: recordsOf(rows), reference } }));
    }

    terminate() {}
  };
}
globalThis.requestAnimationFrame = (work) => setTimeout(work);
globalThis.cancelAnimationFrame = clearTimeout;
provided([]);
const { IncidentLayer } = await import("../../../components/folium_map/assets/map/incident_layer.js");
const { CAME } = await import("../../../components/folium_map/assets/map/populated_places.js");

/** The layer on a map, with a selection of all rows unless there is to be none. */
async function layerOf(rows, changes = { selection: { bits: null, query: "" } }) {
  provided(rows);
  const layer = new IncidentLayer({ columns: "columns.bin", reference: "reference.json", rows: "rows.json" });
  await layer.ready;
  const map = new FakeMap();
  layer._map = map;
  layer.onAdd(map);
  const fired = [];
  layer.on("selected", () => fired.push("selected"));
  layer.update({ words: WORDS, ...changes });
  const canvas = () => map.panes.incidents.children.find(({ tagName }) => tagName === "canvas");
  return { layer, map, fired, canvas };
}

test("nothing is drawn before a selection is known: all, then few, would flicker", async () => {
  const { layer, fired } = await layerOf([at(100)], {});
  assert.deepEqual(fired, []);
  assert.equal(layer.count, 0);
  layer.update({ selection: { bits: null, query: "" } });
  assert.deepEqual(fired, ["selected"]);
  assert.equal(layer.count, 1);
});

test("what is drawn is told on the canvas, in numbers and in words", async () => {
  const { canvas } = await layerOf([at(100), at(300), at(500)], {
    selection: { bits: Uint8Array.of(0b101), query: "kind=site" },
  });
  const { shown, total, query, mode } = canvas().dataset;
  assert.deepEqual([shown, total, query, mode], ["2", "3", "kind=site", "points"]);
  assert.equal(canvas().getAttribute("aria-label"), "2 of 3 as points");
});

test("a kind that is switched off is not drawn, and comes again", async () => {
  const { layer, fired } = await layerOf([at(100, { kind: 0 }), at(300, { kind: 3 })]);
  layer.showKind("site", false);
  assert.deepEqual([layer.count, [...layer.hidden]], [1, ["site"]]);
  layer.showKind("site", true);
  assert.equal(layer.count, 2);
  assert.equal(fired.length, 3);
});

test("what changes the picture alone does not choose the rows again", async () => {
  const { layer, fired } = await layerOf([at(100)]);
  layer.update({ chosen: 0 });
  layer.update({ chosen: 0 });
  assert.deepEqual(fired, ["selected"]);
});

test("a record is found under the pointer, and where it is drawn is known by its row", async () => {
  const { layer } = await layerOf([at(100), at(300)]);
  assert.deepEqual(layer.at({ x: 300, y: 100 }, 4).rows, [1]);
  assert.deepEqual(layer.at({ x: 200, y: 400 }, 4).rows, []);
  const spot = layer.spotOf(0, { x: 0, y: 0 });
  assert.deepEqual([Math.round(spot.x), Math.round(spot.y)], [100, 100]);
  assert.equal(layer.spotOf(9, { x: 0, y: 0 }), null);
});

test("while the map glides to another zoom nothing is drawn", async () => {
  const { layer, map, canvas } = await layerOf([at(100), at(300)]);
  map._animatingZoom = true;
  layer.update({ selection: { bits: Uint8Array.of(1), query: "q=x" } });
  assert.equal(canvas().dataset.query, "");
  map._animatingZoom = false;
  map.fire("zoomend");
  assert.equal(canvas().dataset.query, "q=x");
});

test("names of places that come late are written without drawing the records again", async () => {
  const { map, fired } = await layerOf([at(100)]);
  const place = { name: "Vushtrri", x: 300 * UNIT, y: 100 * UNIT, size: 1 };
  map.layers = [{ placesIn: () => [place] }];
  const records = map.panes.incidents.children[0].context.calls.length;
  map.fire(CAME);
  assert.deepEqual(texts(map.panes["incident-names"].children[0].context), ["Vushtrri"]);
  assert.equal(map.panes.incidents.children[0].context.calls.length, records);
  assert.deepEqual(fired, ["selected"]);
});

test("once it is off the map it draws no more", async () => {
  const { layer, map, fired } = await layerOf([at(100)]);
  layer.onRemove(map);
  layer.update({ selection: { bits: Uint8Array.of(0), query: "q=y" } });
  map.fire("moveend");
  assert.deepEqual(fired, ["selected"]);
});
