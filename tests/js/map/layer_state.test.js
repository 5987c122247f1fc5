import assert from "node:assert/strict";
import { test } from "node:test";

import { Zone } from "../../../components/folium_map/assets/base/zones.js";
import {
  choiceOf,
  difference,
  HURRIED_MS,
  INITIAL,
  settled,
  shownQuery,
  updated,
} from "../../../components/folium_map/assets/map/layer_state.js";

const SELECTION = { bits: null, query: "" };
const WINDOW = { from: 0, to: 1440, within: "possibly" };
const KINDS = ["incident", "site"].map((id) => ({ id, label: id }));

test("a state is not changed but followed by another one", () => {
  const next = updated(INITIAL, { mode: "heat" }, 0);
  assert.equal(INITIAL.mode, "auto");
  assert.equal(next.mode, "heat");
  assert.throws(() => {
    next.mode = "clusters";
  }, TypeError);
});

test("what decides the rows has them chosen again, a look is only drawn, and the same again is not", () => {
  const state = updated(INITIAL, { selection: SELECTION, window: WINDOW }, 0);
  const after = (changes) => difference(state, updated(state, changes, 0));
  const rows = [
    { selection: { ...SELECTION } },
    { window: null },
    { narrowings: [] },
    { hidden: new Set(["site"]) },
  ];
  for (const changes of rows) assert.equal(after(changes), "rows", Object.keys(changes)[0]);
  for (const changes of [
    { mode: "heat" },
    { size: "fatalities" },
    { colour: "actor" },
    { chosen: 3 },
    { words: {} },
  ])
    assert.equal(after(changes), "picture", Object.keys(changes)[0]);
  assert.equal(after({ mode: "auto", chosen: null, window: WINDOW }), "nothing");
});

test("the selection at any time matters while there is a window", () => {
  const undated = new Uint8Array(1);
  assert.equal(difference(INITIAL, updated(INITIAL, { undated }, 0)), "nothing");
  const windowed = updated(INITIAL, { window: WINDOW }, 0);
  assert.equal(difference(windowed, updated(windowed, { undated }, 0)), "rows");
});

test("names stay while there is a window, until the window ends or a selection comes", () => {
  const windowed = updated(INITIAL, { window: WINDOW }, 0);
  assert.ok(windowed.namesStay);
  assert.ok(updated(windowed, { mode: "heat" }, 0).namesStay);
  assert.ok(!updated(windowed, { window: null }, 0).namesStay);
  assert.ok(!updated(windowed, { selection: SELECTION, window: WINDOW }, 0).namesStay);
});

test("windows that follow each other fast are hurried, until time rests", () => {
  const first = updated(INITIAL, { window: WINDOW }, 1000);
  const next = (after) => updated(first, { window: { ...WINDOW, to: 2880 } }, 1000 + after);
  assert.ok(!first.hurried);
  assert.ok(next(HURRIED_MS - 1).hurried);
  assert.ok(!next(HURRIED_MS).hurried);
  assert.ok(!settled(next(1)).hurried);
  assert.ok(!updated(next(1), { window: null }, 1002).hurried);
  assert.ok(!updated(next(1), { selection: SELECTION }, 1002).hurried);
  assert.ok(updated(next(1), { chosen: 3 }, 9000).hurried); // no window: nothing is known of time
});

test("a window takes the selection at any time, and the page's selection until that has come", () => {
  const [bits, undated] = [Uint8Array.of(1), Uint8Array.of(3)];
  const state = updated(INITIAL, { selection: { bits, query: "q=a" }, narrowings: [], window: WINDOW }, 0);
  const choice = (changes) => choiceOf(updated(state, changes, 0), KINDS);
  assert.deepEqual([choice({}).bits, choice({}).window], [bits, null]);
  assert.deepEqual([choice({ undated }).bits, choice({ undated }).window], [undated, WINDOW]);
  assert.deepEqual([choice({ undated: null }).bits, choice({ undated: null }).window], [null, WINDOW]);
  assert.deepEqual(
    [choice({ undated, window: null }).bits, choice({ undated, window: null }).window],
    [bits, null],
  );
});

test("kinds switched off are told by their code", () => {
  const { hiddenKinds } = choiceOf(updated(INITIAL, { hidden: new Set(["site", "gone"]) }, 0), KINDS);
  assert.equal(hiddenKinds[1], 1);
  assert.equal(
    hiddenKinds.reduce((sum, each) => sum + each, 0),
    1,
  );
});

test("a server that has the rows is told the kinds that are left, and the days of a window", () => {
  const zone = new Zone("Europe/Belgrade");
  const header = { categories: { kind: KINDS } };
  const state = updated(INITIAL, { selection: { bits: null, query: "actor=kfor" } }, 0);
  const asked = (changes) => shownQuery(updated(state, changes, 0), header, zone);
  assert.equal(asked({}), "actor=kfor");
  assert.equal(asked({ hidden: new Set(["site"]) }), "actor=kfor&kind=incident");
  assert.equal(asked({ hidden: new Set(["site", "incident"]) }), null);
  const day = { from: -60, to: 1380, within: "possibly" }; // 1 January 1970 in Belgrade
  assert.equal(asked({ window: day }), "actor=kfor&from=1970-01-01&to=1970-01-01");
  assert.equal(asked({ window: { ...day, to: null } }), "actor=kfor");
});
