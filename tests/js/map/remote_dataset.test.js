import assert from "node:assert/strict";
import { test } from "node:test";

import { pixelsPerUnit } from "../../../components/folium_map/assets/base/projection.js";
import { partOf } from "../../../components/folium_map/assets/map/remote_dataset.js";

const frame = (left, zoom) => ({ left, top: 800, width: 1100, height: 640, zoom, scale: pixelsPerUnit(zoom), ratio: 1 });

test("a cell covers eight pixels at whole zooms, and small moves ask for the same part", () => {
  const { shift, box } = partOf(frame(1000, 7), 512);
  assert.equal(2 ** shift * pixelsPerUnit(7), 8);
  assert.ok(box[0] * 8 <= 1000 && box[2] * 8 >= 2100);
  assert.deepEqual(partOf(frame(1005, 7), 512), { shift, box });
  assert.notDeepEqual(partOf(frame(1400, 7), 512).box, box);
});

test("a part lies in the world, and has as many cells as the server gives", () => {
  for (const [zoom, most] of [2, 2.5, 9, 19].flatMap((zoom) => [[zoom, 512], [zoom, 64]])) {
    const wide = { ...frame(-500, zoom), width: 8000, height: 5000 };
    const { shift, box } = partOf(wide, most);
    assert.ok(box[0] >= 0 && box[1] >= 0 && box[2] <= 2 ** (32 - shift) && box[3] <= 2 ** (32 - shift));
    assert.ok(box[2] - box[0] <= most && box[3] - box[1] <= most);
  }
});
