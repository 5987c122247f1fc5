/**
 * The hidden element of the page in which Python says what the map shows: tells when it has changed.
 */

/** @typedef {import("./component_data.js").Shown} Shown */

export class StateElement {
  #observer;
  #name = "";
  #text = "";
  /** @type {Element | null} */
  #element = null;

  /** @param {() => void} changed */
  constructor(changed) {
    this.#observer = new MutationObserver(() => this.#look(changed));
  }

  /** @param {string} name  class of the element */
  watch(name) {
    this.#name = name;
    const found = document.getElementsByClassName(name)[0] ?? null;
    if (found !== null && found === this.#element) return;
    this.#element = found;
    this.#observer.disconnect();
    // Not in the page yet: wait for it.
    const place = found ?? document.body;
    this.#observer.observe(place, { subtree: true, childList: true, attributes: found !== null });
  }

  /** @param {() => void} changed */
  #look(changed) {
    if (!this.#element?.isConnected) this.watch(this.#name);
    if (this.#encoded() !== this.#text) changed();
  }

  #encoded() {
    const holder = /** @type {HTMLElement | null | undefined} */ (
      this.#element?.querySelector("[data-shown]")
    );
    return holder?.dataset.shown ?? "";
  }

  /** @returns {Shown | null} what stands there; nothing yet */
  read() {
    this.#text = this.#encoded();
    return this.#text ? JSON.parse(decodeURIComponent(this.#text)) : null;
  }

  leave() {
    this.#observer.disconnect();
  }
}
