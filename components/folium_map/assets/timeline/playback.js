/** Playing through time: which windows are shown one after the other, and for how long. */

/**
 * @typedef {import("./bins.js").Bins} Bins
 * @typedef {object} Frame
 * @property {number} from  minutes, half-open
 * @property {number} to
 * @property {number} certain  records that lie in it
 * @property {number} possible  records that may
 * @property {boolean} empty
 */

/** How long a window is shown; one in which nothing happened is passed over, but not unseen. */
const LONG_MS = 700;
const SHORT_MS = 90;

/**
 * The bins with something in them and those between, within the chosen dates.
 * @param {Bins} bins
 * @param {number | null} from
 * @param {number | null} to
 * @returns {Frame[]}
 */
export function framesOf({ edges, certain, possible }, from, to) {
  /** @type {Frame[]} */
  const frames = [];
  certain.forEach((count, bin) => {
    const [begin, end] = [edges[bin], edges[bin + 1]];
    if ((from !== null && end <= from) || (to !== null && begin >= to)) return;
    const held = { certain: count, possible: possible[bin] };
    frames.push({ from: begin, to: end, ...held, empty: count + possible[bin] === 0 });
  });
  while (frames.length && frames[0].empty) frames.shift();
  while (frames.length && frames[frames.length - 1].empty) frames.pop();
  return frames;
}

/**
 * The frame that a step leads to: the next or previous one that holds something.
 * @param {Frame[]} frames  at least one
 * @param {number} index  of the frame shown; −1: none yet
 * @param {1 | -1} direction
 */
export function steppedTo(frames, index, direction) {
  const begin = index >= 0 ? index : direction > 0 ? -1 : frames.length;
  let next = begin + direction;
  while (next > 0 && next < frames.length - 1 && frames[next].empty) next += direction;
  return Math.max(0, Math.min(frames.length - 1, next));
}

/**
 * Where the frames, which change with the step, show what is on show now.
 * @param {Frame[]} frames
 * @param {number | undefined} minute  at which the frame shown begins; undefined: none is
 */
export function sameTime(frames, minute) {
  return minute === undefined ? -1 : frames.findIndex((frame) => frame.to > minute);
}

export class Playback {
  /** @param {(frame: Frame | null) => void} show  null: back to the selection */
  constructor(show) {
    this.show = show;
    /** @type {Frame[]} */
    this.frames = [];
    this.index = -1;
    this.running = false;
    this.timer = 0;
  }

  get active() {
    return this.index >= 0;
  }

  /** What the button does: the last frame stays, and nothing but a press begins anew. */
  get offers() {
    if (this.running) return "pause";
    return this.active && this.index >= this.frames.length - 1 ? "again" : "play";
  }

  /** @param {Frame[]} frames */
  play(frames) {
    this.take(frames);
    if (!frames.length) return;
    this.running = true;
    if (this.index >= frames.length - 1) this.index = -1;
    this.next();
  }

  next() {
    this.index++;
    const frame = this.frames[this.index];
    const last = this.index >= this.frames.length - 1;
    if (last) this.running = false;
    this.show(frame);
    if (!last) this.timer = window.setTimeout(() => this.next(), frame.empty ? SHORT_MS : LONG_MS);
  }

  pause() {
    clearTimeout(this.timer);
    this.running = false;
    if (this.active) this.show(this.frames[this.index]);
  }

  /**
   * To the next or previous frame that holds something.
   * @param {Frame[]} frames
   * @param {1 | -1} direction
   */
  step(frames, direction) {
    clearTimeout(this.timer);
    this.running = false;
    this.take(frames);
    if (!frames.length) return;
    this.index = steppedTo(frames, this.index, direction);
    this.show(frames[this.index]);
  }

  stop() {
    clearTimeout(this.timer);
    this.running = false;
    if (!this.active) return;
    this.index = -1;
    this.show(null);
  }

  /** @param {Frame[]} frames */
  take(frames) {
    this.index = sameTime(frames, this.frames[this.index]?.from);
    this.frames = frames;
  }
}
