import assert from "node:assert/strict";
import { test } from "node:test";

import { StateElement } from "../../../components/folium_map/assets/entry/state_element.js";
import { FakeElement } from "../fakes/page.js";

/** What the observer looks at, and how to tell it that something has changed. */
const watched = [];
let changed;
globalThis.MutationObserver = class {
  constructor(callback) {
    changed = callback;
  }

  observe(element) {
    watched.push(element);
  }

  disconnect() {
    watched.length = 0;
  }
};

/** The page's element that says this, if it is there. */
function page(shown) {
  const element = new FakeElement("div");
  element.querySelector = () => ({ dataset: { shown: encodeURIComponent(JSON.stringify(shown)) } });
  document.getElementsByClassName = () => (shown ? [element] : []);
  return element;
}

test("what stands in the page is read", () => {
  page({ map: "a", chosen: 7, label: "Звечан" });
  const state = new StateElement(() => {});
  state.watch("shown");
  assert.deepEqual(state.read(), { map: "a", chosen: 7, label: "Звечан" });
});

test("a change is told once it says something else than what was read", () => {
  const element = page({ map: "a" });
  let told = 0;
  const state = new StateElement(() => told++);
  state.watch("shown");
  state.read();
  changed();
  assert.equal(told, 0);
  element.querySelector = page({ map: "b" }).querySelector;
  changed();
  assert.equal(told, 1);
});

test("an element that is not in the page yet is waited for", () => {
  page(null);
  let told = 0;
  const state = new StateElement(() => told++);
  state.watch("shown");
  assert.deepEqual([state.read(), watched], [null, [document.body]]);
  const element = page({ map: "a" });
  changed();
  assert.deepEqual([told, watched, state.read()], [1, [element], { map: "a" }]);
});

test("an element that the page has replaced is looked for again", () => {
  const first = page({ map: "a" });
  const state = new StateElement(() => {});
  state.watch("shown");
  state.read();
  first.isConnected = false;
  const second = page({ map: "b" });
  changed();
  assert.deepEqual([watched, state.read()], [[second], { map: "b" }]);
});

test("the same element is not observed again", () => {
  page({ map: "a" });
  const state = new StateElement(() => {});
  state.watch("shown");
  watched.length = 0;
  state.watch("shown");
  assert.deepEqual(watched, []);
});
