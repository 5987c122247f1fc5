import assert from "node:assert/strict";
import { test } from "node:test";

import { Words } from "../../../components/folium_map/assets/base/words.js";
import {
  entriesOf,
  narrowedBy,
  narrowingTo,
  noteOf,
  othersOf,
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

test("an entry pressed narrows its own field anew; actors are left to the server", () => {
  const before = [narrowingTo("kind", categories, ["site"]), narrowingTo("event_type", categories, ["site"])];
  const after = narrowedBy(before, "kind", categories, ["incident"]);
  assert.deepEqual(
    after.map(({ field, shown }) => [field, ...shown.subarray(0, 3)]),
    [
      ["event_type", 0, 0, 1],
      ["kind", 1, 0, 0],
    ],
  );
  assert.equal(narrowedBy(before, "actor", categories, ["incident"]), before);
});

const ids = Array.from({ length: 9 }, (_, index) => ({ id: `c${index}`, label: `c${index}` }));
const HOLDERS = [7, 8, 0, 2, 3, 1];
const encoding = {
  field: "event_type",
  categories: ids,
  holders: HOLDERS,
  slotOf: Uint8Array.from({ length: 10 }, (_, index) =>
    HOLDERS.includes(index) ? HOLDERS.indexOf(index) : OTHER,
  ),
};
const listed = (held = [], off = new Set(), field = "event_type") =>
  entriesOf({ ...encoding, field }, counts, held, off).filter(({ there }) => there);

test("entries follow the looks, most records first, and only those that are there are listed", () => {
  assert.deepEqual(
    listed().map(({ id, slot, count }) => [id, slot, count]),
    [
      ["c8", 1, 30],
      ["c7", 0, 20],
      ["c2", 3, 7],
      ["c0", 2, 5],
      ["c3", 4, 1],
    ],
  );
});

test("kinds keep their order", () => {
  assert.deepEqual(
    listed([], new Set(), "kind").map(({ id }) => id),
    ["c7", "c8", "c0", "c2", "c3"],
  );
});

test("who is not there is listed where a reader has switched it off, or asks for it", () => {
  const lists = (...given) => listed(...given).some(({ id }) => id === "c1");
  assert.deepEqual(
    [lists(), lists([], new Set(["c1"])), lists(["c1"]), lists(["c0"])],
    [false, true, true, true],
  );
  assert.ok(!lists(["c0"], new Set(), "actor"), "a filter by an actor leaves those who take part");
});

test("an entry is pressed where the filters ask for it, and dim where they ask for others", () => {
  const of = (held) => listed(held).find(({ id }) => id === "c0");
  const states = [[], ["c0"], ["c7"]].map((held) => [of(held).pressed, of(held).dim]);
  assert.deepEqual(states, [
    [false, false],
    [true, false],
    [false, true],
  ]);
});

test("all others are added up, with those without a category, who are no category", () => {
  assert.deepEqual(othersOf(encoding, counts), { count: 1 + 1 + 1 + 4, categories: 3 });
  assert.deepEqual(othersOf(encoding, new Uint32Array(0)), { count: 0, categories: 0 });
});

test("the note says what the entries do not: cells, first actors, kinds that are switched off", () => {
  const words = new Words(
    { legend: { per_cell: "Cells.", first_actor: "First.", hidden_kinds: "Off: {kinds}." } },
    "en",
  );
  const note = (unsaid) => noteOf({ counted: false, firstActor: false, hiddenKinds: [], ...unsaid }, words);
  assert.equal(note({}), "");
  assert.equal(note({ hiddenKinds: ["site", "statement"] }), "Off: site, statement.");
  assert.equal(note({ sized: true }), "legend.counts_records");
  assert.equal(note({ counted: true, firstActor: true, hiddenKinds: ["site"] }), "Cells. First. Off: site.");
});
