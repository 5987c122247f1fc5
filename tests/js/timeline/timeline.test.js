import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { Words } from "../../../components/folium_map/assets/base/words.js";
import { Timeline } from "../../../components/folium_map/assets/timeline/timeline.js";
import { FakeElement } from "../fakes/page.js";
import { recordsOf } from "../records.js";

const DAY = 1440;
globalThis.ResizeObserver = class {
  observe() {}
};
globalThis.fetch = () => assert.fail("asked the server");
const FOLDER = new URL("http://localhost/data/x/1/columns.bin?format=8");
const NO_DATES = { from: null, to: null, within: "possibly" };

/** @type {unknown[][]} what the timeline has told */
let told;
beforeEach(() => (told = []));

/** Records of the first, third and fourth of ten days; the busy stretch are the last nine of them. */
function timelineOf({ counted = false, span = [0, 10 * DAY], stretch = [DAY, 10 * DAY] } = {}) {
  const records = recordsOf([0, 2, 3].map((day) => ({ start: day * DAY, end: day * DAY + 60 })));
  Object.assign(records.columns.header, { span, stretch, timezone: "UTC" });
  const words = new Words(
    {
      timeline: {
        playing: "{shown} of {of}",
        all_dates: "{period}",
        measured: "{what}: {caption}",
        bar: "{certain}",
      },
    },
    "en",
  );
  const tell = (name) => (value) => told.push([name, value]);
  const handlers = {
    window: tell("window"),
    brushed: tell("brushed"),
    step: tell("step"),
    counts: () => ({ shown: 1, of: 3 }),
    playing: tell("playing"),
  };
  const timeline = new Timeline(new FakeElement("div"), records, words, FOLDER, counted, handlers);
  timeline.plot.clientWidth = 400;
  return timeline;
}

test("the plot shows the busy stretch, and all dates when they are asked for", async () => {
  const timeline = timelineOf();
  await timeline.show(null, NO_DATES, "");
  assert.deepEqual([...timeline.shown.certain], [0, 1, 1, 0, 0, 0, 0, 0, 0]);
  assert.equal(timeline.outside.hidden, false);
  assert.match(timeline.caption.textContent, /^2\s*–\s*10 Jan 1970$/u);
  timeline.outside.fire("click");
  await Promise.resolve();
  assert.deepEqual([...timeline.shown.certain], [1, 0, 1, 1, 0, 0, 0, 0, 0, 0]);
});

test("where the busy stretch is everything there is nothing more to show", async () => {
  const timeline = timelineOf({ stretch: [0, 10 * DAY] });
  await timeline.show(null, NO_DATES, "");
  assert.equal(timeline.outside.hidden, true);
});

test("the step is that of what the plot shows, not of all dates", async () => {
  const timeline = timelineOf({ span: [-4000 * DAY, 10 * DAY] });
  await timeline.show(null, NO_DATES, "");
  assert.equal(timeline.shown.edges[1] - timeline.shown.edges[0], DAY);
});

test("days of centuries are too many: the bins are weeks", async () => {
  const timeline = timelineOf({ span: [-25_000 * DAY, 10 * DAY] });
  await timeline.show(null, NO_DATES, "");
  assert.equal(timeline.shown.edges[1] - timeline.shown.edges[0], 7 * DAY);
});

test("without anything dated there is one empty day", async () => {
  const timeline = timelineOf({ span: null, stretch: null });
  await timeline.show(Uint8Array.of(0), NO_DATES, "");
  assert.deepEqual(timeline.shown, {
    edges: [0, DAY],
    certain: Uint32Array.of(0),
    possible: Uint32Array.of(0),
  });
});

test("dates of the filters are the brush; an open end reaches as far as the bins", async () => {
  const timeline = timelineOf();
  await timeline.show(null, { ...NO_DATES, from: 2 * DAY }, "");
  assert.deepEqual(timeline.brush.span, { from: 2 * DAY, to: 10 * DAY });
  await timeline.show(null, NO_DATES, "");
  assert.equal(timeline.brush.span, null);
});

test("a brush that is being drawn is not put back by an answer", async () => {
  const timeline = timelineOf();
  await timeline.show(null, NO_DATES, "");
  timeline.brush.drag = { part: "new", startX: 0, before: null, anchor: 0, moved: true };
  timeline.brush.set({ from: DAY, to: 2 * DAY });
  await timeline.show(null, NO_DATES, "");
  assert.deepEqual(timeline.brush.span, { from: DAY, to: 2 * DAY });
});

