import assert from "node:assert/strict";
import { test } from "node:test";

import { PlaceCounts } from "../../../components/folium_map/assets/draw/place_counts.js";
import { INITIAL, updated } from "../../../components/folium_map/assets/map/layer_state.js";
import { LocalDataset } from "../../../components/folium_map/assets/map/local_dataset.js";
import { encodeAmounts, recordsOf } from "../records.js";

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
const SHOWN = { mode: "points", selection: { bits: null, query: "" } };
const shown = (changes) => updated(INITIAL, { ...SHOWN, ...changes }, 0);

function scenesOf(dataset, state, fresh) {
  dataset.prepare(state, FRAME, fresh);
  return dataset.scenes(state, FRAME, THEME);
}

test("records in view are drawn, those on a line by their line", () => {
  const dataset = new LocalDataset(recordsOf([at(10), at(500), at(20, { location_class: 6 })], SHAPES));
  const { points, shapes } = scenesOf(dataset, shown({}), true);
  assert.deepEqual([...points.view.rows.subarray(0, points.view.count)], [0]);
  assert.deepEqual(
    shapes.shapes.map(({ rows }) => rows),
    [[2]],
  );
  assert.equal(dataset.count, 3);
});

test("rows are chosen again only where that is asked for", () => {
  const dataset = new LocalDataset(recordsOf([at(10), at(20, { kind: 1 })]));
  scenesOf(dataset, shown({}), true);
  const hidden = shown({ selection: { bits: null, query: "q=a" }, hidden: new Set(["deployment"]) });
  scenesOf(dataset, hidden, false);
  assert.deepEqual([dataset.count, dataset.query], [2, ""]);
  scenesOf(dataset, hidden, true);
  assert.deepEqual([dataset.count, dataset.query], [1, "q=a"]);
  assert.deepEqual([...dataset.countsBy("kind")], [1, 0, 0, 0, 0]);
});

test("a chosen record that is not shown is not drawn as chosen", () => {
  const dataset = new LocalDataset(recordsOf([at(10), at(20)]));
  const only = (bits, chosen) => scenesOf(dataset, shown({ selection: { bits, query: "" }, chosen }), true);
  assert.equal(only(Uint8Array.of(0b01), 0).points.chosen, 0);
  assert.equal(only(Uint8Array.of(0b10), 0).points.chosen, null);
});

test("the encoding follows the colour", () => {
  const dataset = new LocalDataset(recordsOf([at(10)]));
  assert.equal(dataset.encoding("kind").field, "kind");
  assert.equal(dataset.encoding("actor").field, "actor");
});

test("colours follow the counts under the filter, and stay while a brush or a playback moves", () => {
  const records = recordsOf(Array.from({ length: 18 }, (_, row) => at(10, { actor: row % 9, start: row })));
  const ids = Array.from({ length: 9 }, (_, index) => ({ id: String(index), label: "" }));
  records.columns.header.categories.actor = ids;
  const dataset = new LocalDataset(records);
  const holders = (changes) => {
    scenesOf(dataset, shown({ colour: "actor", ...changes }), true);
    return dataset.encoding("actor").holders;
  };
  const first = [0, 1, 2, 3, 4, 5, 6];
  assert.deepEqual(holders({}), first);
  const last = { bits: Uint8Array.of(0, 0, 3), query: "q=a" }; // rows 16 and 17: actors 7 and 8
  assert.deepEqual(holders({ selection: last, window: { from: 0, to: 9, within: "possibly" } }), first);
  assert.deepEqual(holders({ selection: last }), [7, 8, 2, 3, 4, 5, 6]);
});

test("records at one place are crowded there, and its circle stands for all of them", () => {
  const rows = [...Array.from({ length: 30 }, () => at(10)), at(90)];
  const dataset = new LocalDataset(recordsOf(rows));
  const state = shown({ mode: "places" });
  const { points } = scenesOf(dataset, state, true);
  assert.ok(dataset.crowded(FRAME));
  assert.ok(!dataset.crowded({ ...FRAME, left: 50 }));
  const { cells, count, records } = points.places;
  assert.deepEqual([count, records[cells[0]], dataset.rowsIn(cells[0]).length], [2, 30, 30]);
});

test("places are counted anew for other rows, colours and zooms, and not while the map is dragged", (context) => {
  const dataset = new LocalDataset(recordsOf([at(10), at(20, { kind: 1 })]));
  const counting = context.mock.method(PlaceCounts.prototype, "countRows");
  const counted = (changes, frame = FRAME, fresh = false) => {
    const state = shown({ mode: "places", ...changes });
    dataset.prepare(state, frame, fresh);
    dataset.scenes(state, frame, THEME);
    return counting.mock.callCount();
  };
  assert.equal(counted({}, FRAME, true), 1);
  assert.equal(counted({}, { ...FRAME, left: 9 }), 1);
  assert.equal(counted({ colour: "actor" }), 2);
  assert.equal(counted({ colour: "actor" }, { ...FRAME, scale: 2 }), 3);
  assert.equal(counted({ colour: "actor" }, { ...FRAME, scale: 2 }, true), 4);
});

