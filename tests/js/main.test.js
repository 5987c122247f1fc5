import assert from "node:assert/strict";
import { test } from "node:test";

import show from "../../components/folium_map/assets/main.js";
import { FakeElement } from "./fakes/page.js";

document.head = new FakeElement("head");
globalThis.location = { reload: () => reloaded++ };
let reloaded = 0;

/** The component's address leads nowhere here, as in a browser that has lost the server: waits until that is known. */
async function settled() {
  await import(new URL("../../assets/entry/component.js", import.meta.url)).catch(() => {});
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
}
const data = {
  map: "maps/abc.js",
  modules: ["entry/component.js", "map/incident_layer.js"],
  scripts: ["vendor/leaflet.js"],
  styles: ["map/map.css"],
  strings: { "error.map": "No map.", "error.retry": "Again" },
};
/** What was asked of the page's head: how, and the end of the address. */
const asked = () =>
  document.head.children.map(({ rel, src, href }) => [rel, (src ?? href).split("/assets/")[1]]);

test("all files are asked for at once, each once, and without the component the page can be loaded again", async (context) => {
  context.mock.method(console, "error", () => {});
  const parentElement = new FakeElement("div");
  show({ parentElement, data });
  const all = [
    ["modulepreload", "entry/component.js"],
    ["modulepreload", "map/incident_layer.js"],
    ["preload", "vendor/leaflet.js"],
    [undefined, "vendor/leaflet.js"],
    ["stylesheet", "map/map.css"],
  ];
  assert.deepEqual(asked(), all);
  show({ parentElement, data });
  assert.deepEqual(asked(), all);
  await settled();
  assert.equal(parentElement.children[0], "No map.");
  parentElement.all("button")[0].fire("click");
  assert.equal(reloaded, 1);
});

test("a component that has left the page says nothing any more", async (context) => {
  context.mock.method(console, "error", () => {});
  const parentElement = new FakeElement("div");
  show({ parentElement, data })();
  await settled();
  assert.deepEqual(parentElement.children, []);
});
