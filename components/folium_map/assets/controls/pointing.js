/**
 * Pointing at records on the map: a tooltip on hover; a click picks the record, or lists the records that lie
 * there, or zooms into a cluster. Needs Leaflet as `L`.
 */

import { element } from "../base/elements.js";
import { lonLatOf } from "../base/projection.js";
import { areTogether, deeperZoom, isDeep, keyOf, pressed, reachOf, tooltipOf } from "./pointing_rules.js";
import { RecordList } from "./record_list.js";

/**
 * @typedef {import("leaflet").LeafletMouseEvent} MouseEvent
 * @typedef {import("../data/row_texts.js").RowText} RowText
 */

const HOVER_MS = 90;

export class Pointing {
  /**
   * @param {import("leaflet").Map} map
   * @param {import("../map/incident_layer.js").IncidentLayer} layer
   * @param {import("../data/row_texts.js").RowTexts} texts
   * @param {import("../data/place_answers.js").PlaceAnswers} answers
   * @param {import("../base/words.js").Words} words
   * @param {(row: number) => void} picked
   */
  constructor(map, layer, texts, answers, words, picked) {
    this.map = map;
    this.layer = layer;
    this.texts = texts;
    this.answers = answers;
    this.lists = 0; // that were asked for: the newest is shown
    this.words = words;
    this.picked = picked;
    this.paused = false;
    /** Where on the map its layer is seen. @type {(point: {x: number, y: number}) => boolean} */
    this.where = () => true;
    /** @type {import("./region_shading.js").RegionShading | null} what lies under the records */
    this.beneath = null;
    this.timer = 0;
    this.pointed = "";
    /** @type {import("leaflet").Tooltip | null} */
    this.tooltip = null;
    /** @type {import("leaflet").Popup | null} */
    this.popup = null;
    this.coarse = window.matchMedia("(pointer: coarse)");
    map.on("mousemove", this.hover, this);
    map.on("mouseout movestart zoomstart", this.leave, this);
    map.on("click", this.click, this);
  }

  remove() {
    this.leave();
    this.popup?.remove();
    this.map.off("mousemove", this.hover, this);
    this.map.off("mouseout movestart zoomstart", this.leave, this);
    this.map.off("click", this.click, this);
  }

  /** While an area is drawn, clicks are its corners, and nothing is pointed at. @param {boolean} paused */
  pause(paused) {
    this.paused = paused;
    if (paused) this.leave();
  }

  get reach() {
    return reachOf(this.coarse.matches);
  }

  /** @param {MouseEvent} event */
  hover(event) {
    if (this.paused || this.coarse.matches) return;
    if (!this.where(event.containerPoint)) {
      if (this.pointed) this.leave();
      return;
    }
    const hit = this.layer.at(event.containerPoint, this.reach);
    const onRecords = keyOf(hit);
    const region = onRecords ? null : (this.beneath?.at(event.latlng) ?? null);
    const pointed = region === null ? onRecords : `region ${region}`;
    this.map.getContainer().classList.toggle("incident-pointed", pointed !== "");
    if (pointed === this.pointed) return;
    this.leave();
    this.pointed = pointed;
    if (region !== null) {
      this.timer = window.setTimeout(() => this.showRegion(region, event), HOVER_MS);
      return;
    }
    if (!hit.rows.length && !hit.group?.count) return;
    this.map.getContainer().classList.add("incident-pointed");
    this.timer = window.setTimeout(() => this.showTooltip(pointed, hit, event), HOVER_MS);
  }

  leave() {
    clearTimeout(this.timer);
    this.pointed = "";
    this.tooltip?.remove();
    this.tooltip = null;
    this.map.getContainer().classList.remove("incident-pointed");
  }

  /**
   * @param {string} pointed
   * @param {import("../draw/hit_testing.js").Hit} hit
   * @param {MouseEvent} event
   */
  async showTooltip(pointed, hit, event) {
    const { rows } = hit;
    let text;
    try {
      if (rows.length === 1) [text] = await this.texts.get(rows);
    } catch (error) {
      console.error(error); // a tooltip that cannot be fetched is not worth a message over the map
      return;
    }
    const { layer, words } = this;
    const lines = tooltipOf(hit, text, words, layer.figuresOf(rows).events, layer.summed);
    if (!lines || this.pointed !== pointed) return;
    const [title, details] = lines;
    const content = element(
      "div",
      "incident-tip",
      element("strong", "", title),
      element("span", "", details),
    );
    this.tell(content, this.placeOf(rows[0], event.containerPoint) ?? event.latlng);
  }

  /**
   * @param {number} region
   * @param {MouseEvent} event
   */
  showRegion(region, event) {
    if (this.beneath) this.tell(this.beneath.tip(region), event.latlng);
  }

