import assert from "node:assert/strict";
import { test } from "node:test";

import { ArchiveFile } from "../../../components/folium_map/assets/map/archive_file.js";

/** Archives that fail as often as said, and what was opened and told. */
function archive(failures) {
  const seen = { opened: 0, failed: 0, asked: [], left: failures };
  const reader = {
    getHeader: async () => "header",
    getZxy: async (...asked) => {
      seen.asked.push(asked);
      if (seen.left-- > 0) throw new Error("gone");
      return { data: asked };
    },
  };
  const file = new ArchiveFile(
    () => {
      seen.opened++;
      return { ...reader };
    },
    () => seen.failed++,
  );
  return { file, seen };
}

test("an archive is opened when something is asked for, and once", async () => {
  const { file, seen } = archive(0);
  assert.equal(seen.opened, 0);
  assert.equal(await file.getHeader(), "header");
  assert.deepEqual(await file.getZxy(1, 2, 3), { data: [1, 2, 3] });
  assert.deepEqual([seen.opened, seen.failed], [1, 0]);
});

test("a failure is told and handed on, and the archive is opened anew", async () => {
  const { file, seen } = archive(1);
  await assert.rejects(file.getZxy(1, 2, 3), /gone/);
  assert.deepEqual([seen.opened, seen.failed], [1, 1]);
  assert.ok(await file.getZxy(1, 2, 3));
  assert.deepEqual([seen.opened, seen.failed], [2, 1]);
});

test("two failures of one archive open it once", async () => {
  const { file, seen } = archive(2);
  await Promise.allSettled([file.getZxy(1, 0, 0), file.getZxy(1, 0, 1)]);
  await file.getZxy(1, 0, 0);
  assert.deepEqual([seen.opened, seen.failed], [2, 2]);
});

test("a tile is asked for without a way to break it off", async () => {
  const { file, seen } = archive(0);
  await file.getZxy(1, 2, 3, new AbortController().signal);
  assert.deepEqual(seen.asked, [[1, 2, 3]]);
});