test("a brush is a window at once, and a filter when it is done", async () => {
  const timeline = timelineOf();
  await timeline.show(null, { ...NO_DATES, within: "certainly" }, "");
  const span = { from: DAY, to: 2 * DAY };
  timeline.brush.show(span, false);
  assert.deepEqual(told, [["window", { ...span, within: "certainly" }]]);
  timeline.brush.show(span, true);
  assert.deepEqual(told.at(-1), ["brushed", span]);
});

test("cleared dates are an open window until the answer is there", async () => {
  const timeline = timelineOf();
  await timeline.show(null, { ...NO_DATES, from: 2 * DAY }, "");
  timeline.clear.fire("click");
  assert.deepEqual(told, [
    ["window", NO_DATES],
    ["brushed", null],
  ]);
});

test("stepping through time shows a window and its count, Escape the selection again", async () => {
  const timeline = timelineOf();
  await timeline.show(null, NO_DATES, "");
  timeline.forward.fire("click");
  assert.deepEqual(told[0], ["window", { from: 2 * DAY, to: 3 * DAY, within: "possibly" }]);
  const [what, { certain, possible }] = told[1];
  assert.deepEqual([what, certain, possible], ["playing", 1, 0]);
  assert.equal(timeline.caption.textContent, "1 of 3");
  assert.deepEqual(
    [timeline.clear.hidden, timeline.stop.hidden, timeline.outside.hidden],
    [true, false, true],
  );
  timeline.root.fire("keydown", { key: "Escape" });
  assert.deepEqual(told.slice(-2), [
    ["window", null],
    ["playing", null],
  ]);
});

test("another step is told, and the same one from the page counts nothing again", async () => {
  const timeline = timelineOf();
  await timeline.show(null, NO_DATES, "");
  timeline.setStep("week");
  await Promise.resolve();
  assert.deepEqual(told.at(-1), ["step", "week"]);
  assert.equal(timeline.shown.certain.length, 2);
  const { bins } = timeline;
  timeline.takeStep("week");
  await Promise.resolve();
  assert.equal(timeline.bins, bins);
});

test("a server is asked for the step by the filter without its dates; its bins are shown", async (context) => {
  const asked = context.mock.method(globalThis, "fetch", async () =>
    Response.json({ edges: [DAY, 2 * DAY, 3 * DAY], certain: [5, 6], possible: [0, 1] }),
  );
  const timeline = timelineOf({ counted: true });
  await timeline.show(null, NO_DATES, "actor=kfor");
  assert.equal(
    String(asked.mock.calls[0].arguments[0]),
    "http://localhost/data/x/1/histogram.json?actor=kfor&step=day",
  );
  assert.deepEqual([...timeline.shown.certain], [5, 6]);
});

test("the bins before stay where a server cannot answer", async (context) => {
  context.mock.method(console, "error", () => {});
  context.mock.method(globalThis, "fetch", async () => Promise.reject(new Error("no network")));
  const timeline = timelineOf({ counted: true });
  const { bins } = timeline;
  await timeline.show(null, NO_DATES, "");
  assert.equal(timeline.bins, bins);
});

test("the readout stays in the plot, and is not there while a brush is drawn", async () => {
  const timeline = timelineOf();
  await timeline.show(null, NO_DATES, "");
  timeline.readout.offsetWidth = 100;
  const left = (clientX) => {
    timeline.plot.fire("pointermove", { clientX });
    return timeline.readout.style.left;
  };
  assert.deepEqual([left(10), left(200), left(395)], ["50px", "200px", "350px"]);
  timeline.brush.drag = { part: "new", startX: 0, before: null, anchor: 0, moved: false };
  left(200);
  assert.equal(timeline.readout.hidden, true);
});

