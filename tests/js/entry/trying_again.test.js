import assert from "node:assert/strict";
import { test } from "node:test";

import { TryingAgain } from "../../../components/folium_map/assets/entry/trying_again.js";

const ofModule = Object.assign(new Error("cannot load x.js"), { name: "ModuleError" });

test("a module that fails when it was asked for again needs the whole page, once for each time it is asked", () => {
  const trying = new TryingAgain();
  assert.equal(trying.needsThePage(ofModule), false);
  trying.pressed();
  assert.equal(trying.needsThePage(ofModule), true);
  assert.equal(trying.needsThePage(ofModule), false);
});

test("what else fails is asked for again, and what came is forgotten", () => {
  const trying = new TryingAgain();
  trying.pressed();
  assert.equal(trying.needsThePage(new Error("cannot load leaflet.js")), false);
  trying.pressed();
  trying.worked();
  assert.equal(trying.needsThePage(ofModule), false);
});
