import assert from "node:assert/strict";
import { test } from "node:test";

import { encodingOf, LOOKS, slotOfRow } from "../../../components/folium_map/assets/draw/palette.js";
import {
  CELL,
  holds,
  isCrowded,
  MANY,
  PlaceCounts,
  regionOf,
} from "../../../components/folium_map/assets/draw/place_counts.js";
import { recordsOf } from "../records.js";

const FRAME = { left: 100, top: 60, scale: 1, width: 800, height: 600 };
const UNKNOWN = 65535;

/** Records at random places about the view, some of them shared, some drawn as no point. */
function randomRows(count) {
  let state = 5;
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const places = Array.from({ length: 60 }, () => [random() * 1500, random() * 1100].map(Math.round));
  return Array.from({ length: count }, () => {
    const [x, y] = random() < 0.6 ? places[Math.floor(random() * 60)] : [random() * 1500, random() * 1100];
    const weight = random() < 0.2 ? UNKNOWN : Math.floor(random() * 9);
    const location_class = random() < 0.1 ? 4 : 0;
    return { x: Math.round(x), y: Math.round(y), weight, location_class, kind: Math.floor(random() * 4) };
  });
}

/** Counts these rows, all of them selected unless `selected` names some. */
function counted(rows, { selected = [...rows.keys()], frame = FRAME } = {}) {
  const records = recordsOf(rows);
  const encoding = encodingOf(records.columns, "kind");
  const counts = new PlaceCounts();
  const chosen = Uint32Array.from(selected);
  counts.countRows(records, chosen, chosen.length, encoding, regionOf(frame));
  return { counts, records, encoding, chosen };
}

/** The same by a plain count. */
function plainly({ records, encoding, chosen }, { west, north, across, down }) {
  const cells = new Map();
  for (const row of chosen) {
    const { x, y, weight } = records.columns;
    const [cx, cy] = [Math.floor(x[row] / CELL) - west, Math.floor(y[row] / CELL) - north];
    if (records.drawn[row] !== 1 || cx < 0 || cy < 0 || cx >= across || cy >= down) continue;
    const cell = cy * across + cx;
    const known = cells.get(cell) ?? { rows: [], fatalities: 0, unknown: 0, places: new Set(), by: [] };
    cells.set(cell, known);
    known.rows.push(row);
    known.places.add(`${x[row]} ${y[row]}`);
    known.by[slotOfRow(encoding, row)] = (known.by[slotOfRow(encoding, row)] ?? 0) + 1;
    if (weight[row] === UNKNOWN) known.unknown++;
    else known.fatalities += weight[row];
  }
  return cells;
}

test("places count what a plain count finds: records, fatalities, those that give no number, looks, places", () => {
  const made = counted(randomRows(3000));
  const { counts, records } = made;
  const expected = plainly(made, counts.region);
  assert.equal(counts.count, expected.size);
  for (const cell of counts.cells.subarray(0, counts.count)) {
    const { rows, fatalities, unknown, places, by } = expected.get(cell);
    const found = [counts.records, counts.amounts, counts.unknown, counts.places, counts.first].map(
      (each) => each[cell],
    );
    assert.deepEqual(found, [rows.length, fatalities, unknown, places.size, rows[0]]);
    for (let slot = 0; slot < LOOKS.length; slot++)
      assert.equal(counts.recordsBy[cell * LOOKS.length + slot], by[slot] ?? 0);
    assert.deepEqual(counts.rowsIn(cell, records, made.chosen, made.chosen.length), rows);
    assert.ok(places.has(`${counts.x[cell]} ${counts.y[cell]}`), "a circle stands at one of its places");
  }
});

test("only what is selected is counted, and a count forgets the one before", () => {
  const rows = randomRows(500);
  const { counts, records, encoding } = counted(rows);
  const few = Uint32Array.of(3, 4, 5, 6, 7, 8, 9);
  counts.countRows(records, few, few.length, encoding, regionOf(FRAME));
  const made = { records, encoding, chosen: few };
  const expected = plainly(made, counts.region);
  const sum = counts.cells.subarray(0, counts.count).reduce((all, cell) => all + counts.records[cell], 0);
  assert.equal(
    sum,
    [...expected.values()].reduce((all, each) => all + each.rows.length, 0),
  );
});

test("a circle stands where most of its records are", () => {
  const at = (x) => ({ x, y: 300 });
  const { counts } = counted([at(245), at(246), at(246), at(247)]);
  assert.equal(counts.x[counts.cells[0]], 246);
  assert.equal(counts.places[counts.cells[0]], 3);
});

test("cells stand fixed in the world: another view counts the same circles where both look", () => {
  const rows = randomRows(2000);
  const circles = (frame) => {
    const { counts } = counted(rows, { frame });
    const inBoth = (cell) => counts.x[cell] >= 200 && counts.x[cell] < 700 && counts.y[cell] < 500;
    const found = [...counts.cells.subarray(0, counts.count)].filter(inBoth);
    return found.map((cell) => `${counts.x[cell]} ${counts.y[cell]} ${counts.records[cell]}`).sort();
  };
  assert.deepEqual(circles(FRAME), circles({ ...FRAME, left: 131, top: 17 }));
});

