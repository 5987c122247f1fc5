import assert from "node:assert/strict";
import { test } from "node:test";

import { fileNameOf } from "../../../components/folium_map/assets/entry/chart_pictures.js";

test("a chart's file is named by its title, without what a disk would not take", () => {
  assert.equal(
    fileNameOf("Fatalities by month, parted by: actor/type"),
    "fatalities-by-month-parted-by-actor-type",
  );
  assert.equal(fileNameOf("Записи: по месяцам"), "записи-по-месяцам");
  assert.equal(fileNameOf("../.."), "chart");
});
