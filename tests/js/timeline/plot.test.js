import assert from "node:assert/strict";
import { test } from "node:test";

import { css, mix } from "../../../components/folium_map/assets/base/theme.js";
import { Zone } from "../../../components/folium_map/assets/base/zones.js";
import {
  drawPlot,
  LEFT,
  niceTop,
  RIGHT,
  TimeScale,
  ticksOf,
} from "../../../components/folium_map/assets/timeline/plot.js";
import { called, texts } from "../fakes/context.js";
import { FakeElement } from "../fakes/page.js";

const DAY = 1440;
const theme = { ink: [0, 0, 0], paper: [255, 255, 255], accent: [0, 0, 200], font: "Sans", dark: false };
const utc = new Zone("UTC");
const belgrade = new Zone("Europe/Belgrade");
const minute = (text) => Date.parse(text) / 60000;

/** A plot 26 pixels taller than its bars, which are 100 pixels high, as what was drawn on it. */
function drawn(bins, { inside = null, ticks = [], width = LEFT + 300 + RIGHT } = {}) {
  const canvas = Object.assign(new FakeElement("canvas"), { clientWidth: width, clientHeight: 126 });
  const scale = new TimeScale(bins.edges[0], bins.edges.at(-1), width);
  drawPlot(canvas, bins, scale, inside, ticks, theme, new Intl.NumberFormat("en-GB"));
  return canvas.context;
}
const binsOf = (certain, possible, edges = certain.map((_, bin) => bin * DAY)) => ({
  edges: [...edges, certain.length * DAY],
  certain: Uint32Array.from(certain),
  possible: Uint32Array.from(possible),
});
/** Left, top, width, height of the bars with a colour. */
const filled = (context, style) =>
  called(context, "fillRect").flatMap(({ args, fillStyle }) => (fillStyle === style ? [args] : []));
const solid = css(theme.accent, 0.9);
const light = css(theme.accent, 0.32);

test("minutes become pixels between the margins, and pixels beyond them the first or last minute", () => {
  const scale = new TimeScale(100, 200, LEFT + 50 + RIGHT);
  assert.deepEqual(
    [100, 150, 200].map((each) => scale.toPixel(each)),
    [LEFT, LEFT + 25, LEFT + 50],
  );
  assert.deepEqual(
    [0, LEFT, LEFT + 25, LEFT + 50, 999].map((each) => scale.toMinute(each)),
    [100, 100, 150, 200, 200],
  );
});

test("what is certain stands on the axis, what is only possible on top of it", () => {
  const context = drawn(binsOf([4, 0, 0], [4, 0, 2]));
  assert.deepEqual(
    filled(context, solid).filter(([, , , high]) => high),
    [[LEFT, 58, 99, 50]],
  );
  assert.deepEqual(filled(context, light), [
    [LEFT, 8, 99, 50],
    [LEFT + 200, 83, 99, 25],
  ]);
});

test("a single record among a thousand is still seen", () => {
  const [, small] = filled(drawn(binsOf([1000, 1], [0, 0])), solid);
  assert.equal(small[3], 1.5);
});

test("bars keep a gap where they are wider than three pixels, and are never lost", () => {
  const widthOf = (bins) => filled(drawn(binsOf(Array(bins).fill(1), Array(bins).fill(0))), solid)[0][2];
  assert.equal(widthOf(75), 3); // 4 pixels, less the gap
  assert.equal(widthOf(100), 3); // 3 pixels, without one
  assert.equal(widthOf(600), 0.75);
});

test("bars outside of what is chosen are grey, those that only touch it too", () => {
  const grey = css(mix(theme.paper, theme.ink, 0.32), 0.9);
  const context = drawn(binsOf([1, 1, 1], [0, 0, 0]), { inside: { from: DAY, to: 2 * DAY } });
  assert.deepEqual(
    filled(context, solid).map(([left]) => left),
    [LEFT + 100],
  );
  assert.deepEqual(
    filled(context, grey).map(([left]) => left),
    [LEFT, LEFT + 200],
  );
});

