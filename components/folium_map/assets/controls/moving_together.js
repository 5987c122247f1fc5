/** Keeps two maps at the same view, whichever of them is moved. Needs Leaflet as `L`. */

/** @typedef {import("leaflet").Map} LeafletMap */

export class MovingTogether {
  #maps;
  /** @type {LeafletMap | null} the one that is being brought to the other's view, and moves nothing by that */
  #led = null;

  /**
   * @param {LeafletMap} one
   * @param {LeafletMap} other
   */
  constructor(one, other) {
    this.#maps = [one, other];
    for (const map of this.#maps) {
      map.on("move moveend", this.#moved, this);
      map.on("zoomanim", this.#glides, this);
    }
    this.#bring(other, one.getCenter(), one.getZoom());
  }

  /** @param {{target: LeafletMap}} event */
  #moved({ target }) {
    if (target === this.#led) return;
    this.#bring(this.#otherThan(target), target.getCenter(), target.getZoom());
  }

  /** A map glides to another zoom: so does the other, and stands where the first does in the end. @param {any} event */
  #glides({ target, center, zoom }) {
    if (target === this.#led) return;
    const led = this.#otherThan(target);
    this.#led = led;
    led.setView(center, zoom, { animate: true });
    const glides = () => /** @type {any} */ (led)._animatingZoom;
    requestAnimationFrame(() => {
      const arrived = () => {
        this.#led = null;
        if (!(/** @type {any} */ (target)._animatingZoom)) this.#moved({ target });
      };
      if (glides()) led.once("zoomend", arrived);
      else arrived();
    });
  }

  /**
   * @param {LeafletMap} map
   * @param {import("leaflet").LatLng} center
   * @param {number} zoom
   */
  #bring(map, center, zoom) {
    if (/** @type {any} */ (map)._animatingZoom) return; // it is on its way there, and is looked at when it has arrived
    const before = this.#led;
    this.#led = map;
    map.setView(center, zoom, { animate: false });
    this.#led = before;
  }

  /** @param {LeafletMap} map */
  #otherThan(map) {
    return map === this.#maps[0] ? this.#maps[1] : this.#maps[0];
  }

  remove() {
    for (const map of this.#maps) {
      map.off("move moveend", this.#moved, this);
      map.off("zoomanim", this.#glides, this);
    }
  }
}
