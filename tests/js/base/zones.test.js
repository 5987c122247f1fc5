import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { Zone } from "../../../components/folium_map/assets/base/zones.js";

const belgrade = new Zone("Europe/Belgrade");
const minute = (text) => Date.parse(text) / 60000;

test("a local day begins at the zone's midnight, before and after a change of clocks", () => {
  assert.equal(belgrade.midnight(2023, 9, 24), minute("2023-09-23T22:00Z"));
  assert.equal(belgrade.midnight(2023, 10, 30), minute("2023-10-29T23:00Z"));
  assert.equal(belgrade.midnight(2023, 13, 1), minute("2023-12-31T23:00Z"));
});

test("a skipped midnight is when the clock goes on, of two midnights the first counts", () => {
  assert.equal(new Zone("Asia/Beirut").midnight(2022, 3, 27), minute("2022-03-26T22:00Z"));
  assert.equal(new Zone("America/Havana").midnight(2022, 11, 6), minute("2022-11-06T04:00Z"));
});

const CASES = JSON.parse(readFileSync(new URL("../../cases/days_of_zones.json", import.meta.url), "utf8"));

for (const { name, zone, day, begins } of CASES) {
  test(`days begin where the filters of Python say: ${name}`, () => {
    const [year, month, date] = day.split("-").map(Number);
    assert.equal(new Zone(zone).midnight(year, month, date), begins);
    assert.deepEqual(new Zone(zone).dayOf(begins), { year, month, day: date });
  });
}

test("a minute belongs to its local day", () => {
  assert.deepEqual(belgrade.dayOf(minute("2023-09-23T22:30Z")), { year: 2023, month: 9, day: 24 });
});

test("clocks are ahead of UTC by what holds at the minute, to the minute", () => {
  assert.equal(belgrade.offsetAt(minute("2023-10-29T00:59Z")), 120);
  assert.equal(belgrade.offsetAt(minute("2023-10-29T01:00Z")), 60);
  assert.equal(new Zone("Asia/Kathmandu").offsetAt(minute("2023-01-01T00:00Z")), 345);
  assert.equal(new Zone("America/New_York").offsetAt(minute("2023-01-01T00:00Z")), -300);
});

test("the day on which clocks change has 23 or 25 hours", () => {
  const length = (year, month, day) =>
    belgrade.midnight(year, month, day + 1) - belgrade.midnight(year, month, day);
  assert.deepEqual(
    [length(2023, 3, 26), length(2023, 3, 27), length(2023, 10, 29)],
    [23 * 60, 24 * 60, 25 * 60],
  );
});

test("the minute before midnight is of the day before", () => {
  assert.deepEqual(belgrade.dayOf(belgrade.midnight(2024, 1, 1) - 1), { year: 2023, month: 12, day: 31 });
  assert.deepEqual(belgrade.dayOf(belgrade.midnight(2024, 1, 1)), { year: 2024, month: 1, day: 1 });
});

test("months and days beyond their range roll over, also backwards and over a leap day", () => {
  assert.equal(belgrade.midnight(2024, 2, 30), belgrade.midnight(2024, 3, 1));
  assert.equal(belgrade.midnight(2024, 1, 0), belgrade.midnight(2023, 12, 31));
});

test("days before 1970 are days too", () => {
  assert.deepEqual(new Zone("UTC").dayOf(-1), { year: 1969, month: 12, day: 31 });
  assert.equal(new Zone("UTC").midnight(1969, 12, 31), -1440);
});
