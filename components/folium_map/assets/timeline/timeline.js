/**
 * The timeline under the map: a histogram that can be brushed to filter by date, and playing through time.
 * Brushing draws at once and becomes a filter on release; playing is a view that its caption names.
 */

import { button, element, select } from "../base/elements.js";
import { readTheme } from "../base/theme.js";
import { Zone } from "../base/zones.js";
import { fetchJson } from "../data/loading.js";
import { Amounts } from "./amounts.js";
import { affordableStep, autoStep, binEdges, binOf, binsOfAnswer, binsWithin, countBins } from "./bins.js";
import { Brush } from "./brush.js";
import { barCaption, captionOf, measuredSummaryOf, periodOf, summaryOf } from "./captions.js";
import { daysQuery, fewDays, midnights } from "./hours.js";
import { framesOf, Playback } from "./playback.js";
import { drawPlot, TimeScale, ticksOf } from "./plot.js";

/**
 * @typedef {import("./bins.js").Step} Step
 * @typedef {Step | "auto"} StepChoice
 * @typedef {{from: number | null, to: number | null, within: import("../data/dates.js").Within}} Dates
 * @typedef {object} Handlers
 * @property {(window: import("../data/dates.js").Range | null) => void} window  shown at once
 * @property {(span: {from: number, to: number} | null) => void} brushed  to become a filter
 * @property {(step: StepChoice) => void} step
 * @property {() => {shown: number, of: number}} counts  on the map, in the window and without it
 * @property {(frame: import("./playback.js").Frame | null, period: string) => void} playing  null: no longer
 */

const STEPS = /** @type {const} */ (["auto", "hour", "day", "week", "month"]);

export class Timeline {
  /**
   * @param {HTMLElement} root
   * @param {import("../data/records.js").Records} records
   * @param {import("../base/words.js").Words} words
   * @param {URL} folder  of the dataset version's data
   * @param {boolean} counted  whether the server counts the bins, because the rows are not held here
   * @param {Handlers} handlers
   */
  constructor(root, records, words, folder, counted, handlers) {
    this.folder = folder;
    this.counted = counted;
    this.amounts = new Amounts(folder);
    this.query = "";
    this.asking = new AbortController();
    this.records = records;
    this.words = words;
    this.handlers = handlers;
    this.zone = new Zone(records.columns.header.timezone);
    /** @type {StepChoice} */
    this.step = "auto";
    /** @type {Dates} */
    this.dates = { from: null, to: null, within: "possibly" };
    /** @type {Uint8Array | null} */
    this.bits = null;
    /** @type {import("./bins.js").Bins} */
    this.bins = { edges: [0, 1], certain: new Uint32Array(1), possible: new Uint32Array(1) };
    /** The bins that the plot shows. */
    this.shown = this.bins;
    /** What the bars tell: records, or sums of the measure in the same bins. */
    this.bars = this.bins;
    this.countedStep = "";
    this.undated = 0; // records whose time is unknown: any time may be theirs; not known where the server counts
    this.stretch = records.columns.header.stretch ?? [0, 1440];
    this.wide = false;
    this.scale = new TimeScale(0, 1, 100);
    this.playback = new Playback((frame) => this.showFrame(frame));
    this.root = root;
    this.caption = element("span", "timeline-caption");
    this.clear = button("timeline-clear", words.say("timeline.clear"), () => this.commit(null));
    this.back = button("", words.say("timeline.back"), () => this.playback.step(this.frames(), -1));
    this.play = button("", words.say("timeline.play"), () => this.playOrPause());
    this.forward = button("", words.say("timeline.forward"), () => this.playback.step(this.frames(), 1));
    this.stop = button("timeline-stop", words.say("timeline.stop"), () => this.stopPlaying());
    // Without motion there is nothing to watch: stepping remains.
    this.outside = button("timeline-outside", "", () => {
      this.wide = !this.wide;
      void this.recount();
    });
    this.play.hidden = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    const steps = STEPS.map(
      (step) => /** @type {[string, string]} */ ([step, words.say(`timeline.step.${step}`)]),
    );
    this.steps = select("", steps, this.step, (value) => this.setStep(/** @type {StepChoice} */ (value)));
    this.steps.setAttribute("aria-label", words.say("timeline.step"));
    const player = element(
      "div",
      "timeline-player",
      this.back,
      this.play,
      this.forward,
      this.stop,
      this.steps,
    );
    this.canvas = element("canvas", "timeline-canvas");
    this.canvas.setAttribute("aria-hidden", "true");
    this.readout = element("div", "timeline-readout");
    this.plot = element("div", "timeline-plot", this.canvas, this.readout);
    this.summary = element("p", "visually-hidden");
    this.arrange(player);
    const ground = {
      edges: () => (this.hours ? midnights(this.hours, this.zone) : this.shown.edges),
      scale: () => this.scale,
      whole: () => !this.hours && this.shown.edges.length === this.bins.edges.length,
      say: (/** @type {number} */ minute, /** @type {boolean} */ isEnd) =>
        this.sayDay(isEnd ? minute - 1 : minute),
    };
    const names = /** @type {[string, string]} */ ([words.say("timeline.from"), words.say("timeline.to")]);
    this.brush = new Brush(
      this.plot,
      ground,
      (span, done) => (done ? this.commit(span) : this.preview(span)),
      names,
    );
    this.listen();
    this.resized = new ResizeObserver(() => this.draw());
    this.resized.observe(this.plot);
  }

