import assert from "node:assert/strict";
import { test } from "node:test";

import { covered, fillScreenWithStage } from "../../../components/folium_map/assets/entry/stage.js";

test("a sheet covers the map from below as far as it reaches, and never all of it", () => {
  assert.equal(covered(800, 600, 1000), 800 - 580);
  assert.equal(covered(500, 400, 1000), 0);
  assert.equal(covered(1000, 500, 1000), 300);
});

test("full screen is the stage's, or the component's own where there is none", () => {
  const [stage, root] = [{}, { closest: () => null }];
  const map = { fullscreenControl: { options: {} } };
  fillScreenWithStage(map, { closest: (selector) => selector === ".st-key-stage" && stage });
  assert.equal(map.fullscreenControl.options.fullscreenElement, stage);
  fillScreenWithStage(map, root);
  assert.equal(map.fullscreenControl.options.fullscreenElement, root);
  fillScreenWithStage({}, root);
});
