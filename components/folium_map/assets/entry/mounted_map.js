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
import { HiddenKinds } from "../controls/hidden_kinds.js";
import { LayerChoice } from "../controls/layer_choice.js";
import { nameLeafletButtons } from "../controls/leaflet_names.js";
import { Legend } from "../controls/legend.js";
import { narrowedBy, toggled } from "../controls/legend_rules.js";
import { MapAddress } from "../controls/map_address.js";
import { MapView } from "../controls/map_view.js";
import { Measuring } from "../controls/measuring.js";
import { Outside } from "../controls/outside.js";
import { Pointing } from "../controls/pointing.js";
import { rememberBase } from "../controls/remembered_base.js";
import { Tools } from "../controls/tools.js";
import { listenForWalkKeys } from "../controls/walk_keys.js";
import { PlaceAnswers } from "../data/place_answers.js";
import { AS_POINT } from "../data/records.js";
import { RowTexts } from "../data/row_texts.js";
import { ArchiveTiles } from "../map/archive_tiles.js";
import { bringIntoView, ROOM_FOR_LEGEND } from "../map/fitting.js";
import "../map/incident_layer.js"; // defines what the module of the map builds, as the next ones do
import { PopulatedPlaces } from "../map/populated_places.js";
import { ReferenceLayer } from "../map/reference_layer.js";
import { Timeline } from "../timeline/timeline.js";
import { ComparedMaps } from "./compared_maps.js";
import { Playing } from "./playing.js";
import { ShadedRegions } from "./shaded_regions.js";
import { fillScreenWithStage, lendPaper, underSheet } from "./stage.js";

/**
 * @typedef {import("./component_data.js").Data} Data
 * @typedef {import("./component_data.js").Send} Send
 * @typedef {import("./component_data.js").View} View
 * @typedef {import("../map/incident_layer.js").IncidentLayer} IncidentLayer
 * @typedef {import("../draw/palette.js").ColourField} ColourField
 *
 * @typedef {object} Built
 * @property {import("leaflet").Map} map
 * @property {IncidentLayer} layer
 * @property {import("leaflet").Control.Layers} control  of the layers
 * @property {import("./comparing.js").Parts["twin"]} twin
 */

/** @type {import("./component_data.js").Offered} */
const ALL = { area: true, address: true };
const LOOK = /** @type {const} */ (["mode", "colour", "size"]);
/** Cuts of the page's font in which names and numbers are drawn. */
const CUTS = ["400 12px", "600 12px", "italic 400 12px"];
/** A click or brush is drawn before the server answers; if no answer changes anything, it is taken back. */
const ANSWER_MS = 5000;

export class MountedMap {
  #root;
  #map;
  #records;
  #offered;
  #send;
  /** @type {Data | null} */
  #data = null;
  #probe;
  #pointing;
  #gestures;
  #baseMapFailure;
  #legend;
  #area;
  #measuring;
  #playing;
  #shaded;
  #compared;
  #timeline;
  #resized;
  #selectedEvents = 0;
  #view;
  #choice;
  #hiddenKinds;
  /** @type {MapAddress | null} */
  #address = null;
  #removed = false;
  #leaveEscape;
  #leaveWalkKeys;
  /** @type {number | undefined} */
  #answer = undefined;

