import assert from "node:assert/strict";
import { test } from "node:test";

import { button, element, select } from "../../../components/folium_map/assets/base/elements.js";
import "../fakes/page.js";

test("texts are set as text, never as markup, and what is null is left out", () => {
  const made = element("p", "note", "<b>bold</b>", null, element("i", "", "x"));
  assert.deepEqual([made.className, made.children[0], made.children.length], ["note", "<b>bold</b>", 2]);
});

test("a button does nothing but what it is for: it sends no form", () => {
  let pressed = 0;
  const made = button("", "Go", () => pressed++);
  made.fire("click");
  assert.deepEqual([made.type, made.textContent, pressed], ["button", "Go", 1]);
});

test("a choice shows its value and tells another one", () => {
  const told = [];
  const made = select(
    "",
    [
      ["a", "A"],
      ["b", "B"],
    ],
    "b",
    (value) => told.push(value),
  );
  assert.deepEqual([made.value, made.children.map(({ textContent }) => textContent)], ["b", ["A", "B"]]);
  made.value = "a";
  made.fire("change");
  assert.deepEqual(told, ["a"]);
});
