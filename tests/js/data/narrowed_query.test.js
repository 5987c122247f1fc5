import assert from "node:assert/strict";
import { test } from "node:test";

import { narrowedQuery } from "../../../components/folium_map/assets/data/narrowed_query.js";

test("kinds switched off and the frame that plays narrow the filter", () => {
  const all = { kinds: null, days: null };
  assert.equal(narrowedQuery("actor=kfor", all), "actor=kfor");
  assert.equal(narrowedQuery("actor=kfor&kind=a&kind=b", { ...all, kinds: ["b", "c"] }), "actor=kfor&kind=b");
  assert.equal(narrowedQuery("", { ...all, kinds: ["b", "c"] }), "kind=b&kind=c");
  assert.equal(narrowedQuery("kind=a", { ...all, kinds: ["b"] }), null);
  assert.equal(
    narrowedQuery("from=2020-01-01", { ...all, days: ["2021-01-01", "2021-01-31"] }),
    "from=2021-01-01&to=2021-01-31",
  );
});

test("what else the filter asks for stays as it is", () => {
  const narrower = { kinds: ["b"], days: ["2021-01-01", "2021-01-01"] };
  assert.equal(
    narrowedQuery("q=a%26b&from=2020-01-01", narrower),
    "q=a%26b&from=2021-01-01&kind=b&to=2021-01-01",
  );
});
