import assert from "node:assert/strict";
import { test } from "node:test";

import { buttonOf, listenForWalkKeys } from "../../../components/folium_map/assets/controls/walk_keys.js";

const NONE = { altKey: false, ctrlKey: false, metaKey: false };

test("arrows, J and K press the buttons, and nothing with another key held", () => {
  const pressed = (key, held = {}) => buttonOf({ key, ...NONE, ...held })?.match(/key-(\w+)_/)[1] ?? null;
  assert.deepEqual(
    ["ArrowLeft", "k", "K"].map((key) => pressed(key)),
    ["previous", "previous", "previous"],
  );
  assert.deepEqual(
    ["ArrowRight", "j", "J"].map((key) => pressed(key)),
    ["next", "next", "next"],
  );
  assert.deepEqual(
    ["ArrowDown", "x", "Enter"].map((key) => pressed(key)),
    [null, null, null],
  );
  for (const held of ["altKey", "ctrlKey", "metaKey"]) assert.equal(pressed("j", { [held]: true }), null);
});

/** An element within these: a selector or a part of one. */
const within = (...places) => ({
  closest: (selector) => (places.some((place) => selector.includes(place)) ? {} : null),
});

test("keys count from within the details, and where a button there has lost the focus", () => {
  const listeners = {};
  let clicks = 0;
  const body = within();
  globalThis.document = {
    body,
    addEventListener: (type, listener) => (listeners[type] = listener),
    removeEventListener: (type) => delete listeners[type],
    querySelector: () => ({ click: () => clicks++ }),
  };
  const leave = listenForWalkKeys();
  const press = (target) => listeners.keydown({ key: "j", ...NONE, target, preventDefault() {} });
  const [panel, table, field] = [within("details"), within("table"), within("details", "input")];
  press(panel);
  assert.equal(clicks, 0, "the focus has not been there");
  listeners.focusin({ target: panel });
  press(panel);
  press(body);
  assert.equal(clicks, 2);
  press(field);
  press(table);
  assert.equal(clicks, 2);
  listeners.pointerdown({ target: table });
  press(body);
  assert.equal(clicks, 2);
  leave();
  assert.deepEqual(listeners, {});
});
