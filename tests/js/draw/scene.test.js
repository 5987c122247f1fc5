import assert from "node:assert/strict";
import { test } from "node:test";

import { frameOf, InView, includesRow } from "../../../components/folium_map/assets/draw/scene.js";
import { FakeMap } from "../fakes/leaflet.js";
import { recordsOf } from "../records.js";

const FRAME = { left: 1000, top: 2000, scale: 2, width: 800, height: 600 };

/** Rows in view, and where, of records at these world positions. */
function gathered(rows, margin = 0) {
  const records = recordsOf(rows.map(([x, y, more]) => ({ x, y, ...more })));
  const view = new InView(rows.length);
  view.gather(records, Uint32Array.from(rows.keys()), rows.length, FRAME, margin);
  return Array.from({ length: view.count }, (_, index) => [view.rows[index], view.px[index], view.py[index]]);
}

test("records in view have their place on the screen", () => {
  assert.deepEqual(
    gathered([
      [500, 1000],
      [700, 1100],
    ]),
    [
      [0, 0, 0],
      [1, 400, 200],
    ],
  );
});

test("the view ends at its edges, or some pixels further out", () => {
  const corners = [
    [499, 1000],
    [901, 1000],
    [500, 999],
    [500, 1301],
  ];
  assert.equal(gathered(corners).length, 0);
  assert.equal(gathered(corners, 1.9).length, 0);
  assert.equal(gathered(corners, 2).length, 4);
});

test("what is not drawn as a point is not in view", () => {
  assert.deepEqual(
    gathered([
      [600, 1100, { location_class: 4 }],
      [600, 1100],
    ]).map(([row]) => row),
    [1],
  );
});

test("the rows near a point are those within the reach, nearest first, and not too many", () => {
  const view = new InView(4);
  view.rows.set([10, 11, 12, 13]);
  view.px.set([100, 103, 101, 104]);
  view.py.set([100, 104, 100, 104]);
  view.count = 4;
  assert.deepEqual(view.near(100, 100, 5, 9), [10, 12, 11]);
  assert.deepEqual(view.near(100, 100, 4.9, 9), [10, 12]);
  assert.deepEqual(view.near(100, 100, 5, 2), [10, 12]);
});

test("a frame says where the view lies in the world, in screen pixels", () => {
  const frame = frameOf(new FakeMap({ zoom: 8, size: [300, 200], min: [40, 50] }));
  assert.deepEqual(frame, { left: 40, top: 50, scale: 2 ** -16, width: 300, height: 200, zoom: 8, ratio: 1 });
});

test("a row is found among the selected only", () => {
  const selected = Uint32Array.from([1, 4, 9, 12]);
  assert.ok(includesRow(selected, 3, 9));
  assert.ok(!includesRow(selected, 3, 12)); // beyond the count: left from an earlier selection
  assert.ok(!includesRow(selected, 4, 5));
});
