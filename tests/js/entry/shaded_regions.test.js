import assert from "node:assert/strict";
import { test } from "node:test";

import { ShadedRegions } from "../../../components/folium_map/assets/entry/shaded_regions.js";
import { FakeElement } from "../fakes/page.js";

let observers = 0;
globalThis.MutationObserver = class {
  observe() {
    observers++;
  }

  disconnect() {}
};
globalThis.document ??= { body: new FakeElement("body") };
document.getElementsByClassName = () => [];

test("while regions are not shaded, nothing is watched", () => {
  const shaded = new ShadedRegions({});
  shaded.take(false, "regions");
  assert.equal(observers, 0);
  shaded.take(true, "regions");
  assert.equal(observers, 1);
  shaded.take(true, "regions");
  assert.equal(observers, 1);
});
