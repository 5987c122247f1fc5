/**
 * One mounted map with its legend, area drawing and timeline: takes what Python says, tells what people did.
 * Needs Leaflet as `L`.
 */

import { button, element } from "../base/elements.js";
import { lonLatOf } from "../base/projection.js";
import { APP_ROOT } from "../base/roots.js";
import { watchTheme } from "../base/theme.js";
import { AreaControl } from "../controls/area.js";
import { copyLinkButton } from "../controls/copy_link.js";
import { onEscape } from "../controls/escape.js";
import { Gestures } from "../controls/gestures.js";
import { Legend } from "../controls/legend.js";
import { narrowingTo, toggled } from "../controls/legend_rules.js";
import { Outside } from "../controls/outside.js";
import { Pointing } from "../controls/pointing.js";
import { AS_POINT } from "../data/records.js";
import { RowTexts } from "../data/row_texts.js";
import { firstBox, fitBox, lookAtFirst, ROOM_FOR_LEGEND } from "../map/fitting.js";
import "../map/incident_layer.js"; // defines what the module of the map builds
import { Timeline } from "../timeline/timeline.js";

/**
 * @typedef {import("./component_data.js").Data} Data
 * @typedef {import("./component_data.js").Send} Send
 * @typedef {import("./component_data.js").View} View
 * @typedef {import("../map/incident_layer.js").IncidentLayer} IncidentLayer
 * @typedef {import("../draw/palette.js").ColourField} ColourField
 */

const LOOK = /** @type {const} */ (["mode", "colour", "size"]);
const SETTLE_MS = 400;
/** Cuts of the page's font in which names and numbers are drawn. */
const CUTS = ["400 12px", "600 12px", "italic 400 12px"];
const LAYOUT_MS = 2000;
/** A click or brush is drawn before the server answers; if no answer changes anything, it is taken back. */
const ANSWER_MS = 5000;

export class MountedMap {
  #root;
  #map;
  #records;
  #words;
  #send;
  /** @type {Data | null} */
  #data = null;
  #probe;
  #pointing;
  #gestures;
  #legend;
  #area;
  #timeline;
  #resized;
  #selectedCount = 0;
  #lastView = "";
  #fitUntil = 0;
  /** @type {import("../map/fitting.js").Box | null} the box that was last fitted */
  #fitted = null;
  #selections = 0; // that have come
  #mayFit = false; // a filter has come: it may have left the view empty
  #removed = false;
  #leaveEscape;
  /** @type {number | undefined} */
  #settling = undefined;
  /** @type {number | undefined} */
  #answer = undefined;

