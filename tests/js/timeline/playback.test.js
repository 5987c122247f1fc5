import assert from "node:assert/strict";
import { test } from "node:test";

import {
  framesOf,
  Playback,
  sameTime,
  steppedTo,
} from "../../../components/folium_map/assets/timeline/playback.js";

globalThis.window = globalThis; // for its timers

/** Frames of ten minutes each; a dot is one in which nothing happened. */
const frames = (drawn) =>
  [...drawn].map((each, at) => ({ from: 10 * at, to: 10 * at + 10, empty: each === "." }));

/** A playback, and the first minutes of the frames that it has shown; null: back to the selection. */
function playing() {
  const shown = [];
  return { shown, playback: new Playback((frame) => shown.push(frame?.from ?? null)) };
}

test("playing begins and ends with something, and stays within the chosen dates", () => {
  const bins = {
    edges: [0, 1, 2, 3, 4, 5],
    certain: Uint32Array.of(0, 1, 0, 2, 0),
    possible: new Uint32Array(5),
  };
  const told = (from, to) => framesOf(bins, from, to).map((frame) => [frame.from, frame.empty]);
  assert.deepEqual(told(null, null), [
    [1, false],
    [2, true],
    [3, false],
  ]);
  assert.deepEqual(told(2, 4), [[3, false]]);
  assert.deepEqual(told(4, null), []);
});

test("a bin is played where something may have happened", () => {
  const bins = { edges: [0, 1, 2, 3], certain: Uint32Array.of(0, 0, 2), possible: Uint32Array.of(0, 1, 2) };
  assert.deepEqual(framesOf(bins, null, null), [
    { from: 1, to: 2, certain: 0, possible: 1, empty: false },
    { from: 2, to: 3, certain: 2, possible: 2, empty: false },
  ]);
});

test("a bin that only touches the chosen dates is not played", () => {
  const bins = { edges: [0, 10, 20, 30], certain: Uint32Array.of(1, 1, 1), possible: new Uint32Array(3) };
  const begins = (from, to) => framesOf(bins, from, to).map((frame) => frame.from);
  assert.deepEqual(begins(10, 20), [10]);
  assert.deepEqual(begins(9, 21), [0, 10, 20]);
});

test("a frame stays for 700 milliseconds, an empty one for 90, and the last one stays", (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const { playback, shown } = playing();
  playback.play(frames("x.x"));
  for (const [wait, begins] of [
    [699, [0]],
    [1, [0, 10]],
    [89, [0, 10]],
    [1, [0, 10, 20]],
  ]) {
    context.mock.timers.tick(wait);
    assert.deepEqual(shown, begins);
  }
  assert.equal(playback.running, false);
  context.mock.timers.tick(10_000);
  assert.deepEqual(shown, [0, 10, 20]);
});

test("a pause keeps the frame, playing goes on after it, and from the end begins anew", (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const { playback, shown } = playing();
  playback.play(frames("xx"));
  playback.pause();
  context.mock.timers.tick(10_000);
  assert.deepEqual(shown, [0, 0]);
  playback.play(frames("xx"));
  assert.deepEqual(shown.slice(2), [10]);
  playback.play(frames("xx"));
  assert.equal(shown.at(-1), 0);
});

test("the end is an end: it stays, and only the button, which says so, begins again", (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const { playback, shown } = playing();
  assert.equal(playback.offers, "play");
  playback.play(frames("xxx"));
  assert.equal(playback.offers, "pause");
  for (const _ of [1, 2]) context.mock.timers.tick(700);
  assert.deepEqual([playback.offers, playback.running], ["again", false]);
  playback.step(frames("xxx"), 1);
  context.mock.timers.tick(10_000);
  assert.deepEqual(shown.slice(-2), [20, 20]);
  playback.step(frames("xxx"), -1);
  assert.equal(playback.offers, "play");
  playback.step(frames("xxx"), 1);
  playback.play(frames("xxx"));
  assert.deepEqual([shown.at(-1), playback.offers], [0, "pause"]);
});

test("stopping goes back to the selection, once", () => {
  const { playback, shown } = playing();
  playback.step(frames("xx"), 1);
  playback.stop();
  playback.stop();
  assert.deepEqual(shown, [0, null]);
  assert.equal(playback.active, false);
});

test("without anything to play nothing is shown", () => {
  const { playback, shown } = playing();
  playback.play([]);
  playback.step([], 1);
  assert.deepEqual(shown, []);
  assert.equal(playback.active, false);
});

test("a step passes over what is empty, and stops at the first and the last", () => {
  const all = frames("x..xx");
  assert.equal(steppedTo(all, 0, 1), 3);
  assert.equal(steppedTo(all, 3, -1), 0);
  assert.equal(steppedTo(all, 3, 1), 4);
  assert.equal(steppedTo(all, 4, 1), 4);
  assert.equal(steppedTo(all, 0, -1), 0);
  assert.equal(steppedTo(frames("x..x"), 0, 1), 3);
});

test("the first step forward shows the first frame, the first one back the last", () => {
  assert.equal(steppedTo(frames("x.x"), -1, 1), 0);
  assert.equal(steppedTo(frames("x.x"), -1, -1), 2);
});

test("frames of another step go on at the same time", () => {
  assert.equal(sameTime(frames("xxx"), 10), 1);
  assert.equal(sameTime(frames("xxx"), 9), 0);
  assert.equal(sameTime(frames("xxx"), 30), -1);
  assert.equal(sameTime(frames("xxx"), undefined), -1);
});
