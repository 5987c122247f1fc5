import assert from "node:assert/strict";
import { test } from "node:test";

import { css, mix } from "../../../components/folium_map/assets/base/theme.js";
import { NEAR, SETTLEMENT, SITE } from "../../../components/folium_map/assets/data/records.js";
import { LOOKS } from "../../../components/folium_map/assets/draw/palette.js";
import { drawSymbol, Sprites, traceShape } from "../../../components/folium_map/assets/draw/symbols.js";
import { called, fakeContext, texts } from "../fakes/context.js";
import "../fakes/page.js";
import { THEME } from "../scenes.js";

/** What a symbol of radius 10 at (50, 50) is drawn by. */
function drawn(precision, look = LOOKS[1], theme = THEME) {
  const context = fakeContext();
  drawSymbol(context, look, precision, 50, 50, 10, theme);
  return context;
}
const strokes = (context) => called(context, "stroke").map(({ strokeStyle }) => strokeStyle);
const dashes = (context) => called(context, "setLineDash").filter(({ args: [dash] }) => dash.length);

test("every shape has its own number of corners", () => {
  const corners = LOOKS.map(({ shape }) => {
    const context = fakeContext();
    traceShape(context, shape, 0, 0, 10);
    return called(context, "lineTo").length;
  });
  assert.deepEqual(corners, [0, 3, 4, 4, 10, 5, 12, 6]);
});

test("a surveyed site is filled with its colour, a settlement is a ring, near is a dashed ring", () => {
  const fill = (precision) => called(drawn(precision), "fill")[0].fillStyle;
  assert.equal(fill(SITE), css(LOOKS[1].colour));
  assert.notEqual(fill(SETTLEMENT), css(LOOKS[1].colour));
  assert.notEqual(fill(NEAR), fill(SETTLEMENT));
  assert.deepEqual(
    [SITE, SETTLEMENT, NEAR].map((each) => dashes(drawn(each)).length),
    [0, 0, 1],
  );
});

test("a dash does not stay for what is drawn next", () => {
  const last = called(drawn(NEAR), "setLineDash").at(-1);
  assert.deepEqual(last.args, [[]]);
});

test("every symbol has a halo of the paper, also on dark", () => {
  const dark = { ...THEME, paper: [20, 20, 20], dark: true };
  assert.equal(strokes(drawn(SITE))[0], css(THEME.paper, 0.92));
  assert.equal(strokes(drawn(NEAR, LOOKS[1], dark))[0], css(dark.paper, 0.92));
});

test("the ring of a very light colour is darkened more: it would be lost on white", () => {
  const ring = (colour) => strokes(drawn(SETTLEMENT, { shape: "circle", colour }))[1];
  const grey = (value) => [value, value, value];
  assert.equal(ring(grey(191)), css(mix(grey(191), [0, 0, 0], 0.1)));
  assert.equal(ring(grey(192)), css(mix(grey(192), [0, 0, 0], 0.3)));
});

test("a sprite is drawn once for its look and precision", () => {
  const sprites = new Sprites(THEME, 1);
  assert.equal(sprites.get(1, SITE), sprites.get(1, SITE));
  const all = LOOKS.flatMap((_, slot) =>
    [SITE, SETTLEMENT, NEAR].map((precision) => sprites.get(slot, precision)),
  );
  assert.equal(new Set(all).size, 24);
});

test("a sprite is stamped about its place", () => {
  const sprites = new Sprites(THEME, 1, 4);
  const context = fakeContext();
  sprites.stamp(context, 0, SITE, 100, 50);
  const [, left, top, width, height] = called(context, "drawImage")[0].args;
  assert.deepEqual([left + width / 2, top + height / 2], [100, 50]);
});

test("a thousand records are written short, and each number is drawn once", () => {
  const sprites = new Sprites(THEME, 1);
  const context = fakeContext();
  for (const count of [999, 1000, 1499, 1500]) sprites.stampCount(context, count, 0, 0);
  const pictures = called(context, "drawImage").map(({ args }) => args[0]);
  assert.deepEqual(
    pictures.flatMap((each) => texts(each.context)),
    ["999", "1k", "1k", "2k"],
  );
  assert.equal(pictures[1], pictures[2]);
});
