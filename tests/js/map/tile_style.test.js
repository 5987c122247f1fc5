import assert from "node:assert/strict";
import { test } from "node:test";

import { flavourOf, isProtomaps, lookOf } from "../../../components/folium_map/assets/map/tile_style.js";

const THEME = { ink: [0, 0, 0], paper: [255, 255, 255], accent: [0, 0, 255], font: "Sans", dark: false };

class Symbolizer {
  constructor(options) {
    this.options = options;
  }
}
const library = {
  PolygonSymbolizer: class extends Symbolizer {},
  LineSymbolizer: class extends Symbolizer {},
  CircleSymbolizer: class extends Symbolizer {},
  CenteredTextSymbolizer: class extends Symbolizer {},
};

test("each style has a light and a dark flavour", () => {
  const flavours = ["plain", "quiet"].flatMap((style) => [flavourOf(style, false), flavourOf(style, true)]);
  assert.deepEqual(flavours, ["light", "dark", "white", "black"]);
});

test("the Protomaps schema is known by layers that no other one has", () => {
  assert.equal(isProtomaps(["earth", "water"]), true);
  assert.equal(isProtomaps(["water", "transportation", "place"]), false);
  assert.equal(isProtomaps([]), false);
});

test("tiles of the Protomaps schema get a flavour and a language", () => {
  const look = lookOf(library, ["roads"], "plain", "sq", { ...THEME, dark: true });
  assert.deepEqual(look, { flavor: "dark", lang: "sq" });
});

test("every layer of another schema is drawn, whatever its shapes, with names in the language first", () => {
  const { paintRules, labelRules, flavor } = lookOf(library, ["a", "b"], "plain", "sq", THEME);
  assert.equal(flavor, undefined);
  for (const layer of ["a", "b"]) {
    const rules = paintRules.filter(({ dataLayer }) => dataLayer === layer);
    for (const geomType of [1, 2, 3]) {
      assert.equal(rules.filter(({ filter }) => filter(12, { geomType })).length, 1);
    }
  }
  assert.deepEqual(labelRules[0].symbolizer.options.labelProps, ["name:sq", "name_sq", "name"]);
  assert.equal(labelRules.length, 2);
});

test("the quiet style draws lines paler", () => {
  const colour = (style) => lookOf(library, ["a"], style, "en", THEME).paintRules[1].symbolizer.options.color;
  assert.equal(colour("plain"), "rgba(64, 64, 64, 1)");
  assert.equal(colour("quiet"), "rgba(153, 153, 153, 1)");
});
