import assert from "node:assert/strict";
import { test } from "node:test";

import { areaWithin, distanceBetween } from "../../../components/folium_map/assets/base/geodesic.js";
import { Words } from "../../../components/folium_map/assets/base/words.js";
import { lengthOf, told } from "../../../components/folium_map/assets/controls/measuring_rules.js";

const at = (lon, lat, radius = 0) => ({ lon, lat, radius });
const near = (found, wanted, share) =>
  assert.ok(Math.abs(found - wanted) <= share * wanted, `${found} ${wanted}`);

test("lengths and areas are those of pyproj's geodesics on WGS 84", () => {
  near(distanceBetween(at(20.78, 42.97), at(20.9, 43.05)), 13217.410815486845, 1e-9);
  near(distanceBetween(at(-179.5, 10), at(179.8, -20)), 3319107.8268107963, 1e-9);
  near(distanceBetween(at(0, 0), at(179, 0.5)), 19902751.03259346, 1e-3);
  assert.equal(distanceBetween(at(20, 42), at(20, 42)), 0);
  near(areaWithin([at(20, 42), at(21, 42), at(21, 43), at(20, 43)]), 9130709421.221008, 1e-4);
  near(areaWithin([at(179, -1), at(-179, -1), at(-179, 2), at(179, 2)]), 73851028056.70822, 1e-4);
});

const words = new Words(
  {
    measuring: {
      hint: "click",
      length: "{length}",
      between: "{length} ({low}–{high})",
      at_least: "{length} ({low} or more)",
      area: "{area} km², {length}",
    },
  },
  "en",
);

test("a length is told with what the records' radii make of it, and never less than nothing", () => {
  const [one, other] = [at(20.78, 42.97), at(20.9, 43.05)];
  assert.equal(told([one], false, words), "click");
  assert.equal(told([one, other], false, words), "13.2 km");
  assert.equal(told([{ ...one, radius: 4200 }, other], false, words), "13.2 km (9.02 km–17.4 km)");
  assert.equal(
    told(
      [
        { ...one, radius: Number.NaN },
        { ...other, radius: 200 },
      ],
      false,
      words,
    ),
    "13.2 km (13 km or more)",
  );
  assert.equal(
    lengthOf(
      [
        { ...one, radius: 9000 },
        { ...other, radius: 9000 },
      ],
      false,
    ).low,
    0,
  );
});

test("a closed shape has an area, and its length comes back to its first point", () => {
  const ring = [at(20, 42), at(21, 42), at(21, 43), at(20, 43)];
  assert.equal(told(ring, true, words), "9,131 km², 387 km");
  assert.ok(lengthOf(ring, true).best > lengthOf(ring, false).best);
});
