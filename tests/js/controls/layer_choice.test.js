import assert from "node:assert/strict";
import { test } from "node:test";

import { LayerChoice } from "../../../components/folium_map/assets/controls/layer_choice.js";

const OUTLINE = { options: {} };
const OSM = { options: { className: "tiles-osm" } };
const LIGHT = { options: { className: "tiles-light" } };
const SITES = { kind: "site" };
const STATEMENTS = { kind: "statement" };

/** A layer control as Leaflet's is, with the outline and all kinds on the map. */
function choiceOn() {
  const shown = new Set([OUTLINE, SITES, STATEMENTS]);
  const map = {
    hasLayer: (layer) => shown.has(layer),
    addLayer: (layer) => shown.add(layer),
    removeLayer: (layer) => shown.delete(layer),
  };
  const bases = [OUTLINE, OSM, LIGHT].map((layer) => ({ layer }));
  const overlays = [SITES, STATEMENTS].map((layer) => ({ layer, overlay: true }));
  return { shown, choice: new LayerChoice(map, { _layers: [...bases, ...overlays] }) };
}

test("at first the outline and every kind is chosen", () => {
  const { choice } = choiceOn();
  assert.deepEqual([choice.base, choice.hidden], [null, []]);
});

test("a choice that is made is read again", () => {
  const { shown, choice } = choiceOn();
  choice.make("light", ["site"]);
  assert.deepEqual([...shown], [STATEMENTS, LIGHT]);
  assert.deepEqual([choice.base, choice.hidden], ["light", ["site"]]);
  choice.make(null, []);
  assert.deepEqual([choice.base, choice.hidden], [null, []]);
  assert.equal(shown.has(LIGHT), false);
});

test("a base map that is not there leaves the one that is", () => {
  const { choice } = choiceOn();
  choice.make("gone", ["site"]);
  assert.deepEqual([choice.base, choice.hidden], [null, ["site"]]);
});

test("a base map's key may have hyphens", () => {
  const file = { options: { className: "tiles-file-kosovo-quiet" } };
  const choice = new LayerChoice({ hasLayer: () => true }, { _layers: [{ layer: file }] });
  assert.equal(choice.base, "file-kosovo-quiet");
});
