/**
 * Measures on the map between points that are clicked, or set with the keyboard in the map's middle. A record that is
 * clicked lends its place and its radius. Needs Leaflet as `L`.
 */

import { button, element } from "../base/elements.js";
import { lonLatOf } from "../base/projection.js";
import { told } from "./measuring_rules.js";

/**
 * @typedef {import("./measuring_rules.js").Point} Point
 * @typedef {import("../map/incident_layer.js").IncidentLayer} IncidentLayer
 */

const LINE = { color: "currentColor", weight: 2, interactive: false, className: "drawn-area" };
const DOT = { ...LINE, radius: 4, fillOpacity: 1 };
const DISC = { ...LINE, weight: 1, dashArray: "3 3", fillOpacity: 0.05 };

export class Measuring {
  #map;
  #layer;
  #words;
  #busy;
  #drawn = L.layerGroup();
  #said = element("p", "measured-text");
  #buttons = element("div", "measuring-buttons");
  #cross = element("div", "measuring-cross");
  /** @type {Point[]} */
  #points = [];
  #closed = false;
  #reach;
  active = false;

  /**
   * @param {import("leaflet").Map} map
   * @param {IncidentLayer} layer
   * @param {import("../base/words.js").Words} words
   * @param {() => number} reach  CSS pixels around a record in which it is meant
   * @param {(active: boolean) => void} busy
   */
  constructor(map, layer, words, reach, busy) {
    this.#map = map;
    this.#layer = layer;
    this.#words = words;
    this.#reach = reach;
    this.#busy = busy;
    this.#said.setAttribute("role", "status");
    this.#cross.setAttribute("aria-hidden", "true");
    this.container = element(
      "div",
      "incident-area incident-measuring leaflet-bar",
      this.#buttons,
      this.#said,
    );
    L.DomEvent.disableClickPropagation(this.container);
    // Leaflet goes by where a button lies, and these are made anew at a press: their click would be a point.
    this.container.addEventListener("click", (event) => event.stopPropagation());
    this.#refresh();
  }

  begin() {
    this.active = true;
    this.#busy(true);
    this.#map.on("click", this.#clicked, this);
    this.#map.doubleClickZoom.disable();
    document.addEventListener("keydown", this.#pressed, true);
    this.#map.getContainer().append(this.#cross);
    this.#drawn.addTo(this.#map);
    this.#refresh();
    this.#map.getContainer().focus();
  }

  end() {
    if (!this.active) return;
    this.active = false;
    this.#map.off("click", this.#clicked, this);
    this.#map.doubleClickZoom.enable();
    document.removeEventListener("keydown", this.#pressed, true);
    this.#cross.remove();
    this.#drawn.remove();
    this.#points = [];
    this.#closed = false;
    this.#refresh();
    setTimeout(() => this.#busy(false), 50); // a click may still be on its way
  }

  /** @param {any} event */
  #clicked({ containerPoint }) {
    this.#add(containerPoint);
  }

  #pressed = (/** @type {KeyboardEvent} */ event) => {
    const onMap = event.target === this.#map.getContainer();
    if (event.key === "Escape") this.end();
    else if (event.key === "Enter" && onMap) this.#add(this.#map.getSize().divideBy(2));
    else if (event.key === "Backspace" && onMap) this.#back();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  /** @param {import("leaflet").Point} at  in the view */
  #add(at) {
    if (this.#closed) [this.#points, this.#closed] = [[], false];
    this.#points.push(this.#recordAt(at) ?? this.#placeAt(at));
    this.#refresh();
  }

  /** @param {import("leaflet").Point} at @returns {Point} */
  #placeAt(at) {
    const { lat, lng: lon } = this.#map.containerPointToLatLng(at);
    return { lon, lat, radius: 0 };
  }

  /** The only record under a point of the view. @param {import("leaflet").Point} at @returns {Point | null} */
  #recordAt(at) {
    const { rows } = this.#layer.at(at, this.#reach());
    const places = rows.map((row) => this.#layer.placed(row));
    const [placed] = places;
    if (!placed || places.some((each) => each?.place !== placed.place)) return null;
    const [lon, lat] = lonLatOf(placed.x, placed.y);
    return { lon, lat, radius: Math.max(...places.map((each) => each?.radius ?? NaN)) };
  }

  #back() {
    if (this.#closed) this.#closed = false;
    else this.#points.pop();
    this.#refresh();
  }

  #refresh() {
    const words = this.#words;
    const points = this.#points;
    const pressed = (/** @type {string} */ name, /** @type {() => void} */ act) =>
      button("", words.say(`measuring.${name}`), act);
    const buttons = this.active
      ? [
          pressed("add", () => this.#add(this.#map.getSize().divideBy(2))),
          ...(points.length ? [pressed("back", () => this.#back())] : []),
          ...(points.length > 2 && !this.#closed
            ? [
                pressed("close", () => {
                  this.#closed = true;
                  this.#refresh();
                }),
              ]
            : []),
          pressed("end", () => this.end()),
        ]
      : [pressed("begin", () => this.begin())];
    this.#buttons.replaceChildren(...buttons);
    this.#said.hidden = !this.active;
    this.#said.textContent = this.active ? told(points, this.#closed, words) : "";
    this.#draw();
  }

  #draw() {
    this.#drawn.clearLayers();
    const at = this.#points.map(({ lat, lon }) => L.latLng(lat, lon));
    const shape = this.#closed ? L.polygon(at, { ...LINE, fillOpacity: 0.08 }) : L.polyline(at, LINE);
    this.#drawn.addLayer(shape);
    for (const [index, { radius }] of this.#points.entries()) {
      if (radius > 0) this.#drawn.addLayer(L.circle(at[index], { ...DISC, radius }));
      this.#drawn.addLayer(L.circleMarker(at[index], DOT));
    }
  }
}
