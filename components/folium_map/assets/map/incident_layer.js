/**
 * `L.IncidentLayer` draws a dataset version's records on one canvas. It joins what the layer is asked to show
 * (`layer_state.js`), the dataset, what paints it (`painter.js`) and what finds it under a pointer
 * (`hit_testing.js`). Needs Leaflet as `L`.
 */

import { diagnostics } from "../base/diagnostics.js";
import { isAnsweredHere } from "../base/fetching.js";
import { APP_ROOT } from "../base/roots.js";
import { Zone } from "../base/zones.js";
import { fetchedMeasure } from "../data/amounts.js";
import { boxAround } from "../data/extent.js";
import { decide, forced, probe } from "../data/level_of_detail.js";
import { loadRecords } from "../data/loading.js";
import { hitTest, NOTHING } from "../draw/hit_testing.js";
import { labelsOf } from "../draw/labels.js";
import { frameOf } from "../draw/scene.js";
import { IncidentKind } from "./incident_kind.js";
import { difference, HURRIED_MS, INITIAL, settled, shownQuery, updated } from "./layer_state.js";
import { LocalDataset } from "./local_dataset.js";
import { Painter } from "./painter.js";
import { CAME } from "./populated_places.js";
import { RemoteDataset } from "./remote_dataset.js";

/**
 * @typedef {import("../draw/palette.js").ColourField} ColourField
 * @typedef {import("./layer_state.js").Asked} Asked
 * @typedef {import("./layer_state.js").Mode} Mode
 * @typedef {{columns: string, reference: string, rows: string}} Addresses  relative to the app's root
 */

/** A drawing that takes no longer can be done in every frame while the map moves. */
const QUICK_MS = 25;
const MOVING_MS = 120;

export class IncidentLayer extends L.Layer {
  #addresses;
  #state = INITIAL;
  /** @type {LocalDataset | RemoteDataset | null} */
  #dataset = null;
  /** @type {import("../draw/labels.js").Labels | null} */
  #labels = null;
  /** @type {Painter | null} */
  #painter = null;
  /** @type {import("./painter.js").Picture} */
  #picture = { targets: NOTHING, obstacles: [], strokes: [], dense: false, clustered: 0, scale: 0 };
  #stale = true; // the rows are to be chosen again
  #undecided = true; // the view or the selection is another: points may hide each other there
  /** @type {Mode} what automatic means now */
  #automatic = "points";
  #said = ""; // how records were drawn last
  #request = 0;
  #settling = 0;
  #cost = 0; // milliseconds of the last drawing
  #drawnAt = 0;
  /** @type {import("./agreement.js").Agreement | null} with a layer that this one is compared with */
  #agreement = null;
  #className;
  /** @type {import("../data/loading.js").Loaded | null} */
  loaded = null;

  /** @type {IncidentLayer | null} whose records layers that are made now share, instead of loading them */
  static lender = null;

  /**
   * @param {Addresses} addresses
   * @param {string} className  of its canvases' panes, where a map has several such layers
   */
  constructor(addresses, className = "") {
    super();
    this.#addresses = addresses;
    this.#className = className;
    /** Resolves to the records, once they are loaded. */
    this.ready = this.#load();
  }

  /** @returns {Readonly<Addresses>} */
  get addresses() {
    return this.#addresses;
  }

  get leaflet() {
    return this._map;
  }

  /** How records are drawn. */
  get mode() {
    const { mode } = this.#state;
    return mode === "auto" ? this.#automatic : mode;
  }

  /** What was asked for, which may be left to the map. */
  get askedMode() {
    return this.#state.mode;
  }

  /** What areas and heat count. */
  get size() {
    return this.#state.size;
  }

  /** The same as people call it. */
  get sizeName() {
    return this.#state.sizeName;
  }

