import assert from "node:assert/strict";
import { test } from "node:test";

import { Words } from "../../../components/folium_map/assets/base/words.js";
import { labelsOf } from "../../../components/folium_map/assets/draw/labels.js";
import { PlaceCounts, regionOf } from "../../../components/folium_map/assets/draw/place_counts.js";
import { INITIAL, updated } from "../../../components/folium_map/assets/map/layer_state.js";
import { Painter } from "../../../components/folium_map/assets/map/painter.js";
import { called, texts } from "../fakes/context.js";
import { FakeMap } from "../fakes/leaflet.js";
import { shapeOf } from "../records.js";
import { sceneOf } from "../scenes.js";

const at = (x, more = {}) => ({ x, y: 300, ...more });
const crowd = (count) => Array.from({ length: count }, (_, index) => at(index % 800, { y: index % 600 }));

/** A painter, and the picture of these records; row numbers of the dataset are ten more than the scene's. */
function painted(rows, { scene = {}, weights = null, shapes = [], ...changes } = {}) {
  const map = new FakeMap();
  const painter = new Painter(map);
  const points = sceneOf(rows, scene);
  points.view.weights = weights;
  const rowsOf = (indices) => indices.map((index) => index + 10);
  const scenes = { points, shapes: { ...points, shapes }, cellEdge: 8 };
  const picture = painter.paint(scenes, updated(INITIAL, { mode: "points", ...changes }, 0), rowsOf);
  return { map, painter, picture, scene: points, context: painter.canvas.context };
}
const rowsOf = ({ picture }) => picture.targets.spots.flatMap(({ rows }) => rows);

test("three thousand records are symbols, of more pixels are written", () => {
  assert.deepEqual(
    [3000, 3001].map((count) => painted(crowd(count)).picture.dense),
    [false, true],
  );
});

test("while time hurries as many are symbols as can be drawn in two milliseconds", () => {
  const hurried = (count) => painted(crowd(count), { hurried: true }).picture.dense;
  assert.deepEqual([600, 700].map(hurried), [false, true]); // 3 µs each, as long as nothing was measured
});

test("spots tell the dataset's rows", () => assert.deepEqual(rowsOf(painted([at(100), at(500)])), [10, 11]));

test("counts per cell are squares, never symbols", () => {
  const { picture, context } = painted([at(100), at(108)], { weights: [3, 4] });
  assert.deepEqual(
    picture.targets.spots.map(({ group, count }) => [group, count]),
    [
      [true, 3],
      [true, 4],
    ],
  );
  assert.equal(called(context, "fillRect").length, 2);
});

test("the numbers of clusters are added up, a record alone counts too", () => {
  assert.equal(painted([at(100), at(101), at(500)], { mode: "clusters" }).picture.clustered, 3);
  assert.equal(painted([at(100), at(101)]).picture.clustered, 0);
});

test("heat and pixels show the chosen record on top, and only where it is a point", () => {
  const halos = (rows, changes) =>
    called(painted(rows, { scene: { chosen: 0 }, ...changes }).context, "arc").length;
  assert.equal(halos([at(100)], { mode: "heat" }), 1);
  assert.equal(halos([at(100, { location_class: 4 })], { mode: "heat" }), 0);
  assert.equal(painted(crowd(3001), { scene: { chosen: 5 } }).picture.targets.spots.length, 1);
});

test("in heat no record can be pointed at, among pixels those near the pointer", () => {
  assert.deepEqual(painted([at(100)], { mode: "heat" }).picture.targets.spots, []);
  const { pixels } = painted(crowd(3001)).picture.targets;
  assert.ok(pixels(7, 7, 0.1).includes(17));
  assert.equal(painted([at(100)]).picture.targets.pixels, null);
});

test("names keep clear of symbols, clusters and lines, of heat they need not", () => {
  const reaches = (mode) => painted([at(100), at(101)], { mode }).picture.obstacles.length;
  assert.deepEqual(["points", "clusters", "heat"].map(reaches), [2, 1, 0]);
  const shapes = [shapeOf("line", [0], [[100, 200, 190, 200]])];
  assert.equal(painted([at(100)], { mode: "heat", shapes }).picture.obstacles.length, 10);
});

/** How often a name is written by a painter that is asked twice, and how high its pane lies. */
function named(rows, changes = {}) {
  const { painter, picture, scene, map } = painted(rows, changes);
  const labels = labelsOf({
    places: [{ name: "Zvečan", lon: 0, lat: 0, count: 1, class: "settlement" }],
    reference: [],
  });
  Object.assign(labels.labels[0], { x: 400, y: 100 });
  for (let turn = 0; turn < 2; turn++)
    painter.paintNames(labels, picture, scene.frame, updated(INITIAL, changes, 0));
  const pane = map.panes["incident-names"];
  return [called(pane.children[0].context, "drawImage").length, pane.style.zIndex];
}

