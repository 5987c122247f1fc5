import assert from "node:assert/strict";
import { test } from "node:test";

import { WORLD } from "../../../components/folium_map/assets/base/projection.js";
import { Words } from "../../../components/folium_map/assets/base/words.js";
import { Pointing } from "../../../components/folium_map/assets/controls/pointing.js";
import { FakeMap } from "../fakes/leaflet.js";

const words = new Words(
  { map: { records_here: { other: "{n} records" }, click_to_list: "list them" } },
  "en",
);
const EVENT = { containerPoint: { x: 1, y: 2 }, latlng: "here" };
const text = (row) => ({ row, title: `record ${row}`, when: "1 May", where: "" });

/** Pointing at a layer that answers `hit`; rows of the same ten share a place, on the equator. */
function pointingAt(hit, { get = async (rows) => rows.map(text), zoom = 10, answers = {} } = {}) {
  const picked = [];
  const map = new FakeMap({ zoom });
  const place = (row) => Math.floor(row / 10);
  const layer = {
    hit,
    reaches: [],
    spots: [],
    at(point, reach) {
      this.reaches.push(reach);
      return this.hit;
    },
    spotOf: () => null,
    questionOf: (spot) => ({ query: "kind=site", spot }),
    rowsIn: (cell) => [cell, cell + 1, cell + 2],
    figuresOf: (rows) => ({ start: Float64Array.from(rows), fatalities: Float64Array.from(rows) }),
    update() {},
    setChosen() {},
    placed: (row) => ({ place: place(row), x: (place(row) / 360) * WORLD, y: WORLD / 2, drawn: 1 }),
  };
  const asked = { toll: async () => null, rows: async () => ({ rows: [], figures: null }), ...answers };
  const pointing = new Pointing(map, layer, { get }, asked, words, (row) => picked.push(row));
  return { map, layer, pointing, picked };
}
const one = { rows: [7], group: null };
const group = (rows) => ({ rows, group: { x: 0, y: 0, r: 9, rows, group: true, count: 99 } });
const settled = () => new Promise((resolve) => setImmediate(resolve));

test("a tooltip comes after 90 milliseconds of rest, once for the same record", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const { map } = pointingAt(one);
  map.fire("mousemove", EVENT);
  context.mock.timers.tick(89);
  map.fire("mousemove", EVENT);
  await settled();
  assert.equal(map.overlays.length, 0);
  context.mock.timers.tick(1);
  await settled();
  assert.equal(map.overlays[0].content.textContent, "record 71 May");
  map.fire("mousemove", EVENT);
  context.mock.timers.tick(1000);
  await settled();
  assert.equal(map.overlays.length, 1);
});

test("a tooltip whose words come too late is not shown", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const { map, layer } = pointingAt(one);
  map.fire("mousemove", EVENT);
  context.mock.timers.tick(90);
  layer.hit = { rows: [], group: null };
  map.fire("mousemove", EVENT);
  await settled();
  assert.equal(map.overlays.length, 0);
  assert.equal(map.container.classes.includes("incident-pointed"), false);
});

test("a tooltip goes when the map moves", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const { map } = pointingAt(one);
  map.fire("mousemove", EVENT);
  context.mock.timers.tick(90);
  await settled();
  map.fire("movestart");
  assert.equal(map.overlays[0].removed, true);
});

test("a click on a record picks it", () => {
  const { map, picked } = pointingAt(one);
  map.fire("click", EVENT);
  assert.deepEqual(picked, [7]);
});

test("while an area is drawn a click is its corner", () => {
  const { map, pointing, picked } = pointingAt(one);
  pointing.pause(true);
  map.fire("click", EVENT);
  assert.deepEqual(picked, []);
  pointing.pause(false);
  map.fire("click", EVENT);
  assert.deepEqual(picked, [7]);
});

test("a click on several records lists them, each a button that picks it", async () => {
  const { map, picked } = pointingAt({ rows: [7, 8], group: null });
  map.fire("click", EVENT);
  await settled();
  const [, second] = map.overlays[0].content.all("incident-list-record");
  assert.equal(map.overlays[0].content.all("h4")[0].textContent, "2 records");
  second.fire("click");
  assert.deepEqual(picked, [8]);
});

test("a list whose words do not come says so", async (context) => {
  context.mock.method(console, "error", () => {});
  const { map } = pointingAt(
    { rows: [7, 8], group: null },
    { get: async () => Promise.reject(new Error("no network")) },
  );
  map.fire("click", EVENT);
  await settled();
  assert.ok(map.overlays[0].content.textContent.includes("map.texts_failed"));
});

test("a click on a group shows all its records; of one that is not held, its middle", () => {
  const held = pointingAt(group([10, 20])).map;
  held.fire("click", EVENT);
  const [[name, { corners }, { maxZoom }]] = held.asked;
  assert.deepEqual(
    [name, corners.map(({ lng }) => Math.round(lng)), maxZoom],
    ["fitBounds", [-179, -178], 12],
  );
  const distant = pointingAt(group([])).map;
  distant.fire("click", EVENT);
  assert.deepEqual(distant.asked, [["setView", "here", 12]]);
});

