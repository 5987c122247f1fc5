import assert from "node:assert/strict";
import { test } from "node:test";

import { Words } from "../../../components/folium_map/assets/base/words.js";
import {
  areTogether,
  deeperZoom,
  howMany,
  keyOf,
  pressed,
  reachOf,
  tooltipOf,
} from "../../../components/folium_map/assets/controls/pointing_rules.js";

const map = {
  more_than_here: "more than {n}",
  records_here: { one: "{n} record", other: "{n} records" },
  click_to_zoom: "zoom in",
  click_to_list: "list them",
  places: { other: "{n} places" },
};
const sum = { fatalities: "{n} killed", without: { other: "{n} silent" }, unknown: "no number" };
const words = new Words({ map, sum }, "en");
const hit = (rows, group = null) => ({ rows, group });
const group = (rows, count = rows.length) => ({ x: 3, y: 4, r: 10, rows, group: true, count });

test("a finger reaches further than a pointer", () =>
  assert.deepEqual([reachOf(false), reachOf(true)], [4, 14]));

test("pressing a record picks it, several are listed, nothing does nothing", () => {
  const never = () => assert.fail("asked");
  assert.equal(pressed(hit([7]), never), "pick");
  assert.equal(pressed(hit([7, 8]), never), "list");
  assert.equal(pressed(hit([]), never), "nothing");
});

test("pressing a group zooms in, unless its records would never part: then they are listed", () => {
  const cluster = hit([7, 8], group([7, 8]));
  assert.equal(
    pressed(cluster, () => false),
    "zoom",
  );
  assert.equal(
    pressed(cluster, () => true),
    "list",
  );
  assert.equal(
    pressed(hit([], group([], 9)), () => false),
    "zoom",
  );
});

test("records of one place stay together, those of two part", () => {
  assert.ok(areTogether([5, 5], 3, 19));
  assert.ok(areTogether([5], 3, 19));
  assert.ok(!areTogether([5, 6], 3, 19));
});

test("from zoom 18 on, or where the map ends, nothing parts any more", () => {
  assert.ok(!areTogether([5, 6], 17.9, 22));
  assert.ok(areTogether([5, 6], 18, 22));
  assert.ok(!areTogether([5, 6], 12.9, 13));
  assert.ok(areTogether([5, 6], 13, 13));
});

test("a group whose records are not held can always be zoomed into", () =>
  assert.ok(!areTogether([], 19, 19)));

test("a press zooms in by two, not beyond what the map has, and by one at least to show a group", () => {
  assert.deepEqual(deeperZoom(10, 19), { middle: 12, most: 12 });
  assert.deepEqual(deeperZoom(18, 19), { middle: 19, most: 19 });
  assert.deepEqual(deeperZoom(19, 19), { middle: 19, most: 20 });
});

test("the same hit has the same key, another one another, nothing none", () => {
  assert.equal(keyOf(hit([])), "");
  assert.equal(keyOf(hit([1, 2])), keyOf(hit([1, 2], group([1, 2]))));
  assert.notEqual(keyOf(hit([1])), keyOf(hit([2])));
  assert.equal(keyOf(hit([], group([], 9))), "3 4");
});

test("records are counted; of those that were not all looked for it is said that they are more", () => {
  const rows = (count) => Array.from({ length: count }, (_, row) => row);
  assert.equal(howMany(rows(200), words), "200 records");
  assert.equal(howMany(rows(201), words), "201 records");
  assert.equal(howMany(rows(201), words, true), "more than 200");
  assert.equal(tooltipOf({ ...hit(rows(201)), cut: true }, undefined, words)[0], "more than 200");
});

test("a tooltip says what a record is, how many there are, or how many a press would zoom into", () => {
  const text = { title: "Clash", when: "1 May", where: "Zvečan" };
  assert.deepEqual(tooltipOf(hit([7]), text, words), ["Clash", "1 May · Zvečan"]);
  assert.deepEqual(tooltipOf(hit([7]), { ...text, when: "" }, words), ["Clash", "Zvečan"]);
  assert.equal(tooltipOf(hit([7]), undefined, words), null);
  assert.deepEqual(tooltipOf(hit([7, 8]), undefined, words), ["2 records", "list them"]);
  assert.deepEqual(tooltipOf(hit([], group([], 900)), undefined, words), ["900 records", "zoom in"]);
});

const circle = (places, count, sums) => ({
  ...group([], count),
  place: { cell: 0, places, amount: 0, unknown: 0, ...sums },
});

test("pressing the circle of one place lists its records, of several it zooms in, as far as there is to", () => {
  const of = (places, deep) => pressed(hit([], circle(places, 9)), () => false, deep);
  assert.deepEqual([of(1, false), of(3, false), of(3, true), of(0, false)], ["list", "zoom", "list", "zoom"]);
});

test("pressing counts of cells lists what is in them where nothing parts any more", () => {
  const cells = { ...group([], 9), entries: [1, 2] };
  const of = (deep) => pressed(hit([], cells), () => false, deep);
  assert.deepEqual([of(false), of(true)], ["zoom", "list"]);
});

test("a circle that counts fatalities says them, and its records", () => {
  const circled = { ...group([7, 8]), sums: { amount: 12, unknown: 1 } };
  assert.deepEqual(tooltipOf(hit([7, 8], circled), undefined, words), ["2 records", "12 killed (1 silent)"]);
});

test("a circle's tooltip has its records, its places and its fatalities", () => {
  const said = (...given) => tooltipOf(hit([], circle(...given)), undefined, words);
  assert.deepEqual(said(1, 9, { amount: 4 }), ["9 records", "4 killed"]);
  assert.deepEqual(said(3, 9, { amount: 4, unknown: 2 }), ["9 records, 3 places", "4 killed (2 silent)"]);
});
