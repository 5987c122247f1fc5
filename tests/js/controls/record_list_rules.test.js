import assert from "node:assert/strict";
import { test } from "node:test";

import { Words } from "../../../components/folium_map/assets/base/words.js";
import {
  fatalitiesIn,
  ordered,
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
  assert.deepEqual(sumsOf(FIGURES), { fatalities: 14, unknown: 1 });
});

test("fatalities are told with how many records give none; where no record gives one, that is told", () => {
  const sum = {
    fatalities: "{n} killed",
    without: { one: "{n} silent", other: "{n} silent" },
    unknown: "none says",
  };
  const words = new Words({ sum }, "en");
  const said = (fatalities, unknown, count) => fatalitiesIn({ fatalities, unknown }, count, words);
  assert.equal(said(14, 0, 4), "14 killed");
  assert.equal(said(1400, 1, 4), "1,400 killed (1 silent)");
  assert.equal(said(0, 3, 4), "0 killed (3 silent)");
  assert.equal(said(0, 4, 4), "none says");
});