test("records that give no number of fatalities are counted, of those that are shown", () => {
  const dataset = new LocalDataset(recordsOf([at(10, { weight: 65535 }), at(20), at(30, { weight: 65535 })]));
  const unknown = (bits) => {
    scenesOf(dataset, shown({ selection: { bits: Uint8Array.of(bits), query: "" } }), true);
    return dataset.unknown;
  };
  assert.deepEqual([0b111, 0b011, 0b010].map(unknown), [2, 1, 0]);
});

const FOLDER = new URL("http://map.test/data/set/1/columns.bin?format=8");
const answered = (amounts) => ({ ok: true, arrayBuffer: async () => encodeAmounts(amounts) });
const rested = () => new Promise((resolve) => setTimeout(resolve));
const measured = { mode: "places", size: "column:a b", sizeName: "a b" };

test("a measure that the columns lack is fetched once; nothing is drawn until it has come", async (context) => {
  const asked = context.mock.method(globalThis, "fetch", async () => answered([2.5, Infinity, -1]));
  let came = 0;
  const rows = [at(10, { weight: 3 }), at(60, { weight: 3 }), at(90)];
  const dataset = new LocalDataset(recordsOf(rows), FOLDER, () => came++);
  assert.equal(dataset.prepare(shown(measured), FRAME, true), false);
  assert.equal(dataset.prepare(shown(measured), FRAME, true), false);
  await rested();
  assert.deepEqual([came, asked.mock.callCount()], [1, 1]);
  const { href } = asked.mock.calls[0].arguments[0];
  assert.equal(href, "http://map.test/data/set/1/measure.bin?measure=column%3Aa%20b&format=8");
  assert.equal(dataset.prepare(shown(measured), FRAME, true), true);
  const counted = (state) => {
    dataset.prepare(state, FRAME, false);
    const { places } = dataset.scenes(state, FRAME, THEME).points;
    return [...places.cells.subarray(0, places.count)].map((cell) => [
      places.amounts[cell],
      places.unknown[cell],
    ]);
  };
  assert.deepEqual(counted(shown(measured)), [
    [2.5, 0],
    [0, 1],
    [-1, 0],
  ]);
  assert.equal(dataset.unknown, 1);
  assert.deepEqual(counted(shown({ mode: "places", size: "fatalities" })), [
    [3, 0],
    [3, 0],
    [0, 0],
  ]);
  assert.deepEqual([dataset.unknown, dataset.figuresOf([0]).fatalities[0]], [0, 3]);
});

test("a measure that does not come is asked for again at the next drawing, and told", async (context) => {
  let answers = [{ ok: true, arrayBuffer: async () => encodeAmounts([1, 2]) }];
  context.mock.method(globalThis, "fetch", async () => answers.shift());
  const failures = [];
  const dataset = new LocalDataset(
    recordsOf([at(10)]),
    FOLDER,
    () => {},
    (error) => failures.push(error.message),
  );
  dataset.prepare(shown(measured), FRAME, true);
  await rested();
  assert.deepEqual(failures, ["/data/set/1/measure.bin has another number of records"]);
  answers = [answered([4])];
  assert.equal(dataset.prepare(shown(measured), FRAME, true), false);
  await rested();
  assert.equal(dataset.prepare(shown(measured), FRAME, true), true);
});

test("what is compared has the colours of the first, which go by the records of both", () => {
  const records = recordsOf(Array.from({ length: 18 }, (_, row) => at(10, { actor: row % 9, start: row })));
  records.columns.header.categories.actor = Array.from({ length: 9 }, (_, index) => ({ id: String(index) }));
  const [one, other] = [new LocalDataset(records), new LocalDataset(records)];
  const first = { bits: Uint8Array.of(0b1111, 0, 0), query: "q=a" }; // actors 0 to 3
  const last = { bits: Uint8Array.of(0, 0, 3), query: "q=b" }; // actors 7 and 8
  for (const [dataset, selection] of [
    [one, first],
    [other, last],
  ])
    dataset.prepare(shown({ colour: "actor", selection }), FRAME, true);
  one.fellow = { encoding: null, countsBy: (field) => other.countsBy(field) };
  other.fellow = { encoding: (field) => one.encoding(field), countsBy: null };
  assert.deepEqual(one.encoding("actor").holders.toSorted(), [0, 1, 2, 3, 7, 8]);
  assert.equal(other.encoding("actor"), one.encoding("actor"));
  one.fellow = null;
  other.fellow = null;
  assert.deepEqual(other.encoding("actor").holders, [7, 8]);
});
