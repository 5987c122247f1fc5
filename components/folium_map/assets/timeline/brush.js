/**
 * A brush on the histogram: drawn by pointer, moved and resized by its handles with pointer or arrow keys.
 * It speaks in minutes, snapped to the bins' edges.
 */

import { element } from "../base/elements.js";
import { clicked, dragged, isDrag, keyed, narrowing } from "./brush_moves.js";

/**
 * @typedef {import("./brush_moves.js").Span} Span
 * @typedef {import("./brush_moves.js").Side} Side
 * @typedef {import("./brush_moves.js").Part} Part
 * @typedef {object} Ground  what the brush lies on
 * @property {() => number[]} edges
 * @property {() => import("./plot.js").TimeScale} scale
 * @property {() => boolean} whole  whether its edges are those of all the data
 * @property {(minute: number, isEnd: boolean) => string} say  a handle's value in words
 */

const KEY_PAUSE_MS = 700;

export class Brush {
  /**
   * @param {HTMLElement} plot
   * @param {Ground} ground
   * @param {(span: Span | null, done: boolean) => void} changed  null: everything
   * @param {[string, string]} names  of the handles
   */
  constructor(plot, ground, changed, names) {
    this.plot = plot;
    this.ground = ground;
    this.changed = changed;
    /** @type {Span | null} */
    this.span = null;
    /** @type {{part: Part, startX: number, before: Span | null, anchor: number, moved: boolean} | null} */
    this.drag = null;
    this.keyTimer = 0;
    this.band = element("div", "timeline-brush");
    this.handles = { from: this.handle("from", names[0]), to: this.handle("to", names[1]) };
    plot.append(this.band, this.handles.from, this.handles.to);
    plot.addEventListener("pointerdown", (event) => this.begin(event));
    plot.addEventListener("pointermove", (event) => this.move(event));
    plot.addEventListener("pointerup", (event) => this.end(event));
    plot.addEventListener("pointercancel", () => this.cancel());
    plot.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.drag) this.cancel();
    });
  }

  /**
   * @param {Side} side
   * @param {string} name
   */
  handle(side, name) {
    const made = element("div", `timeline-handle is-${side}`);
    made.tabIndex = 0;
    made.setAttribute("role", "slider");
    made.setAttribute("aria-label", name);
    made.addEventListener("keydown", (event) => this.key(event, side));
    return made;
  }

  /** @param {Span | null} span */
  set(span) {
    this.span = span;
    this.place();
  }

  /** Puts band and handles where the span is; without one, the handles wait at the ends. */
  place() {
    const scale = this.ground.scale();
    const { from, to } = this.span ?? { from: scale.first, to: scale.last };
    const [left, right] = [from, to].map((minute) =>
      scale.toPixel(Math.max(scale.first, Math.min(scale.last, minute))),
    );
    this.band.hidden = this.span === null;
    this.band.style.left = `${left}px`;
    this.band.style.width = `${Math.max(1, right - left)}px`;
    this.handles.from.style.left = `${left}px`;
    this.handles.to.style.left = `${right}px`;
    for (const [side, value] of /** @type {const} */ ([
      ["from", from],
      ["to", to],
    ])) {
      const made = this.handles[side];
      made.setAttribute("aria-valuemin", String(scale.first));
      made.setAttribute("aria-valuemax", String(scale.last));
      made.setAttribute("aria-valuenow", String(value));
      made.setAttribute("aria-valuetext", this.ground.say(value, side === "to"));
    }
  }

  /** @param {PointerEvent} event */
  begin(event) {
    if (event.button !== 0) return;
    const x = this.xOf(event);
    const part = this.partAt(/** @type {Element} */ (event.target), x);
    this.drag = { part, startX: x, before: this.span, anchor: this.ground.scale().toMinute(x), moved: false };
    this.plot.setPointerCapture(event.pointerId);
    if (part === "from" || part === "to") this.handles[part].focus();
    event.preventDefault();
  }

  /**
   * @param {Element} target
   * @param {number} x
   * @returns {Part}
   */
  partAt(target, x) {
    if (target === this.handles.from) return "from";
    if (target === this.handles.to) return "to";
    if (!this.span) return "new";
    const scale = this.ground.scale();
    return x >= scale.toPixel(this.span.from) && x <= scale.toPixel(this.span.to) ? "both" : "new";
  }

  /** @param {PointerEvent} event */
  move(event) {
    const { drag } = this;
    if (!drag) return;
    const x = this.xOf(event);
    drag.moved ||= isDrag(drag.startX, x);
    if (drag.moved) this.show(dragged(drag, this.ground.scale().toMinute(x), this.ground.edges()), false);
  }

  /** @param {PointerEvent} event */
  end(event) {
    const { drag } = this;
    if (!drag) return;
    this.drag = null;
    if (drag.moved) this.show(this.span, true);
    else if (drag.part === "new" || drag.part === "both")
      this.show(clicked(this.span, this.ground.scale().toMinute(this.xOf(event)), this.ground.edges()), true);
  }

  cancel() {
    const before = this.drag?.before ?? null;
    this.drag = null;
    this.show(before, true);
  }

  /**
   * @param {KeyboardEvent} event
   * @param {Side} side
   */
  key(event, side) {
    const span = keyed(this.span, side, event.key, this.ground.edges());
    if (!span) return;
    event.preventDefault();
    this.show(span, false);
    clearTimeout(this.keyTimer);
    this.keyTimer = window.setTimeout(() => this.show(this.span, true), KEY_PAUSE_MS);
  }

  /**
   * @param {Span | null} span
   * @param {boolean} done
   */
  show(span, done) {
    this.set(narrowing(span, this.ground.edges(), this.ground.whole()));
    this.changed(this.span, done);
  }

  /** @param {PointerEvent} event */
  xOf(event) {
    return event.clientX - this.plot.getBoundingClientRect().left;
  }
}
