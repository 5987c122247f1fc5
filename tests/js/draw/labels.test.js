import assert from "node:assert/strict";
import { test } from "node:test";

import { WORLD } from "../../../components/folium_map/assets/base/projection.js";
import { drawLabels, labelsOf, measureAgain } from "../../../components/folium_map/assets/draw/labels.js";
import { called, fakeContext, texts } from "../fakes/context.js";
import "../fakes/page.js";
import { THEME } from "../scenes.js";

const FRAME = { left: 0, top: 0, scale: 1, width: 800, height: 600, zoom: 0, ratio: 1 };
const place = (name, more = {}) => ({ name, lon: 0, lat: 0, count: 1, class: "settlement", ...more });

/** Labels at places of the view, instead of in the world. */
function labelsAt(...places) {
  const labels = labelsOf({
    places: places.map(({ x, y, ...each }) => place(each.name, each)),
    reference: [],
  });
  for (const label of labels.labels)
    Object.assign(
      label,
      { x: 400, y: 300 },
      places.find(({ name }) => name === label.name),
    );
  return labels;
}
/** Names in the order in which they were written, with where their pictures lie. */
function drawn(labels, obstacles = [], frame = FRAME) {
  const context = fakeContext();
  drawLabels(context, labels, [], obstacles, frame, THEME);
  return called(context, "drawImage").map(({ args: [{ context: own }, left, top] }) => [
    texts(own)[0],
    left,
    top,
  ]);
}
const names = (...args) => drawn(...args).map(([name]) => name);

test("places with more records come first; a town before a site, areas last; countries have no name", () => {
  const { labels } = labelsOf({
    places: [
      place("area", { class: "district", count: 100 }),
      place("site", { class: "site", count: 12 }),
      place("town", { count: 6.1 }),
      place("city", { count: 20 }),
      place("country", { class: "country", count: 999 }),
    ],
    reference: [],
  });
  assert.deepEqual(
    labels.map(({ name }) => name),
    ["city", "town", "site", "area"],
  );
  assert.deepEqual([labels[0].x, labels[0].y], [WORLD / 2, WORLD / 2]);
});

test("a name stands right of its symbol, else left, below, above, else nowhere", () => {
  // "Zubin" is 30 pixels wide, and 34 with its edge; high is 15.
  const own = { x: 400, y: 300, reach: 6.5 };
  const [right, left, below, above] = [
    [425, 300],
    [375, 300],
    [400, 316],
    [400, 284],
  ];
  const at = (...taken) => {
    const others = taken.map(([x, y]) => ({ x, y, reach: 5 }));
    return drawn(labelsAt({ name: "Zubin" }), [own, ...others]).map(([, x, y]) => [x, y])[0];
  };
  const spots = [at(), at(right), at(right, left), at(right, left, below), at(right, left, below, above)];
  assert.deepEqual(spots, [[407, 288], [356, 288], [381, 305], [381, 272], undefined]);
});

test("a name covers no other: the places with more records have the room", () => {
  const same = { x: 400, y: 300 };
  const crowd = Array.from({ length: 6 }, (_, index) => ({
    name: `name ${index}`,
    count: 10 - index,
    ...same,
  }));
  assert.deepEqual(names(labelsAt(...crowd)), ["name 0", "name 1"]);
});

test("places out of view have no name, those just beyond the edge may reach into it", () => {
  const at = (x, y) => names(labelsAt({ name: "a", x, y })).length;
  assert.deepEqual([at(-40, 300), at(-41, 300), at(840, 300), at(841, 300)], [1, 0, 1, 0]);
  assert.deepEqual([at(400, -20), at(400, -21), at(400, 620), at(400, 621)], [1, 0, 1, 0]);
});

/** So many places, each with room for its name. */
const apart = (count) =>
  labelsAt(
    ...Array.from({ length: count }, (_, index) => ({
      name: `n${index}`,
      x: 40 * (index % 20),
      y: 20 * Math.floor(index / 20),
    })),
  );

test("at most 160 names are written", () => {
  assert.equal(names(apart(160)).length, 160);
  assert.equal(names(apart(200)).length, 160);
});