test("the count axis names its end, and its middle where that is a whole number", () => {
  assert.deepEqual(texts(drawn(binsOf([7], [0]))), ["4", "8"]);
  assert.deepEqual(texts(drawn(binsOf([3], [0]))), ["3"]);
  assert.deepEqual(texts(drawn(binsOf([2], [0]))), ["2"]);
  assert.deepEqual(texts(drawn(binsOf([0], [0]))), ["1"]);
  assert.deepEqual(texts(drawn(binsOf([1900], [0]))), ["1k", "2k"]);
});

test("a tick's text is left out where it would touch the one before or the edge", () => {
  const tick = (pixels, text) => ({ minute: (pixels / 300) * DAY, text, strong: false });
  const named = (...ticks) => texts(drawn(binsOf([0], [0]), { ticks })).slice(1);
  // Ten characters are 60 pixels here; 4 before and 4 after.
  assert.deepEqual(named(tick(0, "0123456789"), tick(67, "a"), tick(68, "b")), ["0123456789", "b"]);
  assert.deepEqual(named(tick(248, "0123456789")), ["0123456789"]);
  assert.deepEqual(named(tick(249, "0123456789")), []);
});

test("a plot without size is not drawn", () =>
  assert.deepEqual(drawn(binsOf([1], [0]), { width: 0 }).calls, []));

test("the axis ends at a round number at or above the most", () => {
  assert.deepEqual([1, 2, 3, 7, 9, 10, 11, 28, 101].map(niceTop), [1, 2, 3, 8, 10, 10, 20, 30, 200]);
});

test("years are named on a long axis, months on a short one", () => {
  const text = (from, to) =>
    ticksOf(new TimeScale(minute(from), minute(to), 900), belgrade, "en-GB").map((tick) => tick.text);
  assert.deepEqual(
    text("2000-06-01T00:00Z", "2004-06-01T00:00Z").filter((each) => /^\d{4}$/.test(each)),
    ["2001", "2002", "2003", "2004"],
  );
  assert.deepEqual(
    text("2023-10-10T00:00Z", "2024-02-10T00:00Z").filter((each) => /\D|\d{4}/.test(each)),
    ["Nov", "Dec", "2024", "Feb"],
  );
});

/** The ticks of an axis from 1 January 2001 on which a day is so many pixels wide. */
function ticksAt(perDay, days) {
  const first = minute("2001-01-01T00:00Z");
  return ticksOf(new TimeScale(first, first + days * DAY, LEFT + days * perDay + RIGHT), utc, "en-GB").map(
    ({ text }) => text,
  );
}

test("years alone are named where a month has less than 14 pixels", () => {
  assert.deepEqual(ticksAt(13.9 / 30, 730), ["2001", "2002"]);
  assert.deepEqual(ticksAt(14.1 / 30, 365), ["2001", "Apr", "Jul", "Oct"]);
});

test("a year's name has 44 pixels, or years are left out", () => {
  assert.equal(ticksAt(44.1 / 365, 3650)[1], "2002");
  assert.deepEqual(ticksAt(43.9 / 365, 3650).slice(0, 2), ["2002", "2004"]);
});

test("a month's name has 34 pixels, or months are left out", () => {
  assert.deepEqual(ticksAt(34.1 / 30, 100), ["2001", "Feb", "Mar", "Apr"]);
  assert.deepEqual(ticksAt(33.9 / 30, 100), ["2001", "Mar"]);
});

test("days are named from five pixels on: each seventh, each second, each", () => {
  const days = (perDay) => ticksAt(perDay, 31).slice(1, 4);
  assert.deepEqual(days(4.9), []);
  assert.deepEqual(days(5), ["8", "15", "22"]);
  assert.deepEqual(days(11.9), ["8", "15", "22"]);
  assert.deepEqual(days(12), ["3", "5", "7"]);
  assert.deepEqual(days(21.9), ["3", "5", "7"]);
  assert.deepEqual(days(22), ["2", "3", "4"]);
});

test("hours of a day have a tick where there is room for its text, the day's midnight a strong one", () => {
  const day = belgrade.midnight(2023, 9, 24);
  const ticks = (width) => ticksOf(new TimeScale(day, day + 1440, width), belgrade, "en-GB");
  const told = (width) => ticks(width).map(({ text }) => text);
  assert.equal(told(1200).length, 24);
  assert.deepEqual(told(460), ["00:00", "03:00", "06:00", "09:00", "12:00", "15:00", "18:00", "21:00"]);
  assert.equal(ticks(460)[0].strong, true);
});
