/** Where a map looks at first: what a copied link says, or the densest half of a dataset's places. */

import { lonLatOf } from "../base/projection.js";

/**
 * @param {import("leaflet").Map} map
 * @param {import("../data/columns.js").Header["boxes"]["all"]} box  in world positions
 * @param {boolean} animate
 */
export function fitBox(map, box, animate) {
  if (!box) return;
  const [west, north] = lonLatOf(box.west, box.north);
  const [east, south] = lonLatOf(box.east, box.south);
  map.fitBounds(
    [
      [south, west],
      [north, east],
    ],
    { padding: [36, 36], maxZoom: 13, animate },
  );
}

/**
 * @param {import("leaflet").Map} map
 * @param {import("../base/projection.js").View | null} view
 * @param {import("../data/columns.js").Header} header
 */
export function lookAtFirst(map, view, { boxes }) {
  if (view) map.setView([view.lat, view.lon], view.zoom, { animate: false });
  else fitBox(map, boxes.half, false);
}
