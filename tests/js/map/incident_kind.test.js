import assert from "node:assert/strict";
import { test } from "node:test";

import "../fakes/leaflet.js";

const { IncidentKind } = await import("../../../components/folium_map/assets/map/incident_kind.js");

test("a kind is hidden until its switch is on the map, and again when it is taken off", () => {
  const shown = [];
  const kind = new IncidentKind({ showKind: (...change) => shown.push(change) }, "site");
  assert.deepEqual(shown, [["site", false]]);
  kind.onAdd();
  kind.onRemove();
  assert.deepEqual(shown.slice(1), [
    ["site", true],
    ["site", false],
  ]);
});