  /** @param {HTMLElement} player */
  arrange(player) {
    this.root.replaceChildren(
      element("div", "timeline-bar", this.caption, this.clear, this.outside, player),
      this.plot,
      this.summary,
    );
    this.root.setAttribute("role", "group");
    this.root.setAttribute("aria-label", this.words.say("timeline.title"));
  }

  listen() {
    this.plot.addEventListener("pointermove", (event) => this.hover(event));
    this.plot.addEventListener("pointerleave", () => (this.readout.hidden = true));
    this.root.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.stopPlaying();
    });
  }

  /**
   * The filters have changed.
   * @param {Uint8Array | null} bits  the selection at any time
   * @param {Dates} dates
   * @param {string} query  the same selection at any time, for the server
   */
  async show(bits, dates, query) {
    this.bits = bits;
    this.dates = dates;
    this.query = query;
    this.offerHours();
    await this.count();
    if (!this.brush.drag) this.brush.set(this.spanOf(dates));
    this.draw();
  }

  /** How high the plot is. @param {number} height  CSS pixels */
  setHeight(height) {
    this.plot.style.height = `${height}px`;
  }

  /** @param {StepChoice} step */
  takeStep(step) {
    if (step === this.step) return;
    this.step = step;
    this.offerHours();
    void this.recount();
  }

  /** @param {import("./amounts.js").Measure | null} measure  what bars tell; null: records */
  takeMeasure(measure) {
    if (measure?.query === this.amounts.measure?.query) return;
    this.amounts.measure = measure;
    void this.recount();
  }

  async recount() {
    await this.count();
    this.draw();
  }

  /** @param {StepChoice} step */
  setStep(step) {
    this.playback.pause();
    this.takeStep(step);
    if (this.playback.active) this.playback.take(this.frames());
    this.handlers.step(step);
  }

  /** The days whose hours are shown; null: none are. */
  get hours() {
    return this.step === "hour" ? fewDays(this.dates) : null;
  }

  async count() {
    const { hours } = this;
    const span = this.records.columns.header.span ?? [0, 1440]; // nothing is dated: one empty day
    const stretch = hours ?? (this.wide ? span : this.stretch);
    const byItself = this.step === "auto" || this.step === "hour";
    const step = hours ? "hour" : byItself ? autoStep(stretch) : /** @type {Step} */ (this.step);
    const days = hours && daysQuery(hours, this.zone);
    if (this.counted) await this.ask(step, days);
    else this.countHere(hours ?? span, step);
    this.shown = this.bars = binsWithin(this.bins, stretch);
    const { bins: most } = this.records.columns.header.limits;
    const afforded = affordableStep(step, hours ?? span, most);
    const query = [this.query, days, `step=${afforded}`].filter(Boolean).join("&");
    const sums = await this.amounts.within(this.bins, query);
    if (sums) this.bars = binsWithin(sums, stretch);
  }

  /** Hours are offered where they can be told apart. */
  offerHours() {
    const few = fewDays(this.dates) !== null;
    const options = /** @type {HTMLOptionElement[]} */ ([...this.steps.children]);
    for (const option of options) if (option.value === "hour") option.disabled = !few;
    this.steps.value = this.step === "hour" && !few ? "auto" : this.step;
  }

  /**
   * @param {[number, number]} span
   * @param {Step} step
   */
  countHere(span, step) {
    const { bins: most } = this.records.columns.header.limits;
    let { edges } = this.bins;
    const counted = `${step} ${step === "hour" ? span : ""}`;
    if (counted !== this.countedStep) edges = binEdges(span, affordableStep(step, span, most), this.zone);
    this.countedStep = counted;
    const bins = countBins(this.records, this.bits, edges);
    this.bins = bins;
    this.undated = bins.undated;
  }

  /**
   * The server's count; the bins before stay where it cannot answer.
   * @param {Step} step
   * @param {string | null} days  those whose hours are shown
   */
  async ask(step, days) {
    this.asking.abort();
    this.asking = new AbortController();
    const { signal } = this.asking;
    try {
      const query = [this.query, days, `step=${step}`].filter(Boolean).join("&");
      const bins = await fetchJson(new URL(`histogram.json?${query}`, this.folder), signal);
      if (!signal.aborted) this.bins = binsOfAnswer(bins, this.bins.edges);
    } catch (error) {
      if (!signal.aborted) console.error(error);
    }
  }

  /** @param {Dates} dates */
  spanOf({ from, to }) {
    const { edges } = this.shown;
    if (from === null && to === null) return null;
    return { from: from ?? edges[0], to: to ?? edges[edges.length - 1] };
  }

  draw() {
    const { edges } = this.shown;
    const width = this.plot.clientWidth;
    if (!width) return;
    this.scale = new TimeScale(edges[0], edges[edges.length - 1], width);
    const ticks = ticksOf(this.scale, this.zone, this.words.locale);
    const frame = this.playback.frames[this.playback.index];
    drawPlot(
      this.canvas,
      this.bars,
      this.scale,
      frame ?? this.brush.span,
      ticks,
      readTheme(this.root),
      this.words.numbers,
    );
    this.brush.place();
    this.describe();
  }

  describe() {
    const { words, playback } = this;
    const { span } = this.brush;
    const { counts } = this.handlers;
    const frame = playback.frames[playback.index];
    const hours = this.hours !== null;
    const showing = { bins: this.shown, span, within: this.dates.within, hours, frame, counts };
    const caption = captionOf(showing, words, this.zone.name);
    const what = this.bars === this.shown ? "" : (this.amounts.measure?.name ?? "");
    this.caption.textContent = what ? words.say("timeline.measured", { what, caption }) : caption;
    // Announce what was stepped to, not every frame of an animation.
    this.caption.setAttribute("aria-live", playback.running ? "off" : "polite");
    this.clear.hidden = span === null || playback.active;
    const [all] = this.records.columns.header.span ?? [0];
    this.outside.hidden = playback.active || this.hours !== null || this.stretch[0] <= all;
    const key = this.wide ? "timeline.narrow" : "timeline.widen";
    this.outside.textContent = words.say(key, { year: String(this.zone.dayOf(all).year) });
    this.stop.hidden = !playback.active;
    this.play.textContent = words.say(`timeline.${playback.offers}`);
    this.root.classList.toggle("is-playing", playback.active);
    this.summary.textContent = what
      ? measuredSummaryOf(this.bars, what, words, this.zone.name)
      : summaryOf(this.bins, words, this.zone.name);
  }

  /** @param {number} minute */
  sayDay(minute) {
    return this.words.period(minute, minute + 1, this.zone.name);
  }

  /** @param {{from: number, to: number} | null} span */
  preview(span) {
    this.playback.stop();
    this.handlers.window(span && { ...span, within: this.dates.within });
    this.draw();
  }

  /** @param {{from: number, to: number} | null} span */
  commit(span) {
    clearTimeout(this.brush.keyTimer);
    this.brush.set(span);
    // Without dates everything passes: an open window, until the server's answer is there.
    this.handlers.window({ from: span?.from ?? null, to: span?.to ?? null, within: this.dates.within });
    this.draw();
    this.handlers.brushed(span);
  }

  frames() {
    return framesOf(this.shown, this.dates.from, this.dates.to);
  }

  playOrPause() {
    if (this.playback.running) this.playback.pause();
    else this.playback.play(this.frames());
  }

  stopPlaying() {
    this.playback.stop();
  }

  /** @param {import("./playback.js").Frame | null} frame */
  showFrame(frame) {
    this.handlers.window(frame && { from: frame.from, to: frame.to, within: this.dates.within });
    const held = frame && { ...frame, possible: frame.possible + this.undated };
    this.handlers.playing(held, frame ? periodOf(frame, this.words, this.zone.name) : "");
    this.draw();
  }

  /** @param {PointerEvent} event */
  hover(event) {
    if (this.brush.drag) {
      this.readout.hidden = true; // the caption says what is brushed
      return;
    }
    const x = event.clientX - this.plot.getBoundingClientRect().left;
    const { edges, certain } = this.shown;
    const bin = Math.min(binOf(edges, this.scale.toMinute(x)), certain.length - 1);
    this.readout.textContent = barCaption(this.bars, bin, this.words, this.zone.name);
    this.readout.hidden = event.pointerType === "touch";
    const { clientWidth } = this.plot;
    const half = this.readout.offsetWidth / 2;
    this.readout.style.left = `${Math.max(half, Math.min(clientWidth - half, x))}px`;
  }

  remove() {
    this.playback.stop();
    this.asking.abort();
    this.amounts.stop();
    clearTimeout(this.brush.keyTimer);
    this.resized.disconnect();
    this.root.replaceChildren();
  }
}
