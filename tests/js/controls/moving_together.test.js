import assert from "node:assert/strict";
import { test } from "node:test";

import "../fakes/context.js";
import { FakeMap } from "../fakes/leaflet.js";

globalThis.requestAnimationFrame = (work) => setTimeout(work);
const { MovingTogether } = await import("../../../components/folium_map/assets/controls/moving_together.js");

/** Moves at once, and says so. */
function moving() {
  const map = new FakeMap();
  map.center = L.latLng(0, 0);
  map.getCenter = () => map.center;
  map.setView = (center, zoom, options) => {
    map.asked.push(["setView", options.animate]);
    Object.assign(map, { center, zoom });
    map.fire("move").fire("moveend");
  };
  return map;
}

test("whichever is moved, the other follows, once for each move", () => {
  const [one, other] = [moving(), moving()];
  one.center = L.latLng(42, 20);
  const together = new MovingTogether(one, other);
  assert.equal(other.center, one.center, "the second begins where the first is");
  for (const [moved, led] of [
    [one, other],
    [other, one],
  ]) {
    const before = [moved.asked.length, led.asked.length];
    moved.center = L.latLng(43, before[0]);
    moved.fire("move");
    assert.equal(led.center, moved.center);
    assert.deepEqual([moved.asked.length, led.asked.length], [before[0], before[1] + 1]);
  }
  together.remove();
  one.fire("move");
  assert.equal(other.asked.length, 2);
});

test("a glide to another zoom is made along, and moves nothing back", async () => {
  const [one, other] = [moving(), moving()];
  new MovingTogether(one, other);
  one.fire("zoomanim", { center: L.latLng(1, 1), zoom: 12 });
  Object.assign(one, { center: L.latLng(1, 1), zoom: 12 });
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.deepEqual([other.zoom, other.center], [12, one.center]);
  assert.deepEqual([one.asked.length, other.asked[1]], [0, ["setView", true]]);
});