test("a region holds its view and some more, but no other zoom", () => {
  const region = regionOf(FRAME);
  assert.ok(holds(region, FRAME, 40));
  assert.ok(holds(region, { ...FRAME, left: 400, top: 300 }, 40));
  assert.ok(!holds(region, { ...FRAME, left: 600 }, 40));
  assert.ok(!holds(region, { ...FRAME, scale: 2 }, 40));
});

test("a cell is three by three of the server's, at whole zooms, and holds the same records there", () => {
  const scale = 256 * 2 ** (11 - 32); // zoom 11: pixels per unit of the world
  const frame = { left: 300_000, top: 200_000, width: 800, height: 600, scale };
  const counts = new PlaceCounts();
  counts.countCells(
    {
      x: Float64Array.of(300_400 / scale),
      y: Float64Array.of(200_300 / scale),
      ...{ slots: [0], count: [5], amounts: [0], unknown: [0] },
    },
    regionOf(frame),
  );
  const { shift, box } = counts.boxOf(counts.cells[0]);
  assert.equal(2 ** shift * scale, 8, "CSS pixels");
  const [west, north, east, south] = box.map((each) => each * 2 ** shift * scale);
  assert.deepEqual([east - west, south - north], [24, 24]);
  assert.ok(west <= 300_400 && east > 300_400 && north <= 200_300 && south > 200_300);
  counts.region = { ...counts.region, scale: scale * 1.3 };
  assert.equal(counts.boxOf(counts.cells[0]), null, "between two zooms");
});

test("cells of a server are counted alike, and a circle stands in the middle of its largest", () => {
  const counts = new PlaceCounts();
  const cells = {
    x: Float64Array.of(244, 244, 252, 400),
    y: Float64Array.of(244, 244, 244, 300),
    slots: [0, 7, 0, 2],
    count: [2, 3, 4, 1],
    amounts: [5, 0, 1, 0],
    unknown: [0, 3, 0, 1],
  };
  counts.countCells(cells, regionOf(FRAME));
  const [first, second] = counts.cells;
  assert.deepEqual([counts.count, counts.records[first], counts.records[second]], [2, 9, 1]);
  assert.deepEqual([counts.amounts[first], counts.unknown[first], counts.x[first]], [6, 3, 252]);
  assert.deepEqual(
    [0, 7].map((slot) => counts.recordsBy[first * LOOKS.length + slot]),
    [6, 3],
  );
});

test("records crowd where they are more than two thousand, or where most share places of more than a rosette holds", () => {
  const rows = Uint32Array.from({ length: MANY + 1 }, (_, row) => row);
  const crowded = (count, placeOf) => isCrowded({ count, rows }, rows.map(placeOf));
  assert.ok(crowded(MANY + 1, (row) => row));
  assert.ok(!crowded(MANY, (row) => row));
  assert.ok(crowded(25, () => 0));
  assert.ok(!crowded(24, () => 0));
  const shared = (count) => (row) => (row < 25 ? 0 : row % count);
  assert.ok(crowded(49, shared(1000)));
  assert.ok(!crowded(50, shared(1000)));
  assert.ok(!crowded(0, () => 0));
  const inPairs = (row) => row >> 1;
  assert.ok(!crowded(500, inPairs));
  assert.ok(crowded(502, inPairs));
  assert.ok(!crowded(502, (row) => (row < 251 ? row >> 1 : row)));
});

test("a circle counts the events of its records, by looks that have most of them", () => {
  const rows = [{ events: 12, kind: 0 }, { kind: 1 }, { kind: 1 }, { events: 0, x: 300, kind: 2 }].map(
    (row) => ({
      ...{ x: 200, y: 200 },
      ...row,
    }),
  );
  const { counts, encoding, chosen, records } = counted(rows);
  const [one, other] = counts.cells;
  assert.deepEqual([counts.records[one], counts.events[one]], [3, 14]);
  assert.deepEqual([...counts.eventsBy.subarray(one * LOOKS.length, one * LOOKS.length + 3)], [12, 2, 0]);
  assert.deepEqual(
    [counts.records[other], counts.events[other]],
    [1, 0],
    "a total without a number is there",
  );
  counts.countRows(records, chosen, 1, encoding, regionOf(FRAME));
  assert.equal(counts.events[one], 12, "counted again, nothing is left of before");
});

test("where each record is one event, events are no numbers of their own", () => {
  const { counts } = counted(randomRows(50));
  assert.equal(counts.events, counts.records);
  assert.equal(counts.eventsBy, counts.recordsBy);
});

test("cells of a server bring their events", () => {
  const counts = new PlaceCounts();
  const cells = {
    x: [200, 201],
    y: [200, 200],
    slots: [0, 1],
    count: [2, 1],
    amounts: [0, 0],
    unknown: [0, 0],
  };
  counts.countCells({ ...cells, events: [40, 0] }, regionOf(FRAME));
  const [cell] = counts.cells;
  assert.deepEqual([counts.records[cell], counts.events[cell]], [3, 40]);
  counts.countCells(cells, regionOf(FRAME));
  assert.equal(counts.events[cell], 3);
});

test("a total of many events is more than a symbol can tell", () => {
  const { records } = counted([{ events: 40 }, { x: 500 }]);
  const view = { count: 2, rows: [0, 1] };
  assert.equal(isCrowded(view, records.placeOf, records.columns), true);
  assert.equal(isCrowded(view, records.placeOf, { events: null }), false);
});
