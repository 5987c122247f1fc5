import assert from "node:assert/strict";
import { test } from "node:test";

import { encodingOf, LOOKS, OTHER, slotOfRow } from "../../../components/folium_map/assets/draw/palette.js";
import { recordsOf } from "../records.js";

test("colours follow the dataset's order and all others share grey", () => {
  const { columns } = recordsOf([{ kind: 0 }, { kind: 2 }, { kind: 255 }]);
  const encoding = encodingOf(columns, "kind");
  assert.deepEqual(
    [0, 1, 2].map((row) => slotOfRow(encoding, row)),
    [0, 2, OTHER],
  );
  assert.equal(new Set(LOOKS.map(({ shape }) => shape)).size, LOOKS.length);
});

test("the eighth category and those after it share the last look", () => {
  const { columns } = recordsOf([{ actor: 6 }, { actor: 7 }, { actor: 8 }, { actor: 65535 }]);
  columns.header.categories.actor = Array.from({ length: 9 }, (_, index) => ({ id: String(index) }));
  const encoding = encodingOf(columns, "actor");
  assert.deepEqual(
    [0, 1, 2, 3].map((row) => slotOfRow(encoding, row)),
    [6, OTHER, OTHER, OTHER],
  );
});
