/**
 * `L.IncidentLayer` draws a dataset version's records on one canvas, as points, clusters or heat, from typed
 * arrays. Needs Leaflet as `L`.
 */

import { diagnostics } from "../base/diagnostics.js";
import { APP_ROOT } from "../base/roots.js";
import { readTheme } from "../base/theme.js";
import { decide, forced, probe } from "../data/level_of_detail.js";
import { loadRecords } from "../data/loading.js";
import { AS_POINT } from "../data/records.js";
import { MOST_ROWS } from "../data/row_texts.js";
import { countBy, select } from "../data/selection.js";
import { drawCells } from "../draw/cell_squares.js";
import { drawClusters } from "../draw/clusters.js";
import { DensePoints } from "../draw/dense_points.js";
import { encodingOf, slotOfRow } from "../draw/encoding.js";
import { Heat } from "../draw/heat.js";
import { drawLabels, labelsOf, measureAgain } from "../draw/labels.js";
import { drawOnLines, drawStrokes, strokeObstacles, strokesAt } from "../draw/lines.js";
import { drawHalo, drawPoints, MANY } from "../draw/points.js";
import { frameOf, InView, includesRow, spotsAt } from "../draw/scene.js";
import { Sprites } from "../draw/symbols.js";
import { CanvasPane } from "./canvas_pane.js";
import { IncidentKind } from "./incident_kind.js";
import { RemoteDataset } from "./remote_dataset.js";

/**
 * @typedef {import("../draw/encoding.js").ColourField} ColourField
 * @typedef {import("../data/dates.js").Range} Range
 * @typedef {"points" | "clusters" | "heat"} Mode
 * @typedef {{columns: string, reference: string, rows: string}} Addresses  relative to the app's root
 * @typedef {{mode?: Mode, colour?: ColourField}} Options
 * @typedef {{bits: Uint8Array | null, query: string}} Selection
 */

const MARGIN = 40;
/** A drawing that takes no longer can be done in every frame while the map moves. */
const QUICK_MS = 25;
const MOVING_MS = 120;
/** Windows of time that follow each other faster are not looked at one by one: a brush that is dragged. */
const HURRIED_MS = 200;
/** What the symbols of such a window may take, as measured here: above that, pixels are written. */
const HURRIED_SYMBOLS_MS = 2;
const MEASURABLE = 300;

export class IncidentLayer extends L.Layer {
  /**
   * @param {Addresses} addresses
   * @param {Options} [options]
   */
  constructor(addresses, options = {}) {
    super();
    this.addresses = addresses;
    /** @type {Mode} */
    this.mode = options.mode ?? "points";
    /** @type {ColourField} */
    this.colour = options.colour ?? "kind";
    /** @type {import("../base/words.js").Words | null} */
    this.words = null;
    /** @type {number | null} */
    this.chosen = null;
    /** @type {Selection} */
    this.selection = { bits: null, query: "" };
    /** @type {Uint8Array | null | undefined} the selection at any time; undefined: not fetched yet */
    this.undated = undefined;
    /** @type {Range | null} a brush or a playback that is not a filter (yet) */
    this.window = null;
    /** @type {import("../data/selection.js").Narrowing[]} legend entries just clicked */
    this.narrowings = [];
    /** @type {Set<string>} */
    this.hidden = new Set();
    this.waiting = true; // for the first selection: drawing all, then few, would flicker
    this.count = 0;
    this.cost = 0; // milliseconds of the last drawing
    this.drawnAt = 0;
    this.symbolMs = 0.003; // of one record, measured at the last drawing of many
    this.windowedAt = 0;
    this.hurried = false;
    this.clustered = 0; // the sum of the circles' numbers
    this.frozenLabels = false;
    this.namedFreely = false; // the names that stand there keep clear of nothing
    /** @type {import("../draw/scene.js").Spot[]} */
    this.spots = [];
    /** @type {import("../draw/lines.js").Stroke[]} */
    this.strokes = [];
    this.dense = false;
    /** @type {RemoteDataset | null} what is held where there are too many rows for the browser */
    this.remote = null;
    /** @type {import("./remote_dataset.js").Held | null} what was drawn of it */
    this.held = null;
    this.request = 0;
    this.dirty = true;
    /** @type {import("../base/theme.js").Theme | undefined} */
    this.theme = undefined;
    /** @type {Sprites | undefined} */
    this.sprites = undefined;
    this.ready = this.load();
  }

