import assert from "node:assert/strict";
import { test } from "node:test";

import { updated, INITIAL } from "../../components/folium_map/assets/map/layer_state.js";
import { LocalDataset } from "../../components/folium_map/assets/map/local_dataset.js";
import { RemoteAnswer } from "../../components/folium_map/assets/map/remote_answer.js";
import { columnsOfRows, recordsOf } from "./records.js";

const FRAME = { left: 0, top: 0, width: 100, height: 100, zoom: 0, scale: 1, ratio: 1 };
const THEME = {};
const at = (x, more = {}) => ({ x, y: 10, ...more });
const LINES = [{ row: 2, coordinates: [[0, 80], [10, 80]] }];
const shown = (changes) => updated(INITIAL, { selection: { bits: null, query: "" }, ...changes }, 0);

test("records in view are drawn, those on a line by their line", () => {
  const dataset = new LocalDataset(recordsOf([at(10), at(500), at(20, { location_class: 6 })], LINES));
  const { points, lines } = dataset.scenes(shown({}), FRAME, THEME, true);
  assert.deepEqual([...points.view.rows.subarray(0, points.view.count)], [0]);
  assert.deepEqual(lines.lines.map(({ rows }) => rows), [[2]]);
  assert.equal(dataset.count, 3);
});

test("rows are chosen again only where that is asked for", () => {
  const dataset = new LocalDataset(recordsOf([at(10), at(20, { kind: 1 })]));
  dataset.scenes(shown({}), FRAME, THEME, true);
  const hidden = shown({ selection: { bits: null, query: "q=a" }, hidden: new Set(["deployment"]) });
  dataset.scenes(hidden, FRAME, THEME, false);
  assert.deepEqual([dataset.count, dataset.query], [2, ""]);
  dataset.scenes(hidden, FRAME, THEME, true);
  assert.deepEqual([dataset.count, dataset.query], [1, "q=a"]);
  assert.deepEqual([...dataset.countsBy("kind")], [1, 0, 0, 0, 0]);
});

test("a chosen record that is not shown is not drawn as chosen", () => {
  const dataset = new LocalDataset(recordsOf([at(10), at(20)]));
  const only = (bits, chosen) => dataset.scenes(shown({ selection: { bits, query: "" }, chosen }), FRAME, THEME, true);
  assert.equal(only(Uint8Array.of(0b01), 0).points.chosen, 0);
  assert.equal(only(Uint8Array.of(0b10), 0).points.chosen, null);
});

test("the encoding follows the colour", () => {
  const dataset = new LocalDataset(recordsOf([at(10)]));
  assert.equal(dataset.encoding("kind").field, "kind");
  assert.equal(dataset.encoding("actor").field, "actor");
});

const GRID = { n: 2, block: 2, columns: [], shift: 3, box: [1, 1, 9, 9], drawn: 7, in_view: 7, by: [4, 3], lines: [2] };
const CELLS = { cx: [0, 1], cy: [0, 0], slot: [0, 1], count: [4, 3] };
const REFERENCE = { places: [], lines: LINES, reference: [] };
const WISH = { query: "q=a", colour: "kind" };
const scene = (answer, chosen) => answer.scene({ ...recordsScene(), chosen }, 40);
const recordsScene = () => ({ records: recordsOf([]), encoding: null, theme: THEME, frame: FRAME });

test("counts stand in the middles of their cells", () => {
  const answer = new RemoteAnswer(WISH, GRID, CELLS, null, REFERENCE);
  const { view } = scene(answer, 5);
  assert.deepEqual([...view.px], [12, 20]);
  assert.deepEqual([...view.py], [12, 12]);
  assert.deepEqual([view.count, view.weights], [2, CELLS.count]);
  assert.deepEqual([answer.level, answer.count, answer.cellEdge(FRAME)], ["cells", 7, 8]);
  assert.deepEqual(answer.lines.map(({ rows }) => rows), [[2]]);
});

test("counts by category are those of the colour that was asked for", () => {
  const answer = new RemoteAnswer(WISH, GRID, CELLS, null, REFERENCE);
  assert.deepEqual([...answer.countsBy("kind")], [4, 3]);
  assert.deepEqual([...answer.countsBy("actor")], []);
});

test("a view's records are told by the dataset's row numbers", () => {
  const rows = { ...columnsOfRows([at(10), at(20)]), row: Uint32Array.of(40, 41) };
  const answer = new RemoteAnswer(WISH, GRID, CELLS, rows, REFERENCE);
  assert.equal(answer.level, "view");
  assert.equal(scene(answer, 41).chosen, 1);
  assert.equal(scene(answer, 7).chosen, null);
  assert.deepEqual(answer.rowsOf([1]), [41]);
  assert.equal(answer.placed(41).x, 20);
  assert.equal(answer.placed(7), null);
});

test("with every kind switched off nothing is shown, and nothing is asked for", () => {
  const answer = RemoteAnswer.empty(WISH, REFERENCE);
  assert.deepEqual([answer.count, answer.query, scene(answer, null).view.count], [0, "q=a", 0]);
});
