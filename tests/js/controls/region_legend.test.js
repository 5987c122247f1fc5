import assert from "node:assert/strict";
import { test } from "node:test";

import "../fakes/leaflet.js";

import { Words } from "../../../components/folium_map/assets/base/words.js";

const { rangeOf } = await import("../../../components/folium_map/assets/controls/region_legend.js");
const words = new Words({ regions: { pair: "{low}–{high}", percent: "{n} %" } }, "en");

test("whole numbers are told from the first to the last of a class", () => {
  const kind = { whole: true, percent: false };
  const told = [5, 6, 1200].map((_, place, limits) => rangeOf(limits, place, kind, words));
  assert.deepEqual(told, ["1–5", "6", "7–1,200"]);
});

test("others from limit to limit, shares in percent", () => {
  const told = [0.25, 2.5].map((_, place, limits) =>
    rangeOf(limits, place, { whole: false, percent: true }, words),
  );
  assert.deepEqual(told, ["0–0.25 %", "0.25–2.5 %"]);
});
