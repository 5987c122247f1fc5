import assert from "node:assert/strict";
import { test } from "node:test";
import { worldOf } from "../../../components/folium_map/assets/base/projection.js";
import {
  AS_POINT,
  AS_SHAPE,
  NEAR,
  NOT_DRAWN,
  partOf,
  placesOf,
  prepare,
  SETTLEMENT,
  SITE,
  transferable,
} from "../../../components/folium_map/assets/data/records.js";
import { columnsOfRows, NODATA, recordsOf } from "../records.js";

const LINE = [
  [20, 43],
  [21, 43],
];

test("district, region and country are never drawn, and a point needs a position", () => {
  const classes = [0, 1, 2, 3, 4, 5].map((location_class) => ({ location_class }));
  const { drawn, total } = recordsOf([...classes, { x: NODATA.x }]);
  assert.deepEqual([...drawn], [AS_POINT, AS_POINT, AS_POINT, NOT_DRAWN, NOT_DRAWN, NOT_DRAWN, NOT_DRAWN]);
  assert.equal(total, 3);
});

const RING = [...LINE, [20.5, 44], LINE[0]];
const line = (...rows) => ({ rows, kind: "line", paths: [LINE] });

test("records are drawn as their shape, whatever their class; without one by their class", () => {
  const shapes = [line(0, 1), { rows: [3], kind: "area", paths: [RING] }, line(9)];
  const records = recordsOf(
    [{ location_class: 6 }, {}, { location_class: 6 }, { location_class: 4 }],
    shapes,
  );
  assert.deepEqual([...records.drawn], [AS_SHAPE, AS_SHAPE, NOT_DRAWN, AS_SHAPE]);
  assert.deepEqual(
    records.shapes.map(({ rows }) => rows),
    [[0, 1], [3]],
  );
  assert.deepEqual(records.shapeKinds, ["line", "area"]);
  assert.equal(records.total, 3);
});

test("a shape has its box, and an area the size of its largest ring", () => {
  const hole = RING.map(([lon, lat]) => [20.5 + (lon - 20.5) / 4, 43.3 + (lat - 43.3) / 4]);
  const shapes = [line(0), { rows: [0], kind: "area", paths: [hole, RING] }];
  const [stroke, area] = recordsOf([{}], shapes).shapes;
  const [west, south] = worldOf(20, 43);
  const [east] = worldOf(21, 43);
  const [, north] = worldOf(20.5, 44);
  assert.deepEqual(stroke.box, { west, east, north: south, south });
  assert.deepEqual(area.box, { west, east, north, south });
  assert.ok(Math.abs(area.size / (((east - west) * (south - north)) / 2) - 1) < 1e-9);
  assert.equal(stroke.size, 0);
});

test("only the time class standing stands; unknown does not", () => {
  const { standing } = recordsOf([{ time_class: 0 }, { time_class: 1 }, { time_class: 2 }]);
  assert.deepEqual([...standing], [0, 1, 0]);
});

test("equal positions share a place, others do not", () => {
  const x = Uint32Array.from([5, 5, 6, 5, 6]);
  const y = Uint32Array.from([1, 2, 1, 1, 1]);
  assert.deepEqual([...placesOf(x, y)], [0, 1, 2, 0, 2]);
});

test("what has come is told by its points alone: no districts, no rows without a place", () => {
  const rows = [
    {},
    { x: 7, y: 8, location_class: 1 },
    { location_class: 3 },
    { x: NODATA.x },
    { x: 5, y: 6 },
  ];
  const { x, y, n } = partOf(columnsOfRows(rows), 1);
  assert.deepEqual(
    [[...x.subarray(0, n)], [...y.subarray(0, n)]],
    [
      [7, 5],
      [8, 6],
    ],
  );
});

test("how well a place is known follows its class", () => {
  const { precision } = recordsOf([0, 1, 2].map((location_class) => ({ location_class })));
  assert.deepEqual([...precision], [SITE, SETTLEMENT, NEAR]);
});

test("of a header alone it is the server that knows how many can be drawn", () => {
  const columns = columnsOfRows([]);
  columns.header.drawn = 3_000_000;
  assert.equal(prepare(columns, { places: [], shapes: [line(5)], reference: [] }).total, 3_000_000);
});

test("places are distinguished among very many too", () => {
  const n = 20_000;
  const x = Uint32Array.from({ length: n }, (_, row) => (row % 5000) * 65_536);
  const y = Uint32Array.from({ length: n }, (_, row) => (row % 2) * 65_536);
  assert.equal(new Set(placesOf(x, y)).size, 5000);
});

test("every array of the records is handed over, none is copied", () => {
  const records = recordsOf([{}, { location_class: 6 }], [line(1)]);
  const buffers = transferable(records);
  for (const array of [records.drawn, records.placeOf, records.shapes[0].paths[0], records.columns.x])
    assert.ok(buffers.includes(array.buffer));
  assert.equal(buffers.length, 18);
});

test("a line that is a place knows its name, how wide it is uncertain and whose course it has", () => {
  const coordinates = [
    [20, 42],
    [21, 43],
  ];
  const place = { name: "The line", uncertainty: 25_000, source: "Natural Earth" };
  const shapes = [
    { rows: [0], kind: "line", paths: [coordinates] },
    { rows: [1], kind: "line", paths: [coordinates.toReversed()] },
  ];
  const rows = [{ location_class: 6 }, { location_class: 6 }];
  const records = recordsOf(rows, shapes, [{ ...place, coordinates }]);
  assert.deepEqual(
    records.shapes.map((shape) => shape.place),
    [place, null],
  );
});
