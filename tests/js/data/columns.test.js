import assert from "node:assert/strict";
import { test } from "node:test";

import { columnsOf, Unpacker, unpack } from "../../../components/folium_map/assets/data/columns.js";
import { encode, packed } from "../records.js";

test("columns are read where the header says they are", () => {
  const columns = columnsOf(
    unpack(encode([{ x: 7, actor: 1 }, { x: 9, start: -5, end: 60 }, { uncertainty: 70000 }])),
  );
  assert.equal(columns.n, 3);
  assert.deepEqual([...columns.x], [7, 9, 1000]);
  assert.deepEqual([columns.start[1], columns.end[1]], [-5, 60]);
  assert.equal(columns.actor[0], 1);
  assert.equal(columns.uncertainty[2], 70000);
});

test("other bytes are refused with what was found", () => {
  assert.throws(() => unpack(new TextEncoder().encode("<!doctype html>").buffer), /"<!do", expected "INC2"/);
  assert.throws(() => unpack(new ArrayBuffer(0)), /expected "INC2"/);
});

test("bytes may come in pieces of any length, and each block is told", () => {
  const bytes = new Uint8Array(encode([{ x: 7 }, { x: 9 }, { uncertainty: 70000 }]));
  for (const step of [1, 7, 64, bytes.length]) {
    const told = [];
    const unpacker = new Unpacker(({ rows }) => told.push(rows));
    for (let at = 0; at < bytes.length; at += step) unpacker.push(bytes.subarray(at, at + step));
    unpacker.check();
    assert.deepEqual([...unpacker.columns.x], [7, 9, 1000]);
    assert.deepEqual(told, [0, 3]);
  }
});

test("differences are added up within a block, and to another column", () => {
  const columns = [
    { name: "a", type: "i32", encoding: "delta" },
    { name: "b", type: "i32", encoding: "less:a" },
  ];
  // blocks of two rows: 5 2 | −7; b is 1 more, the same, 2 less
  const first = [10, 5, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0];
  const second = [13, 0, 0, 0, 3, 0, 0, 0];
  const { columns: found } = unpack(
    packed({ n: 3, block: 2, columns }, [Buffer.from(first), Buffer.from(second)]),
  );
  assert.deepEqual([...found.a], [5, 2, -7]);
  assert.deepEqual([...found.b], [6, 2, -9]);
});

test("a header alone is whole; data that ends early is not", () => {
  const header = { n: 3, block: 2, columns: [{ name: "a", type: "u8", encoding: "plain" }] };
  assert.equal(unpack(packed(header, [])).rows, 0);
  assert.throws(() => unpack(packed(header, [Buffer.from([1, 2])])), /ends too early/);
  assert.throws(() => unpack(packed(header, [Buffer.from([1, 2, 3, 4])])), /more bytes/);
});

test("a column of another type is refused", () => {
  const bytes = Buffer.from(encode([{}]));
  const changed = Buffer.from(
    bytes.toString("latin1").replace('"name":"y","type":"u32"', '"name":"y","type":"i32"'),
    "latin1",
  );
  assert.throws(() => columnsOf(unpack(new Uint8Array(changed).buffer)), /column y is i32, expected u32/);
});
