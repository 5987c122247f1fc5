import assert from "node:assert/strict";
import { test } from "node:test";

import { distanceTo } from "../../../components/folium_map/assets/draw/lines.js";
import { simplified, simplifiedAt } from "../../../components/folium_map/assets/draw/simplify.js";

/** A closed outline of so many corners, rough to half a hundredth of its radius. */
function rough(corners, radius = 1) {
  const path = new Float64Array(2 * corners + 2);
  for (let corner = 0; corner <= corners; corner++) {
    const angle = ((corner % corners) / corners) * 2 * Math.PI;
    const out = radius * (1 + 0.005 * Math.sin(37 * (corner % corners)));
    path.set([2 + out * Math.cos(angle), 2 + out * Math.sin(angle)], 2 * corner);
  }
  return path;
}
const corners = (path) => path.length / 2;

test("an outline of twenty thousand corners has some hundreds where it is a hundred pixels wide", () => {
  const path = rough(20_000);
  const drawn = simplified(path, 0.75 / 50); // fifty pixels to its radius
  assert.ok(corners(drawn) < 400, String(corners(drawn)));
  assert.deepEqual([...drawn.subarray(0, 2)], [...path.subarray(0, 2)]);
  assert.deepEqual([...drawn.subarray(-2)], [...path.subarray(-2)], "it stays closed");
});

test("no corner that is left out lies farther off than a pixel and a half", () => {
  const path = rough(5000);
  const drawn = simplified(path, 0.75 / 50);
  for (let at = 0; at < path.length; at += 2)
    assert.ok(distanceTo(drawn, path[at], path[at + 1]) <= 1.5 / 50, String(at));
});

test("what is straight keeps its ends, a bend its corner, and few corners stay as they are", () => {
  assert.deepEqual([...simplified(Float64Array.of(0, 0, 5, 0, 10, 0), 0.5)], [0, 0, 10, 0]);
  assert.deepEqual([...simplified(Float64Array.of(0, 0, 5, 5, 10, 0), 0.5)], [0, 0, 5, 5, 10, 0]);
  assert.deepEqual([...simplified(Float64Array.of(0, 0, 9, 9), 100)], [0, 0, 9, 9]);
  assert.deepEqual([...simplified(Float64Array.of(3, 4), 1)], [3, 4]);
});

test("each zoom has its own, kept until another is drawn, and between two the finer one's", () => {
  const path = rough(2000);
  const near = simplifiedAt(path, 3, 400);
  assert.equal(simplifiedAt(path, 3, 400), near);
  const far = simplifiedAt(path, 1, 100);
  assert.ok(corners(far) < corners(near));
  assert.deepEqual(simplifiedAt(path, 2.4, 400 * 2 ** -0.6), near);
});
