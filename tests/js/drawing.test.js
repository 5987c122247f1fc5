import assert from "node:assert/strict";
import { test } from "node:test";

import { lonLatOf, metresPerPixel, worldOf } from "../../components/folium_map/assets/base/projection.js";
import { parseColour } from "../../components/folium_map/assets/base/theme.js";
import { Words } from "../../components/folium_map/assets/base/words.js";
import { merged, shortNumber } from "../../components/folium_map/assets/draw/clusters.js";
import { CollisionIndex, overlap } from "../../components/folium_map/assets/draw/collision_index.js";
import { encodingOf, LOOKS, OTHER, slotOfRow } from "../../components/folium_map/assets/draw/encoding.js";
import { distanceTo, lengths, pointAt } from "../../components/folium_map/assets/draw/lines.js";
import { fanOut } from "../../components/folium_map/assets/draw/points.js";
import { LARGEST, rosette, SPACING } from "../../components/folium_map/assets/draw/rosette.js";
import { recordsOf } from "./records.js";

const close = (found, expected, tolerance) =>
  assert.ok(Math.abs(found - expected) < tolerance, `${found} ≠ ${expected}`);

test("the projection and its inverse agree", () => {
  const [lon, lat] = lonLatOf(...worldOf(20.77, 42.97));
  close(lon, 20.77, 1e-9);
  close(lat, 42.97, 1e-9);
});

test("a pixel covers 156.5 km / 2^zoom at the equator and less to the north", () => {
  close(metresPerPixel(worldOf(0, 0)[1], 0), 156543.03, 0.01);
  close(metresPerPixel(worldOf(0, 60)[1], 10), 156543.03 / 2 / 1024, 0.01);
});

test("the symbols of a rosette never overlap, up to the largest", () => {
  for (let count = 2; count <= LARGEST; count++) {
    const { offsets, radius } = rosette(count);
    assert.equal(offsets.length, count);
    offsets.forEach(([x, y], index) => {
      assert.ok(Math.hypot(x, y) <= radius + 1e-9);
      for (const [x2, y2] of offsets.slice(index + 1))
        assert.ok(Math.hypot(x - x2, y - y2) > SPACING * 0.9, `${count}`);
    });
  }
});

test("a place fans out only where it covers no other", () => {
  const place = (x, count) => ({
    x,
    y: 0,
    rows: Array.from({ length: count }, (_, row) => row),
    reach: 6.5,
    fanned: false,
  });
  const places = [place(0, 3), place(200, 3), place(212, 1), place(400, LARGEST + 1)];
  fanOut(places);
  assert.deepEqual(
    places.map(({ fanned }) => fanned),
    [true, false, false, false],
  );
});

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

test("colours follow the dataset's order and all others share grey", () => {
  const { columns } = recordsOf([{ kind: 0 }, { kind: 2 }, { kind: 255 }]);
  const encoding = encodingOf(columns, "kind");
  assert.deepEqual(
    [0, 1, 2].map((row) => slotOfRow(encoding, row)),
    [0, 2, OTHER],
  );
  assert.equal(new Set(LOOKS.map(({ shape }) => shape)).size, LOOKS.length);
});

test("a point along a line and the distance to it", () => {
  const points = Float64Array.from([0, 0, 10, 0, 10, 10]);
  assert.deepEqual([...lengths(points)], [0, 10, 20]);
  assert.deepEqual(pointAt(points, lengths(points), 15).slice(0, 2), [10, 5]);
  assert.equal(distanceTo(points, 5, 3), 3);
  assert.equal(distanceTo(points, 14, 13), 5);
});

test("a box is free where no other box and no circle but its own is, wherever they lie", () => {
  let seed = 1;
  const random = (size) => ((seed = (seed * 48271) % 2147483647) / 2147483647) * size;
  const boxes = Array.from({ length: 60 }, () => {
    const [left, top] = [random(900) - 200, random(900) - 200];
    return { left, top, right: left + random(150), bottom: top + random(40) };
  });
  const circles = Array.from({ length: 60 }, () => ({ x: random(900) - 200, y: random(900) - 200, reach: random(80) }));
  const occupied = new CollisionIndex(circles);
  boxes.slice(0, 20).forEach((box) => occupied.take(box));
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

test("large counts are written short", () => {
  const numbers = new Intl.NumberFormat("en-GB");
  assert.deepEqual(
    [7, 999, 1234, 56789, 1.2e6].map((each) => shortNumber(each, numbers)),
    ["7", "999", "1.2k", "57k", "1.2M"],
  );
});

test("colours are read as browsers compute them; transparent is none", () => {
  assert.deepEqual(parseColour("rgb(1, 2, 3)"), [1, 2, 3]);
  assert.deepEqual(parseColour("#f0a"), [255, 0, 170]);
  assert.equal(parseColour("rgba(0, 0, 0, 0)"), null);
});

test("words take values and plurals, nested or flat, and a missing key shows itself", () => {
  const words = new Words({ "a.b": "{n} of {m}", c: { one: "{n} record", other: "{n} records" } }, "en");
  assert.equal(words.say("a.b", { n: 1234, m: "{{7*7}}" }), "1,234 of {{7*7}}");
  assert.equal(words.count("c", 1), "1 record");
  assert.equal(words.count("c", 5), "5 records");
  assert.equal(words.say("no.such"), "no.such");
});

test("circles that would cover each other become one, and no record is lost", () => {
  const cluster = (x, count, cell) => ({ x, y: 0, count, shares: Uint32Array.of(count, 0), cells: [cell] });
  const kept = merged([cluster(0, 10, 1), cluster(15, 500, 2), cluster(200, 3, 3)]);
  assert.deepEqual(
    kept.map(({ x, count, cells, shares }) => [x, count, cells, [...shares]]),
    [
      [15, 510, [2, 1], [510, 0]],
      [200, 3, [3], [3, 0]],
    ],
  );
});
