import assert from "node:assert/strict";
import { test } from "node:test";

import { Zone } from "../../../components/folium_map/assets/base/zones.js";
import { binEdges } from "../../../components/folium_map/assets/timeline/bins.js";
import { daysQuery, fewDays, midnights } from "../../../components/folium_map/assets/timeline/hours.js";

const DAY = 1440;
const belgrade = new Zone("Europe/Belgrade");

test("hours are of at most fourteen days that are chosen at both ends", () => {
  assert.deepEqual(fewDays({ from: 0, to: 14 * DAY + 60 }), [0, 14 * DAY + 60]);
  assert.equal(fewDays({ from: 0, to: 15 * DAY }), null);
  assert.equal(fewDays({ from: 0, to: null }), null);
  assert.equal(fewDays({ from: null, to: DAY }), null);
});

test("a day on which clocks change has 23 or 25 hours, and begins at its midnight", () => {
  for (const [month, date, hours] of [
    [3, 26, 23],
    [9, 24, 24],
    [10, 29, 25],
  ]) {
    const day = [belgrade.midnight(2023, month, date), belgrade.midnight(2023, month, date + 1)];
    const edges = binEdges(day, "hour", belgrade);
    assert.equal(edges.length - 1, hours);
    assert.deepEqual([edges[0], edges.at(-1)], day);
    assert.deepEqual(midnights(day, belgrade), day);
  }
});

test("the server gets the days by their local names", () => {
  const days = [belgrade.midnight(2023, 9, 24), belgrade.midnight(2023, 9, 26)];
  assert.equal(daysQuery(days, belgrade), "from=2023-09-24&to=2023-09-25");
});
