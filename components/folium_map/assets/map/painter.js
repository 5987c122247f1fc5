/**
 * Paints scenes on the layer's canvases, as places, points, clusters or heat, and says what can be pointed at. Needs
 * Leaflet as `L`.
 */

import { readTheme } from "../base/theme.js";
import { isColumn } from "../data/amounts.js";
import { AS_POINT } from "../data/records.js";
import { MOST_TEXTS } from "../data/row_texts.js";
import { drawAreas } from "../draw/areas.js";
import { drawCells } from "../draw/cell_squares.js";
import { scaleOf } from "../draw/circle_sizes.js";
import { drawClusters } from "../draw/clusters.js";
import { drawCountryNames } from "../draw/country_names.js";
import { DensePoints } from "../draw/dense_points.js";
import { markDisputed } from "../draw/disputed.js";
import { Heat } from "../draw/heat.js";
import { NOTHING } from "../draw/hit_testing.js";
import { drawLabels, measureAgain } from "../draw/labels.js";
import { drawOnLines, drawStrokes, named, strokeObstacles } from "../draw/lines.js";
import { slotOfRow } from "../draw/palette.js";
import { PlaceNames } from "../draw/place_names.js";
import { circlesOf, PlaceCircles, spotOf } from "../draw/places.js";
import { drawHalo, drawPoints, MANY } from "../draw/points.js";
import { drawDots, drawSeveral, severalInView } from "../draw/several_points.js";
import { Sprites } from "../draw/symbols.js";
import { drawUncertainty } from "../draw/uncertainty.js";
import { CanvasPane } from "./canvas_pane.js";
import { countriesOn, hasTiles, placesOn } from "./outline_countries.js";

/**
 * @typedef {import("../draw/hit_testing.js").Targets} Targets
 * @typedef {import("../draw/labels.js").Labels} Labels
 * @typedef {import("../draw/labels.js").Obstacle} Obstacle
 * @typedef {import("../draw/scene.js").Frame} Frame
 * @typedef {import("../draw/scene.js").Scene} Scene
 * @typedef {import("../draw/scene.js").Spot} Spot
 * @typedef {import("../draw/lines.js").Stroke} Stroke
 * @typedef {import("./local_dataset.js").Scenes} Scenes
 * @typedef {import("./layer_state.js").Drawn} Drawn
 * @typedef {import("../draw/place_counts.js").PlaceCounts} PlaceCounts
 *
 * @typedef {object} Picture  what has been painted
 * @property {Targets} targets
 * @property {Obstacle[]} obstacles  what place names keep clear of
 * @property {Stroke[]} strokes  the lines of records that are shown
 * @property {boolean} dense  pixels were written instead of symbols
 * @property {number} clustered  the sum of the circles' numbers
 * @property {number} scale  what the largest circle stands for, or the hottest place has a square kilometre
 *
 * @typedef {{spots: Spot[], obstacles: Obstacle[]}} Layout
 * @typedef {(indices: number[]) => number[]} RowsOf  the dataset's rows of a scene's records
 * @typedef {(topic: string, key: string, value: number) => number} Agreed  what holds of a number that was found: see
 *   `agreement.js`
 */

/** z-indices of the place names: under symbols, over what fills areas. SVG overlays lie at 400. */
const UNDER_SYMBOLS = 440;
const SYMBOLS = 450;
const OVER_AREAS = 460;
/** What the symbols of a hurried window may take, as measured here: above that, pixels are written. */
const HURRIED_SYMBOLS_MS = 2;
const MEASURABLE = 300;
/** Names keep clear of circles that are larger than this, CSS pixels: smaller ones lie on them. */
const NAMED_AROUND = 6;

export class Painter {
  #map;
  #agreed;
  #names;
  #pane;
  #scratch = document.createElement("canvas");
  #pixels = new DensePoints();
  #heat = new Heat();
  /** @type {import("../base/theme.js").Theme | null} */
  #theme = null;
  /** @type {Sprites | null} */
  #sprites = null;
  #symbolMs = 0.003; // of one record, measured at the last drawing of many
  /** @type {PlaceCircles | null} */
  #circles = null;
  #scale = { size: "", zoom: NaN, value: 0 }; // of the circles that were drawn last
  #namedFreely = false; // the names that stand there keep clear of nothing
  /** @type {import("../draw/country_names.js").Country[] | null} */
  #countries = null;
  #placeNames = new PlaceNames();

  /**
   * @param {import("leaflet").Map} map
   * @param {string} [className]  of its canvases, where a map has several painters; panes are named by it, too
   * @param {Agreed} [agreed]
   */
  constructor(map, className = "", agreed = (_topic, _key, value) => value) {
    this.#map = map;
    this.#agreed = agreed;
    const pane = (/** @type {string} */ name, /** @type {number} */ zIndex, /** @type {string} */ canvas) =>
      new CanvasPane(map, `${name}${className && "-"}${className}`, zIndex, `${canvas} ${className}`.trim());
    this.#names = pane("incident-names", UNDER_SYMBOLS, "incident-names");
    this.#names.canvas.setAttribute("aria-hidden", "true");
    this.#pane = pane("incidents", SYMBOLS, "incident-layer");
    this.#pane.canvas.setAttribute("role", "img");
  }

