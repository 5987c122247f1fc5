/**
 * The Streamlit component: mounts a compiled folium.Map without an iframe and keeps it while its address stays
 * the same. Only the newest of quick successive updates is drawn. What changes while a map stays comes in a
 * hidden element of the page: see `mount` in `__init__.py`.
 */

import { diagnostics } from "../base/diagnostics.js";
import { button, element } from "../base/elements.js";
import { APP_ROOT } from "../base/roots.js";
import { Words } from "../base/words.js";
import { rememberedBase } from "../controls/remembered_base.js";
import { BitsCache } from "../data/loading.js";
import { lookAtFirst } from "../map/fitting.js";
import { Preview } from "../map/preview.js";
import { chartsAreSavedAsPictures } from "./chart_pictures.js";
import { enterTakesDates } from "./date_fields.js";
import { exportsSayThatTheyWait } from "./export_line.js";
import { showingClosesDrawer } from "./filter_drawer.js";
import { Progress } from "./progress.js";
import { StateElement } from "./state_element.js";
import { TryingAgain } from "./trying_again.js";

/**
 * @typedef {import("./component_data.js").Data} Data
 * @typedef {import("./component_data.js").Send} Send
 * @typedef {import("./mounted_map.js").MountedMap} MountedMap
 */

/** Windows in which the page's table has no room for its columns. */
const NARROW = "(max-width: 640px)";

/** @type {WeakMap<Element, Component>} */
const components = new WeakMap();

class Component {
  /**
   * @param {Element} parent
   * @param {import("./component_data.js").Load} load
   */
  constructor(parent, load) {
    this.load = load;
    enterTakesDates();
    chartsAreSavedAsPictures();
    showingClosesDrawer();
    exportsSayThatTheyWait(() => new Words(this.data?.strings ?? {}, this.data?.lang ?? "en"));
    this.root = element("div", "incident-map");
    this.holder = element("div", "map-holder");
    this.timelineRoot = element("div", "incident-timeline");
    this.message = element("div", "map-message");
    this.message.setAttribute("role", "alert");
    this.message.hidden = true;
    this.progress = new Progress();
    this.root.append(this.holder, this.progress.root, this.message, this.timelineRoot);
    parent.append(this.root);
    this.bits = new BitsCache(APP_ROOT);
    this.stateElement = new StateElement(() => this.show());
    /** @type {MountedMap | null} */
    this.mounted = null;
    this.mountedAt = "";
    /** @type {{address: string, done: Promise<void>} | null} */
    this.mounting = null;
    this.selected = ""; // the selection that is drawn
    this.wanted = ""; // the selection that is being fetched
    this.abort = new AbortController();
    this.saidReady = false;
    this.tryingAgain = new TryingAgain();
    this.removed = false;
    this.narrow = window.matchMedia(NARROW);
    this.turned = () => this.tellReady(); // a phone that is turned gets the other table
    this.narrow.addEventListener("change", this.turned);
  }

  /**
   * @param {import("./component_data.js").Fixed} fixed
   * @param {Send} send
   */
  update(fixed, send) {
    this.fixed = fixed;
    this.send = send;
    this.root.style.setProperty("--around-map", `${fixed.around}px`);
    this.root.lang = fixed.lang;
    this.stateElement.watch(fixed.stateElement);
    this.show();
  }

  /** Draws what is to be shown now, once it is known what that is. */
  show() {
    const shown = this.stateElement.read();
    if (!this.fixed || shown?.map !== this.fixed.map) return; // the other half is on its way
    this.data = { ...this.fixed, ...shown };
    void this.draw(this.data);
  }

  /** @param {Data} data */
  async draw(data) {
    try {
      await this.mount(data);
      this.tryingAgain.worked();
      if (this.removed || this.data !== data) return; // a newer update draws itself
      this.mounted?.take(data);
      await this.select(data);
    } catch (error) {
      if (this.removed || this.data !== data || /** @type {Error} */ (error).name === "AbortError") return;
      this.wanted = "";
      this.fail(error);
    }
  }

  /**
   * Loads what a map needs, then swaps it in; updates that come meanwhile wait for the same mount.
   * @param {Data} data
   */
  mount(data) {
    const address = data.map;
    if (this.mountedAt === address) return Promise.resolve();
    if (this.mounting?.address !== address) {
      const done = this.build(data).finally(() => (this.mounting = null));
      this.mounting = { address, done };
    }
    return this.mounting.done;
  }

