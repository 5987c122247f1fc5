import assert from "node:assert/strict";
import { test } from "node:test";

import { Words } from "../../../components/folium_map/assets/base/words.js";
import { encodingOf } from "../../../components/folium_map/assets/draw/palette.js";
import "../fakes/leaflet.js";
import { recordsOf } from "../records.js";

const { densitiesOf } = await import("../../../components/folium_map/assets/controls/legend_scales.js");
const { Legend } = await import("../../../components/folium_map/assets/controls/legend.js");

const line = { symbolic: "{name}: symbolic", symbolic_within: "{name}: ± {distance}", course: "By {source}" };
const others = { one: "others: {n} more", other: "others: {n} more" };
const words = new Words(
  { legend: { title: "Legend", per_cell: "Cells.", others, none: "not stated" }, line },
  "en",
);
const records = recordsOf([{ kind: 0 }, { kind: 2 }, { kind: 2 }]);

/** A legend over a layer that shows 1, 0, 1200 and 0 records of the four kinds; what it tells is kept. */
function legendOf({ open = true, mode = "points", ...rest } = {}) {
  const told = [];
  const layer = Object.assign(new L.Layer(), {
    records,
    mode,
    colour: "kind",
    encoding: encodingOf(records.columns, "kind"),
    hidden: new Set(),
    linePlaces: [],
    window: null,
    size: "records",
    scale: 100,
    unknown: 4,
    countsBy: () => Uint32Array.of(1, 0, 1200, 0, 0),
    ...rest,
  });
  const tell =
    (name) =>
    (...values) =>
      told.push([name, ...values]);
  const handlers = Object.fromEntries(
    ["toggled", "mode", "colour", "size"].map((name) => [name, tell(name)]),
  );
  const legend = new Legend(layer, words, handlers, open);
  legend.onAdd();
  return { legend, layer, told, entries: () => legend.container.all("legend-entry") };
}
const countOf = (entry) => entry.all("legend-count")[0].textContent;

test("entries count what is shown; what nothing is shown of is marked where it is switched off, else not listed", () => {
  assert.deepEqual(legendOf().entries().map(countOf), ["1", "1,200"]);
  const { entries } = legendOf({ hidden: new Set(["site"]) });
  assert.deepEqual(entries().map(countOf), ["1", "1,200", "0"]);
  assert.deepEqual(
    entries().map((entry) => entry.classes.includes("is-empty")),
    [false, false, true],
  );
});

test("while time moves entries keep their order and their elements, with the counts of its frame", () => {
  const { legend, layer, entries } = legendOf();
  const before = entries();
  layer.window = { from: 0, to: 1440, within: "possibly" };
  layer.countsBy = () => Uint32Array.of(0, 5, 3, 0, 0);
  legend.fill();
  assert.deepEqual(entries(), before);
  assert.deepEqual(entries().map(countOf), ["0", "3"]);
  layer.window = null;
  legend.fill();
  assert.deepEqual(entries().map(countOf), ["5", "3"]);
});

test("an entry pressed tells its field and its category", () => {
  const { entries, told } = legendOf();
  entries()[1].fire("click");
  assert.deepEqual(told, [["toggled", "kind", "statement"]]);
});

test("what the filters hold is pressed, all others are dim", () => {
  const { legend, entries } = legendOf();
  legend.active = { kind: ["statement"], event_type: [], actor: [] };
  legend.fill();
  assert.deepEqual(
    entries().map((entry) => [entry.attributes["aria-pressed"], entry.classes.includes("is-dim")]),
    [
      ["false", true],
      ["false", true],
      ["true", false],
      ["false", true],
    ],
  );
});

test("a closed legend has its title alone, and opens when that is pressed", () => {
  const { legend, entries } = legendOf({ open: false });
  assert.equal(entries().length, 0);
  legend.container.all("legend-title")[0].fire("click");
  assert.equal(entries().length, 2);
});

test("seven categories have an entry each, all others share one that says how many they are", () => {
  const { columns } = recordsOf([{}]);
  columns.header.categories.actor = Array.from({ length: 9 }, (_, index) => ({
    id: String(index),
    label: String(index),
  }));
  const countsBy = () => Uint32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
  const encoding = encodingOf(columns, "actor", countsBy());
  const { entries } = legendOf({ encoding, countsBy });
  const said = entries().map((entry) => [
    entry.all("legend-name")[0].textContent,
    entry.all("legend-count")[0].textContent,
  ]);
  assert.deepEqual(said.slice(0, 2).concat(said.slice(-1)), [
    ["8", "9"],
    ["7", "8"],
    ["others: 2 more", "13"],
  ]);
  assert.equal(said.length, 8);
});

test("heat has a scale instead of entries", () => {
  const { legend, entries } = legendOf({ mode: "heat" });
  assert.equal(entries().length, 0);
  assert.equal(legend.container.all("legend-ramp").length, 1);
});

test("the way of drawing that is taken is pressed, the others can be", () => {
  const { legend, told } = legendOf({ mode: "clusters" });
  const buttons = legend.container.all("legend-modes")[0].all("button");
  assert.deepEqual(
    buttons.map((each) => each.attributes["aria-pressed"]),
    ["false", "false", "true", "false"],
  );
  buttons[3].fire("click");
  assert.deepEqual(told, [["mode", "heat"]]);
});

test("a line that is shown is said to be symbolic, how far, and whose course it has, in heat too", () => {
  const place = { name: "The line", uncertainty: 25_000, source: "Natural Earth" };
  for (const mode of ["points", "heat"]) {
    const { legend, layer } = legendOf({ mode, linePlaces: [place] });
    const said = () => legend.container.all("legend-lines")[0].children.map((item) => item.textContent);
    assert.deepEqual(said(), ["The line: ± 25 km. By Natural Earth"]);
    layer.linePlaces = [{ ...place, uncertainty: 0, source: "" }];
    legend.fill();
    assert.deepEqual(said(), ["The line: symbolic"]);
    layer.linePlaces = [];
    legend.fill();
    assert.deepEqual(said(), []);
  }
});

test("places have a legend of three sizes and the choice of what they count; their notes say what adds nothing", () => {
  const { legend, layer, told } = legendOf({ mode: "places", size: "fatalities", scale: 200 });
  const sizes = () =>
    legend.container
      .all("legend-sizes")[0]
      .all("li")
      .map((each) => each.textContent);
  assert.deepEqual(sizes(), ["200", "50", "10"]);
  assert.equal(legend.container.all("legend-precision").length, 0);
  assert.ok(legend.container.all("legend-note")[0].textContent.includes("legend.unknown"));
  layer.scale = 5000;
  legend.fill();
  assert.deepEqual(sizes(), ["5,000", "1,000", "200"]);
  legend.measures = ["records", "fatalities", "column:troops"].map((query) => ({ query, name: query }));
  legend.build();
  const choice = legend.container.all("legend-size")[0].all("select")[0];
  assert.deepEqual(
    choice.all("option").map((each) => each.value),
    ["records", "fatalities", "column:troops"],
  );
  choice.value = "records";
  choice.fire("change");
  assert.deepEqual(told, [["size", "records"]]);
});

test("where records are drawn otherwise of itself, the legend is another", () => {
  const { legend, layer } = legendOf();
  layer.mode = "places";
  layer.fire("scaled");
  assert.equal(legend.container.all("legend-sizes").length, 1);
});

test("the heat's numbers are densities of an area that gives two digits", () => {
  assert.deepEqual(densitiesOf(3), { values: [0, 37, 300], area: 100 });
  assert.deepEqual(densitiesOf(0.000001), { values: [0, 0.12, 1], area: 1_000_000 });
});
