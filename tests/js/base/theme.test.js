import assert from "node:assert/strict";
import { test } from "node:test";

import {
  css,
  luminance,
  mix,
  parseColour,
  readTheme,
  watchTheme,
} from "../../../components/folium_map/assets/base/theme.js";
import { FakeElement } from "../fakes/page.js";

test("colours are read as browsers compute them; transparent is none", () => {
  assert.deepEqual(parseColour("rgb(1, 2, 3)"), [1, 2, 3]);
  assert.deepEqual(parseColour("#f0a"), [255, 0, 170]);
  assert.equal(parseColour("rgba(0, 0, 0, 0)"), null);
});

test("what is no colour is none", () => {
  for (const text of ["", "red", "#12", "#12345g", "rgb(1, 2)"]) assert.equal(parseColour(text), null, text);
});

test("a colour is written with whole channels and its opacity", () => {
  assert.equal(css([1.4, 1.6, 255]), "rgba(1, 2, 255, 1)");
  assert.equal(css([0, 0, 0], 0.5), "rgba(0, 0, 0, 0.5)");
});

test("two colours are mixed by the share of the second", () => {
  assert.deepEqual(mix([0, 100, 200], [100, 100, 100], 0.25), [25, 100, 175]);
});

test("white is light, black is dark, and green is lighter than blue", () => {
  assert.equal(luminance([0, 0, 0]), 0);
  assert.ok(Math.abs(luminance([255, 255, 255]) - 1) < 1e-9);
  assert.ok(luminance([0, 255, 0]) > luminance([0, 0, 255]));
});

const themed = (computed) => readTheme(Object.assign(new FakeElement("div"), { computed }));

test("the theme is what the browser computes", () => {
  const computed = {
    color: "#010203",
    backgroundColor: "rgb(4, 5, 6)",
    outlineColor: "#fff",
    fontFamily: "Inter",
  };
  assert.deepEqual(themed(computed), {
    ink: [1, 2, 3],
    paper: [4, 5, 6],
    accent: [255, 255, 255],
    font: "Inter",
    dark: true,
  });
});

test("paper is dark below four tenths of white", () => {
  const paper = (grey) =>
    themed({ color: "", outlineColor: "", backgroundColor: `rgb(${grey}, ${grey}, ${grey})` });
  assert.deepEqual(
    [101, 103].map((grey) => paper(grey).dark),
    [true, false],
  );
});

test("without colours of the page the map is dark on white", () => {
  const { ink, paper, font, dark } = themed({
    color: "",
    backgroundColor: "",
    outlineColor: "",
    fontFamily: "",
  });
  assert.deepEqual([luminance(ink) < 0.2, paper, font, dark], [true, [255, 255, 255], "sans-serif", false]);
});

test("a change of theme is told by the probe's transition", () => {
  let changes = 0;
  const root = new FakeElement("div");
  const probe = watchTheme(root, () => changes++);
  assert.deepEqual(root.children, [probe]);
  probe.fire("transitionend");
  assert.equal(changes, 1);
});
