import assert from "node:assert/strict";
import { test } from "node:test";

import "../fakes/leaflet.js";
import { placesOn } from "../../../components/folium_map/assets/map/outline_countries.js";

const { PrincipalPlaces } = await import("../../../components/folium_map/assets/map/principal_places.js");

test("the places of a map are found with their positions in the world", () => {
  const layer = new PrincipalPlaces([["Null Island", 0, 0]], "Places: made up");
  const map = { eachLayer: (look) => [{}, layer].forEach(look) };
  assert.deepEqual(placesOn(map), [{ name: "Null Island", x: 2 ** 31, y: 2 ** 31 }]);
  assert.equal(layer.options.attribution, "Places: made up");
});
