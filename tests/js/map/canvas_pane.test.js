import assert from "node:assert/strict";
import { test } from "node:test";

import { CanvasPane } from "../../../components/folium_map/assets/map/canvas_pane.js";
import { called } from "../fakes/context.js";
import { FakeMap } from "../fakes/leaflet.js";

const FRAME = { left: 0, top: 0, scale: 1, width: 300, height: 200, zoom: 5, ratio: 1.5 };

test("a canvas has the view's size in device pixels, is empty and draws in CSS pixels", () => {
  const pane = new CanvasPane(new FakeMap(), "records", 450, "incident-canvas");
  pane.place(FRAME);
  const { canvas, context } = pane;
  assert.deepEqual([canvas.width, canvas.height, canvas.style.width], [450, 300, "300px"]);
  assert.deepEqual(called(context, "clearRect").at(-1).args, [0, 0, 450, 300]);
  assert.deepEqual(called(context, "scale").at(-1).args, [1.5, 1.5]);
});

test("a canvas of the same size keeps its memory: to set it again would take long", () => {
  const pane = new CanvasPane(new FakeMap(), "records", 450, "incident-canvas");
  pane.place(FRAME);
  Object.defineProperty(pane.canvas, "width", { get: () => 450, set: () => assert.fail("set again") });
  pane.place(FRAME);
});

test("panes of the same name are one, in front of or behind others", () => {
  const map = new FakeMap();
  const panes = [new CanvasPane(map, "a", 440, ""), new CanvasPane(map, "a", 460, "")];
  assert.deepEqual(
    map.panes.a.children,
    panes.map(({ canvas }) => canvas),
  );
  assert.equal(map.panes.a.style.zIndex, "460");
});

test("the same view is the same place, until a zoom moves it", () => {
  const map = new FakeMap();
  const pane = new CanvasPane(map, "a", 440, "");
  pane.place(FRAME);
  assert.equal(pane.placed, pane.placeOf({ ...FRAME }));
  assert.notEqual(pane.placed, pane.placeOf({ ...FRAME, left: 1 }));
  const asked = [];
  map._latLngToNewLayerPoint = (corner, zoom) => asked.push(zoom);
  map.getZoomScale = () => 2;
  L.DomUtil.setTransform = (canvas, offset, scale) => asked.push(scale);
  map.fire("zoomanim", { zoom: 11, center: {} });
  assert.deepEqual([asked, pane.placed], [[11, 2], ""]);
});

test("a canvas that was never placed is not stretched, and one that was removed neither", () => {
  const map = new FakeMap();
  const pane = new CanvasPane(map, "a", 440, "");
  map._latLngToNewLayerPoint = () => assert.fail("stretched");
  map.fire("zoomanim", { zoom: 11, center: {} });
  pane.place(FRAME);
  pane.remove();
  map.fire("zoomanim", { zoom: 11, center: {} });
  assert.deepEqual(map.panes.a.children, []);
});
