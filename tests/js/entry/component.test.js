import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { FakeElement } from "../fakes/page.js";

const { show } = await import("../../../components/folium_map/assets/entry/component.js");

globalThis.requestAnimationFrame = (next) => setImmediate(next);
globalThis.MutationObserver = class {
  observe() {}
  disconnect() {}
};
/** What waits for frames, tasks and answers has come by then. */
async function settled() {
  for (let turn = 0; turn < 12; turn++) await new Promise((resolve) => setTimeout(resolve));
}
const MAP = "maps/a.js?dataset=north&mode=light";
const FIXED = {
  around: 260,
  timelineHeight: 90,
  lang: "en",
  stateElement: "shown",
  strings: { "error.retry": "Again" },
};
const SELECTION = {
  query: "",
  mask: null,
  bits: null,
  undated: null,
  from: null,
  to: null,
  within: "possibly",
};
const VIEW = { lat: 42, lon: 20, zoom: 9 };

/** What was done with maps and selections, in order; each test has its own. */
let told;
/** Loads that have not ended yet, by address. */
let loads;
let failure = null;
beforeEach(() => {
  told = [];
  loads = new Map();
  failure = null;
});

class FakeMountedMap {
  constructor(_roots, { map }) {
    this.map = map;
    this.layer = {};
    told.push(["mounted", map.address]);
  }

  start = ({ view }) => told.push(["started", view]);
  take = () => {};
  view = () => VIEW;
  looked = () => ({ view: VIEW, base: null, hidden: [] });
  select = ({ query }, bits) => told.push(["selected", query, bits && [...bits]]);
  selectUndated = () => {};
  remove = () => told.push(["removed", this.map.address]);
}

/** Ends when the test says so. */
function load({ map: address }) {
  const { promise, resolve, reject } = Promise.withResolvers();
  const layer = { on() {}, ready: Promise.resolve({}) };
  const map = { address, remove: () => told.push(["thrown away", address]) };
  const module = { id: "map", build: () => ({ map, layers: [layer] }) };
  loads.set(address, { finish: () => resolve({ module, MountedMap: FakeMountedMap }), fail: reject });
  if (failure) reject(failure);
  return promise;
}

/** The component in a page that says what to show. */
function componentIn() {
  const parentElement = new FakeElement("div");
  const holder = new FakeElement("div");
  document.getElementsByClassName = () => [holder];
  const triggers = [];
  /** As Streamlit calls it, once the page's hidden element says this. */
  const call = (shown = {}, map = MAP) => {
    const data = { map, selection: SELECTION, chosen: null, view: null, area: null, ...shown };
    holder.querySelector = () => ({ dataset: { shown: encodeURIComponent(JSON.stringify(data)) } });
    const given = { parentElement, data: { ...FIXED, map }, setStateValue() {} };
    return show({ ...given, setTriggerValue: (...trigger) => triggers.push(trigger) }, load);
  };
  return { parentElement, call, triggers, message: () => parentElement.all("map-message")[0] };
}
const selection = (query, more = {}) => ({ selection: { ...SELECTION, query, ...more } });

test("a map is loaded once, however often the page asks, and shows the newest selection", async () => {
  const { call, triggers } = componentIn();
  call(selection("q=a"));
  call(selection("q=b"));
  assert.equal(loads.size, 1);
  loads.get(MAP).finish();
  await settled();
  assert.deepEqual(told, [
    ["mounted", MAP],
    ["started", null],
    ["selected", "q=b", null],
  ]);
  assert.deepEqual(triggers, [["ready", { narrow: false }]]);
});

test("a selection that is drawn is not drawn again; another one keeps the map", async () => {
  const { call } = componentIn();
  call(selection("q=a"));
  loads.get(MAP).finish();
  await settled();
  call(selection("q=a"));
  call(selection("q=c", { bits: "BQ==" }));
  await settled();
  assert.deepEqual(told.slice(2), [
    ["selected", "q=a", null],
    ["selected", "q=c", [5]],
  ]);
});

test("what comes for an older selection is passed over", async (context) => {
  const answers = [];
  context.mock.method(
    globalThis,
    "fetch",
    (address) => new Promise((resolve) => answers.push([address, resolve])),
  );
  const { call } = componentIn();
  call();
  loads.get(MAP).finish();
  await settled();
  call(selection("q=old", { mask: "old" }));
  call(selection("q=new", { mask: "new" }));
  await settled();
  for (const [, resolve] of answers) resolve(new Response(Uint8Array.of(1)));
  await settled();
  assert.deepEqual(told.slice(3), [["selected", "q=new", [1]]]);
});

test("another look of the same data keeps the view, other data begin where they lie", async () => {
  const { call } = componentIn();
  call();
  loads.get(MAP).finish();
  await settled();
  const [dark, other] = ["maps/b.js?dataset=north&mode=dark", "maps/c.js?dataset=south"];
  for (const address of [dark, other]) {
    call({}, address);
    loads.get(address).finish();
    await settled();
  }
  assert.deepEqual(
    told.filter(([what]) => what !== "selected"),
    [
      ["mounted", MAP],
      ["started", null],
      ["removed", MAP],
      ["mounted", dark],
      ["started", VIEW],
      ["removed", dark],
      ["mounted", other],
      ["started", null],
    ],
  );
});

test("a map that is no longer wanted when it comes is not mounted", async () => {
  const { call } = componentIn();
  call();
  const other = "maps/c.js?dataset=south";
  call({}, other);
  loads.get(other).finish();
  await settled();
  loads.get(MAP).finish();
  await settled();
  assert.deepEqual(
    told.filter(([what]) => what === "mounted"),
    [["mounted", other]],
  );
});

test("a failure is said with a way to try again", async (context) => {
  context.mock.method(console, "error", () => {});
  const { call, message } = componentIn();
  failure = new Error("no network");
  call();
  await settled();
  assert.equal(message().hidden, false);
  assert.equal(message().textContent, "error.mapAgain");
  failure = null;
  message().all("button")[0].fire("click");
  loads.get(MAP).finish();
  await settled();
  assert.deepEqual([message().hidden, told[0]], [true, ["mounted", MAP]]);
});

test("a selection that cannot be fetched leaves the last one on the map, and says so", async (context) => {
  context.mock.method(console, "error", () => {});
  context.mock.method(globalThis, "fetch", async () => Promise.reject(new Error("no network")));
  const { call, message } = componentIn();
  call();
  loads.get(MAP).finish();
  await settled();
  call(selection("q=a", { mask: "a" }));
  await settled();
  assert.equal(told.length, 3);
  assert.equal(message().textContent, "error.selectionAgain");
});

test("a component that leaves the page takes its map along, and mounts none that comes later", async () => {
  const mounted = componentIn();
  const leave = mounted.call();
  loads.get(MAP).finish();
  await settled();
  leave();
  assert.deepEqual(told.at(-1), ["removed", MAP]);
  assert.deepEqual(mounted.parentElement.children, []);
  const early = componentIn();
  told.length = 0;
  early.call()();
  loads.get(MAP).finish();
  await settled();
  assert.deepEqual(told, []);
});
