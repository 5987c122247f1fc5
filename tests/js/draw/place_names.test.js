import assert from "node:assert/strict";
import { test } from "node:test";

import { drawPlaceNames, standingPlaces } from "../../../components/folium_map/assets/draw/place_names.js";
import { fakeContext, texts } from "../fakes/context.js";
import { THEME } from "../scenes.js";

const FRAME = { left: 0, top: 0, scale: 1, width: 800, height: 600, zoom: 0, ratio: 1 };
const place = (name, x, y) => ({ name, x, y });
const named = (places, taken = [], frame = FRAME) =>
  standingPlaces(places, (name) => 6 * name.length, taken, frame).map(({ name }) => name);

test("a place in the view is named beside its dot", () => {
  const context = fakeContext();
  drawPlaceNames(context, [place("Skopje", 100, 200)], [], FRAME, THEME);
  assert.deepEqual(texts(context), ["Skopje"]);
  const dot = context.calls.find(({ name }) => name === "arc");
  assert.deepEqual(dot.args.slice(0, 2), [100, 200]);
});

test("no name covers another, and the first of two goes before", () => {
  assert.deepEqual(named([place("Belgrade", 100, 100), place("Sarajevo", 104, 104)]), ["Belgrade"]);
  assert.deepEqual(named([place("Belgrade", 100, 100), place("Sarajevo", 104, 140)]).length, 2);
  const kosovo = { left: 90, right: 200, top: 90, bottom: 110 };
  assert.deepEqual(named([place("Skopje", 100, 100)], [kosovo]), []);
});

test("what lies out of the view, or would be cut at its edge, is not written", () => {
  assert.deepEqual(named([place("Apia", -1, 10), place("Suva", 790, 10), place("Nuku'alofa", 10, 601)]), []);
  assert.deepEqual(named([place("Apia", 50, 1)], [], { ...FRAME, left: -100 }), ["Apia"]);
});
