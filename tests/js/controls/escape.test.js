import assert from "node:assert/strict";
import { test } from "node:test";

import { FakeElement } from "../fakes/page.js";

const { onEscape } = await import("../../../components/folium_map/assets/controls/escape.js");

/** A page in which keys are pressed, and what Escape closed there. */
function page({ busy = false, open = null } = {}) {
  let heard = () => {};
  let closed = 0;
  document.addEventListener = (_, listener) => (heard = listener);
  document.removeEventListener = () => (heard = () => {});
  document.querySelector = () => open;
  const leave = onEscape(
    () => closed++,
    () => busy,
  );
  const press = (key, target = new FakeElement("div")) => {
    heard({ key, target });
    return closed;
  };
  return { press, leave };
}

test("Escape closes, other keys do not", () => {
  const { press } = page();
  assert.equal(press("a"), 0);
  assert.equal(press("Escape"), 1);
});

test("what is nearer is ended first: a field, a dialog, a drawing", () => {
  const field = new FakeElement("input");
  field.closest = () => field;
  assert.equal(page().press("Escape", field), 0);
  assert.equal(page({ open: new FakeElement("dialog") }).press("Escape"), 0);
  assert.equal(page({ busy: true }).press("Escape"), 0);
});

test("a map that has gone closes nothing", () => {
  const { press, leave } = page();
  leave();
  assert.equal(press("Escape"), 0);
});
