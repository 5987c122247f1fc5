/**
 * Draws up to some thousand records in view as symbols: uncertainty discs below, then rosettes with
 * hairlines, then symbols, counts on crowded places, and the chosen record's halo.
 */

import { metresPerPixel } from "../base/projection.js";
import { css, mix } from "../base/theme.js";
import { eventsIn, eventsOf } from "../data/events.js";
import { CollisionIndex } from "./collision_index.js";
import { LOOKS, slotOfRow } from "./palette.js";
import { LARGEST, rosette } from "./rosette.js";
import { RADIUS, Sprites } from "./symbols.js";

/**
 * @typedef {import("./scene.js").Scene} Scene
 * @typedef {import("./scene.js").Spot} Spot
 * @typedef {CanvasRenderingContext2D} Context
 * @typedef {{x: number, y: number, rows: number[], reach: number, fanned: boolean}} Place
 */

/** Above this many in view, pixels are written instead of symbols. */
export const MANY = 3000;

/**
 * @param {Context} context
 * @param {Scene} scene
 * @param {Sprites} sprites
 * @param {HTMLCanvasElement} scratch  a canvas of the same size, for the discs
 * @returns {{spots: Spot[], places: Place[]}}
 */
export function drawPoints(context, scene, sprites, scratch) {
  const places = placesInView(scene);
  fanOut(places);
  drawDiscs(context, scene, scratch);
  /** @type {Spot[]} */
  const spots = [];
  for (const place of places) if (place.fanned) drawLeaders(context, scene, place);
  for (const place of places) {
    if (place.fanned) drawRosette(context, scene, sprites, place, spots);
    else drawOne(context, scene, sprites, place, spots);
  }
  // Counts last: they are read, and must not lie under a neighbour.
  const { columns } = scene.records;
  for (const { fanned, rows, x, y } of places)
    if (!fanned && rows.length > 1) sprites.stampCount(context, eventsIn(columns, rows), x, y);
  for (const { rows, x, y } of columns.events ? spots : [])
    if (rows.length === 1 && eventsOf(columns, rows[0]) !== 1)
      sprites.stampCount(context, eventsOf(columns, rows[0]), x, y);
  return { spots, places };
}

/**
 * @param {Scene} scene
 * @returns {Place[]}
 */
function placesInView({ records, view }) {
  /** @type {Map<number, Place>} */
  const places = new Map();
  for (let index = 0; index < view.count; index++) {
    const row = view.rows[index];
    const place = places.get(records.placeOf[row]);
    if (place) place.rows.push(row);
    else {
      places.set(records.placeOf[row], {
        x: view.px[index],
        y: view.py[index],
        rows: [row],
        reach: RADIUS + 1,
        fanned: false,
      });
    }
  }
  return [...places.values()];
}

/**
 * Fans out the places that have room for it: small ones first need little, so they go first.
 * @param {Place[]} places
 */
export function fanOut(places) {
  const crowded = places.filter((place) => place.rows.length > 1 && place.rows.length <= LARGEST);
  crowded.sort((one, other) => one.rows.length - other.rows.length || one.x - other.x);
  const taken = new CollisionIndex(places);
  for (const place of crowded) {
    const reach = rosette(place.rows.length).radius + RADIUS + 2;
    if (taken.touches({ ...place, reach }, place)) continue;
    place.reach = reach;
    place.fanned = true;
    taken.add(place);
  }
  for (const place of places) if (!place.fanned && place.rows.length > 1) place.reach = RADIUS + 9; // its number
}

/**
 * Soft discs of the stated radius, where it is bigger than the symbol. They are drawn opaque on a canvas of
 * their own that is laid on once, lightly: however many overlap, it never gets darker.
 * @param {Context} context
 * @param {Scene} scene
 * @param {HTMLCanvasElement} scratch
 */
