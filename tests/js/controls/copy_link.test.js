import assert from "node:assert/strict";
import { test } from "node:test";

import { Words } from "../../../components/folium_map/assets/base/words.js";
import { copyLinkButton } from "../../../components/folium_map/assets/controls/copy_link.js";
import { FakeElement } from "../fakes/page.js";

/** The button's words a moment after it was pressed, where the clipboard and the older way of copying answer so. */
async function said({ clipboard, older }) {
  document.execCommand = () => older;
  const writeText = async (text) => (clipboard ? copied.push(text) : Promise.reject(new Error("no https")));
  Object.defineProperty(globalThis, "navigator", { value: { clipboard: { writeText } }, configurable: true });
  const made = copyLinkButton(new Words({}, "en"), () => LOOKED);
  made.fire("click");
  await new Promise((resolve) => setImmediate(resolve));
  return made;
}
const LOOKED = { view: { lat: 1, lon: 2, zoom: 3 }, base: "osm", hidden: [] };
const copied = [];
globalThis.location = { href: "http://localhost:8501/#incident-source-2" };
FakeElement.prototype.select = () => {};

test("a link is copied by the clipboard, else the older way, and a failure is said", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const words = async (ways) => (await said(ways)).textContent;
  assert.equal(await words({ clipboard: true, older: false }), "link.copied");
  assert.deepEqual(copied, ["http://localhost:8501/?at=1,2,3&base=osm"]);
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
