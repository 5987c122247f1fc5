import assert from "node:assert/strict";
import { test } from "node:test";

import { Words } from "../../../components/folium_map/assets/base/words.js";

test("words take values and plurals, nested or flat, and a missing key shows itself", () => {
  const words = new Words({ "a.b": "{n} of {m}", c: { one: "{n} record", other: "{n} records" } }, "en");
  assert.equal(words.say("a.b", { n: 1234, m: "{{7*7}}" }), "1,234 of {{7*7}}");
  assert.equal(words.count("c", 1), "1 record");
  assert.equal(words.count("c", 5), "5 records");
  assert.equal(words.say("no.such"), "no.such");
});

test("a placeholder without a value stays, so that the gap is seen", () => {
  assert.equal(new Words({ a: "{n} of {m}" }, "en").say("a", { n: 1 }), "1 of {m}");
});

test("numbers are written as the page's language writes them", () => {
  assert.equal(new Words({ a: "{n}" }, "de").say("a", { n: 1234.5 }), "1.234,5");
});

test("a language with more plural forms takes those that there are", () => {
  const forms = new Words({ c: { one: "{n} запис", few: "{n} записи", other: "{n} записів" } }, "uk");
  assert.deepEqual(
    [1, 2, 5, 22].map((n) => forms.count("c", n)),
    ["1 запис", "2 записи", "5 записів", "22 записи"],
  );
});

const DAY = 1440;
const period = (language, from, to, zone = "UTC") =>
  new Words({}, language).period(from, to, zone).replace(/\s*–\s*/u, "–");

test("a period is whole days of the zone, the last one included", () => {
  assert.equal(period("en", 0, 2 * DAY), "1–2 Jan 1970");
  assert.equal(period("en", 0, DAY), "1 Jan 1970");
  assert.equal(period("en", 0, DAY + 1), "1–2 Jan 1970");
  assert.equal(period("en", -60, DAY - 60, "Europe/Belgrade"), "1 Jan 1970");
});

test("a period without length is the day that it lies in", () =>
  assert.equal(period("en", DAY, DAY), "2 Jan 1970"));

test("English dates have the day first", () => {
  assert.equal(period("en", 0, DAY), period("en-GB", 0, DAY));
  assert.notEqual(period("en", 0, DAY), period("en-US", 0, DAY));
});

test("a zone's format is made once", (context) => {
  const words = new Words({}, "en");
  const made = context.mock.method(words, "dayFormat");
  for (const zone of ["UTC", "UTC", "Asia/Tokyo", "UTC"]) words.period(0, DAY, zone);
  assert.equal(made.mock.callCount(), 2);
});

test("a category is called as the strings say, else as the dataset does", () => {
  const words = new Words({ category: { kind: { site: "Site" } } }, "en");
  assert.equal(words.category("kind", { id: "site", label: "site!" }), "Site");
  assert.equal(words.category("kind", { id: "other", label: "Other!" }), "Other!");
});