  /** What tooltips add up, by its name; empty: fatalities. */
  get summed() {
    return fetchedMeasure(this.#state.size) && this.#state.sizeName;
  }

  /** What the largest circle stands for, or the hottest place has a square kilometre. */
  get scale() {
    return this.#picture.scale;
  }

  get colour() {
    return this.#state.colour;
  }

  /** All that was asked of it. @returns {Readonly<Asked>} */
  get asked() {
    return this.#state;
  }

  /** The layer that this one is compared with. @returns {IncidentLayer | null} */
  get fellow() {
    return this.#agreement?.otherThan(this) ?? null;
  }

  /** The panes that its canvases lie in. */
  get panes() {
    return this.#painter?.panes ?? [];
  }

  get window() {
    return this.#state.window;
  }

  get narrowings() {
    return this.#state.narrowings;
  }

  /** Kinds switched off in the layer control. */
  get hidden() {
    return this.#state.hidden;
  }

  get records() {
    return this.#dataset?.records;
  }

  get encoding() {
    return this.encodingBy(this.#state.colour);
  }

  /** @param {ColourField} colour */
  encodingBy(colour) {
    return this.#dataset?.encoding(colour);
  }

  /** The lines that are places along which records are shown. */
  get linePlaces() {
    return this.#picture.strokes.flatMap(({ place }) => place ?? []);
  }

  /** Of the records shown, those that give no number of what is counted. */
  get unknown() {
    return this.#dataset?.unknown ?? 0;
  }

  /** Records shown. */
  get count() {
    return this.#dataset?.count ?? 0;
  }

  /** Events that they stand for. */
  get events() {
    return this.#dataset?.events ?? 0;
  }

  get level() {
    return this.#dataset?.level ?? "rows";
  }

  /** Where the server answers for the rows, if they are not held here. */
  get remoteFolder() {
    return this.#dataset instanceof RemoteDataset ? this.#dataset.folder : null;
  }

  /**
   * The one way to change what is shown; draws once.
   * @param {Partial<Asked>} changes
   */
  update(changes) {
    const before = this.#state;
    this.#state = updated(before, changes, performance.now());
    const touched = difference(before, this.#state);
    if (touched === "rows") {
      this.#stale = true;
      this.#undecided ||= this.#state.window === null; // while time moves, the way of drawing stays
    }
    if (touched !== "nothing") this.#draw();
    clearTimeout(this.#settling);
    if (this.#state.hurried) this.#settling = window.setTimeout(() => this.#settle(), HURRIED_MS);
    this.#agreement?.passOn(this, changes);
  }

  /**
   * What it draws by is agreed upon with another layer from now on; null: no longer.
   * @param {import("./agreement.js").Agreement | null} agreement
   */
  agree(agreement) {
    this.#agreement = agreement;
    if (this.#dataset) this.#dataset.fellow = agreement?.fellowOf(this) ?? null;
  }

  /** Soon, and how records are drawn is decided anew: something else has been agreed upon. */
  drawAgain() {
    this.#undecided ||= this.#state.window === null;
    this.#request ||= requestAnimationFrame(() => this.#draw());
  }

  /**
   * @param {string} kind
   * @param {boolean} shown
   */
  showKind(kind, shown) {
    const hidden = new Set(this.#state.hidden);
    if (shown) hidden.delete(kind);
    else hidden.add(kind);
    this.update({ hidden });
  }

  /** Colours are read again: the page's theme has changed. */
  themeChanged() {
    this.#painter?.forgetTheme(this.#labels);
    this.#draw();
  }

  /** How many events shown, with or without a point, each category has. @param {ColourField} field */
  countsBy(field) {
    return this.#dataset?.countsBy(field) ?? new Uint32Array(0);
  }

  /** Where the records shown lie, and how many of them outside of the view; null: not known here. */
  extent() {
    return (this._map && this.#dataset?.extent(frameOf(this._map))) ?? null;
  }

  /** Where a row of the dataset is drawn from, if it is held here. @param {number} row */
  placed(row) {
    return this.#dataset?.placed(row) ?? null;
  }

  /** The box around all that a row is drawn as, if it is a line, an area or several points. @param {number} row */
  shapeBox(row) {
    return boxAround((this.#dataset?.shapes ?? []).filter(({ rows }) => rows.includes(row)));
  }

  /**
   * The rows and the group of records under a point of the view.
   * @param {{x: number, y: number}} point
   * @param {number} reach  pixels
   * @param {boolean} [all]  whether all rows are wanted, however many
   */
  at(point, reach, all = false) {
    return hitTest(this.#picture.targets, point, reach, all);
  }

  /** The rows that the circle of a place stands for, as far as they are held here. @param {number} cell */
  rowsIn(cell) {
    return this.#dataset?.rowsIn(cell) ?? [];
  }

  /**
   * What to ask the server of a group's records; null: it cannot be told which they are.
   * @param {import("../draw/scene.js").Spot} group
   * @returns {import("../data/place_answers.js").Question | null}
   */
  questionOf(group) {
    const cells = this.#dataset?.cellsOf(group);
    if (!cells || !this.records) return null;
    const { header } = this.records.columns;
    const query = shownQuery(this.#state, header, new Zone(header.timezone));
    return query === null ? null : { query, ...cells };
  }

  /**
   * When rows began and how many fatalities they tell, NaN where that is not known.
   * @param {number[]} rows
   */
  figuresOf(rows) {
    const none = { start: new Float64Array(0), fatalities: new Float64Array(0), events: 0 };
    return this.#dataset?.figuresOf(rows) ?? none;
  }

  /**
   * The spot at which a row is drawn, of several the nearest to a point of the view.
   * @param {number} row
   * @param {{x: number, y: number}} point
   */
  spotOf(row, { x, y }) {
    const away = (/** @type {import("../draw/scene.js").Spot} */ spot) => Math.hypot(spot.x - x, spot.y - y);
    const spots = this.#picture.targets.spots.filter((spot) => spot.rows.includes(row));
    return spots.sort((one, other) => away(one) - away(other))[0] ?? null;
  }

  /** @param {import("leaflet").Map} map */
  onAdd(map) {
    this.#painter = new Painter(map, this.#className, (...found) => this.#agreed(...found));
    map.on("move resize viewreset", this.#redraw, this);
    map.on("zoomend moveend", this.#arrive, this);
    map.on("baselayerchange", this.themeChanged, this);
    map.on(CAME, this.#name, this);
    this.#draw();
    return this;
  }

  /** @param {import("leaflet").Map} map */
  onRemove(map) {
    map.off("move resize viewreset", this.#redraw, this);
    map.off("zoomend moveend", this.#arrive, this);
    map.off("baselayerchange", this.themeChanged, this);
    map.off(CAME, this.#name, this);
    cancelAnimationFrame(this.#request);
    clearTimeout(this.#settling);
    this.#request = 0;
    this.#dataset?.remove();
    this.#painter?.remove();
    this.#painter = null;
    return this;
  }

  async #load() {
    const folder = new URL(this.#addresses.columns, APP_ROOT);
    const addresses = { columns: folder, reference: new URL(this.#addresses.reference, APP_ROOT) };
    const advanced = (/** @type {any} */ header, /** @type {number} */ rows, /** @type {any} */ part) => {
      this.fire("progress", { header, rows, part });
      return rows > 0 || levelOf(header) === "rows";
    };
    this.loaded = IncidentLayer.lender?.loaded ?? (await loadRecords(addresses, advanced));
    const { records, reference } = this.loaded;
    const { header, n } = records.columns;
    this.#labels = labelsOf(reference);
    this.#dataset =
      header.n > n
        ? new RemoteDataset(
            folder,
            records,
            reference,
            () => this.#came(),
            (error) => this.fire("failed", { error }),
          )
        : new LocalDataset(
            records,
            folder,
            () => this.#came(),
            (error) => this.fire("failed", { error }),
          );
    this.agree(this.#agreement);
    return records;
  }

  /**
   * What holds of a number found here, where another layer has to have the same.
   * @param {string} topic
   * @param {string} key
   * @param {number} value
   */
  #agreed(topic, key, value) {
    return this.#agreement?.most(this, topic, key, value) ?? value;
  }

  /** The server has answered. */
  #came() {
    this.#stale = true;
    this.#undecided ||= this.#state.window === null;
    this.#draw();
    this.fire("answered");
  }

  /** Time rests: with all that symbols say. */
  #settle() {
    this.#state = settled(this.#state);
    if (this.#picture.dense) this.#draw(false);
  }

  /** The map has moved. */
  #arrive() {
    this.#undecided = true;
    this.#draw();
  }

  /** The map moves: where drawing takes long, the picture moves with it and is drawn again now and then. */
  #redraw() {
    if (this.#cost > QUICK_MS && performance.now() - this.#drawnAt < this.#cost + MOVING_MS) return;
    this.#request ||= requestAnimationFrame(() => this.#draw());
  }

  /** Names of places have come: what is drawn stays. */
  #name() {
    const painter = this.#painter;
    painter?.forgetNames();
    const drawn = painter && this._map && this.#drawnAt && !(/** @type {any} */ (this._map)._animatingZoom);
    if (!drawn || !this.#labels || this.#state.namesStay) return;
    painter.paintNames(this.#labels, this.#picture, frameOf(this._map), { ...this.#state, mode: this.mode });
  }

  /** @param {boolean} named  whether place names may find another place */
  #draw(named = true) {
    cancelAnimationFrame(this.#request);
    this.#request = 0;
    const painter = this.#painter;
    const dataset = this.#dataset;
    const state = this.#state;
    if (!this._map || !painter || !dataset || !state.selection) return;
    if (/** @type {any} */ (this._map)._animatingZoom) return; // drawn again at its end
    const frame = frameOf(this._map);
    if (!frame.width || !frame.height) return;
    const began = performance.now();
    const fresh = this.#stale;
    if (!dataset.prepare(state, frame, fresh)) return;
    if (this.#undecided && state.mode === "auto") {
      const crowded = this.#agreed("crowded", String(frame.zoom), Number(dataset.crowded(frame)));
      this.#automatic = crowded ? "places" : "points";
      this.#undecided = false;
    }
    const drawn = { ...state, mode: this.mode };
    const scenes = dataset.scenes(drawn, frame, painter.theme);
    if (!scenes) return;
    this.#stale = false;
    const lines = this.#picture.strokes.length;
    this.#picture = painter.paint(scenes, drawn, (indices) => dataset.rowsOf(indices));
    const stay = state.namesStay && fresh && lines === this.#picture.strokes.length; // a line takes its name along
    if (this.#labels && named && !stay) painter.paintNames(this.#labels, this.#picture, frame, drawn);
    this.#describe(painter.canvas, dataset);
    diagnostics.drawings++;
    if (fresh) this.fire("selected");
    const said = `${this.mode} ${state.size} ${this.#picture.scale}`;
    if (said !== this.#said) this.fire("scaled");
    this.#said = said;
    this.#drawnAt = performance.now();
    this.#cost = this.#drawnAt - began;
  }

  /**
   * Says on the canvas what has been drawn: for tests, tools and assistive technology.
   * @param {HTMLCanvasElement} canvas
   * @param {LocalDataset | RemoteDataset} dataset
   */
  #describe(canvas, { records: { total }, count, events, query, level }) {
    const { words, window, narrowings } = this.#state;
    const { mode } = this;
    const { clustered } = this.#picture;
    canvas.dataset.total = String(total);
    canvas.dataset.shown = String(count);
    canvas.dataset.events = String(events);
    canvas.dataset.query = query;
    canvas.dataset.mode = mode;
    canvas.dataset.level = level;
    canvas.dataset.clustered = mode === "clusters" || mode === "places" ? String(clustered) : "";
    canvas.toggleAttribute("data-pending", window !== null || narrowings.length > 0);
    const label = words?.count("map.label", total, { shown: count, total, mode: words.say(`mode.${mode}`) });
    if (label) canvas.setAttribute("aria-label", label);
  }
}

/**
 * How much of a dataset this browser holds.
 * @param {import("../data/columns.js").Header} header
 */
function levelOf({ n, limits }) {
  if (isAnsweredHere()) return "rows"; // nobody else has them
  return forced() ?? decide({ records: n, framesPerSecond: probe(n, limits.held) }, limits);
}

Object.assign(L, { IncidentLayer, IncidentKind });
