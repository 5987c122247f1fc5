import assert from "node:assert/strict";
import { test } from "node:test";

import { worldOf } from "../../../components/folium_map/assets/base/projection.js";
import { fitBox, lookAtFirst } from "../../../components/folium_map/assets/map/fitting.js";
import { FakeMap } from "../fakes/leaflet.js";

const corner = (lon, lat) => worldOf(lon, lat);
function boxOf(lonWest, latSouth, lonEast, latNorth) {
  const [west, north] = corner(lonWest, latNorth);
  const [east, south] = corner(lonEast, latSouth);
  return { west, south, east, north };
}
const rounded = (bounds) => bounds.map((each) => each.map((degrees) => Number(degrees.toFixed(6))));

test("a box is fitted with room around it, and not closer than a town", () => {
  const map = new FakeMap();
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
  assert.deepEqual(options, { padding: [36, 36], maxZoom: 13, animate: true });
});

test("without places the map stays where it is", () => {
  const map = new FakeMap();
  fitBox(map, null, false);
  assert.deepEqual(map.asked, []);
});

test("a copied link says where the map begins, else it is the densest half of the places", () => {
  const boxes = { half: boxOf(20, 42, 21, 43), all: boxOf(-10, 30, 50, 60) };
  const linked = new FakeMap();
  lookAtFirst(linked, { lat: 42.5, lon: 20.5, zoom: 9 }, { boxes });
  assert.deepEqual(linked.asked, [["setView", [42.5, 20.5], 9, { animate: false }]]);
  const other = new FakeMap();
  lookAtFirst(other, null, { boxes });
  assert.deepEqual(rounded(other.asked[0][1])[0], [42, 20]);
  assert.equal(other.asked[0][2].animate, false);
});
