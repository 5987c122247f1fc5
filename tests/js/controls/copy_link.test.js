import assert from "node:assert/strict";
import { test } from "node:test";

import { Words } from "../../../components/folium_map/assets/base/words.js";
import { addressWith, copyLinkButton } from "../../../components/folium_map/assets/controls/copy_link.js";
import { FakeElement } from "../fakes/page.js";

test("a copied link keeps the filters and adds where the map stands", () => {
  const link = addressWith("http://localhost:8501/?actor=kfor&actor=eulex", {
    lat: 42.9,
    lon: 20.8,
    zoom: 11,
  });
  const params = new URL(link).searchParams;
  assert.deepEqual(params.getAll("actor"), ["kfor", "eulex"]);
  assert.equal(params.get("at"), "42.9,20.8,11");
});

/** The button's words a moment after it was pressed, where the clipboard and the older way of copying answer so. */
async function said({ clipboard, older }) {
  document.execCommand = () => older;
  const writeText = async (text) => (clipboard ? copied.push(text) : Promise.reject(new Error("no https")));
  Object.defineProperty(globalThis, "navigator", { value: { clipboard: { writeText } }, configurable: true });
  const made = copyLinkButton(new Words({}, "en"), () => ({ lat: 1, lon: 2, zoom: 3 }));
  made.fire("click");
  await new Promise((resolve) => setImmediate(resolve));
  return made;
}
const copied = [];
globalThis.location = { href: "http://localhost:8501/" };
FakeElement.prototype.select = () => {};

test("a link is copied by the clipboard, else the older way, and a failure is said", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const words = async (ways) => (await said(ways)).textContent;
  assert.equal(await words({ clipboard: true, older: false }), "link.copied");
  assert.deepEqual(copied, ["http://localhost:8501/?at=1%2C2%2C3"]);
  assert.equal(await words({ clipboard: false, older: true }), "link.copied");
  assert.equal(await words({ clipboard: false, older: false }), "link.failed");
});

test("after two and a half seconds the button offers a link again", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const made = await said({ clipboard: true });
  context.mock.timers.tick(2499);
  assert.equal(made.textContent, "link.copied");
  context.mock.timers.tick(1);
  assert.equal(made.textContent, "link.copy");
});