  /**
   * @param {{root: HTMLElement, timelineRoot: HTMLElement}} roots
   * @param {Built} built
   * @param {import("../data/records.js").Records} records
   * @param {import("../base/words.js").Words} words
   * @param {() => Send} send  the newest way to Python
   * @param {import("./component_data.js").Offered} [offered]
   */
  constructor({ root, timelineRoot }, { map, layer, control, twin }, records, words, send, offered = ALL) {
    this.#root = root;
    this.#map = map;
    this.layer = layer;
    this.#records = records;
    this.#offered = offered;
    this.#send = send;
    this.#choice = new LayerChoice(map, control);
    this.#view = new MapView(map, layer, records.columns.header, () => this.#address?.write());
    layer.update({ words });
    this.#probe = watchTheme(root, () => this.#themeChanged()); // first: all that follows reads colours
    const folder = new URL(layer.addresses.columns, APP_ROOT);
    const answers = new PlaceAnswers(folder, () => records.columns.header);
    const texts = new RowTexts(layer.addresses.rows, APP_ROOT);
    this.#pointing = new Pointing(map, layer, texts, answers, words, (row) =>
      send().trigger("clicked", { row }),
    );
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
        size: (size) => this.#look(this.#counted(size)),
      },
      wide,
    ).addTo(map);
    this.#shaded = new ShadedRegions({
      map,
      legend: this.#legend,
      pointing: this.#pointing,
      words,
      pressed: (region) => send().trigger("region", { region }),
    });
    const compared = { map, layer, choice: this.#choice, pointing: this.#pointing, words, twin };
    this.#compared = new ComparedMaps(
      { ...compared, resized: () => this.#resizedForGood(), refresh: () => this.#legend.refresh() },
      (error) => {
        console.error(error); // the first map stands, and the table compares both
      },
    );
    const tools = new Tools(words).addTo(map);
    this.#area = new AreaControl(
      words,
      (ring) => send().trigger("drawn", ring && { ring }),
      (drawing) => {
        this.#pointing.pause(drawing);
        tools.drawing = drawing;
      },
    );
    if (offered.area) map.addControl(this.#area);
    this.#hiddenKinds = new HiddenKinds(map.getContainer(), layer, words, () =>
      this.#choice.make(this.#choice.base, []),
    );
    this.#playing = new Playing(map.getContainer(), words);
    this.#timeline = new Timeline(timelineRoot, records, words, folder, layer.remoteFolder !== null, {
      window: (window) => layer.update({ window }),
      brushed: (span) => {
        this.#expectAnswer();
        send().trigger("brushed", span);
      },
      step: () => this.#sendLook(),
      playing: (frame, period) =>
        this.#playing.show(frame, period, this.#data?.selection.within ?? "possibly"),
      counts: () => ({ shown: layer.events, of: this.#selectedEvents }),
    });
    layer.on("selected", () => {
      this.#view.drawn();
      if (!layer.window) this.#selectedEvents = layer.events;
      else if (layer.remoteFolder) this.#timeline.describe(); // its caption waited for this answer
    });
    this.#resized = new ResizeObserver(() => this.#view.resized());
    this.#resized.observe(map.getContainer());
    const everywhere = button("incident-show-all", words.say("map.show_all"), () =>
      this.#view.fit(records.columns.header.boxes.all, true),
    );
    map.addControl(new Outside(layer, words, () => this.#view.fit(layer.extent()?.box ?? null, true)));
    this.#measuring = new Measuring(
      map,
      layer,
      words,
      () => this.#pointing.reach,
      (measuring) => {
        this.#pointing.pause(measuring);
        tools.drawing = measuring;
      },
    );
    if (offered.area) tools.add(this.#area.container);
    tools.add(this.#measuring.container).add(bar(everywhere));
    if (offered.address) tools.add(bar(copyLinkButton(words, () => this.looked())), true);
    this.#leaveEscape = onEscape(
      () => this.#data?.chosen != null && send().trigger("clicked", { row: null }),
      () => this.#timeline.playback.active || this.#area.drawing !== null || this.#measuring.active,
    );
    this.#leaveWalkKeys = listenForWalkKeys();
    nameLeafletButtons(map.getContainer(), words);
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
    this.#legend.measures = data.measures;
    this.#address?.runs();
    // A look that someone just chose here must not be undone by an answer that was already on its way.
    if (LOOK.some((name) => data[name] !== before?.[name])) {
      this.layer.update({ mode: data.mode, colour: data.colour, ...this.#counted(data.size) });
      this.#legend.build();
    }
    if (data.step !== before?.step) this.#timeline.takeStep(data.step);
    this.#timeline.takeMeasure(data.measure);
    this.#area.setRing(data.area);
    this.#shaded.take(data.shaded, data.regionsElement);
    if (JSON.stringify(data.compared) !== JSON.stringify(before?.compared ?? null))
      void this.#compared.take(data.compared);
    if (data.chosen !== before?.chosen) this.#choose(data.chosen);
    this.#timeline.setHeight(data.timelineHeight);
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
    this.#view.expect(this.#data?.view);
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

  /** Another map lies beside this one, or no longer: there is room for the legend, or there is none. */
  #resizedForGood() {
    this.#view.resizedForGood();
    this.#legend.open = this.#map.getSize().x > ROOM_FOR_LEGEND;
    this.#legend.build();
  }

  /** @param {number | null} row */
  #choose(row) {
    this.layer.update({ chosen: row });
    if (row === null) return;
    // Not under the buttons on the left, nor under the open legend.
    const right = this.#legend.open ? this.#legend.container.offsetWidth + 40 : 48;
    const below = 48 + underSheet(this.#map.getContainer());
    /** @type {{paddingTopLeft: [number, number], paddingBottomRight: [number, number]}} */
    const margins = { paddingTopLeft: [150, 48], paddingBottomRight: [right, below] };
    const box = this.layer.shapeBox(row);
    const placed = this.layer.placed(row);
    if (box) bringIntoView(this.#map, box, margins);
    else if (placed?.drawn === AS_POINT) {
      const [lon, lat] = lonLatOf(placed.x, placed.y);
      this.#map.panInside([lat, lon], margins);
    }
  }

  /**
   * Where the map begins, and with which layers.
   * @param {import("../controls/map_address.js").Looked} looked
   * @param {string | null} dataset
   */
  start({ view, base, hidden }, dataset) {
    this.#view.start(view);
    this.#choice.make(base, hidden);
    if (!this.#offered.address) return;
    this.#address = new MapAddress(() => this.looked(), dataset);
    this.#address.write();
    this.#map.on("baselayerchange overlayadd overlayremove", () => this.#address?.write());
    this.#map.on("baselayerchange", () => rememberBase(this.#choice.base));
  }

  /** What the address says of the map. @returns {import("../controls/map_address.js").Looked} */
  looked() {
    return { view: this.#view.told, base: this.#choice.base, hidden: this.#choice.hidden };
  }

  /** @returns {View} */
  view() {
    return this.#view.now;
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
    const { categories } = this.#records.columns.header;
    layer.update({ narrowings: narrowedBy(layer.narrowings, field, categories[field], next) });
    legend.setActive({ ...legend.active, [field]: next });
    this.#expectAnswer();
    this.#send().trigger("legend", { field, value });
  }

  /** @param {{mode?: Data["mode"], colour?: ColourField, size?: Data["size"], sizeName?: string}} change */
  #look(change) {
    this.layer.update(change);
    this.#legend.build();
    this.#sendLook();
  }

  /** What is counted from now on, with its name. @param {Data["size"]} size */
  #counted(size) {
    const found = this.#legend.measures.find(({ query }) => query === size);
    return { size, sizeName: found?.name ?? size };
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
    this.#map.eachLayer((layer) => layer instanceof ArchiveTiles && layer.themeChanged());
    this.#legend.build();
    this.#shaded.themeChanged();
    this.#compared.themeChanged();
    this.#timeline.draw();
  }

  remove() {
    this.#removed = true;
    this.#view.remove();
    clearTimeout(this.#answer);
    this.#resized.disconnect();
    this.#measuring.end();
    this.#pointing.remove();
    this.#gestures.remove();
    this.#baseMapFailure.remove();
    this.#address?.remove();
    this.#leaveEscape();
    this.#leaveWalkKeys();
    this.#timeline.remove();
    this.#hiddenKinds.remove();
    this.#playing.remove();
    this.#shaded.remove();
    this.#compared.remove();
    this.#probe.remove();
    this.#map.remove();
  }
}

Object.assign(L, { ArchiveTiles, PopulatedPlaces, ReferenceLayer });

/** @param {HTMLButtonElement} made */
const bar = (made) => element("div", "leaflet-bar incident-area", made);
