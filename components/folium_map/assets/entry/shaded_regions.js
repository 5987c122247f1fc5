/** Has regions shaded while Python says so, in a hidden element of its own; what does it is fetched only then. */

import { StateElement } from "./state_element.js";

/** @typedef {import("../controls/region_shading.js").RegionShading} RegionShading */

export class ShadedRegions {
  #parts;
  /** @type {StateElement | null} */
  #element = null;
  /** @type {Promise<RegionShading> | null} */
  #shading = null;

  /** @param {import("../controls/region_shading.js").Parts} parts */
  constructor(parts) {
    this.#parts = parts;
  }

  /**
   * @param {boolean} on
   * @param {string} name  class of the element
   */
  take(on, name) {
    if (on === (this.#element !== null)) return;
    this.#element?.leave();
    this.#element = on ? new StateElement(() => void this.#show()) : null;
    this.#element?.watch(name);
    void this.#show();
  }

  async #show() {
    try {
      const said = /** @type {any} */ (this.#element?.read() ?? null);
      if (!said && !this.#shading) return; // not there yet, and nothing to be taken away
      this.#shading ??= this.#loaded();
      const shading = await this.#shading;
      await shading.show(this.#element ? said : null);
    } catch (error) {
      console.error(error); // the map stands without: the table below it has the same numbers
      this.#shading = null;
    }
  }

  async #loaded() {
    const { RegionShading } = await import("../controls/region_shading.js");
    return new RegionShading(this.#parts);
  }

  themeChanged() {
    void this.#shading?.then((shading) => shading.paint());
  }

  remove() {
    this.#element?.leave();
    this.#element = null;
  }
}
