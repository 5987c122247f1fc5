/** Just enough of Leaflet for the modules that need it as `L`; import it before them, with `import()`. */

import { FakeElement } from "./page.js";

/** A popup or a tooltip: remembers where it stands and what it says. */
class Overlay {
  constructor(options) {
    this.options = options;
  }

  setLatLng(at) {
    this.at = at;
    return this;
  }

  setContent(content) {
    this.content = content;
    return this;
  }

  addTo(map) {
    map.overlays.push(this);
    return this;
  }

  openOn(map) {
    return this.addTo(map);
  }

  getElement() {
    return null;
  }

  remove() {
    this.removed = true;
  }
}

class Evented {
  #listeners = {};

  on(types, listener, context) {
    for (const type of types.split(" ")) (this.#listeners[type] ??= []).push({ listener, context });
    return this;
  }

  off(types, listener) {
    for (const type of types.split(" "))
      this.#listeners[type] = (this.#listeners[type] ?? []).filter((each) => each.listener !== listener);
    return this;
  }

  /** As if it had happened on the map. */
  fire(type, event = {}) {
    for (const { listener, context } of [...(this.#listeners[type] ?? [])])
      listener.call(context, { target: this, ...event });
    return this;
  }
}

/** A map that stands still; what is asked of it is kept in `asked`. */
export class FakeMap extends Evented {
  constructor({ zoom = 10, maxZoom = 19, size = [800, 600], min = [0, 0] } = {}) {
    super();
    Object.assign(this, { zoom, maxZoom, size, min, asked: [], overlays: [], panes: {}, layers: [] });
    this.container = new FakeElement("div");
  }

  getContainer = () => this.container;
  getZoom = () => this.zoom;
  getMaxZoom = () => this.maxZoom;
  getSize = () => L.point(...this.size);
  getPixelBounds = () => ({ min: L.point(...this.min) });
  getPane = (name) => this.panes[name];
  createPane = (name) => (this.panes[name] = new FakeElement("div"));
  containerPointToLatLng = ([x, y]) => L.latLng(y, x);
  containerPointToLayerPoint = ([x, y]) => L.point(x, y);
  setView = (...args) => this.asked.push(["setView", ...args]);
  fitBounds = (...args) => this.asked.push(["fitBounds", ...args]);
  closePopup = () => this.asked.push(["closePopup"]);
  eachLayer = (each) => this.layers.forEach(each);
}

const DomEvent = {
  disableClickPropagation: () => DomEvent,
  disableScrollPropagation: () => DomEvent,
};

globalThis.L = {
  Control: class {
    constructor(options) {
      this.options = options;
    }
  },
  Layer: class extends Evented {},
  TileLayer: class extends Evented {},
  DomEvent,
  DomUtil: { setPosition: (element, at) => (element.position = at) },
  point: (x, y) => ({ x, y, toString: () => `${x},${y}` }),
  latLng: (lat, lng) => ({ lat, lng }),
  latLngBounds: (corners) => ({ pad: (share) => ({ corners, share }) }),
  polygon: (corners, options) => ({
    corners,
    options,
    addTo() {
      return this;
    },
    remove() {
      this.removed = true;
    },
  }),
  popup: (options) => new Overlay(options),
  tooltip: (options) => new Overlay(options),
};