  /** @param {Data} data */
  async build(data) {
    const address = data.map;
    const { module, MountedMap } = await this.load(data);
    if (this.removed || this.data?.map !== address) return;
    // The same data in another look keeps its view; other data lies elsewhere.
    const same = datasetOf(address) === datasetOf(this.mountedAt);
    const kept = same && this.mounted ? this.mounted.looked() : null;
    const view = same && this.mounted ? this.mounted.view() : this.data.view;
    const { base, hidden } = kept ?? { ...this.data, base: this.data.base ?? rememberedBase() };
    const told = new Words(this.data.strings, this.data.lang);
    this.unmount();
    this.progress.wait(told);
    const place = element("div", "folium-map");
    place.id = module.id;
    this.holder.replaceChildren(place);
    const { map, layers } = module.build();
    diagnostics.mounts++;
    /** @type {Preview | null} */
    let preview = null;
    try {
      layers[0].on("progress", (/** @type {any} */ { header, rows, part }) => {
        this.progress.show(told, header, rows);
        if (!rows) lookAtFirst(map, view, header);
        if (!part || rows === header.n || this.data?.selection.mask) return; // filtered: nobody knows yet of what
        preview ??= new Preview(map);
        preview.add(part);
      });
      layers[0].on("failed", (/** @type {any} */ event) => this.fail(event.error, "error.view"));
      layers[0].on("answered", () => (this.message.hidden = true));
      const records = await layers[0].ready.finally(() => {
        this.progress.hide();
        preview?.remove();
      });
      if (this.removed || this.data.map !== address) {
        map.remove();
        diagnostics.unmounts++;
        return;
      }
      const words = new Words(this.data.strings, this.data.lang);
      const send = () => /** @type {Send} */ (this.send);
      const [layer, control] = layers;
      const twin = (/** @type {HTMLElement} */ other) => {
        place.id = "";
        other.id = module.id;
        return module.build();
      };
      const roots = { root: this.root, timelineRoot: this.timelineRoot };
      this.mounted = new MountedMap(roots, { map, layer, control, twin }, records, words, send);
    } catch (error) {
      this.progress.hide();
      map.remove();
      diagnostics.unmounts++;
      throw error;
    }
    this.mounted.start({ view, base, hidden }, datasetOf(address));
    diagnostics.view = () => this.mounted?.view() ?? null;
    this.mountedAt = address;
    this.selected = this.wanted = "";
  }

  /**
   * Fetches the newest selection and draws it; what comes for an older one is passed over.
   * @param {Data} data
   */
  async select(data) {
    const { selection } = data;
    const key = JSON.stringify(selection);
    if (key === this.wanted) return;
    this.abort.abort();
    this.wanted = key;
    if (key === this.selected) return;
    this.abort = new AbortController();
    const { signal } = this.abort;
    const held = !this.mounted?.layer.remoteFolder; // else the server has the rows, and a mask would be of no use
    // Without a pause where the bits have come along: drawn together with what else has changed in the page.
    const bits = selection.bits ? bytesOf(selection.bits) : await this.bits.get(held ? selection.mask : null);
    if (signal.aborted || this.removed) return;
    this.mounted?.select(selection, bits);
    this.selected = key;
    this.message.hidden = true;
    await nextTask(); // the map is painted before the histogram is asked for and counted
    const atAnyTime = await this.bits.get(held ? selection.undated : null);
    if (!signal.aborted && !this.removed) this.mounted?.selectUndated(selection, atAnyTime);
    this.ready();
  }

  /** The first map is drawn: Python need not hold back the rest of the page any longer. */
  ready() {
    if (!this.saidReady && !this.removed) this.tellReady();
    this.saidReady = true;
  }

  tellReady() {
    this.send?.trigger("ready", { narrow: this.narrow.matches });
  }

  /**
   * @param {unknown} error
   * @param {string} key  of the words that say what is missing
   */
  fail(error, key = this.mounted ? "error.selection" : "error.map") {
    console.error(error);
    if (!this.data) return;
    if (this.tryingAgain.needsThePage(error)) {
      location.reload();
      return;
    }
    const words = new Words(this.data.strings, this.data.lang);
    const retry = button("", words.say("error.retry"), () => {
      this.message.hidden = true;
      this.selected = this.wanted = "";
      this.tryingAgain.pressed();
      if (this.data) void this.draw(this.data);
    });
    this.message.replaceChildren(element("span", "", words.say(key)), retry);
    this.message.hidden = false;
  }

  unmount() {
    if (!this.mounted) return;
    this.mounted.remove();
    this.mounted = null;
    this.mountedAt = "";
    diagnostics.unmounts++;
  }

  remove() {
    this.removed = true;
    this.stateElement.leave();
    this.narrow.removeEventListener("change", this.turned);
    this.abort.abort();
    this.unmount();
    this.root.remove();
  }
}

/**
 * What `main.js` hands on: the first drawing, and whenever the data has changed.
 * @param {import("./component_data.js").Given} given
 * @param {import("./component_data.js").Load} load
 * @returns {() => void} called when the component leaves the page
 */
export function show({ parentElement, data, setStateValue, setTriggerValue }, load) {
  diagnostics.calls++;
  let component = components.get(parentElement);
  if (!component) {
    component = new Component(parentElement, load);
    components.set(parentElement, component);
  }
  component.update(data, { state: setStateValue, trigger: setTriggerValue });
  const mounted = component;
  return () => {
    mounted.remove();
    components.delete(parentElement);
  };
}

/** @returns {Promise<void>} */
const nextTask = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));

/** @param {string} text  base64 */
function bytesOf(text) {
  const characters = atob(text);
  const bytes = new Uint8Array(characters.length);
  for (let place = 0; place < bytes.length; place++) bytes[place] = characters.charCodeAt(place);
  return bytes;
}

/** @param {string} address  of a map's module */
function datasetOf(address) {
  return new URL(address, APP_ROOT).searchParams.get("dataset");
}
