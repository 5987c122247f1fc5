import assert from "node:assert/strict";
import { test } from "node:test";

import { addressWith } from "../../components/folium_map/assets/controls/copy_link.js";

test("a copied link keeps the filters and adds where the map stands", () => {
  const link = addressWith("http://localhost:8501/?actor=kfor&actor=eulex", { lat: 42.9, lon: 20.8, zoom: 11 });
  const params = new URL(link).searchParams;
  assert.deepEqual(params.getAll("actor"), ["kfor", "eulex"]);
  assert.equal(params.get("at"), "42.9,20.8,11");
});
