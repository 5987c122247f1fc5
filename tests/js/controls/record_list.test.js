import assert from "node:assert/strict";
import { test } from "node:test";

import { Words } from "../../../components/folium_map/assets/base/words.js";
import { RecordList, STRETCH } from "../../../components/folium_map/assets/controls/record_list.js";
import { FakeElement } from "../fakes/page.js";

const map = {
  records_here: { other: "{n} records" },
  texts_failed: "none came",
  more_here: { other: "{n} more" },
};
const words = new Words({ map, sum: { fatalities: "{n} killed", without: { other: "{n} silent" } } }, "en");
const text = (row) => ({ row, title: `record ${row}`, when: "", where: "" });

/** A list of so many records: the later, the more deadly, but for the last, which tells no number. */
function listOf(count, { get = async (rows) => rows.map(text) } = {}) {
  const asked = [];
  const rows = Array.from({ length: count }, (_, row) => row);
  const figures = {
    start: Float64Array.from(rows),
    fatalities: Float64Array.from(rows, (row) => (row === count - 1 ? NaN : row)),
  };
  const texts = {
    get(wanted) {
      asked.push(wanted);
      return get(wanted);
    },
  };
  const picked = [];
  const list = new RecordList({ rows, figures, count }, texts, words, (row) => picked.push(row));
  const titles = () => list.root.all("incident-list-record").map((each) => each.all("strong")[0].textContent);
  return { list, asked, picked, titles };
}
const settled = () => new Promise((resolve) => setImmediate(resolve));

test("a list has its total and its sums, however many records there are", () => {
  const { list } = listOf(1000);
  assert.equal(list.root.all("h4")[0].textContent, "1,000 records");
  const killed = (999 * 998) / 2;
  assert.equal(
    list.root.all("incident-list-sums")[0].textContent,
    `${killed.toLocaleString("en")} killed (1 silent)`,
  );
});

test("words are fetched in stretches, and the list ends with the last record", async () => {
  const { list, asked, titles } = listOf(2 * STRETCH + 20);
  for (let turn = 0; turn < 5; turn++) await list.more();
  assert.deepEqual(
    asked.map(({ length }) => length),
    [STRETCH, STRETCH, 20],
  );
  assert.equal(titles().length, 2 * STRETCH + 20);
  assert.equal(list.root.all("incident-list-more").length, 0);
});

test("more come where the list's end is nearly seen, and by its button", async () => {
  const { list, titles } = listOf(500);
  await list.more();
  const scrolled = Object.assign(new FakeElement("div"), {
    clientHeight: 280,
    scrollHeight: 2000,
    scrollTop: 0,
  });
  list.follow(scrolled);
  scrolled.fire("scroll");
  await settled();
  assert.equal(titles().length, STRETCH);
  scrolled.scrollTop = 1700;
  scrolled.fire("scroll");
  await settled();
  assert.equal(titles().length, 2 * STRETCH);
  const [more] = list.root.all("incident-list-more");
  assert.equal(more.textContent, "400 more");
  more.fire("click");
  await settled();
  assert.equal(titles().length, 3 * STRETCH);
});

test("another order begins the list anew, and what was asked for an earlier one is not shown", async () => {
  const { list, titles } = listOf(200);
  await list.more();
  void list.more();
  const choice = list.root.all("select")[0];
  choice.value = "-fatalities";
  choice.fire("change");
  await settled();
  assert.equal(titles().length, STRETCH);
  assert.deepEqual(titles().slice(0, 2), ["record 198", "record 197"]);
});

test("a stretch that does not come can be asked for again", async (context) => {
  context.mock.method(console, "error", () => {});
  let fails = true;
  const get = async (rows) => (fails ? Promise.reject(new Error("no network")) : rows.map(text));
  const { list, titles } = listOf(3, { get });
  await list.more();
  assert.ok(list.root.textContent.includes("none came"));
  fails = false;
  list.root.all("incident-list-more")[0].fire("click");
  await settled();
  assert.equal(titles().length, 3);
  assert.ok(!list.root.textContent.includes("none came"));
});

test("a place whose records are not held here has its sums, and says that they are too many to list", () => {
  const figures = { start: new Float64Array(0), fatalities: new Float64Array(0) };
  const sums = { amount: 12, unknown: 3 };
  const { root } = new RecordList({ rows: [], figures, count: 900, sums }, {}, words, () => {});
  assert.equal(root.all("h4")[0].textContent, "900 records");
  assert.ok(root.textContent.includes("12 killed (3 silent)"));
  assert.ok(root.textContent.includes("map.too_many_to_list"));
});
