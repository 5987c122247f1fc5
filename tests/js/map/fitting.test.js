import assert from "node:assert/strict";
import { test } from "node:test";

import { worldOf } from "../../../components/folium_map/assets/base/projection.js";
import {
  bringIntoView,
  firstBox,
  fitBox,
  isSeen,
  lookAtFirst,
} from "../../../components/folium_map/assets/map/fitting.js";
import { FakeMap } from "../fakes/leaflet.js";

const corner = (lon, lat) => worldOf(lon, lat);
function boxOf(lonWest, latSouth, lonEast, latNorth) {
  const [west, north] = corner(lonWest, latNorth);
  const [east, south] = corner(lonEast, latSouth);
  return { west, south, east, north };
}
const rounded = (bounds) => bounds.map((each) => each.map((degrees) => Number(degrees.toFixed(6))));

test("a box is fitted clear of buttons and legend, and not closer than a town", () => {
  const map = new FakeMap({ size: [1100, 600] });
  fitBox(map, boxOf(20, 42, 21, 43), true);
  const [[name, bounds, options]] = map.asked;
  assert.deepEqual(
    [name, rounded(bounds)],
    [
      "fitBounds",
      [
        [42, 20],
        [43, 21],
      ],
    ],
  );
  assert.deepEqual(options, {
    paddingTopLeft: [130, 36],
    paddingBottomRight: [256, 36],
    maxZoom: 11,
    animate: true,
  });
});

test("on a phone, where buttons and legend would leave no room, the box has the whole map", () => {
  const map = new FakeMap({ size: [390, 500] });
  fitBox(map, boxOf(20, 42, 21, 43), true);
  const { paddingTopLeft, paddingBottomRight } = map.asked[0][2];
  assert.deepEqual(
    [paddingTopLeft, paddingBottomRight],
    [
      [36, 36],
      [36, 36],
    ],
  );
});

test("around one place the map shows so much that a coast or a border is in it", () => {
  const map = new FakeMap();
  fitBox(map, boxOf(20, 42, 20, 42), true);
  assert.equal(map.asked[0][2].maxZoom, 8);
});

test("without places the map stays where it is", () => {
  const map = new FakeMap();
  fitBox(map, null, false);
  assert.deepEqual(map.asked, []);
});

test("all records are shown at first, of many the densest half where far-off ones would make it a dot", () => {
  const half = boxOf(20, 42, 21, 43);
  const near = boxOf(18, 41, 23, 44);
  const far = boxOf(-77, 30, 50, 60);
  assert.equal(firstBox({ drawn: 9, boxes: { half, all: far } }), far);
  assert.equal(firstBox({ drawn: 900, boxes: { half, all: near } }), near);
  assert.equal(firstBox({ drawn: 900, boxes: { half, all: far } }), half);
  assert.equal(firstBox({ drawn: 0, boxes: { half: null, all: null } }), null);
});

test("a copied link says where the map begins", () => {
  const boxes = { half: boxOf(20, 42, 21, 43), all: boxOf(-10, 30, 50, 60) };
  const linked = new FakeMap();
  lookAtFirst(linked, { lat: 42.5, lon: 20.5, zoom: 9 }, { drawn: 90, boxes });
  assert.deepEqual(linked.asked, [["setView", [42.5, 20.5], 9, { animate: false }]]);
  const other = new FakeMap();
  lookAtFirst(other, null, { drawn: 90, boxes });
  assert.deepEqual(rounded(other.asked[0][1])[0], [42, 20]);
  assert.equal(other.asked[0][2].animate, false);
});

const VIEW = { west: 0, east: 100, north: 0, south: 100 };

test("a shape is seen where half of it is in view, or the view lies within it", () => {
  const seen = (west, east, north, south) => isSeen({ west, east, north, south }, VIEW);
  assert.ok(seen(10, 20, 10, 20));
  assert.ok(seen(50, 150, 10, 20));
  assert.ok(!seen(51, 152, 10, 20));
  assert.ok(!seen(110, 120, 10, 20));
  assert.ok(seen(-900, 900, -900, 900));
  assert.ok(!seen(-900, 20, -900, 900));
  assert.ok(seen(50, 50, 0, 100), "a straight line");
  assert.ok(!seen(101, 101, 0, 100));
});

test("a shape out of view is brought into it, at the zoom that is or a wider one, clear of what covers the map", () => {
  const map = new FakeMap({ zoom: 9 });
  map.getBounds = () => ({ getWest: () => 10, getNorth: () => 50, getEast: () => 12, getSouth: () => 48 });
  const margins = { paddingTopLeft: [150, 48], paddingBottomRight: [48, 48] };
  bringIntoView(map, boxOf(10.5, 48.5, 11, 49), margins);
  assert.deepEqual(map.asked, []);
  bringIntoView(map, boxOf(20, 42, 21, 43), margins);
  const [[name, bounds, options]] = map.asked;
  assert.deepEqual(
    [name, rounded(bounds), options],
    [
      "fitBounds",
      [
        [42, 20],
        [43, 21],
      ],
      { ...margins, maxZoom: 9 },
    ],
  );
});
