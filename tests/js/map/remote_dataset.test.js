import assert from "node:assert/strict";
import { test } from "node:test";

import { pixelsPerUnit } from "../../../components/folium_map/assets/base/projection.js";
import { INITIAL, updated } from "../../../components/folium_map/assets/map/layer_state.js";
import { partOf, RemoteDataset } from "../../../components/folium_map/assets/map/remote_dataset.js";
import { encode, packed, recordsOf } from "../records.js";

const frame = (left, zoom) => ({
  left,
  top: 800,
  width: 1100,
  height: 640,
  zoom,
  scale: pixelsPerUnit(zoom),
  ratio: 1,
});

test("a cell covers eight pixels at whole zooms, and small moves ask for the same part", () => {
  const { shift, box } = partOf(frame(1000, 7), 512);
  assert.equal(2 ** shift * pixelsPerUnit(7), 8);
  assert.ok(box[0] * 8 <= 1000 && box[2] * 8 >= 2100);
  assert.deepEqual(partOf(frame(1005, 7), 512), { shift, box });
  assert.notDeepEqual(partOf(frame(1400, 7), 512).box, box);
});

test("a part lies in the world, and has as many cells as the server gives", () => {
  for (const [zoom, most] of [2, 2.5, 9, 19].flatMap((zoom) => [
    [zoom, 512],
    [zoom, 64],
  ])) {
    const wide = { ...frame(-500, zoom), width: 8000, height: 5000 };
    const { shift, box } = partOf(wide, most);
    assert.ok(box[0] >= 0 && box[1] >= 0 && box[2] <= 2 ** (32 - shift) && box[3] <= 2 ** (32 - shift));
    assert.ok(box[2] - box[0] <= most && box[3] - box[1] <= most);
  }
});

globalThis.window = globalThis;
const GRID = { n: 0, block: 1, columns: [], shift: 3, drawn: 7, by: [7], codes: [], shapes: [] };
const COLUMNS = ["cx", "cy", "slot", "count"].map((name) => ({ name, type: "u16", encoding: "plain" }));

/**
 * A dataset whose server counts `inView` records in every view; what it was asked for is kept, and how often the
 * dataset said that an answer came or failed.
 */
function datasetOf(context, { inView = 300_000, by = [7], actors = 2 } = {}) {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const told = { asked: [], looks: [], measures: [], came: 0, failed: 0, by };
  context.mock.method(globalThis, "fetch", async (address) => {
    const { pathname, searchParams } = address;
    told.asked.push([
      pathname.split("/").at(-1),
      searchParams.get("kind"),
      searchParams.get("from"),
      searchParams.get("to"),
    ]);
    told.looks.push(searchParams.get("looks"));
    told.measures.push(searchParams.get("measure"));
    if (pathname.endsWith("view.bin")) return new Response(encode([{}]));
    const box = searchParams.get("box").split(",").map(Number);
    return new Response(packed({ ...GRID, by: told.by, box, columns: COLUMNS, in_view: inView }, []));
  });
  const records = recordsOf([]);
  records.columns.header.categories.actor = Array.from({ length: actors }, (_, index) => ({
    id: String(index),
  }));
  const dataset = new RemoteDataset(
    new URL("http://localhost/data/x/1/"),
    records,
    { places: [], shapes: [], reference: [] },
    () => told.came++,
    () => told.failed++,
  );
  /** Draws what this state shows, after so many milliseconds, and lets the answer come. */
  const draw = async (changes = {}, { left = 1000, wait = 60 } = {}) => {
    const state = updated(INITIAL, { mode: "points", ...changes }, 0);
    const scenes = dataset.prepare(state, frame(left, 7)) ? dataset.scenes(state, frame(left, 7), {}) : null;
    context.mock.timers.tick(wait);
    for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
    return scenes;
  };
  return { dataset, told, draw };
}

test("nothing is drawn until the first answer, which is asked for at once; the same view is asked for once", async (context) => {
  const { dataset, told, draw } = datasetOf(context);
  assert.equal(await draw({}, { wait: 0 }), null);
  assert.equal(told.came, 1);
  assert.ok(await draw());
  await draw({}, { left: 1005 });
  assert.deepEqual([told.asked.length, dataset.count, dataset.level], [1, 7, "cells"]);
});