  async load() {
    const at = (/** @type {string} */ address) => new URL(address, APP_ROOT);
    const addresses = { columns: at(this.addresses.columns), reference: at(this.addresses.reference) };
    const { records, reference } = await loadRecords(addresses, (header, rows, part) => {
      this.fire("progress", { header, rows, part });
      return rows > 0 || levelOf(header) === "rows";
    });
    this.records = records;
    const { header } = records.columns;
    if (header.n > records.columns.n) {
      const came = () => {
        this.changed();
        this.fire("answered");
      };
      const failed = (/** @type {unknown} */ error) => this.fire("failed", { error });
      this.remote = new RemoteDataset(at(this.addresses.columns), header, reference, came, failed);
    }
    this.labels = labelsOf(reference);
    this.encoding = encodingOf(this.records.columns, this.colour);
    this.selected = new Uint32Array(this.records.columns.n);
    this.view = new InView(this.records.columns.n);
    return this.records;
  }

  /** @param {import("leaflet").Map} map */
  onAdd(map) {
    this.names = new CanvasPane(map, "incident-names", 440, "incident-names");
    this.names.canvas.setAttribute("aria-hidden", "true");
    this.pane = new CanvasPane(map, "incidents", 450, "incident-layer");
    this.pane.canvas.setAttribute("role", "img");
    this.scratch = document.createElement("canvas");
    this.pixels = new DensePoints();
    this.heat = new Heat();
    map.on("move resize viewreset", this.redraw, this);
    map.on("zoomend moveend", this.arrive, this);
    this.draw();
    return this;
  }

  /** @param {import("leaflet").Map} map */
  onRemove(map) {
    map.off("move resize viewreset", this.redraw, this);
    map.off("zoomend moveend", this.arrive, this);
    cancelAnimationFrame(this.request);
    clearTimeout(this.settling);
    this.request = 0;
    this.remote?.remove();
    this.pane?.remove();
    this.names?.remove();
    this.pane = this.names = undefined;
    return this;
  }

  /** @param {Selection} selection */
  setSelection(selection) {
    this.selection = selection;
    this.waiting = false;
    this.hurried = false;
    clearTimeout(this.settling);
    this.changed();
  }

  /**
   * Shows what the selection without its dates has in a window of time, or (null) the selection again.
   * @param {Range | null} window  while there is one, names stay where they are: they would jump with each frame
   */
  setWindow(window) {
    const now = performance.now();
    this.hurried = window !== null && now - this.windowedAt < HURRIED_MS;
    this.windowedAt = now;
    this.window = window;
    this.frozenLabels = window !== null;
    this.changed();
    clearTimeout(this.settling);
    if (this.hurried) this.settling = setTimeout(() => this.settle(), HURRIED_MS);
  }

  /** Time rests: with all that symbols say. */
  settle() {
    this.hurried = false;
    if (this.dense) this.draw({ names: false });
  }

  /** @param {import("../data/selection.js").Narrowing[]} narrowings */
  setNarrowings(narrowings) {
    this.narrowings = narrowings;
    this.changed();
  }

  /**
   * @param {string} kind
   * @param {boolean} shown
   */
  showKind(kind, shown) {
    if (shown) this.hidden.delete(kind);
    else this.hidden.add(kind);
    this.changed();
  }

  /** @param {Mode} mode */
  setMode(mode) {
    this.mode = mode;
    this.draw();
  }