  /**
   * @param {HTMLElement} root
   * @param {HTMLElement} timelineRoot
   * @param {import("leaflet").Map} map
   * @param {IncidentLayer} layer
   * @param {import("../data/records.js").Records} records
   * @param {import("../base/words.js").Words} words
   * @param {() => Send} send  the newest way to Python
   */
  constructor(root, timelineRoot, map, layer, records, words, send) {
    this.#root = root;
    this.#map = map;
    this.layer = layer;
    this.#records = records;
    this.#words = words;
    this.#send = send;
    layer.update({ words });
    this.#probe = watchTheme(root, () => this.#themeChanged()); // first: all that follows reads colours
    const texts = new RowTexts(layer.addresses.rows, APP_ROOT);
    this.#pointing = new Pointing(map, layer, texts, words, (row) => send().trigger("clicked", { row }));
    this.#gestures = new Gestures(map, words);
    const wide = root.clientWidth > ROOM_FOR_LEGEND;
    this.#legend = new Legend(
      layer,
      words,
      {
        toggled: (field, value) => this.#toggled(field, value),
        mode: (mode) => this.#look({ mode }),
        colour: (colour) => this.#look({ colour }),
        size: (size) => this.#look({ size }),
      },
      wide,
    ).addTo(map);
    this.#area = new AreaControl(
      words,
      (ring) => send().trigger("drawn", ring && { ring }),
      (drawing) => (this.#pointing.paused = drawing),
    ).addTo(map);
    this.#timeline = new Timeline(timelineRoot, records, words, layer.remoteFolder, {
      window: (window) => layer.update({ window }),
      brushed: (span) => {
        this.#expectAnswer();
        send().trigger("brushed", span);
      },
      step: () => this.#sendLook(),
      counts: () => ({ shown: layer.count, of: this.#selectedCount }),
    });
    layer.on("selected", () => {
      if (this.#mayFit) this.#fitIfEmpty();
      if (!layer.window) this.#selectedCount = layer.count;
      else if (layer.remoteFolder) this.#timeline.describe(); // its caption waited for this answer
    });
    this.#resized = new ResizeObserver(() => {
      const before = JSON.stringify(this.view());
      map.invalidateSize({ pan: false });
      // The page still finds its layout: fit again, unless someone has moved the map meanwhile.
      if (performance.now() < this.#fitUntil && before === this.#lastView) fitBox(map, this.#fitted, false);
      this.#lastView = JSON.stringify(this.view()); // nobody moved the map: not worth a run of the page
    });
    this.#resized.observe(map.getContainer());
    map.on("moveend", this.#moved, this);
    const everywhere = button("incident-show-all", words.say("map.show_all"), () =>
      this.#fit(records.columns.header.boxes.all, true),
    );
    map.addControl(bar(everywhere));
    map.addControl(new Outside(layer, words, () => this.#fit(layer.extent()?.box ?? null, true)));
    map.addControl(bar(copyLinkButton(words, () => this.view())));
    this.#leaveEscape = onEscape(
      () => this.#data?.chosen != null && send().trigger("clicked", { row: null }),
      () => this.#timeline.playback.active || this.#area.drawing !== null,
    );
    this.#translateZoom();
    void this.#loadFonts();
  }

  /** Canvas text does not wait for a font as the page's own text does: fetch the cuts, then draw once more. */
  async #loadFonts() {
    const { fontFamily } = getComputedStyle(this.#root);
    await Promise.all(CUTS.map((cut) => document.fonts.load(`${cut} ${fontFamily}`)));
    if (!this.#removed) this.#themeChanged();
  }

  /**
   * What needs no selection: chosen record, look, words of the legend, area.
   * @param {Data} data
   */
  take(data) {
    const before = this.#data;
    this.#data = data;
    // A look that someone just chose here must not be undone by an answer that was already on its way.
    if (LOOK.some((name) => data[name] !== before?.[name])) {
      this.layer.update({ mode: data.mode, colour: data.colour, size: data.size });
      this.#legend.build();
    }
    if (data.step !== before?.step) this.#timeline.takeStep(data.step);
    this.#area.setRing(data.area);
    if (data.chosen !== before?.chosen) this.#choose(data.chosen);
    this.#timeline.plot.style.height = `${data.timelineHeight}px`;
  }

  /**
   * The newest selection has arrived.
   * @param {import("./component_data.js").Selection} selection
   * @param {Uint8Array | null} bits
   */
  select(selection, bits) {
    clearTimeout(this.#answer);
    this.#timeline.playback.stop();
    // A brush that is being dragged keeps its window.
    const window = this.#timeline.brush.drag ? this.layer.window : null;
    this.#mayFit = this.#selections++ > 0 || !this.#data?.view; // a copied link says where to look
    this.layer.update({ selection: { bits, query: selection.query }, narrowings: [], window });
    if (this.#data) this.#legend.setActive(this.#data.active); // with the counts: one drawing of the legend
  }

  /**
   * @param {import("./component_data.js").Selection} selection
   * @param {Uint8Array | null} undated
   */
  selectUndated({ from, to, within, undated: address }, undated) {
    const query = address?.split("?")[1] ?? "";
    this.layer.update({ undated });
    void this.#timeline.show(undated, { from, to, within }, query);
  }

  /** @param {number | null} row */
  #choose(row) {
    this.layer.update({ chosen: row });
    const placed = row === null ? null : this.layer.placed(row);
    if (placed?.drawn !== AS_POINT) return;
    const [lon, lat] = lonLatOf(placed.x, placed.y);
    // Not under the buttons on the left, nor under the open legend.
    const right = this.#legend.open ? this.#legend.container.offsetWidth + 40 : 48;
    this.#map.panInside([lat, lon], { paddingTopLeft: [150, 48], paddingBottomRight: [right, 48] });
  }

  /**
   * Where the map begins.
   * @param {View | null} view
   */
  start(view) {
    const place = () => {
      lookAtFirst(this.#map, view, this.#records.columns.header);
      this.#lastView = JSON.stringify(this.view());
    };
    place();
    // The map's own script may still be gliding to its bounds, and would end there: then once more.
    if (/** @type {any} */ (this.#map)._animatingZoom) this.#map.once("zoomend", place);
    this.#fitted = firstBox(this.#records.columns.header);
    if (!view) this.#fitUntil = performance.now() + LAYOUT_MS;
  }

  /**
   * @param {import("../map/fitting.js").Box | null} box
   * @param {boolean} animate
   */
  #fit(box, animate) {
    this.#fitted = box;
    fitBox(this.#map, box, animate);
  }

  /** A filter whose records all lie elsewhere would leave an empty map. */
  #fitIfEmpty() {
    this.#mayFit = false;
    const extent = this.layer.extent();
    if (extent?.all && extent.outside === extent.all) this.#fit(extent.box, this.#selections > 1);
  }

  /** @returns {View} */
  view() {
    const { lat, lng } = this.#map.getCenter();
    return { lat: Number(lat.toFixed(5)), lon: Number(lng.toFixed(5)), zoom: this.#map.getZoom() };
  }

  #moved() {
    clearTimeout(this.#settling);
    this.#settling = window.setTimeout(() => {
      const view = JSON.stringify(this.view());
      if (view === this.#lastView || this.#removed) return;
      this.#lastView = view;
      this.#send().state("view", this.view());
    }, SETTLE_MS);
  }

  /**
   * A legend entry filters: at once as far as the browser can tell, then by the server's answer.
   * @param {ColourField} field
   * @param {string} value
   */
  #toggled(field, value) {
    const legend = this.#legend;
    const { layer } = this;
    const next = toggled(legend.active[field] ?? [], value);
    // The columns hold only the first actor of a record, but the filter asks for any: leave that to the server.
    if (field !== "actor") {
      const narrowing = narrowingTo(field, this.#records.columns.header.categories[field], next);
      const others = layer.narrowings.filter((each) => each.field !== field);
      layer.update({ narrowings: [...others, narrowing] });
    }
    legend.setActive({ ...legend.active, [field]: next });
    this.#expectAnswer();
    this.#send().trigger("legend", { field, value });
  }

  /** @param {{mode?: Data["mode"], colour?: ColourField, size?: Data["size"]}} change */
  #look(change) {
    this.layer.update(change);
    this.#legend.build();
    this.#sendLook();
  }

  #sendLook() {
    this.#send().state("look", {
      mode: this.layer.askedMode,
      colour: this.layer.colour,
      size: this.layer.size,
      step: this.#timeline.step,
    });
  }

  #expectAnswer() {
    clearTimeout(this.#answer);
    this.#answer = window.setTimeout(() => {
      if (this.#removed || !this.#data || this.#timeline.playback.active) return;
      this.layer.update({ narrowings: [], window: null });
      this.#legend.setActive(this.#data.active);
      const { from, to, within } = this.#data.selection;
      void this.#timeline.show(this.#timeline.bits, { from, to, within }, this.#timeline.query);
    }, ANSWER_MS);
  }

  #themeChanged() {
    this.layer.themeChanged();
    this.#legend.build();
    this.#timeline.draw();
  }

  /** Leaflet's own buttons speak English only. */
  #translateZoom() {
    for (const [selector, key] of [
      [".leaflet-control-zoom-in", "map.zoom_in"],
      [".leaflet-control-zoom-out", "map.zoom_out"],
    ]) {
      const control = this.#map.getContainer().querySelector(selector);
      control?.setAttribute("title", this.#words.say(key));
      control?.setAttribute("aria-label", this.#words.say(key));
    }
  }

  remove() {
    this.#removed = true;
    clearTimeout(this.#settling);
    clearTimeout(this.#answer);
    this.#resized.disconnect();
    this.#pointing.remove();
    this.#gestures.remove();
    this.#leaveEscape();
    this.#timeline.remove();
    this.#probe.remove();
    this.#map.remove();
  }
}

/**
 * A control of its own on the left for one button.
 * @param {HTMLButtonElement} made
 */
function bar(made) {
  const control = new L.Control({ position: "topleft" });
  const root = element("div", "leaflet-bar incident-area", made);
  L.DomEvent.disableClickPropagation(root);
  control.onAdd = () => root;
  return control;
}
