import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { keepInRange } from "../../../components/folium_map/assets/data/dates.js";

/** Any number that no case has: the columns say which it is. */
const NO_TIME = -77;
const cases = JSON.parse(readFileSync(new URL("../../cases/dates.json", import.meta.url), "utf8"));

test("there are cases to agree on with Python", () => assert.ok(cases.length > 10));

for (const { name, start, end, standing, from, to, within, passes: expected } of cases) {
  test(`the date rule agrees with Python: ${name}`, () => {
    const times = {
      start: Int32Array.of(start ?? NO_TIME),
      end: Int32Array.of(end ?? NO_TIME),
      standing: Uint8Array.of(Number(standing)),
      nodata: NO_TIME,
    };
    assert.equal(keepInRange(Uint32Array.of(0), 1, times, { from, to, within }), Number(expected));
  });
}