  /** @param {ColourField} colour */
  setColour(colour) {
    this.colour = colour;
    if (this.records) this.encoding = encodingOf(this.records.columns, colour);
    this.draw();
  }

  /** @param {number | null} row */
  setChosen(row) {
    if (this.chosen === row) return;
    this.chosen = row;
    this.draw();
  }

  /** Colours are read again: the page's theme has changed. */
  themeChanged() {
    this.theme = undefined;
    this.sprites = undefined;
    this.namedFreely = false;
    if (this.labels) measureAgain(this.labels);
    this.draw();
  }

  changed() {
    this.dirty = true;
    this.draw();
  }

  get leaflet() {
    return this._map;
  }

  /** How many of the shown records each category of a field has. @param {ColourField} field */
  countsBy(field) {
    if (this.held) return Uint32Array.from(this.held.colour === field ? this.held.header.by : []);
    if (!this.records || !this.selected) return new Uint32Array(0);
    const { columns } = this.records;
    return countBy(this.selected, this.count, columns[field], columns.header.categories[field].length);
  }

  /** The map has moved. */
  arrive() {
    this.draw();
  }

  /** The map moves: where drawing takes long, the picture moves with it and is drawn again now and then. */
  redraw() {
    if (this.cost > QUICK_MS && performance.now() - this.drawnAt < this.cost + MOVING_MS) return;
    this.request ||= requestAnimationFrame(() => this.draw());
  }

  choose() {
    if (!this.records || !this.selected) return;
    const hiddenKinds = new Uint8Array(256);
    this.records.columns.header.categories.kind.forEach((kind, index) => {
      if (this.hidden.has(kind.id)) hiddenKinds[index] = 1;
    });
    const windowed = this.window !== null && this.undated !== undefined;
    const bits = windowed ? (this.undated ?? null) : this.selection.bits;
    const choice = { bits, window: windowed ? this.window : null, hiddenKinds, narrowings: this.narrowings };
    this.count = select(this.records, choice, this.selected);
    this.dirty = false;
  }

  /** @param {{names?: boolean}} [what]  whether place names may find another place */
  draw({ names: named = true } = {}) {
    cancelAnimationFrame(this.request);
    this.request = 0;
    const { _map: map, pane, names, scratch, records } = this;
    if (!map || !pane || !names || !scratch || !records || this.waiting) return;
    if (/** @type {any} */ (map)._animatingZoom) return; // drawn again at its end
    const size = map.getSize();
    if (!size.x || !size.y) return;
    const began = performance.now();
    const fresh = this.dirty;
    const frame = frameOf(map);
    this.theme ??= readTheme(map.getContainer());
    if (!this.sprites || this.sprites.ratio !== frame.ratio)
      this.sprites = new Sprites(this.theme, frame.ratio);
    const scene = this.remote ? this.remoteScene(this.remote, frame) : this.sceneOfRows(frame);
    if (!scene) return;
    pane.place(frame);
    const obstacles = this.paint(scene, pane.context, scratch);
    if (named && (!this.frozenLabels || !fresh)) this.drawNames(names, obstacles, frame);
    this.describe(fresh);
    this.drawnAt = performance.now();
    this.cost = this.drawnAt - began;
  }

  /**
   * Place names, unless they stand there already: among the many they keep clear of nothing.
   * @param {CanvasPane} names
   * @param {import("../draw/labels.js").Obstacle[]} obstacles
   * @param {import("../draw/scene.js").Frame} frame
   */
  drawNames(names, obstacles, frame) {
    if (!this.labels || !this.theme) return;
    const free = obstacles.length === 0;
    if (free && this.namedFreely && names.placed === names.placeOf(frame)) return;
    this.namedFreely = free;
    names.place(frame);
    names.raise(this.dense || this.mode === "heat" ? 460 : 440); // under symbols, over what fills areas
    drawLabels(names.context, this.labels, obstacles, frame, this.theme);
  }

