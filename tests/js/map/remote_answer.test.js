import assert from "node:assert/strict";
import { test } from "node:test";

import { encodingOf, OTHER } from "../../../components/folium_map/assets/draw/palette.js";
import { RemoteAnswer } from "../../../components/folium_map/assets/map/remote_answer.js";
import { columnsOfRows, recordsOf } from "../records.js";

const FRAME = { left: 0, top: 0, width: 100, height: 100, zoom: 0, scale: 1, ratio: 1 };
const THEME = {};
const at = (x, more = {}) => ({ x, y: 10, ...more });
const SHAPES = [
  {
    rows: [2],
    kind: "line",
    paths: [
      [
        [0, 80],
        [10, 80],
      ],
    ],
  },
];
const GRID = {
  n: 2,
  block: 2,
  columns: [],
  shift: 3,
  box: [1, 1, 9, 9],
  drawn: 7,
  in_view: 7,
  by: [4, 3],
  codes: [2, 0],
  shapes: [2],
};
const CELLS = { cx: [0, 1], cy: [0, 0], slot: [0, 1], count: [4, 3] };
const REFERENCE = { places: [], shapes: SHAPES, reference: [] };
const WISH = { query: "q=a", colour: "kind", windowed: false };
const scene = (answer, chosen) => answer.scene({ ...recordsScene(), chosen }, 40);
const EMPTY = recordsOf([]);
const recordsScene = () => ({
  records: EMPTY,
  encoding: encodingOf(EMPTY.columns, "kind"),
  theme: THEME,
  frame: FRAME,
});

test("counts stand in the middles of their cells", () => {
  const answer = new RemoteAnswer(WISH, GRID, CELLS, null, REFERENCE);
  const { view } = scene(answer, 5);
  assert.deepEqual([...view.px], [12, 20]);
  assert.deepEqual([...view.py], [12, 12]);
  assert.deepEqual([view.count, view.weights], [2, CELLS.count]);
  assert.deepEqual([answer.level, answer.count, answer.cellEdge(FRAME)], ["cells", 7, 8]);
  assert.deepEqual(
    answer.shapes.map(({ rows }) => rows),
    [[2]],
  );
});

test("the server's slots become the looks that their categories have here", () => {
  const cells = { cx: [0, 0, 0], cy: [0, 0, 0], slot: [0, 1, 7], count: [4, 3, 2] };
  const answer = new RemoteAnswer(WISH, { ...GRID, n: 3 }, cells, null, REFERENCE);
  assert.deepEqual([...scene(answer, null).view.slots], [2, 0, OTHER]);
  const given = recordsScene();
  const slotOf = Uint8Array.of(5, OTHER, 1, OTHER, OTHER);
  const other = { ...given, encoding: { ...given.encoding, slotOf }, chosen: null };
  assert.deepEqual([...answer.scene(other, 40).view.slots], [1, 5, OTHER]);
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

test("a group of counted cells says which of the server's cells these are", () => {
  const answer = new RemoteAnswer(
    WISH,
    GRID,
    { ...CELLS, fatalities: [0, 0], unknown: [0, 0] },
    null,
    REFERENCE,
  );
  const group = { x: 0, y: 0, r: 4, rows: [], group: true, count: 7 };
  assert.deepEqual(answer.cellsOf({ ...group, entries: [0, 1] }), {
    shift: 3,
    box: [1, 1, 3, 2],
    cells: new Set(["1,1", "2,1"]),
  });
  assert.equal(answer.cellsOf(group), null);
});

test("cells and records bring the numbers of another measure, and lists still tell fatalities", () => {
  const wish = { ...WISH, measure: "injured" };
  const cells = { ...CELLS, amount: [2.5, 1], unknown: [1, 3] };
  const counted = new RemoteAnswer(wish, { ...GRID, unknown: 4 }, cells, null, REFERENCE);
  assert.deepEqual(scene(counted, null).view.heat.amounts, [2.5, 1]);
  assert.deepEqual([counted.measure, counted.unknown], ["injured", 4]);
  const amount = Float64Array.of(7, Infinity);
  const rows = { ...columnsOfRows([at(10, { weight: 3 }), at(20)]), row: Uint32Array.of(40, 41), amount };
  const held = new RemoteAnswer(wish, GRID, cells, rows, REFERENCE);
  const { columns } = scene(held, null).records;
  assert.deepEqual([columns.weight, columns.header.nodata.weight], [amount, Infinity]);
  assert.equal(held.figuresOf([40]).fatalities[0], 3);
});
