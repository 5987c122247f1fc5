import assert from "node:assert/strict";
import { test } from "node:test";

import { pixelsPerUnit } from "../../../components/folium_map/assets/base/projection.js";
import { Preview } from "../../../components/folium_map/assets/map/preview.js";
import { called } from "../fakes/context.js";
import { FakeMap } from "../fakes/leaflet.js";

const ZOOM = 10;
/** Places at these pixels of a view that begins in the world's corner. */
const partOf = (...pixels) => ({
  x: Uint32Array.from(pixels, ([x]) => x / pixelsPerUnit(ZOOM)),
  y: Uint32Array.from(pixels, ([, y]) => y / pixelsPerUnit(ZOOM)),
  n: pixels.length,
});
function previewOn(map) {
  const preview = new Preview(map);
  const [canvas] = map.panes["incident-preview"].children;
  return { map, preview, canvas, images: () => called(canvas.context, "putImageData") };
}

function opacity({ images }, x, y) {
  const [image] = images().at(-1).args;
  return image.data[4 * (y * image.width + x) + 3];
}

test("a place is a dot of two pixels, half clear", () => {
  const made = previewOn(new FakeMap({ zoom: ZOOM }));
  made.preview.add(partOf([100, 50]));
  assert.deepEqual(
    [opacity(made, 100, 50), opacity(made, 101, 51), opacity(made, 102, 50), opacity(made, 99, 50)],
    [150, 150, 0, 0],
  );
});

test("dots at the edge are whole or not there", () => {
  const made = previewOn(new FakeMap({ zoom: ZOOM, size: [200, 100] }));
  made.preview.add(partOf([0, 0], [198, 98], [199, 50], [50, 99]));
  assert.deepEqual(
    [opacity(made, 0, 0), opacity(made, 199, 99), opacity(made, 199, 50), opacity(made, 50, 99)],
    [150, 150, 0, 0],
  );
});

test("a map that moves takes all places with it, and the canvas tells how many", () => {
  const made = previewOn(new FakeMap({ zoom: ZOOM }));
  made.preview.add(partOf([100, 50]));
  made.preview.add(partOf([300, 50], [400, 50]));
  made.map.min = [10, 0];
  made.map.fire("move");
  assert.deepEqual([opacity(made, 90, 50), opacity(made, 290, 50), opacity(made, 100, 50)], [150, 150, 0]);
  assert.equal(made.canvas.dataset.places, "3");
});

test("a map without size shows nothing, until it has one", () => {
  const made = previewOn(new FakeMap({ zoom: ZOOM, size: [0, 0] }));
  made.preview.add(partOf([100, 50]));
  assert.equal(made.images().length, 0);
  made.map.size = [200, 100];
  made.map.fire("resize");
  assert.equal(opacity(made, 100, 50), 150);
});

test("once it was removed it follows no map", () => {
  const made = previewOn(new FakeMap({ zoom: ZOOM }));
  made.preview.remove();
  const before = made.images().length;
  made.map.fire("move");
  assert.equal(made.images().length, before);
});
