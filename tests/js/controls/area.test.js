import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { Words } from "../../../components/folium_map/assets/base/words.js";
import { FakeMap } from "../fakes/leaflet.js";

const { AreaControl } = await import("../../../components/folium_map/assets/controls/area.js");

class FakeDrawing {
  enable() {
    this.enabled = true;
  }

  disable() {
    this.enabled = false;
  }
}
const tooltips = () => ({ tooltip: {} });

beforeEach(() => {
  L.Draw = { Polygon: FakeDrawing, Rectangle: FakeDrawing };
  L.drawLocal = {
    draw: { handlers: { polygon: tooltips(), rectangle: tooltips(), simpleshape: tooltips() } },
  };
});

/** The control on a map, and what it has told. */
function controlOn(map = new FakeMap()) {
  const told = [];
  const control = new AreaControl(
    new Words({}, "en"),
    (ring) => told.push(["drawn", ring]),
    (busy) => told.push(["busy", busy]),
  );
  control.onAdd(map);
  const buttons = () => control.container.children.map((each) => each.textContent);
  const press = (name) => control.container.children.find((each) => each.textContent === name).fire("click");
  return { map, control, told, buttons, press };
}
const layer = {
  getLatLngs: () => [[L.latLng(42.123456, 20.987654), L.latLng(42.1, 21), L.latLng(43, 21)]],
  remove() {},
};
const RING = [
  [20.98765, 42.12346],
  [21, 42.1],
  [21, 43],
];

test("a drawn area is told as longitude and latitude, to about a metre", () => {
  const { map, told } = controlOn();
  map.fire("draw:created", { layer });
  assert.deepEqual(told, [["drawn", RING]]);
});

test("an area can be drawn, and removed once there is one", () => {
  const { control, told, buttons, press } = controlOn();
  assert.deepEqual(buttons(), ["area.polygon", "area.box"]);
  control.setRing(RING);
  assert.deepEqual(buttons(), ["area.polygon", "area.box", "area.remove"]);
  press("area.remove");
  assert.deepEqual(buttons(), ["area.polygon", "area.box"]);
  assert.deepEqual(told, [["drawn", null]]);
});

test("the filters' area is shown once, in its place", () => {
  const { control } = controlOn();
  control.setRing(RING);
  const { shape } = control;
  assert.deepEqual(shape.corners[0], { lat: 42.12346, lng: 20.98765 });
  control.setRing(RING.map((corner) => [...corner]));
  assert.equal(control.shape, shape);
  control.setRing(RING.slice(0, 2));
  assert.equal(shape.removed, true);
});

test("while an area is drawn it can only be given up, and clicks stay its corners until the last has gone by", (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const { map, told, buttons, press } = controlOn();
  press("area.box");
  assert.deepEqual(buttons(), ["area.cancel"]);
  map.fire("draw:drawstop");
  assert.deepEqual(told, [["busy", true]]);
  assert.deepEqual(buttons(), ["area.polygon", "area.box"]);
  context.mock.timers.tick(50);
  assert.deepEqual(told.at(-1), ["busy", false]);
});

test("without leaflet.draw there is nothing to press", () => {
  delete L.Draw;
  assert.equal(controlOn().control.container.hidden, true);
});