test("a click on a group at one place lists its records", async () => {
  const { map } = pointingAt(group([11, 12]));
  map.fire("click", EVENT);
  await settled();
  assert.equal(map.overlays.length, 1);
  assert.deepEqual(map.asked, []);
});

test("a click on the circle of a place lists all that it counts", async () => {
  const place = { cell: 40, places: 1, amount: 5, unknown: 0 };
  const { map } = pointingAt({
    rows: [],
    group: { x: 0, y: 0, r: 9, rows: [], group: true, count: 3, place },
  });
  map.fire("click", EVENT);
  await settled();
  assert.equal(map.overlays[0].content.all("h4")[0].textContent, "3 records");
  assert.equal(map.overlays[0].content.all("incident-list-record").length, 3);
});

const place = { cell: 40, places: 0, amount: 5, unknown: 0 };
const circle = { x: 0, y: 0, r: 9, rows: [], group: true, count: 3, place };
const heading = (map) => map.overlays[0].content.all("h4")[0].textContent;

test("where the records of a place are not held here the server lists them", async () => {
  const questions = [];
  const rows = async (question) => {
    questions.push(question);
    return { rows: [70, 71], figures: { start: Float64Array.of(2, 1), fatalities: Float64Array.of(4, 1) } };
  };
  const { map, layer, picked } = pointingAt({ rows: [], group: circle }, { answers: { rows }, zoom: 18 });
  layer.rowsIn = () => [];
  map.fire("click", EVENT);
  await settled();
  assert.equal(heading(map), "2 records");
  assert.deepEqual(questions, [{ query: "kind=site", spot: circle }]);
  map.overlays[0].content.all("incident-list-record")[0].fire("click");
  assert.deepEqual(picked, [71], "the earliest first");
});

test("a server that cannot list them leaves what is counted", async (context) => {
  context.mock.method(console, "error", () => {});
  const rows = async () => Promise.reject(new Error("too many"));
  const { map, layer } = pointingAt({ rows: [], group: circle }, { answers: { rows }, zoom: 18 });
  layer.rowsIn = () => [];
  map.fire("click", EVENT);
  await settled();
  assert.equal(heading(map), "3 records");
  assert.ok(map.overlays[0].content.textContent.includes("map.too_many_to_list"));
});

test("the lowest and the highest figures of a place come after its list", async () => {
  let come;
  const toll = () => new Promise((resolve) => (come = resolve));
  const { map } = pointingAt({ rows: [7, 8], group: null }, { answers: { toll } });
  map.fire("click", EVENT);
  await settled();
  const said = () => map.overlays[0].content.all("incident-list-sums")[0].textContent;
  assert.equal(said(), "sum.fatalities");
  come({ count: 2, low: 10, best: 15, high: 30, unknown: 0 });
  await settled();
  assert.equal(said(), "sum.between");
});

test("of two quick clicks the later one's list is shown", async () => {
  const waiting = [];
  const rows = () => new Promise((resolve) => waiting.push(resolve));
  const { map, layer } = pointingAt({ rows: [], group: circle }, { answers: { rows }, zoom: 18 });
  layer.rowsIn = () => [];
  const figures = { start: Float64Array.of(1), fatalities: Float64Array.of(1) };
  map.fire("click", EVENT);
  map.fire("click", EVENT);
  waiting[1]({ rows: [5], figures });
  await settled();
  waiting[0]({ rows: [1], figures });
  await settled();
  assert.equal(map.overlays.length, 1);
  assert.equal(map.overlays[0].content.all("strong")[0].textContent, "record 5");
});

test("a finger has no hover", () => {
  const { map, layer, pointing } = pointingAt(one);
  pointing.coarse = { matches: true };
  map.fire("mousemove", EVENT);
  map.fire("click", EVENT);
  assert.deepEqual(layer.reaches, [14]);
});

test("nothing is pointed at any more once it was removed", () => {
  const { map, pointing, picked } = pointingAt(one);
  pointing.remove();
  map.fire("click", EVENT);
  assert.deepEqual(picked, []);
});

test("what lies under the records is told where none is, and pressed", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const nothing = { rows: [], group: null };
  const { map, layer, pointing } = pointingAt(nothing);
  const presses = [];
  pointing.beneath = { at: () => 3, tip: (place) => `region ${place}`, press: (at) => presses.push(at) };
  map.fire("mousemove", EVENT);
  context.mock.timers.tick(90);
  assert.deepEqual([map.overlays[0].content, map.overlays[0].at], ["region 3", "here"]);
  map.fire("click", EVENT);
  assert.deepEqual(presses, ["here"]);
  layer.hit = one;
  map.fire("click", EVENT);
  assert.equal(presses.length, 1);
});
