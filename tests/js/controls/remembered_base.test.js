import assert from "node:assert/strict";
import { afterEach, test } from "node:test";

import {
  rememberBase,
  rememberedBase,
} from "../../../components/folium_map/assets/controls/remembered_base.js";

const whole = Object.getOwnPropertyDescriptor(globalThis, "localStorage");
afterEach(() => whole && Object.defineProperty(globalThis, "localStorage", whole));

function store(get) {
  Object.defineProperty(globalThis, "localStorage", { configurable: true, get });
}

test("the base map last chosen is remembered, and the outline is nothing to remember", () => {
  const held = new Map();
  const storage = {
    getItem: (key) => held.get(key) ?? null,
    setItem: (key, value) => held.set(key, value),
    removeItem: (key) => held.delete(key),
  };
  store(() => storage);
  assert.equal(rememberedBase(), null);
  rememberBase("file-kosovo");
  assert.equal(rememberedBase(), "file-kosovo");
  rememberBase(null);
  assert.equal(rememberedBase(), null);
  assert.equal(held.size, 0);
});

test("a browser that stores nothing does without", () => {
  store(() => {
    throw new Error("SecurityError");
  });
  rememberBase("osm");
  assert.equal(rememberedBase(), null);
});
