import assert from "node:assert/strict";
import { test } from "node:test";

import { CollisionIndex } from "../../../components/folium_map/assets/draw/collision_index.js";
import { PlaceNames, standingPlaces } from "../../../components/folium_map/assets/draw/place_names.js";
import { fakeContext, texts } from "../fakes/context.js";
import { THEME } from "../scenes.js";

const FRAME = { left: 0, top: 0, scale: 1, width: 800, height: 600, zoom: 0, ratio: 1 };
const place = (name, x, y) => ({ name, x, y, size: 1 });
const standing = (places, taken = [], frame = FRAME, circles = []) => {
  const collisions = new CollisionIndex(circles);
  for (const box of taken) collisions.take(box);
  return standingPlaces(places, (name) => 6 * name.length, collisions, frame);
};
const named = (...given) => standing(...given).map(({ name }) => name);
const labelsOf = (...labels) => ({ labels, pictures: null });

/** On a view of the world: in one of its units towns would lie within each other. */
function drawn(names, places, labels, context = fakeContext()) {
  names.draw(context, places, labels, [], new CollisionIndex([]), { ...FRAME, scale: 1e-5 }, THEME);
  return context;
}

test("a place in the view is named beside its dot", () => {
  const context = drawn(new PlaceNames(), [place("Skopje", 100e5, 200e5)], labelsOf());
  assert.deepEqual(texts(context), ["Skopje"]);
  const dot = context.calls.find(({ name }) => name === "arc");
  assert.deepEqual(dot.args.slice(0, 2).map(Math.round), [100, 200]);
});

test("what the dataset names is not written again, and no name is measured twice", () => {
  const names = new PlaceNames();
  const places = [place("Skopje", 100e5, 200e5), place("Bitola", 300e5, 200e5)];
  const labels = labelsOf({ name: "Skopje", x: 100e5, y: 200e5, sort: "town" });
  const context = drawn(names, places, labels);
  drawn(names, places, labels, context);
  assert.deepEqual(texts(context), ["Bitola", "Bitola"]);
  assert.equal(context.calls.filter(({ name }) => name === "measureText").length, 1);
  assert.deepEqual(texts(drawn(names, places, labelsOf())), ["Skopje", "Bitola"]);
});

test("no name covers another, and the first of two goes before", () => {
  assert.deepEqual(named([place("Belgrade", 100, 100), place("Sarajevo", 104, 104)]), ["Belgrade"]);
  assert.deepEqual(named([place("Belgrade", 100, 100), place("Sarajevo", 104, 140)]).length, 2);
  const kosovo = { left: 0, right: 200, top: 90, bottom: 110 };
  assert.deepEqual(named([place("Skopje", 100, 100)], [kosovo]), []);
  assert.deepEqual(named([place("Skopje", 100, 100)], [], FRAME, [{ x: 101, y: 101, reach: 20 }]), []);
});

test("a name stands on the left where the right is taken", () => {
  const right = { left: 120, right: 200, top: 90, bottom: 110 };
  const [{ left, box }] = standing([place("Skopje", 100, 100)], [right]);
  assert.equal(left, 100 - 6 - 36);
  assert.ok(box.right < right.left);
  assert.equal(standing([place("Skopje", 100, 100)])[0].left, 106);
});

test("what lies out of the view, or would be cut at its edge, is not written", () => {
  assert.deepEqual(named([place("Apia", -1, 10), place("Nuku'alofa", 10, 601)]), []);
  assert.deepEqual(named([place("Apia", 10, 10)], [], { ...FRAME, width: 30 }), []);
  assert.deepEqual(named([place("Apia", 50, 1)], [], { ...FRAME, left: -100 }), ["Apia"]);
});

test("a crowded view has no more names than can be read", () => {
  const places = Array.from({ length: 2000 }, (_, index) =>
    place(`${index}`, 60 * (index % 60), 25 * Math.floor(index / 60)),
  );
  assert.equal(named(places, [], { ...FRAME, width: 4000, height: 4000 }).length, 120);
});
