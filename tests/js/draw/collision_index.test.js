import assert from "node:assert/strict";
import { test } from "node:test";

import { CollisionIndex, overlap } from "../../../components/folium_map/assets/draw/collision_index.js";

test("circles touch each other by their reaches, also one that has grown", () => {
  const [own, other] = [
    { x: 10, y: 10, reach: 5 },
    { x: 100, y: 10, reach: 5 },
  ];
  const taken = new CollisionIndex([own, other]);
  assert.ok(!taken.touches({ ...own, reach: 40 }, own));
  other.reach = 60;
  taken.add(other);
  assert.ok(taken.touches({ ...own, reach: 40 }, own));
});

test("a box is free where no other box and no circle but its own is, wherever they lie", () => {
  let seed = 1;
  const random = (size) => ((seed = (seed * 48271) % 2147483647) / 2147483647) * size;
  const boxes = Array.from({ length: 60 }, () => {
    const [left, top] = [random(900) - 200, random(900) - 200];
    return { left, top, right: left + random(150), bottom: top + random(40) };
  });
  const circles = Array.from({ length: 60 }, () => ({
    x: random(900) - 200,
    y: random(900) - 200,
    reach: random(80),
  }));
  const occupied = new CollisionIndex(circles);
  for (const box of boxes.slice(0, 20)) occupied.take(box);
  const covers = ({ left, top, right, bottom }, { x, y, reach }) =>
    Math.hypot(Math.max(left - x, 0, x - right), Math.max(top - y, 0, y - bottom)) < reach - 1;
  const found = { true: 0, false: 0 };
  for (const box of boxes.slice(20)) {
    const own = circles.find((circle) => covers(box, circle));
    const free =
      !boxes.slice(0, 20).some((other) => overlap(box, other)) &&
      !circles.some((circle) => circle !== own && covers(box, circle));
    assert.equal(occupied.isFree(box, own), free);
    found[free]++;
  }
  assert.ok(found.true > 3 && found.false > 3);
  assert.equal(occupied.at(circles[7].x + 0.5, circles[7].y), circles[7]);
});

test("boxes that only touch do not overlap", () => {
  const box = (left, top) => ({ left, top, right: left + 10, bottom: top + 10 });
  assert.ok(overlap(box(0, 0), box(5, 5)));
  assert.ok(!overlap(box(0, 0), box(10, 0)));
});

test("a circle is found within a pixel of its middle", () => {
  const circle = { x: 63.5, y: 10, reach: 5 };
  const taken = new CollisionIndex([circle]);
  assert.equal(taken.at(64.4, 10.9), circle);
  assert.equal(taken.at(64.5, 10), undefined);
  assert.equal(taken.at(63.5, 11), undefined);
});

test("a box may reach a pixel into a circle", () => {
  const taken = new CollisionIndex([{ x: 0, y: 0, reach: 10 }]);
  const box = (left) => ({ left, top: -5, right: left + 20, bottom: 5 });
  assert.ok(taken.isFree(box(9)));
  assert.ok(!taken.isFree(box(8.9)));
});