test("hours are offered of a few chosen days alone, and are theirs", async () => {
  const timeline = timelineOf();
  const offered = () => timeline.steps.children.find(({ value }) => value === "hour");
  await timeline.show(null, NO_DATES, "");
  assert.equal(offered().disabled, true);
  await timeline.show(null, { ...NO_DATES, from: 2 * DAY, to: 3 * DAY }, "");
  assert.equal(offered().disabled, false);
  timeline.setStep("hour");
  await Promise.resolve();
  assert.equal(timeline.shown.certain.length, 24);
  assert.deepEqual([timeline.shown.certain[0], timeline.shown.edges[0]], [1, 2 * DAY]);
  const [frame] = timeline.frames();
  assert.equal(frame.to - frame.from, 60);
});

test("hours that are asked for without a day are the step that is found, until a day is chosen", async () => {
  const timeline = timelineOf();
  timeline.takeStep("hour");
  await timeline.show(null, NO_DATES, "");
  assert.equal(timeline.steps.value, "auto");
  assert.equal(timeline.shown.edges[1] - timeline.shown.edges[0], DAY);
  await timeline.show(null, { ...NO_DATES, from: 2 * DAY, to: 3 * DAY }, "");
  assert.equal(timeline.steps.value, "hour");
  assert.equal(timeline.shown.certain.length, 24);
});

test("a brush over hours takes whole days, which filters know", async () => {
  const timeline = timelineOf();
  timeline.takeStep("hour");
  await timeline.show(null, { ...NO_DATES, from: 2 * DAY, to: 4 * DAY }, "");
  assert.deepEqual(timeline.brush.ground.edges(), [2 * DAY, 3 * DAY, 4 * DAY]);
  timeline.brush.show({ from: 2 * DAY, to: 4 * DAY }, true);
  assert.deepEqual(told.at(-1), ["brushed", { from: 2 * DAY, to: 4 * DAY }]);
});

test("a server is asked for the hours of the chosen days", async (context) => {
  const asked = context.mock.method(globalThis, "fetch", async () =>
    Response.json({ edges: [2 * DAY, 2 * DAY + 60, 2 * DAY + 120], certain: [5, 6], possible: [0, 1] }),
  );
  const timeline = timelineOf({ counted: true });
  timeline.takeStep("hour");
  await timeline.show(null, { ...NO_DATES, from: 2 * DAY, to: 3 * DAY }, "actor=kfor");
  assert.equal(
    String(asked.mock.calls.at(-1).arguments[0]),
    "http://localhost/data/x/1/histogram.json?actor=kfor&from=1970-01-03&to=1970-01-03&step=hour",
  );
});

test("the plot is as high as the page says", () => {
  const timeline = timelineOf();
  timeline.setHeight(104);
  assert.equal(timeline.plot.style.height, "104px");
});

test("a measure's bars are the server's sums in the bins of the records, which playing still counts", async (context) => {
  const fetched = context.mock.method(globalThis, "fetch", async () =>
    Response.json({ edges: [2 * DAY, 3 * DAY, 4 * DAY], certain: [4, 0], possible: [0, 2.5] }),
  );
  const timeline = timelineOf();
  await timeline.show(null, NO_DATES, "actor=kfor");
  timeline.takeMeasure({ query: "column:dead & gone", name: "dead & gone" });
  await timeline.show(null, NO_DATES, "actor=kfor");
  assert.equal(
    String(fetched.mock.calls.at(-1).arguments[0]),
    "http://localhost/data/x/1/histogram.json?actor=kfor&step=day&measure=column%3Adead%20%26%20gone",
  );
  assert.deepEqual([...timeline.bars.certain], [0, 4, 0, 0, 0, 0, 0, 0, 0]);
  assert.deepEqual([...timeline.bars.possible], [0, 0, 2.5, 0, 0, 0, 0, 0, 0]);
  assert.deepEqual([...timeline.shown.certain], [0, 1, 1, 0, 0, 0, 0, 0, 0]);
  assert.match(timeline.caption.textContent, /^dead & gone: /u);
  timeline.takeMeasure(null);
  await Promise.resolve();
  assert.equal(timeline.bars, timeline.shown);
});

test("where the server does not tell sums, records are shown and said", async (context) => {
  context.mock.method(globalThis, "fetch", async () => new Response("", { status: 503 }));
  context.mock.method(console, "error", () => {});
  const timeline = timelineOf();
  timeline.takeMeasure({ query: "injured", name: "Injured" });
  await timeline.show(null, NO_DATES, "");
  assert.equal(timeline.bars, timeline.shown);
  assert.doesNotMatch(timeline.caption.textContent, /Injured/u);
});
