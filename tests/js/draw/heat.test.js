import assert from "node:assert/strict";
import { test } from "node:test";

import { Heat, ramp, shareAt } from "../../../components/folium_map/assets/draw/heat.js";
import { called, fakeContext } from "../fakes/context.js";
import "../fakes/page.js";
import { sceneOf } from "../scenes.js";

const alpha = (colour) => colour >>> 24;

/** The opacity of each four by four pixels, with ten more of them on each side of a view of 80 × 40 pixels. */
function heated(points, { weights = null, dark = false } = {}) {
  const [px, py] = [points.map(([x]) => x), points.map(([, y]) => y)];
  const heat = new Heat();
  const context = fakeContext();
  const view = { px, py, count: points.length, heat: { records: weights ?? points.map(() => 1) } };
  heat.draw(context, { view, records: {}, frame: { width: 80, height: 40 }, theme: { dark } }, "records");
  const [canvas] = called(context, "drawImage")[0].args;
  const [image] = called(canvas.context, "putImageData")[0].args;
  const pixels = new Uint32Array(image.data.buffer);
  return { context, opacity: (x, y) => alpha(pixels[(y / 4 + 10) * image.width + x / 4 + 10]) };
}

test("the ramp goes from nothing to dense, on dark paper to light", () => {
  for (const dark of [false, true]) {
    const colours = ramp(dark);
    assert.equal(colours.length, 256);
    assert.equal(alpha(colours[0]), 0);
    assert.ok(colours.every((colour, index) => index === 0 || alpha(colour) >= alpha(colours[index - 1])));
  }
  const green = (colour) => (colour >> 8) & 255;
  assert.deepEqual([green(ramp(false)[255]), green(ramp(true)[255])], [0, 255 - 15]);
});

test("the colours between two stops are mixed: half way is half of each", () => {
  const [first, second] = [ramp(false)[0], ramp(false)[63]];
  assert.deepEqual([first & 255, second & 255], [254, 254]);
  assert.ok(Math.abs(alpha(ramp(false)[32]) - 60) <= 1);
});

test("a record is warm around it, alike to all sides, and nowhere else", () => {
  const { opacity } = heated([[40, 20]]);
  assert.equal(opacity(40, 20), 235);
  assert.equal(opacity(28, 20), opacity(52, 20));
  assert.equal(opacity(40, 8), opacity(40, 32));
  assert.equal(opacity(28, 20), opacity(40, 32));
  assert.ok(opacity(52, 20) > 0 && opacity(52, 20) < 235);
  assert.equal(heated([[60, 20]]).opacity(0, 20), 0);
});

test("where more records lie it is warmer, and a count weighs as many records", () => {
  const many = heated([
    [20, 20],
    [60, 20],
    [60, 20],
    [60, 20],
  ]).opacity;
  const counted = heated(
    [
      [20, 20],
      [60, 20],
    ],
    { weights: [1, 3] },
  ).opacity;
  assert.ok(many(20, 20) < many(60, 20));
  assert.equal(many(20, 20), counted(20, 20));
});

test("records out of view warm its edge, those far away nothing", () => {
  assert.ok(
    heated([
      [-8, 20],
      [40, 20],
    ]).opacity(0, 20) > 0,
  );
  assert.equal(
    heated([
      [-41, 20],
      [80, 20],
    ]).opacity(0, 20),
    0,
  );
});

test("without records nothing is warm", () => assert.equal(heated([]).opacity(40, 20), 0));

test("the picture is laid on where it belongs", () => {
  assert.deepEqual(called(heated([[40, 20]]).context, "drawImage")[0].args.slice(1), [-40, -40, 160, 120]);
});

/** The greatest density of records at one spot: some per square kilometre. */
const density = (rows, size = "records", view = {}) => {
  const scene = sceneOf(rows.map((row) => ({ x: 400, y: 300, ...row })));
  Object.assign(scene.view, view);
  return new Heat().draw(fakeContext(), scene, size);
};

test("what stands at all times adds nothing to heat", () => {
  assert.ok(density([{}]) > 0);
  assert.equal(density([{ kind: 3 }]), 0);
  assert.equal(density([{}, { kind: 3 }]), density([{}]));
});

test("heat counts records, or the fatalities they tell; an unknown number adds nothing", () => {
  const one = density([{ weight: 1 }], "fatalities");
  const ratio = (rows) => Math.round((100 * density(rows, "fatalities")) / one) / 100;
  assert.equal(density([{ weight: 9 }, { weight: 0 }]), density([{}, {}]));
  assert.equal(ratio([{ weight: 3 }, { weight: 4 }, { weight: 65535 }]), 7);
  assert.equal(ratio([{ weight: 65535 }]), 0);
});

test("a server's cells add what it has summed there", () => {
  const heat = { records: [5], amounts: [2] };
  assert.equal(density([{}], "records", { heat }), density([{}, {}, {}, {}, {}]));
  assert.equal(density([{}], "fatalities", { heat }), density([{}, {}]));
});

test("the scale's colours grow faster than its numbers at first, and end at the greatest density", () => {
  assert.deepEqual([0, 1].map(shareAt), [0, 1]);
  assert.ok(Math.abs(shareAt(0.5) - 0.1228) < 0.0001);
});
