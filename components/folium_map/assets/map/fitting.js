/** Where a map looks: what a copied link says, or what can be drawn, clear of what lies over the map. */

import { lonLatOf, worldOf } from "../base/projection.js";

/**
 * @typedef {import("../data/columns.js").Box} Box
 * @typedef {import("../data/columns.js").Header} Header
 */

/** CSS pixels of width from which the legend is open at first: on less it would cover half of the map. */
export const ROOM_FOR_LEGEND = 820;
/** From which buttons and places have room beside each other. */
const ROOM_FOR_BUTTONS = 560;
const MARGIN = 36;
const BUTTONS = 130;
const LEGEND = 256;
/** Zooms: closer, the outline would seldom have a coast or a border in view; around one place nothing else has. */
const CLOSEST = 11;
const AROUND_ONE = 8;
/** Of so few records none is left out at first. */
const FEW = 50;
/** Far-off records are left out at first, where the others would shrink to less than this share of the map. */
const LEAST = 1 / 8;

/**
 * @param {import("leaflet").Map} map
 * @param {Box | null} box  in world positions
 * @param {boolean} animate
 */
export function fitBox(map, box, animate) {
  if (!box) return;
  const [west, north] = lonLatOf(box.west, box.north);
  const [east, south] = lonLatOf(box.east, box.south);
  const { x: width } = map.getSize();
  const left = width > ROOM_FOR_BUTTONS ? BUTTONS : MARGIN;
  const right = width > ROOM_FOR_LEGEND ? LEGEND : MARGIN;
  const maxZoom = box.west === box.east && box.north === box.south ? AROUND_ONE : CLOSEST;
  map.fitBounds(
    [
      [south, west],
      [north, east],
    ],
    { paddingTopLeft: [left, MARGIN], paddingBottomRight: [right, MARGIN], maxZoom, animate },
  );
}

/**
 * All that can be drawn; of many records the densest half, where a few far-off ones would make a dot of it.
 * @param {Header} header
 * @returns {Box | null}
 */
export function firstBox({ drawn, boxes: { half, all } }) {
  if (!half || !all || drawn <= FEW) return all;
  const share = Math.max(across(half) / across(all), down(half) / down(all));
  return share < LEAST ? half : all;
}

/**
 * Whether a shape is seen well enough to be left where it is: half of it, or the view lies within it.
 * @param {Box} box  of the shape
 * @param {Box} view
 */
export function isSeen(box, view) {
  const wide = Math.min(box.east, view.east) - Math.max(box.west, view.west);
  const high = Math.min(box.south, view.south) - Math.max(box.north, view.north);
  if (wide < 0 || high < 0) return false;
  const half = 2 * wide >= box.east - box.west && 2 * high >= box.south - box.north;
  return half || (wide >= across(view) && high >= down(view));
}

/**
 * Brings a shape into the view, by moving the map or, where it is too large for it, by zooming out.
 * @param {import("leaflet").Map} map
 * @param {Box} box
 * @param {{paddingTopLeft: [number, number], paddingBottomRight: [number, number]}} margins  that are covered
 */
export function bringIntoView(map, box, margins) {
  const bounds = map.getBounds();
  const [west, north] = worldOf(bounds.getWest(), bounds.getNorth());
  const [east, south] = worldOf(bounds.getEast(), bounds.getSouth());
  if (isSeen(box, { west, north, east, south })) return;
  const [boxWest, boxNorth] = lonLatOf(box.west, box.north);
  const [boxEast, boxSouth] = lonLatOf(box.east, box.south);
  const corners = /** @type {[[number, number], [number, number]]} */ ([
    [boxSouth, boxWest],
    [boxNorth, boxEast],
  ]);
  map.fitBounds(corners, { ...margins, maxZoom: map.getZoom() });
}

/** @param {Box} box */
const across = ({ west, east }) => Math.max(east - west, 1);
/** @param {Box} box */
const down = ({ north, south }) => Math.max(south - north, 1);

/**
 * @param {import("leaflet").Map} map
 * @param {import("../base/projection.js").View | null} view
 * @param {Header} header
 */
export function lookAtFirst(map, view, header) {
  if (view) map.setView([view.lat, view.lon], view.zoom, { animate: false });
  else fitBox(map, firstBox(header), false);
}
