import assert from "node:assert/strict";
import { test } from "node:test";

import { worldOf } from "../../../components/folium_map/assets/base/projection.js";
import { firstBox, fitBox, lookAtFirst } from "../../../components/folium_map/assets/map/fitting.js";
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
