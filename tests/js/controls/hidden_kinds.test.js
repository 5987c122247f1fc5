import assert from "node:assert/strict";
import { test } from "node:test";

import { Words } from "../../../components/folium_map/assets/base/words.js";
import "../fakes/leaflet.js";
import { FakeElement } from "../fakes/page.js";
import { recordsOf } from "../records.js";

const { HiddenKinds, hiddenNames } = await import(
  "../../../components/folium_map/assets/controls/hidden_kinds.js"
);

const map = { hidden_kinds: "Off: {kinds}.", show_kinds: "Show" };
const words = new Words({ map, category: { kind: { statement: "Statement" } } }, "en");
const records = recordsOf([{ kind: 0 }]);

function saidOver(hidden) {
  const holder = new FakeElement("div");
  const layer = Object.assign(new L.Layer(), { records, hidden: new Set(hidden) });
  let shown = 0;
  const made = new HiddenKinds(holder, layer, words, () => shown++);
  const [root] = holder.all("map-hidden-kinds");
  return { holder, layer, made, root, shown: () => shown };
}

test("kinds that are switched off are named in the dataset's order, in the page's words", () => {
  assert.deepEqual(hiddenNames({ records, hidden: new Set(["site", "statement"]) }, words), [
    "Statement",
    "site",
  ]);
  assert.deepEqual(hiddenNames({ records: undefined, hidden: new Set(["site"]) }, words), []);
});

test("it is said as soon as one is off and no longer than it is", () => {
  const { layer, root } = saidOver([]);
  assert.equal(root.hidden, true);
  layer.hidden = new Set(["statement"]);
  layer.fire("selected");
  assert.deepEqual([root.hidden, root.all("span")[0].textContent], [false, "Off: Statement."]);
  layer.hidden = new Set();
  layer.fire("selected");
  assert.equal(root.hidden, true);
});

test("a link with one off says it from the start, and its button shows all again", () => {
  const { root, shown } = saidOver(["site"]);
  assert.equal(root.hidden, false);
  root.all("button")[0].fire("click");
  assert.equal(shown(), 1);
});

test("once removed it is gone", () => {
  const { holder, layer, made } = saidOver(["site"]);
  made.remove();
  layer.fire("selected");
  assert.equal(holder.all("map-hidden-kinds").length, 0);
});
