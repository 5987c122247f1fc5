/**
 * One mounted map with its legend, area drawing and timeline: takes what Python says, tells what people did.
 * Needs Leaflet as `L`.
 */

import { button, element } from "../base/elements.js";
import { lonLatOf } from "../base/projection.js";
import { APP_ROOT } from "../base/roots.js";
import { watchTheme } from "../base/theme.js";
import { AreaControl } from "../controls/area.js";
import { BaseMapFailure } from "../controls/base_map_failure.js";
import { copyLinkButton } from "../controls/copy_link.js";
import { onEscape } from "../controls/escape.js";
import { Gestures } from "../controls/gestures.js";
import { LayerChoice } from "../controls/layer_choice.js";
import { Legend } from "../controls/legend.js";
import { narrowingTo, toggled } from "../controls/legend_rules.js";
import { MapAddress, sameView } from "../controls/map_address.js";
import { Outside } from "../controls/outside.js";
import { Pointing } from "../controls/pointing.js";
import { Tools } from "../controls/tools.js";
import { listenForWalkKeys } from "../controls/walk_keys.js";
import { AS_POINT } from "../data/records.js";
import { RowTexts } from "../data/row_texts.js";
import { firstBox, fitBox, lookAtFirst, ROOM_FOR_LEGEND } from "../map/fitting.js";
import "../map/incident_layer.js"; // defines what the module of the map builds
import { Timeline } from "../timeline/timeline.js";
import { Playing } from "./playing.js";
import { fillScreenWithStage, lendPaper, underSheet } from "./stage.js";

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
  #baseMapFailure;
  #legend;
  #area;
  #playing;
  #timeline;
  #resized;
  #selectedCount = 0;
  #lastView = "";
  #fitUntil = 0;
  /** @type {import("../map/fitting.js").Box | null} the box that was last fitted */
  #fitted = null;
  #selections = 0; // that have come
  #home = false; // the map stands where it fitted itself
  #fitting = false; // and is still on its way there
  /** @type {View | null} the view of a link, which the map shows on whole pixels */
  #asked = null;
  #choice;
  /** @type {MapAddress | null} */
  #address = null;
  #mayFit = false; // a filter has come: it may have left the view empty
  #removed = false;
  #leaveEscape;
  #leaveWalkKeys;
  /** @type {number | undefined} */
  #settling = undefined;
  /** @type {number | undefined} */
  #answer = undefined;

  /**
   * @param {HTMLElement} root
   * @param {HTMLElement} timelineRoot
   * @param {import("leaflet").Map} map
   * @param {IncidentLayer} layer
   * @param {import("leaflet").Control.Layers} control  of the layers
   * @param {import("../data/records.js").Records} records
   * @param {import("../base/words.js").Words} words
   * @param {() => Send} send  the newest way to Python
   */
  constructor(root, timelineRoot, map, layer, control, records, words, send) {
    this.#root = root;
    this.#map = map;
    this.layer = layer;
    this.#records = records;
    this.#words = words;
    this.#send = send;
    this.#choice = new LayerChoice(map, control);
    layer.update({ words });
    this.#probe = watchTheme(root, () => this.#themeChanged()); // first: all that follows reads colours
    const texts = new RowTexts(layer.addresses.rows, APP_ROOT);
    this.#pointing = new Pointing(map, layer, texts, words, (row) => send().trigger("clicked", { row }));
    this.#gestures = new Gestures(map, words);
    this.#baseMapFailure = new BaseMapFailure(map, words);
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
    const tools = new Tools(words).addTo(map);
    this.#area = new AreaControl(
      words,
      (ring) => send().trigger("drawn", ring && { ring }),
      (drawing) => (this.#pointing.paused = tools.drawing = drawing),
    ).addTo(map);
    this.#playing = new Playing(map.getContainer(), words);
    this.#timeline = new Timeline(timelineRoot, records, words, layer.remoteFolder, {
      window: (window) => layer.update({ window }),
      brushed: (span) => {
        this.#expectAnswer();
        send().trigger("brushed", span);
      },
      step: () => this.#sendLook(),
      playing: (frame, period) =>
        this.#playing.show(frame, period, this.#data?.selection.within ?? "possibly"),
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
      this.#lastView = JSON.stringify(this.view()); // nobody moved the map
      this.#address?.write();
    });
    this.#resized.observe(map.getContainer());
    map.on("moveend", this.#moved, this);
    const everywhere = button("incident-show-all", words.say("map.show_all"), () =>
      this.#fit(records.columns.header.boxes.all, true),
    );
    map.addControl(new Outside(layer, words, () => this.#fit(layer.extent()?.box ?? null, true)));
    tools.add(this.#area.container).add(bar(everywhere));
    tools.add(bar(copyLinkButton(words, () => this.looked())), true);
    this.#leaveEscape = onEscape(
      () => this.#data?.chosen != null && send().trigger("clicked", { row: null }),
      () => this.#timeline.playback.active || this.#area.drawing !== null,
    );
    this.#leaveWalkKeys = listenForWalkKeys();
    this.#translateZoom();
    fillScreenWithStage(map, root);
    lendPaper(this.#probe);
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
    this.#address?.runs();
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
    const below = 48 + underSheet(this.#map.getContainer());
    this.#map.panInside([lat, lon], { paddingTopLeft: [150, 48], paddingBottomRight: [right, below] });
  }

  /**
   * Where the map begins, and with which layers.
   * @param {import("../controls/map_address.js").Looked} looked
   * @param {string | null} dataset
   */
  start({ view, base, hidden }, dataset) {
    const place = () => {
      lookAtFirst(this.#map, view, this.#records.columns.header);
      this.#lastView = JSON.stringify(this.view());
      this.#asked = view;
    };
    place();
    // The map's own script may still be gliding to its bounds, and would end there: then once more.
    if (/** @type {any} */ (this.#map)._animatingZoom) this.#map.once("zoomend", place);
    this.#fitted = firstBox(this.#records.columns.header);
    this.#home = !view;
    if (!view) this.#fitUntil = performance.now() + LAYOUT_MS;
    this.#choice.make(base, hidden);
    this.#address = new MapAddress(() => this.looked(), dataset);
    this.#address.write();
    this.#map.on("baselayerchange overlayadd overlayremove", () => this.#address?.write());
  }

  /**
   * @param {import("../map/fitting.js").Box | null} box
   * @param {boolean} animate
   */
  #fit(box, animate) {
    this.#fitted = box;
    fitBox(this.#map, box, animate);
  }

  /** A filter whose records all lie elsewhere would leave an empty map: it fits itself, as a reloaded page does. */
  #fitIfEmpty() {
    this.#mayFit = false;
    if (!this.#emptyExtent()) return;
    const held = !this.layer.remoteFolder; // else what another view has would have to be asked for
    if (held && !this.#home) lookAtFirst(this.#map, null, this.#records.columns.header);
    const extent = this.#emptyExtent();
    if (extent) this.#fit(extent.box, this.#selections > 1);
    this.#home ||= held;
    this.#fitting = true;
    this.#moved();
  }

  /** Where the records shown lie, if none of them is in view. */
  #emptyExtent() {
    const extent = this.layer.extent();
    return extent?.all && extent.outside === extent.all ? extent : null;
  }

  /** What the address says of the map. @returns {import("../controls/map_address.js").Looked} */
  looked() {
    const view = this.view();
    return {
      view: this.#home ? null : this.#asked && sameView(view, this.#asked) ? this.#asked : view,
      base: this.#choice.base,
      hidden: this.#choice.hidden,
    };
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
      if (this.#removed) return;
      if (view !== this.#lastView && !this.#fitting) this.#home = false;
      this.#lastView = view;
      this.#fitting = false;
      this.#address?.write();
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
    lendPaper(this.#probe);
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
    this.#baseMapFailure.remove();
    this.#address?.remove();
    this.#leaveEscape();
    this.#leaveWalkKeys();
    this.#timeline.remove();
    this.#playing.remove();
    this.#probe.remove();
    this.#map.remove();
  }
}

/** @param {HTMLButtonElement} made */
const bar = (made) => element("div", "leaflet-bar incident-area", made);