test("names lie under symbols and over heat and pixels; where they keep clear of nothing they are written once", () => {
  assert.deepEqual(named([at(100)]), [2, "440"]);
  assert.deepEqual(named([at(100)], { mode: "heat" }), [1, "460"]);
  assert.deepEqual(named(crowd(3001)), [1, "460"]);
});

test("places without tiles are named clear of symbols and countries, and again when more of them have come", () => {
  const { painter, picture, scene, map } = painted([at(100)]);
  const place = (name, x) => ({ name, x: x / scene.frame.scale, y: 300 / scene.frame.scale, size: 1 });
  const ring = [
    [-180, 90],
    [0, 90],
    [0, 0],
    [-180, 0],
  ];
  const country = { properties: { name: "Land" }, geometry: { coordinates: [[ring]] } };
  const outline = { options: { pane: "outline" }, feature: country };
  const places = {
    placesIn: () => [place("Under a symbol", 100), place("Under the country", 390), place("Free", 600)],
  };
  map.layers = [outline, places];
  const context = () => map.panes["incident-names"].children[0].context;
  const paint = () =>
    painter.paintNames(
      labelsOf({ places: [], reference: [] }),
      picture,
      scene.frame,
      updated(INITIAL, {}, 0),
    );
  paint();
  assert.deepEqual(texts(context()), ["Land", "Free"]);

  picture.obstacles.length = 0; // names that keep clear of nothing are written once
  paint();
  const written = texts(context()).length;
  paint();
  assert.equal(texts(context()).length, written);
  painter.forgetNames();
  paint();
  assert.ok(texts(context()).length > written);
});

test("a line that is a place has its name and how far it is to be trusted; one that is none has no name", () => {
  const words = new Words({ line: { symbolic_within: "{name}: symbolic, ± {distance}" } }, "en");
  const place = { name: "The line", uncertainty: 25_000, source: "" };
  const named = (place) => {
    const shapes = [shapeOf("line", [0], [[100, 200, 190, 200]], { place })];
    const { painter, picture, scene, map } = painted([at(100)], { shapes, words });
    const state = updated(INITIAL, { words }, 0);
    painter.paintNames(labelsOf({ places: [], reference: [] }), picture, scene.frame, state);
    return texts(map.panes["incident-names"].children[0].context);
  };
  assert.deepEqual([named(place), named(null)], [["The line: symbolic, ± 25 km"], []]);
});

test("colours are read once, and again when the theme has changed", (context) => {
  const { painter } = painted([at(100)]);
  const read = context.mock.method(globalThis, "getComputedStyle");
  assert.equal(painter.theme, painter.theme);
  painter.forgetTheme(null);
  assert.ok(painter.theme);
  assert.equal(read.mock.callCount(), 1);
});

/** The picture of places with these records, drawn by the same painter once more for each change. */
function placed(rows, ...changes) {
  const painter = new Painter(new FakeMap());
  const scene = sceneOf(rows);
  return changes.map((change) => {
    const places = new PlaceCounts();
    const { records, encoding, frame } = scene;
    const shown = Uint32Array.from({ length: change.count ?? rows.length }, (_, row) => row);
    places.countRows(records, shown, shown.length, encoding, regionOf(frame));
    const points = { ...scene, places };
    const state = updated(INITIAL, { mode: "places", ...change }, 0);
    return painter.paint({ points, shapes: points, cellEdge: 0 }, state, (indices) => indices);
  });
}

test("the circles of places are added up, and names keep clear of the large ones", () => {
  const rows = [...Array.from({ length: 9 }, () => at(100)), at(500)];
  const [{ clustered, obstacles, targets, scale }] = placed(rows, {});
  assert.deepEqual([clustered, scale, targets.spots.map(({ count }) => count)], [10, 20, [9, 1]]);
  assert.deepEqual(
    obstacles.map(({ x }) => x),
    [100],
  );
});

test("while time moves circles keep their scale; what they count otherwise has its own", () => {
  const rows = Array.from({ length: 300 }, () => at(100, { weight: 1 }));
  const window = { from: 0, to: 1440, within: "possibly" };
  const scales = placed(
    rows,
    {},
    { count: 30, window },
    { count: 30 },
    { size: "fatalities", count: 90, window },
  );
  assert.deepEqual(
    scales.map(({ scale }) => scale),
    [500, 500, 50, 100],
  );
});
