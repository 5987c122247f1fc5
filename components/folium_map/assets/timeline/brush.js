/**
 * A brush on the histogram: drawn by pointer, moved and resized by its handles with pointer or arrow keys.
 * It speaks in minutes, snapped to the bins' edges.
 */

import { element } from "../base/elements.js";

/**
 * @typedef {{from: number, to: number}} Span
 * @typedef {object} Ground  what the brush lies on
 * @property {() => number[]} edges
 * @property {() => import("./plot.js").TimeScale} scale
 * @property {() => boolean} whole  whether its edges are those of all the data
 * @property {(minute: number, isEnd: boolean) => string} say  a handle's value in words
 *
 * @typedef {"from" | "to" | "both" | "new"} Part
 */

const KEY_PAUSE_MS = 700;
const CLICK_PX = 4;

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
   * @param {"from" | "to"} side
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
    if (!drag.moved && Math.abs(x - drag.startX) < CLICK_PX) return;
    drag.moved = true;
    this.show(this.dragged(drag, this.ground.scale().toMinute(x)), false);
  }

  /**
   * @param {NonNullable<Brush["drag"]>} drag
   * @param {number} minute  under the pointer
   * @returns {Span}
   */
  dragged({ part, before, anchor }, minute) {
    const scale = this.ground.scale();
    const whole = { from: scale.first, to: scale.last };
    if (part === "new") return this.around(Math.min(anchor, minute), Math.max(anchor, minute));
    const { from, to } = before ?? whole;
    if (part === "both") {
      const shift = Math.max(scale.first - from, Math.min(scale.last - to, minute - anchor));
      const begin = this.nearest(from + shift);
      return { from: begin, to: Math.max(this.after(begin), this.nearest(to + shift)) };
    }
    const edge = this.nearest(minute);
    if (part === "from") return { from: Math.min(edge, this.before(to)), to };
    return { from, to: Math.max(edge, this.after(from)) };
  }

  /** @param {PointerEvent} event */
  end(event) {
    const { drag } = this;
    if (!drag) return;
    this.drag = null;
    if (drag.moved) this.show(this.span, true);
    else if (drag.part === "new" || drag.part === "both")
      this.click(this.ground.scale().toMinute(this.xOf(event)));
  }

  /**
   * A click chooses a bar; a click on the only chosen one gives it back.
   * @param {number} minute
   */
  click(minute) {
    const bar = this.around(minute, minute);
    const again = this.span?.from === bar.from && this.span.to === bar.to;
    this.show(again ? null : bar, true);
  }

  cancel() {
    const before = this.drag?.before ?? null;
    this.drag = null;
    this.show(before, true);
  }

  /**
   * @param {KeyboardEvent} event
   * @param {"from" | "to"} side
   */
  key(event, side) {
    const edges = this.ground.edges();
    const { from, to } = this.span ?? { from: edges[0], to: edges[edges.length - 1] };
    const at = edges.indexOf(this.nearest(side === "from" ? from : to));
    /** @type {Record<string, number>} */
    const steps = {
      ArrowLeft: -1,
      ArrowDown: -1,
      ArrowRight: 1,
      ArrowUp: 1,
      PageDown: -10,
      PageUp: 10,
      Home: -Infinity,
      End: Infinity,
    };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const edge = edges[Math.max(0, Math.min(edges.length - 1, at + step))];
    const span =
      side === "from"
        ? { from: Math.min(edge, this.before(to)), to }
        : { from, to: Math.max(edge, this.after(from)) };
    this.show(span, false);
    clearTimeout(this.keyTimer);
    this.keyTimer = window.setTimeout(() => this.show(this.span, true), KEY_PAUSE_MS);
  }

  /**
   * @param {Span | null} span
   * @param {boolean} done
   */
  show(span, done) {
    const { first, last } = this.ground.scale();
    const everything = span !== null && this.ground.whole() && span.from <= first && span.to >= last;
    this.set(everything ? null : span);
    this.changed(this.span, done);
  }

  /**
   * The bins that hold two minutes and those between.
   * @param {number} from
   * @param {number} to
   * @returns {Span}
   */
  around(from, to) {
    const edges = this.ground.edges();
    const begin = edges.findLast((edge) => edge <= from) ?? edges[0];
    return { from: begin, to: edges.find((edge) => edge > to) ?? edges[edges.length - 1] };
  }

  /** @param {number} minute */
  nearest(minute) {
    const edges = this.ground.edges();
    return edges.reduce((best, edge) => (Math.abs(edge - minute) < Math.abs(best - minute) ? edge : best));
  }

  /** @param {number} minute */
  before(minute) {
    const edges = this.ground.edges();
    return edges.findLast((edge) => edge < minute) ?? edges[0];
  }

  /** @param {number} minute */
  after(minute) {
    const edges = this.ground.edges();
    return edges.find((edge) => edge > minute) ?? edges[edges.length - 1];
  }

  /** @param {PointerEvent} event */
  xOf(event) {
    return event.clientX - this.plot.getBoundingClientRect().left;
  }
}
