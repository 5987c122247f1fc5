import assert from "node:assert/strict";
import { test } from "node:test";
import { eventsIn, eventsOf } from "../../../components/folium_map/assets/data/events.js";
import { figuresOf } from "../../../components/folium_map/assets/data/records.js";
import { countBy } from "../../../components/folium_map/assets/data/selection.js";
import { recordsOf } from "../records.js";

const TOTALS = recordsOf([{ events: 12 }, {}, { events: 0, kind: 1 }]).columns;

test("a total counts as so many events as it says, any other record as one", () => {
  assert.deepEqual([...TOTALS.events], [12, 1, 0]);
  assert.equal(eventsIn(TOTALS, [0, 1, 2]), 13);
  assert.equal(eventsIn(TOTALS, [0, 1, 2], 1), 12);
  assert.equal(eventsOf(TOTALS, 2), 0);
  assert.equal(figuresOf(TOTALS, [0, 2]).events, 12);
});

test("without totals no column comes, and every record is one", () => {
  const { columns } = recordsOf([{}, {}]);
  assert.equal(columns.events, null);
  assert.equal(eventsIn(columns, [0, 1]), 2);
});

test("a record that is not held here is one", () => {
  assert.equal(eventsOf({ events: new Uint32Array(0) }, 7), 1);
});

test("categories count the events of their records", () => {
  const rows = Uint32Array.from([0, 1, 2]);
  assert.deepEqual([...countBy(rows, 3, TOTALS.kind, 2, TOTALS.events)], [13, 0, 0]);
  assert.deepEqual([...countBy(rows, 3, TOTALS.kind, 2)], [2, 1, 0]);
});
