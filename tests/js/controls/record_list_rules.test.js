import assert from "node:assert/strict";
import { test } from "node:test";

import { Words } from "../../../components/folium_map/assets/base/words.js";
import {
  ordered,
  rangeOf,
  sumIn,
  sumsOf,
} from "../../../components/folium_map/assets/controls/record_list_rules.js";

const ROWS = [10, 11, 12, 13];
const FIGURES = {
  start: Float64Array.of(300, NaN, 100, 200),
  fatalities: Float64Array.of(0, 7, NaN, 7),
};

test("records are listed by date or by fatalities, and what is not known comes last in every order", () => {
  assert.deepEqual(ordered(ROWS, FIGURES, "date"), [12, 13, 10, 11]);
  assert.deepEqual(ordered(ROWS, FIGURES, "-date"), [10, 13, 12, 11]);
  assert.deepEqual(ordered(ROWS, FIGURES, "-fatalities"), [11, 13, 10, 12]);
  assert.deepEqual(ROWS, [10, 11, 12, 13]);
});

test("an unknown number is no zero: it is counted apart", () => {
  assert.deepEqual(sumsOf(FIGURES), { amount: 14, unknown: 1 });
});

test("fatalities are told with how many records give none; where no record gives one, that is told", () => {
  const sum = {
    fatalities: "{n} killed",
    without: { one: "{n} silent", other: "{n} silent" },
    unknown: "none says",
    between: "{n} killed, {low} to {high}",
    without_best: "{low} to {high}",
  };
  const words = new Words({ sum }, "en");
  const said = (amount, unknown, count) => sumIn({ amount, unknown }, count, words);
  assert.equal(said(14, 0, 4), "14 killed");
  assert.equal(said(1400, 1, 4), "1,400 killed (1 silent)");
  assert.equal(said(0, 3, 4), "0 killed (3 silent)");
  assert.equal(said(0, 4, 4), "none says");
  const toll = { count: 4, low: 9, best: 14, high: 20, unknown: 1 };
  assert.equal(sumIn({ amount: 14, unknown: 1 }, 4, words, toll), "14 killed, 9 to 20 (1 silent)");
  const bounds = { count: 4, low: 9, best: 0, high: 20, unknown: 4 };
  assert.equal(sumIn({ amount: 0, unknown: 4 }, 4, words, bounds), "9 to 20");
  assert.equal(sumIn({ amount: 14, unknown: 0 }, 4, words, null), "14 killed");
});

test("what else is counted is told by its name, and so is that nobody tells it", () => {
  const words = new Words(
    { "sum.of": "{what}: {n}", "sum.unknown_of": "{what}: none says", "sum.without.other": "{n} silent" },
    "en",
  );
  const said = (amount, unknown) => sumIn({ amount, unknown }, 4, words, null, "injured");
  assert.deepEqual(
    [said(7, 0), said(7, 2), said(0, 4)],
    ["injured: 7", "injured: 7 (2 silent)", "injured: none says"],
  );
});

test("a range is told where it tells more, of the very records that are meant", () => {
  const toll = { count: 4, low: 9, best: 14, high: 20, unknown: 0 };
  assert.deepEqual(rangeOf(toll, 4), { low: 9, high: 20 });
  assert.equal(rangeOf(toll, 5), null, "the server counted others");
  assert.equal(rangeOf({ ...toll, low: 14, high: 14 }, 4), null);
});
