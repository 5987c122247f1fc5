import assert from "node:assert/strict";
import { test } from "node:test";

import { BitmapCache } from "../../../components/folium_map/assets/draw/bitmap_cache.js";
import { called, fakeContext } from "../fakes/context.js";
import "../fakes/page.js";

test("a picture is drawn once, on a canvas of whole device pixels", () => {
  const cache = new BitmapCache(1.5);
  let drawings = 0;
  const make = () => cache.get("a", 10, 5, () => drawings++);
  const made = make();
  assert.equal(make(), made);
  assert.deepEqual([drawings, made.width, made.height], [1, 15, 8]);
  assert.deepEqual(called(made.context, "scale")[0].args, [1.5, 1.5]);
});

test("the longest kept goes when there are too many", () => {
  const cache = new BitmapCache(1, 2);
  const drawn = [];
  for (const key of ["a", "b", "a", "c", "b", "a"]) cache.get(key, 1, 1, () => drawn.push(key));
  assert.deepEqual(drawn, ["a", "b", "c", "a"]);
});

test("a picture is put on whole device pixels: between two of them it would be blurred", () => {
  const cache = new BitmapCache(2);
  const context = fakeContext();
  cache.put(
    context,
    cache.get("a", 10, 10, () => {}),
    3.3,
    4.9,
  );
  assert.deepEqual(called(context, "drawImage")[0].args.slice(1), [3.5, 5, 10, 10]);
});
