/** At every zoom, in every width, each mark stands where its record is. */

import assert from "node:assert/strict";
import { test } from "node:test";

import {
  metresPerPixel,
  pixelsPerUnit,
  worldOf,
} from "../../../components/folium_map/assets/base/projection.js";
import { distanceTo, lengths, pointAt } from "../../../components/folium_map/assets/draw/lines.js";
import { LARGEST, rosette } from "../../../components/folium_map/assets/draw/rosette.js";
import { onScreen } from "../../../components/folium_map/assets/draw/scene.js";
import { INITIAL, updated } from "../../../components/folium_map/assets/map/layer_state.js";
import { Painter } from "../../../components/folium_map/assets/map/painter.js";
import { called } from "../fakes/context.js";
import { FakeMap } from "../fakes/leaflet.js";
import { shapeOf } from "../records.js";
import { sceneOf } from "../scenes.js";

const ZOOMS = Array.from({ length: 18 }, (_, index) => index + 1);
const WIDTHS = [390, 820, 1400, 2560];
const HEIGHT = 640;
const LINE = 6; // the location class
const ROUNDING = 0.01; // pixels: columns hold centimetres, the view single precision

/** Numbers from 0 to 1 that are the same in each run. */
function randomly(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Records at a few crowded places and along lines of all lengths, within some degrees of each other. */
function world(seed) {
  const random = randomly(seed);
  const near = () => worldOf(20 + random() * 3, 42 + random() * 2).map(Math.round);
  const rows = [];
  for (let place = 0; place < 8; place++) {
    const [x, y] = near();
    for (let count = Math.ceil(random() * 28); count > 0; count--) rows.push({ x, y });
  }
  const lines = Array.from({ length: 8 }, (_, index) => {
    const [x, y] = near();
    const size = 10 ** (3 + (index / 7) * 4.6); // world units: 10 m to 400 km
    const path = Float64Array.from({ length: 2 * Math.ceil(2 + random() * 60) }, (_, at) =>
      at % 2 ? y + (random() - 0.5) * size : x + (random() - 0.5) * size,
    );
    const along = Array.from({ length: Math.ceil(random() * 30) }, (_, each) => rows.length + each);
    for (const _ of along) rows.push({ x: path[0], y: path[1], location_class: LINE });
    return shapeOf("line", along, [path]);
  });
  return { rows, lines };
}

/** What is drawn about a place of the world. */
function seen({ rows, lines }, [x, y], zoom, width) {
  const scale = pixelsPerUnit(zoom);
  const frame = {
    left: x * scale - width / 2,
    top: y * scale - HEIGHT / 2,
    scale,
    width,
    height: HEIGHT,
    zoom,
  };
  const scene = sceneOf(rows, { frame });
  scene.view.gather(scene.records, Uint32Array.from(rows.keys()), rows.length, scene.frame, 40);
  const painter = new Painter(new FakeMap());
  const { targets } = painter.paint(
    { points: scene, shapes: { ...scene, shapes: lines }, cellEdge: 0 },
    updated(INITIAL, { mode: "points" }, 0),
    (indices) => indices,
  );
  return { frame: scene.frame, spots: targets.spots, context: painter.canvas.context };
}

/** Every zoom about each line's beginning, in one width after another. */
function* views(seed) {
  const made = world(seed);
  for (const zoom of ZOOMS)
    for (const [index, { paths }] of made.lines.entries())
      yield { made, zoom, width: WIDTHS[(zoom + index) % WIDTHS.length], centre: [paths[0][0], paths[0][1]] };
}

test("each mark of a record along a line stands on that line", () => {
  for (let seed = 1; seed <= 3; seed++) {
    for (const { made, zoom, width, centre } of views(seed)) {
      const { spots, frame } = seen(made, centre, zoom, width);
      for (const { rows, paths } of made.lines) {
        const points = onScreen(paths[0], frame);
        for (const { x, y } of spots.filter((spot) => spot.rows.some((row) => rows.includes(row))))
          assert.ok(distanceTo(points, x, y) < ROUNDING, `zoom ${zoom}, width ${width}, seed ${seed}`);
      }
    }
  }
});

test("each mark of a place stands there, or in its rosette at the end of a leader line", () => {
  for (const { made, zoom, width, centre } of views(4)) {
    const { spots, frame, context } = seen(made, centre, zoom, width);
    const leaders = called(context, "lineTo").map(({ args: [x, y] }) => `${x} ${y}`);
    for (const { rows, x, y } of spots.filter((spot) => made.rows[spot.rows[0]].location_class !== LINE)) {
      const { x: worldX, y: worldY } = made.rows[rows[0]];
      const moved = Math.hypot(
        x - (worldX * frame.scale - frame.left),
        y - (worldY * frame.scale - frame.top),
      );
      if (moved < ROUNDING) continue;
      assert.ok(moved <= rosette(LARGEST).radius + ROUNDING, `zoom ${zoom}, width ${width}`);
      assert.ok(leaders.includes(`${x} ${y}`), `zoom ${zoom}, width ${width}`);
    }
  }
});

test("a line whose middle is in view has its marks at the same places in every width", () => {
  const [x, y] = worldOf(20.8, 42.9);
  const path = [x - 4e6, y + 1e5, x + 1e5, y - 3e5, x + 4e6, y];
  const rows = [0, 1, 2].map(() => ({ x, y, location_class: LINE }));
  const made = { rows, lines: [shapeOf("line", [0, 1, 2], [path])] };
  const along = lengths(Float64Array.from(path));
  const middle = pointAt(Float64Array.from(path), along, along.at(-1) / 2);
  for (const zoom of ZOOMS) {
    const places = WIDTHS.map((width) => {
      const { spots, frame } = seen(made, middle, zoom, width);
      return spots.map((spot) => [spot.x - frame.width / 2, spot.y].map(Math.round).join());
    });
    assert.ok(places[0].length > 0);
    assert.equal(new Set(places.map(String)).size, 1, `zoom ${zoom}: ${places.join(" | ")}`);
  }
});

test("at zoom 2 the marks of a line of a hundred kilometres are one, within a pixel of all of it", () => {
  const [x, y] = worldOf(20.8, 42.9);
  const metre = 1 / (metresPerPixel(y, 0) * pixelsPerUnit(0));
  const rows = Array.from({ length: 6 }, () => ({ x, y, location_class: LINE }));
  const path = Float64Array.of(x, y, x + 100_000 * metre, y);
  const { spots } = seen({ rows, lines: [shapeOf("line", [...rows.keys()], [path])] }, [x, y], 2, 1400);
  assert.equal(spots.length, 1);
  assert.ok(Math.hypot(spots[0].x - 700, spots[0].y - HEIGHT / 2) < 4);
});
