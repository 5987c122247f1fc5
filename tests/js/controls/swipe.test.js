import assert from "node:assert/strict";
import { test } from "node:test";

import "../fakes/context.js";
import { FakeMap } from "../fakes/leaflet.js";
import { FakeElement } from "../fakes/page.js";

const { movedBy, Swipe } = await import("../../../components/folium_map/assets/controls/swipe.js");

test("keys move the line as they move any slider, never over the edge", () => {
  assert.deepEqual(
    ["ArrowLeft", "ArrowUp", "PageUp", "Home", "End"].map((key) => movedBy(key, 50)),
    [48, 52, 60, 2, 98],
  );
  assert.equal(movedBy("PageDown", 5), 2);
  assert.equal(movedBy("a", 50), null);
});

test("each side's panes are cut off at the line, wherever the map has moved to", () => {
  const map = new FakeMap({ size: [800, 600] });
  const [left, right] = [new FakeElement("div"), new FakeElement("div")];
  const swipe = new Swipe(
    map,
    () => [left],
    () => [right],
    "line",
  );
  assert.equal(left.style.clipPath, "polygon(0px 0px, 400px 0px, 400px 600px, 0px 600px)");
  assert.equal(right.style.clipPath, "polygon(400px 0px, 800px 0px, 800px 600px, 400px 600px)");
  assert.deepEqual([swipe.isRight({ x: 399 }), swipe.isRight({ x: 401 })], [false, true]);
  map.containerPointToLayerPoint = () => L.point(-100, 20);
  map.fire("move");
  assert.equal(left.style.clipPath, "polygon(-100px 20px, 300px 20px, 300px 620px, -100px 620px)");
  swipe.remove();
  assert.deepEqual([left.style.clipPath, right.style.clipPath], ["", ""]);
});
