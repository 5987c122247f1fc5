import assert from "node:assert/strict";
import { test } from "node:test";

import {
  clip,
  countryOf,
  drawCountryNames,
  partsOf,
  standings,
  widest,
} from "../../../components/folium_map/assets/draw/country_names.js";
import { fakeContext, texts } from "../fakes/context.js";
import { THEME } from "../scenes.js";

const FRAME = { left: 0, top: 0, scale: 1, width: 800, height: 600, zoom: 0, ratio: 1 };
const rectangle = (west, north, east, south) =>
  new Float64Array([west, north, east, north, east, south, west, south]);
const country = (name, ...paths) => countryOf(name, paths);
const named = (countries, taken = [], frame = FRAME) =>
  standings(
    partsOf(countries, (name) => 6 * name.length, frame),
    taken,
  ).map(({ name, x, y }) => [name, x, y]);

test("a name stands in the middle of what its country has in the view", () => {
  assert.deepEqual(named([country("Kosovo", rectangle(100, 100, 300, 300))]), [["Kosovo", 200, 200]]);
  assert.deepEqual(named([country("Kosovo", rectangle(-5000, -5000, 300, 300))]), [["Kosovo", 150, 150]]);
});

test("at every zoom the country around the view is named", () => {
  const [around] = [country("Serbia", rectangle(0, 0, 1000, 1000))];
  for (let zoom = 0; zoom < 18; zoom++) {
    const scale = 2 ** zoom;
    const frame = { ...FRAME, scale, left: 500 * scale - 400, top: 500 * scale - 300 };
    assert.equal(named([around], [], frame).length, 1, `zoom ${zoom}`);
  }
});

test("a name that is wider than its country, or out of the view, is not written", () => {
  assert.deepEqual(named([country("Liechtenstein", rectangle(100, 100, 120, 140))]), []);
  assert.deepEqual(named([country("Fiji", rectangle(900, 100, 1200, 300))]), []);
  assert.deepEqual(named([country("Fiji", rectangle(100, -900, 300, -100))]), []);
});

test("of several parts the largest is named, and it alone", () =>
  assert.deepEqual(named([country("Greece", rectangle(0, 0, 60, 60), rectangle(300, 300, 500, 500))]), [
    ["Greece", 400, 400],
  ]));

test("a name gives way to names of places and of larger countries", () => {
  const kosovo = country("Kosovo", rectangle(100, 100, 300, 300));
  const taken = [{ left: 150, top: 180, right: 250, bottom: 220 }];
  const [[, , y]] = named([kosovo], taken);
  assert.ok(y < 170 || y > 230);
  const same = [country("Small", rectangle(100, 140, 300, 170)), kosovo];
  assert.equal(named(same).length, 2);
});

test("the widest stretch of a polygon at a height is that between its borders", () => {
  const horseshoe = [0, 0, 300, 0, 300, 100, 250, 100, 250, 50, 40, 50, 40, 100, 0, 100];
  assert.deepEqual(widest(horseshoe, 25), [0, 300]);
  assert.deepEqual(widest(horseshoe, 75), [250, 300]);
  assert.deepEqual(widest(horseshoe, 200), [0, 0]);
});

test("a clipped polygon keeps to the view", () => {
  const clipped = clip([-100, -100, 900, -100, 900, 700, -100, 700], FRAME);
  assert.deepEqual(
    [0, 1].map((axis) => [
      Math.min(...clipped.filter((_, index) => index % 2 === axis)),
      Math.max(...clipped.filter((_, index) => index % 2 === axis)),
    ]),
    [
      [0, 800],
      [0, 600],
    ],
  );
  assert.deepEqual(clip([900, 0, 950, 0, 950, 50], FRAME), []);
});

test("names are written as text", () => {
  const context = fakeContext();
  drawCountryNames(context, [country("Kosovo", rectangle(100, 100, 400, 300))], [], FRAME, THEME);
  assert.deepEqual(texts(context), ["Kosovo"]);
  drawCountryNames(context, [country("Serbia", rectangle(100, 100, 400, 300))], [], FRAME, THEME);
  assert.deepEqual(texts(context), ["Kosovo", "Serbia"], "of other countries nothing is remembered");
});

test("what lies in the view is worked out again where the view is another", () => {
  const countries = [country("Kosovo", rectangle(100, 100, 400, 300))];
  const written = (frame) => {
    const context = fakeContext();
    drawCountryNames(context, countries, [], frame, THEME);
    return texts(context);
  };
  assert.deepEqual([FRAME, FRAME, { ...FRAME, left: 5000 }, FRAME].map(written), [
    ["Kosovo"],
    ["Kosovo"],
    [],
    ["Kosovo"],
  ]);
});
