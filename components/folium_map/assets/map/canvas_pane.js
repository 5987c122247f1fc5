/**
 * A canvas in a map pane of its own: keeps the size of the view in device pixels, and follows the map while a
 * zoom is animated.
 */

/** @typedef {import("leaflet").Map} LeafletMap */

export class CanvasPane {
  #map;
  #pane;
  /** @type {import("leaflet").LatLng | null} */
  #corner = null;

  /**
   * @param {LeafletMap} map
   * @param {string} name  of the pane
   * @param {number} zIndex  SVG overlays lie at 400
   * @param {string} className
   */
  constructor(map, name, zIndex, className) {
    this.#map = map;
    const pane = map.getPane(name) ?? map.createPane(name);
    this.#pane = pane;
    this.raise(zIndex);
    pane.style.pointerEvents = "none";
    this.canvas = document.createElement("canvas");
    this.canvas.className = `${className} leaflet-zoom-animated`;
    pane.append(this.canvas);
    const context = this.canvas.getContext("2d");
    if (!context) throw new Error("this browser has no 2D canvas");
    this.context = context;
    /** Where it lies over what, since it was placed; empty: something has moved it. */
    this.placed = "";
    map.on("zoomanim", this.#animate, this);
  }

  /** The element that the canvas lies in. */
  get pane() {
    return this.#pane;
  }

  /** @param {number} zIndex */
  raise(zIndex) {
    this.#pane.style.zIndex = String(zIndex);
  }

  /**
   * Moves the canvas over the view, cleared.
   * @param {import("../draw/scene.js").Frame} frame
   */
  place(frame) {
    const { canvas, context } = this;
    const map = this.#map;
    const { width, height, ratio } = frame;
    const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (canvas.width !== wide || canvas.height !== high) {
      canvas.width = wide;
      canvas.height = high;
      canvas.style.width = `${width}px`;
      canvas.style.height = `${height}px`;
    }
    this.#corner = map.containerPointToLatLng([0, 0]);
    L.DomUtil.setPosition(canvas, map.containerPointToLayerPoint([0, 0]));
    this.placed = this.placeOf(frame);
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, wide, high);
    context.scale(ratio, ratio);
  }

  /**
   * Equal for frames in which the same picture lies at the same place.
   * @param {import("../draw/scene.js").Frame} frame
   */
  placeOf(frame) {
    return `${Object.values(frame)} ${this.#map.containerPointToLayerPoint([0, 0])}`;
  }

  /**
   * Stretches the drawn picture to where the zoom animation ends; Leaflet's style sheet makes it glide there.
   * @param {import("leaflet").ZoomAnimEvent} event
   */
  #animate({ zoom, center }) {
    if (!this.#corner) return;
    this.placed = "";
    // Leaflet's own renderers use this private method too: there is no public one.
    const offset = /** @type {any} */ (this.#map)._latLngToNewLayerPoint(this.#corner, zoom, center);
    L.DomUtil.setTransform(this.canvas, offset, this.#map.getZoomScale(zoom, this.#map.getZoom()));
  }

  remove() {
    this.#map.off("zoomanim", this.#animate, this);
    this.canvas.remove();
  }
}
