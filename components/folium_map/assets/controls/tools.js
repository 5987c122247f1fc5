/** Holds the map's buttons in words; where the map is narrow, behind one button. Needs Leaflet as `L`. */

import { button, element } from "../base/elements.js";

export class Tools extends L.Control {
  #body = element("div", "tools-body");
  #toggle;
  #drawing = false;

  /** @param {import("../base/words.js").Words} words */
  constructor(words) {
    super({ position: "topleft" });
    this.#toggle = button("tools-toggle", words.say("tools.title"), () => this.#open(!this.open));
    this.container = element("div", "incident-tools", this.#toggle, this.#body);
    this.container.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !this.open) return;
      event.stopPropagation();
      this.#open(false);
      this.#toggle.focus();
    });
    L.DomEvent.disableClickPropagation(this.container);
    this.#open(false);
  }

  onAdd() {
    return this.container;
  }

  get open() {
    return this.container.classList.contains("is-open");
  }

  /**
   * @param {HTMLElement} group  of buttons
   * @param {boolean} [stays]  whether what they say is to be read once they are pressed
   */
  add(group, stays = false) {
    this.#body.append(group);
    if (!stays) group.addEventListener("click", () => this.#open(this.#drawing));
    return this;
  }

  /** While an area is drawn, what cancels it stays in reach. @param {boolean} drawing */
  set drawing(drawing) {
    this.#drawing = drawing;
    this.#open(drawing);
  }

  /** @param {boolean} open */
  #open(open) {
    this.container.classList.toggle("is-open", open);
    this.#toggle.setAttribute("aria-expanded", String(open));
  }
}