  /**
   * @param {HTMLElement} content
   * @param {import("leaflet").LatLng} at
   */
  tell(content, at) {
    this.tooltip = L.tooltip({ direction: "top", offset: [0, -10], className: "incident-tooltip" })
      .setLatLng(at)
      .setContent(content)
      .addTo(this.map);
  }

  /**
   * @param {number} row
   * @param {{x: number, y: number}} point  of the view
   */
  placeOf(row, point) {
    const { layer, map } = this;
    const spot = layer.spotOf(row, point);
    return spot ? map.containerPointToLatLng([spot.x, spot.y]) : null;
  }

  /** @param {MouseEvent} event */
  click(event) {
    if (this.paused || !this.where(event.containerPoint)) return;
    const hit = this.layer.at(event.containerPoint, this.reach, true);
    this.leave();
    const deep = isDeep(this.map.getZoom(), this.map.getMaxZoom());
    const meant = pressed(hit, (rows) => this.stayTogether(rows), deep);
    if (meant === "zoom" && hit.group) this.zoomInto(hit.group, event);
    else if (meant === "pick") this.pick(hit.rows[0]);
    else if (meant === "list") void this.list(hit, event.latlng);
    else this.beneath?.press(event.latlng);
  }

  /**
   * What is listed of a hit: of a group all of its records, those that are not held here from the server.
   * @param {import("../draw/hit_testing.js").Hit} hit
   * @returns {Promise<import("./record_list.js").Listed>}
   */
  async listed({ rows: held, group }) {
    const { layer, answers } = this;
    const rows = group?.place ? layer.rowsIn(group.place.cell) : held;
    const question = group && layer.questionOf(group);
    if (!rows.length && group) return this.listedElsewhere(group, question);
    const toll = answers.toll(rows, question);
    const figures = layer.figuresOf(rows);
    return { rows, figures, count: rows.length, events: figures.events, toll };
  }

  /**
   * @param {import("../draw/scene.js").Spot} group
   * @param {import("../data/place_answers.js").Question | null} question
   * @returns {Promise<import("./record_list.js").Listed>}
   */
  async listedElsewhere(group, question) {
    const { layer, answers } = this;
    try {
      const { rows, figures } = question ? await answers.rows(question) : { rows: [], figures: null };
      if (figures && rows.length)
        return {
          rows,
          figures,
          count: rows.length,
          events: figures.events,
          toll: answers.toll(rows, question),
        };
    } catch (error) {
      console.error(error); // too many for an answer, or none came: what is counted is told all the same
    }
    const { count = 0, events = count, place, sums = place } = group;
    const figures = layer.figuresOf([]);
    return {
      rows: [],
      figures,
      count,
      events,
      sums: sums ?? { amount: 0, unknown: count },
      what: layer.summed,
    };
  }

  /** @param {number} row */
  pick(row) {
    this.layer.update({ chosen: row }); // at once; the page answers later
    this.picked(row);
  }

  /** @param {number[]} rows */
  stayTogether(rows) {
    const places = rows.map((row) => this.layer.placed(row)?.place);
    return areTogether(places, this.map.getZoom(), this.map.getMaxZoom());
  }

  /**
   * @param {import("../draw/scene.js").Spot} group
   * @param {MouseEvent} event
   */
  zoomInto(group, event) {
    const { middle, most } = deeperZoom(this.map.getZoom(), this.map.getMaxZoom());
    if (!group.rows.length) {
      this.map.setView(event.latlng, middle);
      return;
    }
    const corners = group.rows.flatMap((row) => {
      const placed = this.layer.placed(row);
      if (!placed) return [];
      const [lon, lat] = lonLatOf(placed.x, placed.y);
      return [L.latLng(lat, lon)];
    });
    this.map.fitBounds(L.latLngBounds(corners).pad(0.2), { maxZoom: most });
  }

  /**
   * Lists the records at a spot; each is a button, so that the keyboard reaches them.
   * @param {import("../draw/hit_testing.js").Hit} hit
   * @param {import("leaflet").LatLng} at
   */
  async list(hit, at) {
    const { words, map } = this;
    const turn = ++this.lists;
    const list = new RecordList(await this.listed(hit), this.texts, words, (row) => this.pick(row));
    await list.more();
    if (turn !== this.lists) return;
    this.popup = L.popup({
      className: "incident-popup",
      maxWidth: 320,
      minWidth: 220,
      maxHeight: 280,
      offset: [0, -4],
    })
      .setLatLng(at)
      .setContent(list.root)
      .openOn(map);
    const popup = this.popup.getElement();
    popup?.querySelector(".leaflet-popup-close-button")?.setAttribute("aria-label", words.say("map.close"));
    const scrolled = popup?.querySelector(".leaflet-popup-content");
    if (scrolled) list.follow(/** @type {HTMLElement} */ (scrolled));
    list.root.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      map.closePopup();
      map.getContainer().focus();
    });
    list.root.querySelector("button")?.focus({ preventScroll: true });
  }
}
