import assert from "node:assert/strict";
import { test } from "node:test";

import { Words } from "../../../components/folium_map/assets/base/words.js";
import { lineInWords, tellsLine } from "../../../components/folium_map/assets/entry/export_line.js";

const words = new Words(
  { "export.waiting.one": "{n} export is ahead", "export.waiting.other": "{n} exports are ahead" },
  "en",
);

test("the line is asked about below the same base path as the export", () => {
  const asked = tellsLine("https://maps.org/base/data/case/abc/export.csv?kinds=deployment");
  assert.equal(asked, "https://maps.org/base/data/waiting.json");
});

test("what waits says how many are ahead, and nothing else says anything", () => {
  assert.equal(lineInWords(1, words), "1 export is ahead");
  assert.equal(lineInWords(2, words), "2 exports are ahead");
  assert.equal(lineInWords(null, words), "");
});