test("views that follow each other within 60 milliseconds are not asked for, but for the last", async (context) => {
  const { told, draw } = datasetOf(context);
  await draw({}, { wait: 0 });
  await draw({}, { left: 2000, wait: 59 });
  await draw({}, { left: 3000, wait: 59 });
  assert.equal(told.asked.length, 1);
  await draw({}, { left: 3000, wait: 1 });
  assert.equal(told.asked.length, 2);
});

test("the records of a view are asked for where they are few", async (context) => {
  const { dataset, told, draw } = datasetOf(context, { inView: 200_000 });
  await draw();
  await draw();
  assert.deepEqual([told.asked.map(([name]) => name), dataset.level], [["grid.bin", "view.bin"], "view"]);
});

test("kinds switched off and a window of time narrow what is asked for", async (context) => {
  const { told, draw } = datasetOf(context);
  const hidden = new Set(["incident", "deployment", "statement"]);
  const [from, to] = [Date.UTC(2023, 8, 23, 22) / 60000, Date.UTC(2023, 8, 24, 22) / 60000]; // a day in Belgrade
  await draw({ hidden, window: { from, to, within: "possibly" } });
  assert.deepEqual(told.asked, [["grid.bin", "site", "2023-09-24", "2023-09-24"]]);
});

test("with every kind switched off nothing is asked for", async (context) => {
  const { dataset, told, draw } = datasetOf(context);
  const hidden = new Set(["incident", "deployment", "statement", "site"]);
  assert.ok(await draw({ hidden }));
  assert.deepEqual([told.asked, dataset.count], [[], 0]);
});

test("what failed is told, and asked for again at the next drawing", async (context) => {
  const { told, draw } = datasetOf(context);
  fetch.mock.mockImplementationOnce(async () => Promise.reject(new Error("no network")));
  await draw();
  assert.deepEqual([told.failed, told.came], [1, 0]);
  await draw();
  assert.deepEqual([told.failed, told.came], [1, 1]);
});

test("colours follow the server's counts; those of a playback do not change them, and are asked for alike", async (context) => {
  const by = [1, 0, 2, 3, 4, 5, 6, 7, 8, 0];
  const { dataset, told, draw } = datasetOf(context, { by, actors: 9 });
  const looks = { colour: "actor" };
  const holders = () => dataset.encoding("actor").holders;
  await draw(looks);
  await draw(looks);
  const seven = [8, 7, 6, 5, 4, 3, 2];
  assert.deepEqual(holders(), seven);
  told.by = [9, 9, 9, 0, 0, 0, 0, 0, 0, 0];
  const [from, to] = [0, 1440];
  await draw({ ...looks, window: { from, to, within: "possibly" } });
  await draw({ ...looks, window: { from, to, within: "possibly" } });
  assert.deepEqual(holders(), seven);
  assert.deepEqual(told.looks, [null, seven.join()]);
  await draw({ ...looks, selection: { bits: null, query: "q=a" } });
  await draw({ ...looks, selection: { bits: null, query: "q=a" } });
  assert.deepEqual(holders(), [0, 1, 6, 5, 4, 3, 2]);
});

test("once it was removed nothing is asked for", async (context) => {
  const { dataset, told } = datasetOf(context);
  dataset.prepare(INITIAL, frame(1000, 7));
  dataset.remove();
  context.mock.timers.tick(1000);
  assert.deepEqual(told.asked, []);
});

test("another measure is asked of the server, and the numbers before are not drawn by its name", async (context) => {
  const { told, draw } = datasetOf(context);
  const measured = { size: "column:a b", sizeName: "a b" };
  await draw({}, { wait: 0 });
  assert.ok(await draw());
  assert.equal(await draw(measured), null);
  assert.ok(await draw(measured));
  assert.ok(await draw({ ...measured, colour: "actor" }), "another colour is of the same measure");
  assert.deepEqual(told.measures, [null, "column:a b", "column:a b"]);
});

test("what is compared has the other's colours, and the server is asked to tell its categories apart", async (context) => {
  const { dataset, told, draw } = datasetOf(context, { actors: 9 });
  let theirs = { holders: [8, 3], field: "actor" };
  dataset.fellow = { encoding: () => theirs, countsBy: null };
  await draw({ colour: "actor" });
  assert.equal(dataset.encoding("actor"), theirs);
  theirs = { holders: [4, 3], field: "actor" };
  await draw({ colour: "actor" });
  assert.deepEqual(told.looks, ["8,3", "4,3"]);
});