  /** The panes that its canvases lie in. */
  get panes() {
    return [this.#names.pane, this.#pane.pane];
  }

  /** The canvas that tests and assistive technology read. */
  get canvas() {
    return this.#pane.canvas;
  }

  get theme() {
    this.#theme ??= readTheme(this.#map.getContainer());
    return this.#theme;
  }

  /** Colours and fonts are read again: the page's theme has changed. @param {Labels | null} labels */
  forgetTheme(labels) {
    this.#theme = this.#sprites = this.#circles = null;
    this.#namedFreely = false;
    if (labels) measureAgain(labels);
  }

  /**
   * All but the place names.
   * @param {Scenes} scenes
   * @param {Drawn} state
   * @param {RowsOf} rowsOf
   * @returns {Picture}
   */
  paint({ points, shapes, cellEdge }, state, rowsOf) {
    const { mode, size, words, hurried } = state;
    const { view, frame } = points;
    const { context } = this.#pane;
    const sprites = this.#spritesFor(frame);
    this.#pane.place(frame);
    const dense = mode === "points" && view.weights === null && view.count > this.#mostSymbols(hurried);
    if (dense) this.#pixels.draw(context, points); // first: it replaces every pixel
    let scale =
      mode === "heat"
        ? this.#heat.draw(context, points, size, (most) =>
            this.#agreed("heat", `${size} ${frame.zoom}`, most),
          )
        : 0;
    drawUncertainty(context, shapes, this.#scratch);
    const areas = drawAreas(context, shapes, this.#scratch);
    const strokes = drawStrokes(context, shapes);
    const several = severalInView(shapes);
    if (mode === "heat") drawDots(context, shapes, several);
    let { spots, obstacles } = {
      spots: /** @type {Spot[]} */ ([]),
      obstacles: /** @type {Obstacle[]} */ ([]),
    };
    if (points.places) {
      scale = this.#scaleFor(points.places, state, frame);
      ({ spots, obstacles } = this.#places(points, points.places, size, scale));
    } else if (mode === "clusters") {
      ({ spots, obstacles } = this.#clusters(
        points,
        sprites,
        words?.numbers ?? new Intl.NumberFormat(),
        size,
      ));
    } else if (mode === "points" && !dense) {
      ({ spots, obstacles } = view.weights ? this.#cells(points, cellEdge) : this.#symbols(points, sprites));
    }
    const numbered = mode === "clusters" || mode === "places";
    const clustered = numbered ? spots.reduce((sum, { count = 1, events = count }) => sum + events, 0) : 0;
    spots = spots.map((spot) => ({ ...spot, rows: rowsOf(spot.rows) }));
    if (mode !== "heat") {
      const onPoints = drawSeveral(context, shapes, several, sprites);
      obstacles = obstacles.concat(onPoints.map(({ x, y, r }) => ({ x, y, reach: r })));
      const onLines = drawOnLines(context, shapes, strokes, sprites, obstacles);
      obstacles = obstacles.concat(onLines.map(({ x, y, r }) => ({ x, y, reach: r })));
      spots = spots.concat(onPoints, onLines);
    }
    if (mode === "points" && !dense) {
      markDisputed(context, spots, points.records.disputed, this.theme);
    }
    obstacles = obstacles.concat(strokeObstacles(strokes, frame));
    if (mode !== "points" || dense) spots = spots.concat(this.#chosen(points, sprites, rowsOf));
    const targets = targetsOf({ mode, dense, spots, strokes, areas, view }, rowsOf);
    return { targets, obstacles, strokes, dense, clustered, scale };
  }

  /**
   * Names of places and countries, unless they stand there already: among the many they keep clear of nothing.
   * @param {Labels} labels
   * @param {Picture} picture
   * @param {Frame} frame
   * @param {Drawn} state
   */
  paintNames(labels, { obstacles, strokes, dense }, frame, { mode, words }) {
    const names = this.#names;
    const free = obstacles.length === 0;
    if (free && this.#namedFreely && names.placed === names.placeOf(frame)) return;
    this.#namedFreely = free;
    names.place(frame);
    names.raise(dense || mode === "heat" ? OVER_AREAS : UNDER_SYMBOLS);
    const { context } = names;
    const taken = drawLabels(context, labels, lineNames(strokes, words), obstacles, frame, this.theme);
    if (hasTiles(this.#map)) return;
    this.#countries ??= countriesOn(this.#map);
    const countries = drawCountryNames(context, this.#countries, taken.taken, frame, this.theme);
    for (const box of countries) taken.take(box);
    const places = placesOn(this.#map, frame);
    this.#placeNames.draw(context, places, labels, this.#countries, taken, frame, this.theme);
  }

  /** There are more names to be written. */
  forgetNames() {
    this.#namedFreely = false;
  }

  remove() {
    this.#pane.remove();
    this.#names.remove();
  }

  /** @param {Frame} frame */
  #spritesFor({ ratio }) {
    if (this.#sprites?.ratio !== ratio) this.#sprites = new Sprites(this.theme, ratio);
    return this.#sprites;
  }

  /** @param {boolean} hurried */
  #mostSymbols(hurried) {
    return hurried ? Math.min(HURRIED_SYMBOLS_MS / this.#symbolMs, MANY) : MANY;
  }

  /**
   * @param {Scene} scene
   * @param {Sprites} sprites
   * @param {Intl.NumberFormat} numbers
   * @param {Drawn["size"]} size
   * @returns {Layout}
   */
  #clusters(scene, sprites, numbers, size) {
    const spots = drawClusters(this.#pane.context, scene, sprites, numbers, size);
    return { spots, obstacles: spots.map(({ x, y, r }) => ({ x, y, reach: r })) };
  }

  /**
   * @param {Scene} scene
   * @param {PlaceCounts} counts
   * @param {Drawn["size"]} size
   * @param {number} scale
   * @returns {Layout}
   */
  #places({ frame, theme }, counts, size, scale) {
    if (this.#circles?.ratio !== frame.ratio) this.#circles = new PlaceCircles(theme, frame.ratio);
    const circles = circlesOf(counts, size, scale, frame);
    this.#circles.draw(this.#pane.context, counts, circles, size);
    const large = circles.filter(({ r }) => r > NAMED_AROUND);
    return {
      spots: circles.map((circle) => spotOf(counts, circle)),
      obstacles: large.map(({ x, y, r }) => ({ x, y, reach: r })),
    };
  }

  /**
   * What the largest circle stands for; while time moves, circles keep their sizes.
   * @param {PlaceCounts} counts
   * @param {Drawn} state
   * @param {Frame} frame
   */
  #scaleFor(counts, { size, window }, { zoom }) {
    const amounts = size === "records" ? counts.events : counts.amounts;
    let most = 0;
    for (let index = 0; index < counts.count; index++) most = Math.max(most, amounts[counts.cells[index]]);
    const before = this.#scale;
    const stays = window !== null && before.size === size && before.zoom === zoom;
    const found = Math.max(scaleOf(most, !isColumn(size)), stays ? before.value : 0);
    this.#scale = { size, zoom, value: this.#agreed("places", `${size} ${zoom}`, found) };
    return this.#scale.value;
  }

  /**
   * @param {Scene} scene
   * @param {number} edge
   * @returns {Layout}
   */
  #cells(scene, edge) {
    const agreed = (/** @type {number} */ most) => this.#agreed("cells", String(edge), most);
    return { spots: drawCells(this.#pane.context, scene, edge, agreed), obstacles: [] };
  }

  /**
   * @param {Scene} scene
   * @param {Sprites} sprites
   * @returns {Layout}
   */
  #symbols(scene, sprites) {
    const { canvas, context } = this.#pane;
    this.#scratch.width = canvas.width;
    this.#scratch.height = canvas.height;
    const began = performance.now();
    const { spots, places } = drawPoints(context, scene, sprites, this.#scratch);
    const { count } = scene.view;
    if (count > MEASURABLE) this.#symbolMs = (performance.now() - began) / count;
    return { spots, obstacles: places };
  }

  /**
   * The chosen record on top of what hides it: clusters, heat, a million others.
   * @param {Scene} scene
   * @param {Sprites} sprites
   * @param {RowsOf} rowsOf
   * @returns {Spot[]}
   */
  #chosen(scene, sprites, rowsOf) {
    const { records, frame, encoding, chosen } = scene;
    if (chosen === null || records.drawn[chosen] !== AS_POINT) return [];
    const x = records.columns.x[chosen] * frame.scale - frame.left;
    const y = records.columns.y[chosen] * frame.scale - frame.top;
    drawHalo(this.#pane.context, scene, x, y);
    sprites.stamp(this.#pane.context, slotOfRow(encoding, chosen), records.precision[chosen], x, y);
    return [{ x, y, r: sprites.radius, rows: rowsOf([chosen]) }];
  }
}

/**
 * What is written beside the lines that are places.
 * @param {Stroke[]} strokes
 * @param {Drawn["words"]} words
 */
function lineNames(strokes, words) {
  return strokes.flatMap(({ points, place }) =>
    place && words ? [{ points, text: named(place, words) }] : [],
  );
}

/**
 * Heat shows no record that could be pointed at.
 * @param {{mode: string, dense: boolean, view: import("../draw/scene.js").InView} & Omit<Targets, "pixels">} painted
 * @param {RowsOf} rowsOf
 * @returns {Targets}
 */
function targetsOf({ mode, dense, spots, strokes, areas, view }, rowsOf) {
  if (mode === "heat") return NOTHING;
  /** @type {NonNullable<Targets["pixels"]>} */
  const near = (x, y, reach, all) => rowsOf(view.near(x, y, reach, all ? Infinity : MOST_TEXTS + 1));
  return { spots, strokes, areas, pixels: dense ? near : null };
}
