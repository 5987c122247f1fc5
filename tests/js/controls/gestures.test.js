import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

import { FakeMap } from "../fakes/leaflet.js";
import { FakeElement } from "../fakes/page.js";

const { Gestures } = await import("../../../components/folium_map/assets/controls/gestures.js");

mock.timers.enable({ apis: ["setTimeout"] });
const words = { say: (key) => key };

let map;
let full;
beforeEach(() => {
  map = new FakeMap();
  full = false;
  map.container.closest = (selector) => (full && selector.includes("fullscreen") ? map.container : null);
  map.dragging = {
    on: true,
    enabled: () => map.dragging.on,
    enable: () => (map.dragging.on = true),
    disable: () => (map.dragging.on = false),
  };
  new Gestures(map, words);
});
const hint = () => map.container.all("map-gesture-hint")[0];
const said = () => (hint().hidden ? null : hint().textContent);

/** Whether a turn of the wheel reaches Leaflet, which zooms. */
function zooms(event = {}) {
  let reaches = true;
  map.container.fire("wheel", { stopPropagation: () => (reaches = false), ...event });
  return reaches;
}

test("the wheel alone is the page's, with Ctrl or ⌘ it is the map's", () => {
  assert.equal(zooms(), false);
  assert.equal(zooms({ ctrlKey: true }), true);
  assert.equal(zooms({ metaKey: true }), true);
});

test("full screen takes the wheel, where there is no page to scroll", () => {
  full = true;
  assert.equal(zooms(), true);
  assert.equal(said(), null);
});

test("what zooms is said once, and goes away", () => {
  zooms({ ctrlKey: true });
  assert.equal(said(), null);
  zooms();
  assert.equal(said(), "map.wheel_zooms");
  mock.timers.tick(3000);
  assert.equal(said(), null);
  zooms();
  assert.equal(said(), null);
});

test("over the legend nothing is said: it scrolls", () => {
  const inLegend = new FakeElement("li");
  inLegend.closest = () => new FakeElement("section");
  zooms({ target: inLegend });
  assert.equal(said(), null);
});

test("a finger does not drag the map, a mouse does, also after it", () => {
  map.container.fire("pointerdown", { pointerType: "touch" });
  assert.equal(map.dragging.on, false);
  map.container.fire("touchmove", { touches: [{}, {}] });
  assert.equal(said(), null);
  map.container.fire("touchmove", { touches: [{}] });
  assert.equal(said(), "map.fingers_move");
  map.container.fire("pointerdown", { pointerType: "mouse" });
  assert.equal(map.dragging.on, true);
});

test("in full screen a finger drags the map", () => {
  full = true;
  map.container.fire("pointerdown", { pointerType: "touch" });
  assert.equal(map.dragging.on, true);
});

test("dragging that a drawing has switched off stays off", () => {
  map.dragging.disable();
  map.container.fire("pointerdown", { pointerType: "mouse" });
  assert.equal(map.dragging.on, false);
});