  /**
   * What to draw of the rows that the browser holds.
   * @param {import("../draw/scene.js").Frame} frame
   * @returns {import("../draw/scene.js").Scene | null}
   */
  sceneOfRows(frame) {
    const { records, encoding, view, selected, theme } = this;
    if (!records || !encoding || !view || !selected || !theme) return null;
    if (this.dirty) this.choose();
    view.gather(records, selected, this.count, frame, MARGIN);
    const lines = records.lines
      .map(({ rows, path }) => ({ rows: rows.filter((row) => includesRow(selected, this.count, row)), path }))
      .filter(({ rows }) => rows.length);
    return { records, encoding, theme, frame, view, chosen: this.chosen, lines };
  }

  /**
   * What to draw of the answer held; asks for another where the view or the filter has moved on.
   * @param {RemoteDataset} remote
   * @param {import("../draw/scene.js").Frame} frame
   * @returns {import("../draw/scene.js").Scene | null}
   */
  remoteScene(remote, frame) {
    const { records, encoding, theme, colour, chosen } = this;
    const held = remote.heldFor({ query: this.selection.query, colour, frame }, this);
    if (!records || !encoding || !theme || !held) return null;
    this.held = held;
    this.dirty = false;
    this.count = held.header.drawn;
    const scene = held.scene({ records, encoding, theme, frame, chosen }, MARGIN);
    this.view = scene.view;
    return scene;
  }

  /**
   * @param {import("../draw/scene.js").Scene} scene
   * @param {CanvasRenderingContext2D} context
   * @param {HTMLCanvasElement} scratch
   * @returns {import("../draw/labels.js").Obstacle[]}
   */
  paint(scene, context, scratch) {
    const sprites = /** @type {Sprites} */ (this.sprites);
    const { view } = scene;
    const counted = view.weights !== null;
    const most = this.hurried ? HURRIED_SYMBOLS_MS / this.symbolMs : MANY;
    this.dense = this.mode === "points" && !counted && view.count > Math.min(most, MANY);
    this.spots = [];
    if (this.dense) this.pixels?.draw(context, scene); // first: it replaces every pixel
    if (this.mode === "heat") this.heat?.draw(context, scene);
    const { records, encoding, chosen, held } = this;
    // Of a dataset that is not held here the rows along lines have numbers, and no look.
    const along = held && records && encoding ? { ...scene, records, encoding, lines: held.lines, chosen } : scene;
    this.strokes = drawStrokes(context, along);
    /** @type {import("../draw/labels.js").Obstacle[]} */
    let obstacles = [];
    if (this.mode === "clusters") {
      this.spots = drawClusters(context, scene, sprites, this.words?.numbers ?? new Intl.NumberFormat());
      this.clustered = this.spots.reduce((sum, { count = 1 }) => sum + count, 0);
      obstacles = this.spots.map(({ x, y, r }) => ({ x, y, reach: r }));
    } else if (this.mode === "points" && counted && held) {
      this.spots = drawCells(context, scene, held.edge(scene.frame));
    } else if (this.mode === "points" && !this.dense) {
      scratch.width = context.canvas.width;
      scratch.height = context.canvas.height;
      const began = performance.now();
      const { spots, places } = drawPoints(context, scene, sprites, scratch);
      if (view.count > MEASURABLE) this.symbolMs = (performance.now() - began) / view.count;
      this.spots = spots;
      obstacles = places;
    }
    if (held?.records) this.spots = this.spots.map((spot) => ({ ...spot, rows: held.rowsOf(spot.rows) }));
    if (this.mode !== "heat") {
      const onLines = drawOnLines(context, along, this.strokes, sprites, obstacles);
      this.spots = this.spots.concat(onLines);
      obstacles = obstacles.concat(onLines.map(({ x, y, r }) => ({ x, y, reach: r })));
    }
    obstacles = obstacles.concat(strokeObstacles(this.strokes, scene.frame));
    if (this.mode !== "points" || this.dense) this.paintChosen(scene, context, sprites);
    return obstacles;
  }