test("at most 500 places are tried", () => {
  const blocked = (count) =>
    Array.from({ length: count }, (_, index) => ({ name: `b${index}`, count: 2, x: 400, y: 300 }));
  const last = { name: "last", x: 100, y: 100 };
  assert.ok(names(labelsAt(...blocked(499), last)).includes("last"));
  assert.ok(!names(labelsAt(...blocked(500), last)).includes("last"));
});

test("among more than 1,500 symbols names keep clear of nothing", () => {
  const crowd = (count) => Array.from({ length: count }, () => ({ x: 415, y: 300, reach: 60 }));
  assert.equal(names(labelsAt({ name: "a" }), crowd(1500)).length, 0);
  assert.equal(names(labelsAt({ name: "a" }), crowd(1501)).length, 1);
});

test("towns with more than three records are written large and bold, sites in italics", () => {
  const fontOf = (more) => {
    const context = fakeContext();
    drawLabels(context, labelsAt({ name: "a", ...more }), [], [], FRAME, THEME);
    return called(called(context, "drawImage")[0].args[0].context, "fillText")[0].font;
  };
  assert.deepEqual(
    [{ count: 3 }, { count: 4 }, { class: "site", count: 9 }, { class: "region", count: 9 }].map(fontOf),
    ["400 13px Sans", "600 14px Sans", "italic 400 13px Sans", "400 13px Sans"],
  );
});

test("a place without a symbol has a dot, an area has none", () => {
  const dots = (more, obstacles = []) => {
    const context = fakeContext();
    drawLabels(context, labelsAt({ name: "a", ...more }), [], obstacles, FRAME, THEME);
    return called(context, "arc").length;
  };
  assert.deepEqual(
    [dots({}), dots({}, [{ x: 400, y: 300, reach: 5 }]), dots({ class: "district" })],
    [1, 0, 0],
  );
});

test("a name is measured once, and again in another font", () => {
  const labels = labelsAt({ name: "a" });
  drawn(labels);
  assert.equal(labels.labels[0].width, 6);
  labels.labels[0].width = 50;
  assert.deepEqual(drawn(labels)[0][0], "a");
  assert.equal(labels.labels[0].width, 50);
  measureAgain(labels);
  drawn(labels);
  assert.equal(labels.labels[0].width, 6);
});

/** Where the middle of the left of a line's name is written. */
function named(path, obstacles = [], labels = labelsAt()) {
  const context = fakeContext();
  drawLabels(context, labels, [{ points: Float64Array.from(path), text: "Ibar" }], obstacles, FRAME, THEME);
  const [written] = called(context, "fillText").filter(({ args }) => args[0] === "Ibar");
  return written?.args.slice(1);
}

test("a line's name stands beside its middle, else beside a quarter of it", () => {
  const line = [100, 300, 700, 300];
  assert.deepEqual(named(line), [418, 300]); // nothing else is there
  const middle = { x: 400, y: 300, reach: 60 };
  assert.deepEqual(named(line, [middle]), [268, 300]);
});

test("a line in view is always named, inside the view", () => {
  assert.deepEqual(named([30, 300, 30, 310], [{ x: 400, y: 300, reach: 2000 }]), [48, 305]);
  assert.deepEqual(named([775, 300, 775, 310]), [774, 305]);
  assert.equal(named([-300, 300, -100, 300]), undefined);
});

test("a place's name gives way to a line's", () => {
  const labels = labelsAt({ name: "Zubin Potok", x: 400, y: 300 });
  named([400, 300, 400, 301], [], labels);
  const context = fakeContext();
  const line = { points: Float64Array.from([400, 300, 400, 301]), text: "Ibar" };
  drawLabels(context, labels, [line], [], FRAME, THEME);
  assert.ok(called(context, "drawImage")[0].args[1] < 400);
});

test("two places of one name beside each other are named once, far apart twice", () => {
  const pair = () => labelsAt({ name: "Birao", x: 400, y: 300 }, { name: "Birao", x: 400, y: 300 });
  const apart = (x) => {
    const labels = pair();
    labels.labels[1].x = x;
    return names(labels);
  };
  assert.deepEqual([apart(430), apart(470)], [["Birao"], ["Birao", "Birao"]]);
});