function drawDiscs(context, { records, encoding, frame, view, theme }, scratch) {
  const { uncertainty, y } = records.columns;
  const soft = scratch.getContext("2d");
  if (!soft) return;
  const largest = Math.hypot(frame.width, frame.height);
  /** @type {Map<string, {x: number, y: number, r: number, slot: number}>} */
  const discs = new Map();
  for (let index = 0; index < view.count; index++) {
    const row = view.rows[index];
    if (!uncertainty[row]) continue;
    const r = uncertainty[row] / metresPerPixel(y[row], frame.zoom);
    if (r < RADIUS * 1.6 || r > largest) continue; // beyond the view's diagonal it would only tint everything
    const slot = slotOfRow(encoding, row);
    discs.set(`${records.placeOf[row]} ${uncertainty[row]}`, {
      x: view.px[index],
      y: view.py[index],
      r,
      slot,
    });
  }
  if (!discs.size) return;
  const ordered = [...discs.values()].sort((one, other) => other.r - one.r);
  for (const part of /** @type {const} */ (["fill", "rim"])) {
    soft.setTransform(1, 0, 0, 1, 0, 0);
    soft.clearRect(0, 0, scratch.width, scratch.height);
    soft.scale(frame.ratio, frame.ratio);
    for (const { x, y: top, r, slot } of ordered) {
      soft.beginPath();
      soft.arc(x, top, r, 0, 2 * Math.PI);
      const colour = css(mix(LOOKS[slot].colour, theme.ink, 0.25));
      if (part === "fill") {
        soft.fillStyle = colour;
        soft.fill();
      } else {
        soft.strokeStyle = colour;
        soft.lineWidth = 1;
        soft.stroke();
      }
    }
    context.globalAlpha = part === "fill" ? 0.09 : 0.3;
    context.drawImage(scratch, 0, 0, frame.width, frame.height);
  }
  context.globalAlpha = 1;
}

/**
 * Hairlines from the true point to its symbols.
 * @param {Context} context
 * @param {Scene} scene
 * @param {Place} place
 */
function drawLeaders(context, { theme }, { x, y, rows }) {
  context.beginPath();
  for (const [dx, dy] of rosette(rows.length).offsets) {
    context.moveTo(x, y);
    context.lineTo(x + dx, y + dy);
  }
  context.lineWidth = 2.4;
  context.strokeStyle = css(theme.paper, 0.7);
  context.stroke();
  context.lineWidth = 0.8;
  context.strokeStyle = css(theme.ink, 0.6);
  context.stroke();
  context.beginPath();
  context.arc(x, y, 1.8, 0, 2 * Math.PI);
  context.fillStyle = css(theme.ink, 0.85);
  context.fill();
}

/**
 * @param {Context} context
 * @param {Scene} scene
 * @param {Sprites} sprites
 * @param {Place} place
 * @param {Spot[]} spots
 */
function drawRosette(context, scene, sprites, place, spots) {
  const { records, encoding, chosen } = scene;
  const { start } = records.columns;
  // Alike beside alike, then in order of time: the layout says something and stays.
  const rows = place.rows
    .map((row) => ({ row, slot: slotOfRow(encoding, row) }))
    .sort((one, other) => one.slot - other.slot || start[one.row] - start[other.row] || one.row - other.row);
  const { offsets } = rosette(rows.length);
  rows.forEach(({ row, slot }, index) => {
    const [x, y] = [place.x + offsets[index][0], place.y + offsets[index][1]];
    if (row === chosen) drawHalo(context, scene, x, y);
    sprites.stamp(context, slot, records.precision[row], x, y);
    spots.push({ x, y, r: RADIUS + 1, rows: [row] });
  });
}

/**
 * @param {Context} context
 * @param {Scene} scene
 * @param {Sprites} sprites
 * @param {Place} place
 * @param {Spot[]} spots
 */
function drawOne(context, scene, sprites, { x, y, rows }, spots) {
  const { records, encoding, chosen } = scene;
  const row = chosen !== null && rows.includes(chosen) ? chosen : commonest(rows, encoding);
  if (row === chosen) drawHalo(context, scene, x, y);
  sprites.stamp(context, slotOfRow(encoding, row), records.precision[row], x, y);
  spots.push({ x, y, r: rows.length > 1 ? RADIUS + 5 : RADIUS + 1, rows });
}

/**
 * The first record of the commonest look.
 * @param {number[]} rows
 * @param {import("./palette.js").Encoding} encoding
 */
function commonest(rows, encoding) {
  if (rows.length < 3) return rows[0];
  const counts = new Uint32Array(LOOKS.length);
  for (const row of rows) counts[slotOfRow(encoding, row)]++;
  const most = counts.indexOf(Math.max(...counts));
  return rows.find((row) => slotOfRow(encoding, row) === most) ?? rows[0];
}

/**
 * The chosen record's halo.
 * @param {Context} context
 * @param {Scene} scene
 * @param {number} x
 * @param {number} y
 */
export function drawHalo(context, { theme }, x, y) {
  context.beginPath();
  context.arc(x, y, RADIUS + 6.5, 0, 2 * Math.PI);
  context.fillStyle = css(theme.paper, 0.9);
  context.fill();
  context.lineWidth = 3;
  context.strokeStyle = css(theme.ink);
  context.stroke();
}
