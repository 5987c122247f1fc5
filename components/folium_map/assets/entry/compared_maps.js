/** Has what is compared with drawn too, while Python says so; what does it is fetched only then. */

/** @typedef {import("./component_data.js").Compared} Compared */
/** @typedef {import("./comparing.js").Comparing} Comparing */

export class ComparedMaps {
  #parts;
  #failed;
  /** @type {Comparing | null} */
  #comparing = null;
  /** @type {Compared | null} */
  #wanted = null;
  #removed = false;

  /**
   * @param {import("./comparing.js").Parts} parts
   * @param {(error: unknown) => void} failed
   */
  constructor(parts, failed) {
    this.#parts = parts;
    this.#failed = failed;
  }

  /** @param {Compared | null} compared */
  async take(compared) {
    this.#wanted = compared;
    try {
      if (compared && !this.#comparing) {
        const { Comparing } = await import("./comparing.js");
        if (this.#removed || !this.#wanted) return;
        this.#comparing ??= new Comparing(this.#parts);
      }
      await this.#comparing?.show(this.#wanted);
    } catch (error) {
      if (!this.#removed) this.#failed(error);
    }
  }

  themeChanged() {
    this.#comparing?.themeChanged();
  }

  remove() {
    this.#removed = true;
    void this.#comparing?.show(null);
  }
}
