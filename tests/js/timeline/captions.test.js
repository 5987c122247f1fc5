import assert from "node:assert/strict";
import { test } from "node:test";

import { Words } from "../../../components/folium_map/assets/base/words.js";
import { barCaption, captionOf, summaryOf } from "../../../components/folium_map/assets/timeline/captions.js";

const DAY = 1440;
const words = new Words(
  {
    timeline: {
      all_dates: "all of {period}",
      certainly: "{period}, certainly",
      playing: "playing {period}: {shown} of {of}",
      "summary.one": "{n} lies, most on {period}: {most}",
      "summary.other": "{n} certain, most on {period}: {most}",
      in_zone: "{caption}, hours in {zone}",
      bar: "{period}: {certain}",
      bar_possible: "{period}: {certain}, perhaps {possible}",
    },
  },
  "en",
);
const bins = {
  edges: [0, DAY, 2 * DAY, 3 * DAY],
  certain: Uint32Array.of(2, 1200, 1200),
  possible: Uint32Array.of(0, 1, 0),
};
const caption = (showing) => closed(full(showing));
/** Languages' tables differ in the spaces around a dash. */
const closed = (text) => text.replace(/\s*–\s*/u, "–");
const full = (showing) =>
  captionOf(
    {
      bins,
      span: null,
      within: "possibly",
      frame: undefined,
      counts: () => ({ shown: 7, of: 1234 }),
      ...showing,
    },
    words,
    "UTC",
  );

test("without dates the caption says from when to when there are records", () => {
  assert.equal(caption({}), "all of 1–3 Jan 1970");
  assert.equal(caption({ within: "certainly" }), "all of 1–3 Jan 1970");
});

test("chosen dates are whole days, the last one included; certainly inside is said", () => {
  const span = { from: DAY, to: 3 * DAY };
  assert.equal(caption({ span }), "2–3 Jan 1970");
  assert.equal(caption({ span, within: "certainly" }), "2–3 Jan 1970, certainly");
});

test("where a bar is an hour the caption names the zone, with its offset on that day", () => {
  const span = { from: 28_258_440, to: 28_258_440 + DAY }; // 24 September 2023, there
  const showing = { bins, span, within: "possibly", hours: true, frame: undefined, counts: () => ({}) };
  const told = captionOf(showing, words, "Europe/Belgrade");
  assert.match(told, /^24 Sept?(ember)? 2023, hours in Europe\/Belgrade, UTC\+2$/u);
  assert.equal(words.hours(span.from, span.from + 60, "Europe/Belgrade").slice(-17), "00:00–01:00 UTC+2");
  assert.equal(words.hours(0, 60, "America/St_Johns").slice(-9), " UTC−3:30");
  assert.equal(words.zone(0, "UTC"), "UTC");
});

test("while playing the caption counts what the window shows, of what there is without it", () => {
  const frame = { from: DAY, to: 2 * DAY };
  assert.equal(caption({ frame, span: { from: 0, to: 3 * DAY } }), "playing 2 Jan 1970: 7 of 1,234");
});

test("records are counted for the caption of a playback alone", () => {
  const counts = () => assert.fail("counted");
  assert.ok(caption({ counts }));
});

test("the summary adds up what is certain and names the first of the busiest bars", () => {
  assert.equal(summaryOf(bins, words, "UTC"), "2,402 certain, most on 2 Jan 1970: 1,200");
});

test("one record is told in the singular", () => {
  const one = { ...bins, certain: Uint32Array.of(0, 1, 0) };
  assert.equal(summaryOf(one, words, "UTC"), "1 lies, most on 2 Jan 1970: 1");
});

test("a bar of several days is told with all of them", () => {
  const weeks = {
    edges: [0, 7 * DAY, 14 * DAY],
    certain: Uint32Array.of(1, 5),
    possible: new Uint32Array(2),
  };
  assert.equal(closed(summaryOf(weeks, words, "UTC")), "6 certain, most on 8–14 Jan 1970: 5");
  assert.equal(closed(barCaption(weeks, 0, words, "UTC")), "1–7 Jan 1970: 1");
});

test("a bar under the pointer says what is possible only where something is", () => {
  assert.equal(barCaption(bins, 0, words, "UTC"), "1 Jan 1970: 2");
  assert.equal(barCaption(bins, 1, words, "UTC"), "2 Jan 1970: 1,200, perhaps 1");
});
