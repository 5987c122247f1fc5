import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { NO_TIME, passes } from "../../components/folium_map/assets/dates.js";

const cases = JSON.parse(readFileSync(new URL("../cases/dates.json", import.meta.url), "utf8"));

test("there are cases to agree on with Python", () => assert.ok(cases.length > 10));

for (const { name, start, end, standing, from, to, within, passes: expected } of cases) {
  test(`the date rule agrees with Python: ${name}`, () => {
    assert.equal(passes(start ?? NO_TIME, end ?? NO_TIME, standing, { from, to, within }), expected);
  });
}
