import assert from "node:assert/strict";
import { test } from "node:test";

import { WORLD } from "../../../components/folium_map/assets/base/projection.js";
import "../fakes/leaflet.js";
import { FakeMap } from "../fakes/leaflet.js";

const { isEmptyView, MapView, mayFit, toldView } = await import(
  "../../../components/folium_map/assets/controls/map_view.js"
);

const BOX = { west: 0.4 * WORLD, east: 0.6 * WORLD, north: 0.4 * WORLD, south: 0.6 * WORLD };
const AWAY = { west: 0.1 * WORLD, east: 0.2 * WORLD, north: 0.1 * WORLD, south: 0.2 * WORLD };
const HEADER = { drawn: 9, boxes: { half: BOX, all: BOX } };
const VIEW = { lat: 43, lon: 21, zoom: 9 };

test("the address says nothing of a map that stands as it fitted itself", () =>
  assert.equal(toldView(VIEW, true, VIEW), null));

test("a link's own numbers are told as long as the map stands there to a pixel", () => {
  const shifted = { ...VIEW, lon: 21.0001 };
  assert.equal(toldView(shifted, false, VIEW), VIEW);
  const moved = { ...VIEW, lon: 22 };
  assert.equal(toldView(moved, false, VIEW), moved);
  assert.equal(toldView(moved, false, null), moved);
});

test("the first selection moves no map that a link has placed, every later one may", () =>
  assert.deepEqual([mayFit(0, VIEW), mayFit(0, null), mayFit(1, VIEW)], [false, true, true]));

test("a view is empty where records are shown and all of them lie outside", () => {
  const empty = [{ all: 5, outside: 5 }, { all: 5, outside: 4 }, { all: 0, outside: 0 }, null];
  assert.deepEqual(empty.map(isEmptyView), [true, false, false, false]);
});

/** A map's view over records that lie elsewhere, or not; what it is fitted to, and how often its address changed. */
function viewOn({ extent = { all: 3, outside: 3, box: AWAY }, remoteFolder = null } = {}) {
  const map = Object.assign(new FakeMap(), { centre: { lat: 1, lng: 2 } });
  map.getCenter = () => map.centre;
  map.invalidateSize = () => {};
  let changes = 0;
  const layer = { extent: () => layer.held, held: extent, remoteFolder };
  const view = new MapView(map, layer, HEADER, () => changes++);
  return {
    map,
    layer,
    view,
    changes: () => changes,
    fits: () => map.asked.filter(([name]) => name === "fitBounds"),
  };
}
const west = ([, [[, lon]]]) => Math.round(lon);

test("a filter that leaves the view empty fits the map to what it shows, and the address says nothing of it", (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const { map, view, fits } = viewOn();
  view.start(VIEW);
  assert.notEqual(view.told, null);
  view.expect(VIEW);
  view.drawn();
  assert.equal(fits().length, 0, "the link's own selection");
  view.expect(VIEW);
  view.drawn();
  assert.equal(west(fits().at(-1)), -144);
  map.centre = { lat: 60, lng: -120 };
  map.fire("moveend");
  context.mock.timers.tick(400);
  assert.equal(view.told, null, "the map went there by itself");
  view.drawn();
  assert.equal(fits().length, 2, "once for a selection: by the start's box, then by its own");
});

test("a map that shows something stays where it is", () => {
  const { view, fits } = viewOn({ extent: { all: 3, outside: 2, box: AWAY } });
  view.start(VIEW);
  view.expect(null);
  view.drawn();
  assert.equal(fits().length, 0);
});

test("someone who moves the map has the address say where it stands, after a rest", (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const { map, view, changes } = viewOn();
  view.start(null);
  assert.equal(view.told, null);
  map.centre = { lat: 5, lng: 6 };
  map.fire("moveend");
  context.mock.timers.tick(399);
  assert.deepEqual([view.told, changes()], [null, 0]);
  context.mock.timers.tick(1);
  assert.deepEqual([view.told, changes()], [{ lat: 5, lon: 6, zoom: 10 }, 1]);
});

test("while the page finds its layout the map fits itself again, unless someone has moved it", () => {
  const { map, view, fits } = viewOn();
  view.start(null);
  view.resized();
  assert.equal(fits().length, 2);
  map.centre = { lat: 5, lng: 6 };
  view.resized();
  assert.equal(fits().length, 2);
});

test("a window that changes its size moves nobody's map", (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const { map, view } = viewOn();
  view.start(null);
  map.centre = { lat: 1.5, lng: 2 };
  view.resized();
  map.fire("moveend");
  context.mock.timers.tick(400);
  assert.equal(view.told, null);
});

test("a map that is gone tells nothing any more", (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const { map, view, changes } = viewOn();
  view.start(null);
  map.fire("moveend");
  view.remove();
  context.mock.timers.tick(400);
  assert.equal(changes(), 0);
});
