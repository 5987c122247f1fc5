/**
 * Draws a second selection: on a map of its own beside the first, or on the same map on the other side of a line. Needs
 * Leaflet as `L`.
 */

import { element } from "../base/elements.js";
import { APP_ROOT } from "../base/roots.js";
import { LayerChoice } from "../controls/layer_choice.js";
import { nameLeafletButtons } from "../controls/leaflet_names.js";
import { MovingTogether } from "../controls/moving_together.js";
import { Pointing } from "../controls/pointing.js";
import { Swipe } from "../controls/swipe.js";
import { BitsCache } from "../data/loading.js";
import { Agreement } from "../map/agreement.js";
import { IncidentLayer } from "../map/incident_layer.js";

/**
 * @typedef {import("./component_data.js").Compared} Compared
 * @typedef {import("leaflet").Map} LeafletMap
 *
 * @typedef {object} Parts  of the first map
 * @property {LeafletMap} map
 * @property {IncidentLayer} layer
 * @property {LayerChoice} choice
 * @property {Pointing} pointing
 * @property {import("../base/words.js").Words} words
 * @property {(place: HTMLElement) => ReturnType<import("./component_data.js").MapModule["build"]>} twin  such a map in
 *   another element
 * @property {() => void} resized  the first map has another size
 * @property {() => void} refresh  the legend counts both
 *
 * @typedef {object} Second  what is there while something is compared
 * @property {IncidentLayer} layer
 * @property {LeafletMap} map
 * @property {Pointing} pointing
 * @property {() => void} remove
 */

const OTHER = "is-other";
/** Panes of the first map whose content follows the first selection alone. */
const REGIONS = ["regions"];

export class Comparing {
  #parts;
  #bits = new BitsCache(APP_ROOT);
  #way = "";
  /** @type {Second | null} */
  #second = null;
  /** @type {Agreement | null} */
  #agreement = null;
  #sides = [side("A"), side("B")];
  #shown = 0; // how often something was to be shown

  /** @param {Parts} parts */
  constructor(parts) {
    this.#parts = parts;
  }

  /** @param {Compared | null} compared */
  async show(compared) {
    const turn = ++this.#shown;
    if ((compared?.way ?? "") !== this.#way) {
      this.#end();
      if (compared) this.#begin(compared.way);
    }
    const second = this.#second;
    if (!compared || !second) return;
    for (const [index, said] of [compared.a, compared.b].entries()) this.#sides[index].filters = said;
    this.#count();
    await second.layer.ready;
    const held = !second.layer.remoteFolder; // else the server has the rows
    const bits = held ? await this.#bits.get(compared.mask) : null;
    if (turn !== this.#shown || second !== this.#second) return;
    second.layer.update({ selection: { bits, query: compared.query } });
  }

  themeChanged() {
    this.#second?.layer.themeChanged();
  }

  /** @param {Compared["way"]} way */
  #begin(way) {
    const { map, layer, refresh } = this.#parts;
    this.#way = way;
    IncidentLayer.lender = layer;
    try {
      this.#second = way === "beside" ? this.#beside() : this.#swiped();
    } finally {
      IncidentLayer.lender = null;
    }
    const { layer: other, map: otherMap } = this.#second;
    this.#agreement = new Agreement(layer, other);
    map.getContainer().classList.add("is-compared");
    map.getContainer().append(this.#sides[0].root);
    otherMap.getContainer().append(this.#sides[1].root);
    for (const each of [layer, other]) each.on("selected", this.#count, this);
    other.on("selected", refresh);
    refresh();
  }

  /** @returns {Second} */
  #beside() {
    const { map, layer, choice, twin, resized } = this.#parts;
    const first = map.getContainer();
    const holder = /** @type {HTMLElement} */ (first.parentElement);
    const place = element("div", `folium-map ${OTHER}`);
    holder.classList.add("is-beside");
    holder.append(place);
    resized();
    const {
      map: other,
      layers: [otherLayer, control],
    } = twin(place);
    nameLeafletButtons(place, this.#parts.words);
    const otherChoice = new LayerChoice(other, control);
    const choose = () => otherChoice.make(choice.base, choice.hidden);
    choose();
    const together = new MovingTogether(map, other);
    map.on("baselayerchange overlayadd overlayremove", choose);
    const watch = new ResizeObserver(() => other.invalidateSize({ pan: false }));
    watch.observe(place);
    const pointing = this.#pointing(other, otherLayer);
    return {
      layer: otherLayer,
      map: other,
      pointing,
      remove: () => {
        watch.disconnect();
        together.remove();
        map.off("baselayerchange overlayadd overlayremove", choose);
        pointing.remove();
        other.remove();
        place.remove();
        holder.classList.remove("is-beside");
        resized();
        layer.drawAgain();
      },
    };
  }

  /** @returns {Second} */
  #swiped() {
    const { map, layer, pointing: firstPointing, words } = this.#parts;
    const other = new IncidentLayer(layer.addresses, OTHER).addTo(map);
    const regions = () => REGIONS.flatMap((name) => map.getPane(name) ?? []);
    const swipe = new Swipe(
      map,
      () => [...layer.panes, ...regions()],
      () => other.panes,
      words.say("compare.swipe"),
    );
    map.getContainer().classList.add("is-swiped");
    const pointing = this.#pointing(map, other);
    firstPointing.where = (point) => !swipe.isRight(point);
    pointing.where = (point) => swipe.isRight(point);
    return {
      layer: other,
      map,
      pointing,
      remove: () => {
        firstPointing.where = () => true;
        pointing.remove();
        swipe.remove();
        map.removeLayer(other);
        map.getContainer().classList.remove("is-swiped");
      },
    };
  }

  /**
   * @param {LeafletMap} map
   * @param {IncidentLayer} layer
   */
  #pointing(map, layer) {
    const { texts, answers, words, picked } = this.#parts.pointing;
    return new Pointing(map, layer, texts, answers, words, picked);
  }

  /** What each side shows, in words and number. */
  #count() {
    const { words, layer } = this.#parts;
    for (const [index, each] of [layer, this.#second?.layer].entries()) {
      const { text, filters } = this.#sides[index];
      const n = each?.events ?? 0;
      text.textContent = words.count("compare.side", n, { filters });
    }
  }

  #end() {
    const { map, layer, refresh } = this.#parts;
    map.getContainer().classList.remove("is-compared");
    const second = this.#second;
    this.#way = "";
    this.#second = null;
    this.#agreement?.end();
    this.#agreement = null;
    for (const { root } of this.#sides) root.remove();
    layer.off("selected", this.#count, this);
    second?.layer.off("selected", refresh);
    second?.remove();
    refresh();
  }
}

/** A label of one side. @param {"A" | "B"} name */
function side(name) {
  const text = element("span");
  const root = element("div", `map-side is-${name.toLowerCase()}`, element("b", "", name), text);
  return { root, text, filters: "" };
}
