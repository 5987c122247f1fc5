import assert from "node:assert/strict";
import { test } from "node:test";

import {
  clicked,
  dragged,
  isDrag,
  keyed,
  narrowing,
} from "../../../components/folium_map/assets/timeline/brush_moves.js";

const EDGES = [0, 10, 20, 30, 40, 50];
const span = (from, to) => ({ from, to });
const drag = (part, anchor, before = null) => ({ part, anchor, before });
const key = (name, side, before = span(20, 30)) => keyed(before, side, name, EDGES);

test("a press drags from four pixels on, either way; less is a click", () => {
  assert.deepEqual(
    [3.9, 4, 5].map((moved) => [isDrag(100, 100 + moved), isDrag(100, 100 - moved)]),
    [
      [false, false],
      [true, true],
      [true, true],
    ],
  );
});

test("a new brush takes every bin that it touches, whichever way it is drawn", () => {
  assert.deepEqual(dragged(drag("new", 12), 27, EDGES), span(10, 30));
  assert.deepEqual(dragged(drag("new", 27), 12, EDGES), span(10, 30));
});

test("a new brush that ends on an edge takes the bin that begins there", () => {
  assert.deepEqual(dragged(drag("new", 12), 20, EDGES), span(10, 30));
});

test("a handle goes to the nearest edge", () => {
  assert.deepEqual(dragged(drag("from", 0, span(0, 50)), 15, EDGES), span(10, 50)); // as far from both
  assert.deepEqual(dragged(drag("from", 0, span(0, 50)), 15.1, EDGES), span(20, 50));
  assert.deepEqual(dragged(drag("to", 50, span(0, 50)), 24.9, EDGES), span(0, 20));
});

test("a handle stops a bin before the other one", () => {
  assert.deepEqual(dragged(drag("from", 0, span(10, 30)), 48, EDGES), span(20, 30));
  assert.deepEqual(dragged(drag("to", 50, span(20, 40)), 2, EDGES), span(20, 30));
});

test("a handle pulled where nothing was chosen narrows everything", () => {
  assert.deepEqual(dragged(drag("from", 0), 21, EDGES), span(20, 50));
  assert.deepEqual(dragged(drag("to", 50), 21, EDGES), span(0, 20));
});

test("a brush moved as a whole keeps its length and stops at the ends", () => {
  assert.deepEqual(dragged(drag("both", 15, span(10, 30)), 26, EDGES), span(20, 40));
  assert.deepEqual(dragged(drag("both", 15, span(10, 30)), 99, EDGES), span(30, 50));
  assert.deepEqual(dragged(drag("both", 15, span(10, 30)), -99, EDGES), span(0, 20));
});

test("a brush moved over bins of unequal length keeps at least one", () => {
  assert.deepEqual(dragged(drag("both", 1, span(0, 10)), 18, [0, 10, 100, 200]), span(10, 100));
});

test("a click chooses the bar under it, a second one gives it back", () => {
  assert.deepEqual(clicked(null, 20, EDGES), span(20, 30));
  assert.deepEqual(clicked(span(10, 40), 29, EDGES), span(20, 30));
  assert.equal(clicked(span(20, 30), 21, EDGES), null);
});

test("a click beyond the last bar chooses it, not a span without length", () => {
  assert.deepEqual(clicked(null, 50, EDGES), span(40, 50));
  assert.deepEqual(dragged(drag("new", 50), 50, EDGES), span(40, 50));
});

test("arrow keys move a handle by a bin, left and down backwards", () => {
  assert.deepEqual(
    ["ArrowLeft", "ArrowDown", "ArrowRight", "ArrowUp"].map((name) => key(name, "to", span(10, 30)).to),
    [20, 20, 40, 40],
  );
  assert.deepEqual(key("ArrowLeft", "from"), span(10, 30));
});

test("Home and End move a handle as far as it goes", () => {
  assert.deepEqual(key("Home", "from"), span(0, 30));
  assert.deepEqual(key("End", "from"), span(20, 30));
  assert.deepEqual(key("End", "to"), span(20, 50));
  assert.deepEqual(key("Home", "to"), span(20, 30));
});

test("Page Up and Page Down jump over ten bins", () => {
  const many = Array.from({ length: 31 }, (_, bin) => bin * 10);
  assert.deepEqual(keyed(span(100, 110), "to", "PageUp", many), span(100, 210));
  assert.deepEqual(keyed(span(200, 210), "from", "PageDown", many), span(100, 210));
  assert.deepEqual(keyed(span(50, 60), "from", "PageDown", many), span(0, 60));
});

test("a key moves the end of everything where nothing was chosen; other keys move nothing", () => {
  assert.deepEqual(key("ArrowRight", "from", null), span(10, 50));
  assert.equal(key("a", "from"), null);
  assert.equal(key("Tab", "to"), null);
});

test("a brush over everything is none, but only where the bins are those of all the data", () => {
  assert.equal(narrowing(span(0, 50), EDGES, true), null);
  assert.deepEqual(narrowing(span(0, 50), EDGES, false), span(0, 50));
  assert.deepEqual(narrowing(span(0, 40), EDGES, true), span(0, 40));
  assert.deepEqual(narrowing(span(10, 50), EDGES, true), span(10, 50));
  assert.equal(narrowing(null, EDGES, false), null);
});
