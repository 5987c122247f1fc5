import assert from "node:assert/strict";
import { test } from "node:test";
import { css } from "../../../components/folium_map/assets/base/theme.js";
import { areasAt, drawAreas, holds, isInView } from "../../../components/folium_map/assets/draw/areas.js";
import { LOOKS } from "../../../components/folium_map/assets/draw/palette.js";
import { called, fakeContext } from "../fakes/context.js";
import "../fakes/page.js";
import { shapeOf } from "../records.js";
import { sceneOf, THEME } from "../scenes.js";

const square = (x, y, edge) => [x, y, x + edge, y, x + edge, y + edge, x, y + edge, x, y];
const area = (row, ...rings) => shapeOf("area", [row], rings);

function drawn(shapes, more = {}) {
  const scene = { ...sceneOf([{ kind: 0 }, { kind: 1 }, { kind: 2 }]), shapes, ...more };
  const scratch = document.createElement("canvas");
  const context = fakeContext();
  return { areas: drawAreas(context, scene, scratch), context, soft: scratch.getContext("2d") };
}
const rows = ({ areas }) => areas.map((each) => each.rows[0]);

test("larger areas lie below smaller ones, and those out of view are left out", () => {
  const shapes = [area(0, square(100, 100, 10)), area(1, square(50, 50, 300)), area(2, square(900, 50, 30))];
  assert.deepEqual(rows(drawn(shapes)), [1, 0]);
});

test("fillings are laid on once, lightly, however many overlap; outlines have their record's colour", () => {
  const shapes = [area(0, square(100, 100, 10)), area(1, square(50, 50, 300))];
  const { context, soft } = drawn(shapes);
  assert.deepEqual(
    called(soft, "fill").map(({ fillStyle, args }) => [fillStyle, args[0]]),
    [
      [css(LOOKS[1].colour), "evenodd"],
      [css(LOOKS[0].colour), "evenodd"],
    ],
  );
  assert.deepEqual(
    called(context, "drawImage").map(({ globalAlpha }) => globalAlpha),
    [0.1],
  );
  assert.equal(called(context, "fill").length, 0);
  assert.deepEqual(
    called(context, "stroke").map(({ strokeStyle }) => strokeStyle),
    [css(THEME.paper, 0.7), css(LOOKS[1].colour, 0.85), css(THEME.paper, 0.7), css(LOOKS[0].colour, 0.85)],
  );
});

test("the chosen area has a wide outline below and a filling of its own; areas of unlike records are ink", () => {
  const chosen = drawn([area(0, square(50, 50, 300))], { chosen: 0 });
  assert.deepEqual(
    called(chosen.context, "stroke").map(({ lineWidth }) => lineWidth),
    [5, 3, 1.5],
  );
  assert.equal(called(chosen.context, "fill").length, 1);
  const { context } = drawn([shapeOf("area", [0, 1], [square(50, 50, 300)])]);
  assert.equal(called(context, "stroke")[1].strokeStyle, css(THEME.ink, 0.85));
});

test("an area too small to be seen is a square of three pixels", () => {
  const { areas } = drawn([area(0, square(100, 100, 1))]);
  assert.deepEqual([...areas[0].rings[0]].slice(0, 6), [99, 99, 102, 99, 102, 102]);
});

test("without an area nothing is drawn, and no canvas is made anew", () => {
  const { areas, context } = drawn([shapeOf("line", [0], [[0, 0, 9, 9]])]);
  assert.deepEqual([areas, called(context, "drawImage")], [[], []]);
});

test("a hole is none of an area", () => {
  const rings = [square(0, 0, 100), square(40, 40, 20)];
  assert.deepEqual(
    [
      [10, 10],
      [50, 50],
      [101, 50],
      [50, -1],
    ].map(([x, y]) => holds(rings, x, y)),
    [true, false, false, false],
  );
});

test("of areas within each other the smaller one is meant, on an outline those whose outline it is", () => {
  const { areas } = drawn([
    area(0, square(100, 100, 100)),
    area(1, square(50, 50, 300)),
    area(2, square(350, 50, 200)),
  ]);
  const at = (x, y) => areasAt(areas, x, y, 5);
  assert.deepEqual(at(150, 150), [0]);
  assert.deepEqual(at(75, 150), [1]);
  assert.deepEqual(at(102, 150), [0]);
  assert.deepEqual(at(97, 150), [0]); // beside it, in the larger one
  assert.deepEqual(at(350, 150), [2, 1]); // neighbours; the smaller one first
  assert.deepEqual(at(700, 150), []);
});

test("what touches the view's edge is in view", () => {
  const frame = { left: 0, top: 0, scale: 1, width: 800, height: 600 };
  const box = (west) => ({ west, east: west + 10, north: 0, south: 10 });
  assert.deepEqual(
    [-11, -10, 800, 801].map((west) => isInView(box(west), frame)),
    [false, true, true, false],
  );
});
