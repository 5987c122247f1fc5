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
      summary: "{certain} certain, most on {period}: {most}",
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
