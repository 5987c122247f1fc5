import assert from "node:assert/strict";
import { test } from "node:test";

import { metresPerPixel, WORLD } from "../../../components/folium_map/assets/base/projection.js";
import { css } from "../../../components/folium_map/assets/base/theme.js";
import { LOOKS } from "../../../components/folium_map/assets/draw/palette.js";
import {
  bandsOf,
  drawUncertainty,
  radiusOf,
} from "../../../components/folium_map/assets/draw/uncertainty.js";
import { called, fakeContext } from "../fakes/context.js";
import "../fakes/page.js";
import { shapeOf } from "../records.js";
import { sceneOf } from "../scenes.js";

const PIXEL = metresPerPixel(100, 0);
const AREA = shapeOf("area", [0], [[100, 100, 200, 100, 200, 200, 100, 100]]);
const LINE = shapeOf("line", [1], [[100, 300, 400, 300]]);
const POINTS = shapeOf("points", [2], [[500, 100, 600, 100, 700, 300]]);

/** Three records whose radius is so many pixels. */
function sceneWith(radii, shapes = [AREA, LINE, POINTS]) {
  return {
    ...sceneOf(radii.map((radius, kind) => ({ kind, uncertainty: Math.round(radius * PIXEL) }))),
    shapes,
  };
}
function drawn(scene) {
  const scratch = document.createElement("canvas");
  const context = fakeContext();
  drawUncertainty(context, scene, scratch);
  return { context, soft: scratch.getContext("2d") };
}

test("a radius is the widest of a shape's records in pixels, none where none is stated or known", () => {
  assert.ok(Math.abs(radiusOf(AREA, [20 * PIXEL], 0) - 20) < 0.01);
  assert.equal(Math.round(radiusOf({ ...AREA, rows: [0, 1] }, [20 * PIXEL, 30 * PIXEL], 0)), 30);
  assert.equal(radiusOf(AREA, [0], 0), 0);
  assert.equal(radiusOf({ ...AREA, rows: [9_999] }, [], 0), 0, "a row that is not held here");
  const poleward = { ...AREA.box, north: WORLD / 4, south: WORLD / 4 };
  assert.ok(radiusOf({ rows: [0], box: poleward }, [1000], 9) > 0);
});

test("areas and points have an outline where it lies off them and not all about the view, lines their band", () => {
  const kinds = (radii) => bandsOf(sceneWith(radii)).map(({ kind }) => kind);
  assert.deepEqual(kinds([20, 20, 20]), ["points", "area"]);
  assert.deepEqual(kinds([3, 0, 20]), ["points"]);
  assert.deepEqual(kinds([3000, 3000, 3000]), []);
});

test("a shape out of view has one as far as it reaches into it", () => {
  const off = shapeOf("points", [0], [[-80, 100, -50, 100]]);
  assert.equal(bandsOf(sceneWith([60], [off])).length, 1);
  assert.equal(bandsOf(sceneWith([40], [off])).length, 0);
});

test("an outline is what lies within the radius less what lies within a pixel less, faintly laid on", () => {
  const { context, soft } = drawn(sceneWith([20, 0, 0]));
  const widths = called(soft, "stroke").map(({ lineWidth }) => Math.round(lineWidth));
  assert.deepEqual(widths, [41, 39]);
  assert.equal(called(soft, "fill").length, 2, "the area itself is within");
  assert.equal(called(soft, "stroke")[0].strokeStyle, css(LOOKS[0].colour));
  const [laid] = called(context, "drawImage");
  assert.equal(laid.globalAlpha, 0.5);
  const [left, top, width, height] = laid.args.slice(-4);
  assert.ok(left >= 75 && left <= 80 && top >= 75 && top <= 80 && width <= 150 && height <= 150);
});

test("several points have a disc each, of which the common edge is seen", () => {
  const { soft } = drawn(sceneWith([0, 0, 30]));
  const radii = called(soft, "arc").map(({ args }) => Math.round(2 * args[2]));
  assert.deepEqual(radii, [61, 61, 61, 59, 59, 59]);
  assert.equal(called(soft, "stroke").length, 0);
});

test("without a radius nothing is drawn, and of very many sixty are", () => {
  assert.equal(called(drawn(sceneWith([0, 0, 0])).context, "drawImage").length, 0);
  const many = Array.from({ length: 100 }, (_, at) =>
    shapeOf("points", [0], [[at, 5 * at, at + 50, 5 * at]]),
  );
  assert.equal(bandsOf(sceneWith([20], many)).length, 60);
});
