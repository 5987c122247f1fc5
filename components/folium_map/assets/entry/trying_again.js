/**
 * Tells when trying again cannot help but with the whole page: until version 150 Chromium kept a module that had
 * not come as failed, so that every further import of it failed too.
 */

/** The name that `main.js` gives the error of a module that did not come. */
const MODULE = "ModuleError";

export class TryingAgain {
  #pressed = false;

  pressed() {
    this.#pressed = true;
  }

  worked() {
    this.#pressed = false;
  }

  /**
   * @param {unknown} error
   * @returns {boolean}  whether a module did not come that had been asked for again
   */
  needsThePage(error) {
    const pressed = this.#pressed;
    this.#pressed = false;
    return pressed && /** @type {Error} */ (error)?.name === MODULE;
  }
}
