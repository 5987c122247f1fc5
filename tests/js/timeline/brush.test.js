import assert from "node:assert/strict";
import { test } from "node:test";

import { Brush } from "../../../components/folium_map/assets/timeline/brush.js";
import { FakeElement } from "../fakes/page.js";

const EDGES = [0, 10, 20, 30, 40];
/** Ten pixels a bin from 100 on. */
const scale = { first: 0, last: 40, toPixel: (minute) => 100 + minute, toMinute: (pixel) => pixel - 100 };

/** A brush, and what it has told: a span as its two ends, and whether it is final. */
function brushed() {
  const told = [];
  const plot = new FakeElement("div");
  const ground = {
    edges: () => EDGES,
    scale: () => scale,
    whole: () => true,
    say: (minute, isEnd) => `${isEnd ? "before " : ""}${minute}`,
  };
  const changed = (span, done) => told.push([span && [span.from, span.to], done]);
  const brush = new Brush(plot, ground, changed, ["first day", "last day"]);
  const pointer = (type, clientX, event = {}) =>
    plot.fire(`pointer${type}`, { clientX, button: 0, ...event });
  return { brush, plot, told, pointer };
}

test("a press that moves three pixels clicks, one that moves four draws a brush", () => {
  const { told, pointer } = brushed();
  for (const moved of [3, 4]) {
    pointer("down", 107);
    pointer("move", 107 + moved);
    pointer("up", 107 + moved);
  }
  assert.deepEqual(told, [
    [[10, 20], true], // the bar under the pointer where it was let go
    [[0, 20], false],
    [[0, 20], true],
  ]);
});

test("a drag that comes back to where it began is still a drag", () => {
  const { told, pointer } = brushed();
  pointer("down", 105);
  pointer("move", 125);
  pointer("move", 105);
  pointer("up", 105);
  assert.deepEqual(told.at(-1), [[0, 10], true]);
});

test("inside of the chosen dates a press moves them, outside it draws others", () => {
  const { brush, told, pointer } = brushed();
  brush.set({ from: 10, to: 20 });
  pointer("down", 115);
  pointer("move", 125);
  assert.deepEqual(told.at(-1), [[20, 30], false]);
  pointer("up", 125);
  pointer("down", 135);
  pointer("move", 139);
  assert.deepEqual(told.at(-1), [[30, 40], false]);
});

test("a handle that is pulled moves its end; pressed alone it changes nothing", () => {
  const { brush, told, pointer } = brushed();
  brush.set({ from: 10, to: 30 });
  pointer("down", 130, { target: brush.handles.to });
  pointer("up", 130, { target: brush.handles.to });
  assert.deepEqual(told, []);
  pointer("down", 130, { target: brush.handles.to });
  pointer("move", 140);
  assert.deepEqual(told, [[[10, 40], false]]);
});

test("other buttons than the main one draw nothing", () => {
  const { told, pointer } = brushed();
  pointer("down", 105, { button: 2 });
  pointer("move", 135);
  pointer("up", 135);
  assert.deepEqual(told, []);
});

test("Escape and a lost pointer bring back what was chosen before", () => {
  for (const stop of [
    ({ plot }) => plot.fire("keydown", { key: "Escape" }),
    ({ pointer }) => pointer("cancel", 0),
  ]) {
    const made = brushed();
    made.brush.set({ from: 0, to: 10 });
    made.pointer("down", 125);
    made.pointer("move", 135);
    stop(made);
    assert.deepEqual(made.told.at(-1), [[0, 10], true]);
    made.pointer("move", 139);
    assert.equal(made.told.length, 2);
  }
});

test("arrow keys show at once, and become a filter 700 milliseconds after the last one", (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const { brush, told } = brushed();
  brush.handles.from.fire("keydown", { key: "ArrowRight" });
  context.mock.timers.tick(600);
  brush.handles.from.fire("keydown", { key: "ArrowRight" });
  context.mock.timers.tick(699);
  assert.deepEqual(told, [
    [[10, 40], false],
    [[20, 40], false],
  ]);
  context.mock.timers.tick(1);
  assert.deepEqual(told.at(-1), [[20, 40], true]);
});

test("other keys on a handle are left to the page", () => {
  const { brush, told } = brushed();
  const preventDefault = () => assert.fail("taken");
  brush.handles.from.fire("keydown", { key: "Tab", preventDefault });
  assert.deepEqual(told, []);
});

test("the handles wait at the ends, say their values and stay in the plot", () => {
  const { brush } = brushed();
  const { from, to } = brush.handles;
  brush.set(null);
  assert.deepEqual([from.style.left, to.style.left, brush.band.hidden], ["100px", "140px", true]);
  brush.set({ from: -50, to: 20 });
  assert.deepEqual([from.style.left, brush.band.style.width, brush.band.hidden], ["100px", "20px", false]);
  assert.deepEqual(
    [from.attributes["aria-valuetext"], to.attributes["aria-valuetext"]],
    ["-50", "before 20"],
  );
});
