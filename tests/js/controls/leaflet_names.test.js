import assert from "node:assert/strict";
import { test } from "node:test";

import { NAMES, nameLeafletButtons } from "../../../components/folium_map/assets/controls/leaflet_names.js";
import { FakeElement } from "../fakes/page.js";

const words = { say: (key) => `said ${key}` };

test("every button of Leaflet has a name in the page's words, the layers' too", () => {
  const buttons = new Map(NAMES.map(([selector]) => [selector, new FakeElement("a")]));
  nameLeafletButtons({ querySelector: (selector) => buttons.get(selector) ?? null }, words);
  const layers = buttons.get(".leaflet-control-layers-toggle");
  assert.equal(layers.attributes["aria-label"], "said map.layers");
  for (const [selector, key] of NAMES)
    assert.deepEqual(buttons.get(selector).attributes, { title: `said ${key}`, "aria-label": `said ${key}` });
});

test("a map without such buttons is left as it is", () =>
  nameLeafletButtons({ querySelector: () => null }, words));
