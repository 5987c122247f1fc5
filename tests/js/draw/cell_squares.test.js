import assert from "node:assert/strict";
import { test } from "node:test";

import { drawCells, joined } from "../../../components/folium_map/assets/draw/cell_squares.js";
import { called, fakeContext } from "../fakes/context.js";

const frame = { width: 800, height: 600 };
const viewOf = (px, weights, slots = px.map(() => 0)) => ({
  px,
  py: px.map(() => 100),
  count: px.length,
  weights,
  slots,
});

/** What is drawn of cells with an edge of eight pixels: left, top, width and height of their squares. */
function drawn(view) {
  const context = fakeContext();
  const spots = drawCells(context, { view, frame }, 8);
  return {
    spots,
    squares: called(context, "fillRect"),
    sides: called(context, "fillRect").map(({ args }) => args[2]),
  };
}

test("a cell's looks are joined, and the commonest colours it", () => {
  const view = { px: [4, 4, 12], py: [4, 4, 4], count: 3, weights: [2, 5, 1], slots: [0, 3, 1] };
  assert.deepEqual(
    joined(view).map(({ count, slot }) => [count, slot]),
    [
      [7, 3],
      [1, 1],
    ],
  );
});

test("entries without weight or look are one record of the first look", () => {
  const [cell] = joined({ px: [4, 4], py: [4, 4], count: 2, weights: null, slots: null });
  assert.deepEqual([cell.count, cell.slot, cell.entries], [2, 0, [0, 1]]);
});

test("more records are a larger and denser square, the most nearly fill their cell", () => {
  const { sides, squares } = drawn(viewOf([100, 200, 300], [1, 30, 1000]));
  assert.equal(sides[2], 7);
  assert.ok(sides[0] > 2.8 && sides[0] < sides[1] && sides[1] < sides[2]);
  assert.equal(new Set(squares.map(({ fillStyle }) => fillStyle)).size, 3);
});

test("a square lies about its cell's middle, and the pointer takes the whole cell", () => {
  const { squares, spots } = drawn(viewOf([100], [50]));
  const [left, top, width, height] = squares[0].args;
  assert.deepEqual([left + width / 2, top + height / 2], [100, 100]);
  assert.deepEqual(spots, [{ x: 100, y: 100, r: 4, rows: [], group: true, count: 50, entries: [0] }]);
});

test("a cell is never smaller than two pixels", () => {
  const context = fakeContext();
  drawCells(context, { view: viewOf([100, 200], [1, 1e6]), frame }, 2);
  assert.deepEqual(
    called(context, "fillRect").map(({ args }) => args[2]),
    [2, 2],
  );
});

test("cells beyond the view's edge are not drawn", () => {
  assert.equal(drawn(viewOf([-8, 808], [1, 1])).squares.length, 2);
  assert.equal(drawn(viewOf([-8.1, 808.1], [1, 1])).squares.length, 0);
});
