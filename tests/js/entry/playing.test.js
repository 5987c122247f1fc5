import assert from "node:assert/strict";
import { test } from "node:test";

import { Words } from "../../../components/folium_map/assets/base/words.js";
import { headerOf, Playing } from "../../../components/folium_map/assets/entry/playing.js";
import { FakeElement } from "../fakes/page.js";

const words = new Words(
  {
    "timeline.header.other": "{period}: {n} dated",
    "timeline.header_possible": "{header}, {possible} perhaps",
  },
  "en",
);
const FRAME = { from: 0, to: 1440, certain: 5, possible: 2, empty: false };

test("the header counts what a filter by the dates played would have", () => {
  assert.equal(headerOf(FRAME, "May", "possibly", words), "May: 7 dated, 2 perhaps");
  assert.equal(headerOf(FRAME, "May", "certainly", words), "May: 5 dated");
  assert.equal(headerOf({ ...FRAME, possible: 0 }, "May", "possibly", words), "May: 5 dated");
});

test("date and header are there while time is played, and gone with it", () => {
  const holder = new FakeElement("div");
  const count = Object.assign(new FakeElement("span"), { dataset: { of: "77" } });
  const root = {};
  document.querySelector = () => count;
  document.documentElement = { toggleAttribute: (name, on) => (root[name] = on) };
  const playing = new Playing(holder, words);
  const [date] = holder.all("map-date");
  assert.equal(date.hidden, true);
  playing.show(FRAME, "24 May", "possibly");
  assert.deepEqual([date.hidden, date.textContent], [false, "24 May"]);
  assert.deepEqual([count.textContent, root["data-playing"]], ["24 May: 7 dated, 2 perhaps", true]);
  playing.remove();
  assert.deepEqual([count.textContent, root["data-playing"]], ["", false]);
});
