import assert from "node:assert/strict";
import { test } from "node:test";

import {
  drawDots,
  drawSeveral,
  severalInView,
} from "../../../components/folium_map/assets/draw/several_points.js";
import { Sprites } from "../../../components/folium_map/assets/draw/symbols.js";
import { called, fakeContext } from "../fakes/context.js";
import "../fakes/page.js";
import { shapeOf } from "../records.js";
import { sceneOf, THEME } from "../scenes.js";

const SHAPES = [
  shapeOf("points", [0], [[100, 100, 300, 200, 5000, 100]]),
  shapeOf("points", [1], [[900, 100, 900, 200]]),
  shapeOf("line", [1], [[0, 0, 9, 9]]),
];
const scene = (more) => ({ ...sceneOf([{ kind: 0 }, { location_class: 4 }]), shapes: SHAPES, ...more });

function spots(more) {
  const context = fakeContext();
  const made = scene(more);
  return { context, spots: drawSeveral(context, made, severalInView(made), new Sprites(THEME, 1)) };
}

test("each point in view is a spot of the one record", () => {
  assert.deepEqual(
    spots().spots.map(({ x, y, rows }) => [x, y, rows]),
    [
      [100, 100, [0]],
      [300, 200, [0]],
    ],
  );
});

test("all points of the chosen record have a halo", () => {
  assert.equal(called(spots({ chosen: 0 }).context, "arc").length, 2);
  assert.equal(called(spots({ chosen: 1 }).context, "arc").length, 0);
});

test("a record of a wide class that is several points is drawn as near", () => {
  const shapes = [shapeOf("points", [1], [[100, 100, 300, 200]])];
  assert.equal(spots({ shapes }).spots.length, 2);
});

test("over heat they are dots", () => {
  const context = fakeContext();
  drawDots(context, scene(), severalInView(scene()));
  assert.equal(called(context, "arc").length, 3);
});
