/**
 * Drawing an area to filter by: a polygon or a box, shown until it is removed. Needs Leaflet as `L`, and
 * leaflet.draw for drawing.
 */

import { button, element } from "../base/elements.js";
import { unwrapped, wrapped } from "./area_rules.js";

/** @typedef {import("./area_rules.js").Ring} Ring */

const LINE = { color: "currentColor", weight: 2, fillOpacity: 0.05, className: "drawn-area" };

export class AreaControl extends L.Control {
  /**
   * @param {import("../base/words.js").Words} words
   * @param {(ring: Ring | null) => void} drawn
   * @param {(drawing: boolean) => void} busy
   */
  constructor(words, drawn, busy) {
    super({ position: "topleft" });
    this.words = words;
    this.drawn = drawn;
    this.busy = busy;
    /** @type {import("leaflet").Polygon | null} */
    this.shape = null;
    this.key = "null";
    /** @type {import("leaflet").Map | null} */
    this.map = null;
    /** @type {{enable(): void, disable(): void} | null} */
    this.drawing = null;
    this.container = element("div", "incident-area leaflet-bar");
    L.DomEvent.disableClickPropagation(this.container);
  }

  /** @param {import("leaflet").Map} map */
  onAdd(map) {
    this.map = map;
    map.on("draw:created", this.created, this);
    map.on("draw:drawstop", this.stopped, this);
    if (L.Draw) sayInWords(this.words);
    this.refresh();
    return this.container;
  }

  /** @param {import("leaflet").Map} map */
  onRemove(map) {
    this.drawing?.disable();
    map.off("draw:created", this.created, this);
    map.off("draw:drawstop", this.stopped, this);
    this.shape?.remove();
  }

  /**
   * Shows the filters' area.
   * @param {Ring | null} ring
   */
  setRing(ring) {
    const key = JSON.stringify(ring);
    if (key === this.key) return;
    this.key = key;
    this.shape?.remove();
    this.shape = null;
    if (ring && this.map) {
      const corners = unwrapped(ring).map(([lon, lat]) => L.latLng(lat, lon));
      this.shape = L.polygon(corners, { ...LINE, interactive: false }).addTo(this.map);
    }
    this.refresh();
  }

  refresh() {
    const { words } = this;
    /** @type {HTMLElement[]} */
    const buttons = [];
    if (this.drawing) {
      buttons.push(button("", words.say("area.cancel"), () => this.drawing?.disable()));
    } else if (L.Draw) {
      buttons.push(button("", words.say("area.polygon"), () => this.begin("Polygon")));
      buttons.push(button("", words.say("area.box"), () => this.begin("Rectangle")));
    }
    if (this.shape && !this.drawing) {
      buttons.push(
        button("", words.say("area.remove"), () => {
          this.setRing(null);
          this.drawn(null);
        }),
      );
    }
    this.container.replaceChildren(...buttons);
    this.container.hidden = !buttons.length;
  }

  /** @param {"Polygon" | "Rectangle"} shape */
  begin(shape) {
    const map = /** @type {import("leaflet").DrawMap} */ (this.map);
    // leaflet.draw 1.0.4 fails where it would write a box's size: `type` is not declared there.
    const options = { shapeOptions: LINE, showArea: false, allowIntersection: false, metric: true };
    this.drawing =
      shape === "Polygon" ? new L.Draw.Polygon(map, options) : new L.Draw.Rectangle(map, options);
    this.busy(true);
    this.drawing.enable();
    this.refresh();
  }

  /** @param {any} event */
  created(event) {
    const [corners] = event.layer.getLatLngs();
    /** @type {Ring} */
    const drawn = corners.map((/** @type {import("leaflet").LatLng} */ { lng, lat }) => [lng, lat]);
    const ring = wrapped(drawn);
    this.setRing(ring);
    // Folium's Draw plugin keeps a copy of its own, which nobody could remove.
    setTimeout(() => event.layer.remove());
    this.drawn(ring);
  }

  stopped() {
    this.drawing = null;
    this.refresh();
    // The click that closed the polygon is still on its way.
    setTimeout(() => this.busy(false), 50);
  }
}

/** @param {import("../base/words.js").Words} words */
function sayInWords(words) {
  const { handlers } = L.drawLocal.draw;
  handlers.polygon.tooltip.start = words.say("area.tip_start");
  handlers.polygon.tooltip.cont = words.say("area.tip_continue");
  handlers.polygon.tooltip.end = words.say("area.tip_end");
  handlers.rectangle.tooltip.start = words.say("area.tip_box");
  handlers.simpleshape.tooltip.end = words.say("area.tip_box_end");
}
