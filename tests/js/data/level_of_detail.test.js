import assert from "node:assert/strict";
import { test } from "node:test";

import {
  decide as decideBy,
  probe,
  SLOWEST,
} from "../../../components/folium_map/assets/data/level_of_detail.js";
import { LIMITS } from "../records.js";

const decide = (known) => decideBy(known, LIMITS);

test("up to two million records are held, of more the server counts", () => {
  assert.equal(decide({ records: 2_000_000 }), "rows");
  assert.equal(decide({ records: 2_000_001 }), "cells");
});

test("a view of at most two hundred thousand is fetched row by row", () => {
  assert.equal(decide({ records: 3_000_000, inView: 200_000 }), "view");
  assert.equal(decide({ records: 3_000_000, inView: 200_001 }), "cells");
});

test("a machine that draws fewer than ten frames a second gets counts, unless the records are few", () => {
  assert.equal(SLOWEST, 10);
  assert.equal(decide({ records: 1_000_000, framesPerSecond: 10 }), "rows");
  assert.equal(decide({ records: 1_000_000, framesPerSecond: 9.9 }), "cells");
  assert.equal(decide({ records: 1_000_000, framesPerSecond: 9.9, inView: 10 }), "view");
  assert.equal(decide({ records: 50_000, framesPerSecond: 1 }), "rows");
});

test("the limits are the header's, not this program's", () => {
  const limits = { held: 10, in_view: 5 };
  assert.equal(decideBy({ records: 10 }, limits), "rows");
  assert.equal(decideBy({ records: 11, inView: 5 }, limits), "view");
  assert.equal(decideBy({ records: 11, inView: 6 }, limits), "cells");
});

test("few records are not probed, many are in bounded time", () => {
  assert.equal(probe(50_000, LIMITS.held), Infinity);
  const began = performance.now();
  assert.ok(probe(100_000_000, LIMITS.held) > 0);
  assert.ok(performance.now() - began < 5000);
});