  /**
   * The chosen record on top of what hides it: clusters, heat, a million others.
   * @param {import("../draw/scene.js").Scene} scene
   * @param {CanvasRenderingContext2D} context
   * @param {Sprites} sprites
   */
  paintChosen(scene, context, sprites) {
    const { records, frame, encoding, chosen } = scene;
    if (chosen === null || records.drawn[chosen] !== AS_POINT) return;
    if (!this.held && !this.isShown(chosen)) return;
    const x = records.columns.x[chosen] * frame.scale - frame.left;
    const y = records.columns.y[chosen] * frame.scale - frame.top;
    drawHalo(context, scene, x, y);
    sprites.stamp(context, slotOfRow(encoding, chosen), records.precision[chosen], x, y);
    this.spots.push({ x, y, r: sprites.radius, rows: this.held ? this.held.rowsOf([chosen]) : [chosen] });
  }

  /** @param {number} row */
  isShown(row) {
    return this.selected !== undefined && includesRow(this.selected, this.count, row);
  }

  /**
   * Says on the canvas what has been drawn: for tests, tools and assistive technology.
   * @param {boolean} fresh  the selection has changed since the last drawing
   */
  describe(fresh) {
    const { records, pane, words } = this;
    if (!records || !pane) return;
    const { canvas } = pane;
    const pending = this.window !== null || this.narrowings.length > 0;
    canvas.dataset.total = String(records.total);
    canvas.dataset.shown = String(this.count);
    canvas.dataset.query = this.held ? this.held.query : this.selection.query;
    canvas.dataset.mode = this.mode;
    canvas.dataset.level = this.held ? this.held.level : "rows";
    canvas.dataset.clustered = this.mode === "clusters" ? String(this.clustered) : "";
    canvas.toggleAttribute("data-pending", pending);
    const mode = words?.say(`mode.${this.mode}`) ?? this.mode;
    const label = words?.say("map.label", { shown: this.count, total: records.total, mode });
    if (label) canvas.setAttribute("aria-label", label);
    diagnostics.drawings++;
    if (fresh) this.fire("selected");
  }

  /**
   * Where a row of the dataset is drawn from: its place number and world position, if it is held here.
   * @param {number} row
   * @returns {{place: number, x: number, y: number, drawn: number} | null}
   */
  placed(row) {
    const records = this.held ? this.held.records : this.records;
    const index = this.held ? this.held.indexOf(row) : row;
    if (!records || index < 0) return null;
    const { x, y } = records.columns;
    return { place: records.placeOf[index], x: x[index], y: y[index], drawn: records.drawn[index] };
  }

  /**
   * The rows and spots under a point of the view.
   * @param {{x: number, y: number}} point
   * @param {number} reach  pixels
   * @returns {{rows: number[], group: import("../draw/scene.js").Spot | null}}
   */
  at({ x, y }, reach) {
    if (!this.view || this.mode === "heat") return { rows: [], group: null };
    const spots = spotsAt(this.spots, x, y, reach);
    const group = spots.find((spot) => spot.group) ?? null;
    let rows = spots.flatMap((spot) => spot.rows);
    if (!rows.length && this.dense) {
      rows = this.view.near(x, y, Math.max(4, reach), MOST_ROWS + 1);
      if (this.held) rows = this.held.rowsOf(rows);
    }
    if (!rows.length && !group) rows = strokesAt(this.strokes, x, y, Math.max(5, reach));
    return { rows: [...new Set(rows)], group };
  }
}

/**
 * How much of a dataset this browser holds.
 * @param {import("../data/columns.js").Header} header
 */
function levelOf({ n }) {
  return forced() ?? decide({ records: n, framesPerSecond: probe(n) });
}

Object.assign(L, { IncidentLayer, IncidentKind });
