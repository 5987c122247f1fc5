import assert from "node:assert/strict";
import { test } from "node:test";

import { Words } from "../../../components/folium_map/assets/base/words.js";
import { Progress } from "../../../components/folium_map/assets/entry/progress.js";
import "../fakes/page.js";

const words = new Words(
  { map: { making: "being made", loading: { one: "{n} of {total}", other: "{n} of {total}" } } },
  "en",
);
function shown(n, rows) {
  const progress = new Progress();
  progress.show(words, { n }, rows);
  return progress;
}

test("a dataset of fifty thousand records has a bar, a smaller one comes too soon for it", () => {
  assert.equal(shown(49_999, 0).root.hidden, true);
  assert.equal(shown(50_000, 0).root.hidden, false);
});

test("the bar says in words, in numbers and by its length how much has come", () => {
  const { root } = shown(200_000, 50_000);
  const [text, track] = root.children;
  assert.deepEqual([text.textContent, track.children[0].style.width], ["50,000 of 200,000", "25%"]);
  assert.deepEqual([root.attributes["aria-valuenow"], root.attributes["aria-valuemax"]], ["50000", "200000"]);
});

test("before anything has come the map is said to be being made, however small the dataset", () => {
  const progress = new Progress();
  progress.wait(words);
  assert.deepEqual([progress.root.hidden, progress.root.children[0].textContent], [false, "being made"]);
  progress.show(words, { n: 10 }, 0);
  assert.equal(progress.root.hidden, false);
  progress.show(words, { n: 200_000 }, 50_000);
  assert.equal(progress.root.children[0].textContent, "50,000 of 200,000");
  assert.equal(progress.root.classList.contains("is-waiting"), false);
});

test("the bar goes when everything is there", () => {
  const progress = shown(50_000, 50_000);
  progress.hide();
  assert.equal(progress.root.hidden, true);
});
