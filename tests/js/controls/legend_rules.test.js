import assert from "node:assert/strict";
import { test } from "node:test";

import { Words } from "../../../components/folium_map/assets/base/words.js";
import {
  entryOf,
  narrowingTo,
  noteOf,
  toggled,
} from "../../../components/folium_map/assets/controls/legend_rules.js";
import { OTHER } from "../../../components/folium_map/assets/draw/palette.js";

const categories = ["incident", "statement", "site"].map((id) => ({ id }));
const counts = Uint32Array.from([5, 0, 7, 1, 1, 1, 1, 20, 30, 4]);

test("an entry pressed is added to what the filters hold, pressed again it is taken out", () => {
  assert.deepEqual(toggled([], "a"), ["a"]);
  assert.deepEqual(toggled(["a"], "b"), ["a", "b"]);
  assert.deepEqual(toggled(["a", "b"], "a"), ["b"]);
  assert.deepEqual(toggled(["a"], "a"), []);
});

test("what the filters hold is not altered, only answered anew", () => {
  const held = Object.freeze(["a"]);
  toggled(held, "b");
  assert.deepEqual(held, ["a"]);
});

test("pressed entries alone are left, and no record without a category", () => {
  const { field, shown } = narrowingTo("kind", categories, ["incident", "site"]);
  assert.equal(field, "kind");
  assert.deepEqual([...shown.subarray(0, 4), shown[255]], [1, 0, 1, 0, 0]);
});

test("no entry pressed leaves everything, records without a category too", () => {
  assert.ok(narrowingTo("kind", categories, []).shown.every((each) => each === 1));
});

test("an entry is dim where the filters ask for others", () => {
  assert.deepEqual(entryOf(0, "a", counts, []), { count: 5, pressed: false, dim: false });
  assert.deepEqual(entryOf(0, "a", counts, ["a"]), { count: 5, pressed: true, dim: false });
  assert.deepEqual(entryOf(0, "a", counts, ["b"]), { count: 5, pressed: false, dim: true });
});

test("the entry for all others adds them up, with those without a category, and is no button", () => {
  assert.deepEqual(entryOf(OTHER, "", counts, ["a"]), { count: 54, pressed: false, dim: false });
});

test("a category that nothing was counted for has none", () => {
  assert.equal(entryOf(3, "a", new Uint32Array(0), []).count, 0);
});

test("the note says what the entries do not: cells, first actors, kinds that are switched off", () => {
  const words = new Words(
    { legend: { per_cell: "Cells.", first_actor: "First.", hidden_kinds: "Off: {kinds}." } },
    "en",
  );
  const note = (unsaid) => noteOf({ counted: false, firstActor: false, hiddenKinds: [], ...unsaid }, words);
  assert.equal(note({}), "");
  assert.equal(note({ hiddenKinds: ["site", "statement"] }), "Off: site, statement.");
  assert.equal(note({ counted: true, firstActor: true, hiddenKinds: ["site"] }), "Cells. First. Off: site.");
});
