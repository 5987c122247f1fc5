/**
 * What the layer of incidents is asked to show, and the one way to change it: a frozen state and some changes
 * give the next state. Knows no map and no canvas.
 */

import { narrowedQuery } from "../data/narrowed_query.js";

/**
 * @typedef {import("../data/dates.js").Range} Range
 * @typedef {import("../data/selection.js").Narrowing} Narrowing
 * @typedef {import("../draw/palette.js").ColourField} ColourField
 * @typedef {"places" | "points" | "clusters" | "heat"} Mode  how records are drawn
 * @typedef {import("../draw/places.js").Size} Size
 * @typedef {{bits: Uint8Array | null, query: string}} Selection
 *
 * @typedef {object} Asked  what others may change
 * @property {Mode | "auto"} mode  automatic: places where points would hide each other
 * @property {Size} size  what areas and heat count
 * @property {string} sizeName  as people call it
 * @property {ColourField} colour
 * @property {import("../base/words.js").Words | null} words
 * @property {number | null} chosen  row
 * @property {Selection | null} selection  null: not known yet; drawing all, then few, would flicker
 * @property {Uint8Array | null | undefined} undated  the selection at any time; undefined: not fetched yet
 * @property {Range | null} window  a brush or a playback that is not a filter (yet)
 * @property {Narrowing[]} narrowings  legend entries just clicked
 * @property {ReadonlySet<string>} hidden  kinds switched off in the layer control
 *
 * @typedef {object} Derived  what follows from the changes
 * @property {boolean} namesStay  while time moves: place names would jump with each of its frames
 * @property {boolean} hurried  windows follow each other faster than they can be looked at: a dragged brush
 * @property {number} windowedAt  when the window changed, milliseconds
 *
 * @typedef {Readonly<Asked & Derived>} LayerState
 * @typedef {LayerState & {mode: Mode}} Drawn  with the mode that was decided
 */

/** Windows of time that follow each other faster are not looked at one by one. */
export const HURRIED_MS = 200;

/** Which fields decide which records are shown; of the others only the picture depends. */
const OF_ROWS = /** @type {const} */ (["selection", "window", "narrowings", "hidden"]);
const OF_PICTURE = /** @type {const} */ (["mode", "size", "sizeName", "colour", "words", "chosen"]);

/** @type {LayerState} */
export const INITIAL = Object.freeze({
  mode: "auto",
  size: "records",
  sizeName: "",
  colour: "kind",
  words: null,
  chosen: null,
  selection: null,
  undated: undefined,
  window: null,
  narrowings: [],
  hidden: new Set(),
  namesStay: false,
  hurried: false,
  windowedAt: -Infinity,
});

/**
 * @param {LayerState} state
 * @param {Partial<Asked>} changes
 * @param {number} now  milliseconds
 * @returns {LayerState}
 */
export function updated(state, changes, now) {
  const next = { ...state, ...changes };
  if (changes.selection) {
    next.hurried = next.namesStay = false;
  } else if (changes.window !== undefined) {
    next.namesStay = changes.window !== null;
    next.hurried = next.namesStay && now - state.windowedAt < HURRIED_MS;
    next.windowedAt = now;
  }
  return Object.freeze(next);
}

/**
 * Time rests: everything is drawn again with all that symbols say.
 * @param {LayerState} state
 * @returns {LayerState}
 */
export const settled = (state) => Object.freeze({ ...state, hurried: false });

/**
 * What has to be done to go from one state to the next.
 * @param {LayerState} before
 * @param {LayerState} after
 * @returns {"rows" | "picture" | "nothing"} choose the rows again and draw, draw, or neither
 */
export function difference(before, after) {
  if (OF_ROWS.some((field) => before[field] !== after[field])) return "rows";
  if (after.window !== null && before.undated !== after.undated) return "rows";
  return OF_PICTURE.some((field) => before[field] !== after[field]) ? "picture" : "nothing";
}

/**
 * The filter's query with all that narrows it here, for a server that has the rows.
 * @param {LayerState} state
 * @param {import("../data/columns.js").Header} header
 * @param {import("../base/zones.js").Zone} zone
 * @returns {string | null} null: every kind is switched off
 */
export function shownQuery({ selection, hidden, window }, { categories }, zone) {
  const kinds = categories.kind.map(({ id }) => id);
  const left = kinds.filter((kind) => !hidden.has(kind));
  /** @type {[string, string] | null} */
  const days =
    window?.from != null && window.to != null ? [day(zone, window.from), day(zone, window.to - 1)] : null;
  return narrowedQuery(selection?.query ?? "", { kinds: left.length < kinds.length ? left : null, days });
}

/**
 * As filters name it.
 * @param {import("../base/zones.js").Zone} zone
 * @param {number} minute
 */
function day(zone, minute) {
  const { year, month, day } = zone.dayOf(minute);
  return `${year}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
}

/**
 * Which of the records held here are shown: within a window, what the selection without its dates has there.
 * @param {LayerState} state
 * @param {import("../base/words.js").Category[]} kinds  in the order of the columns' codes
 * @returns {import("../data/selection.js").Choice}
 */
export function choiceOf({ selection, undated, window, narrowings, hidden }, kinds) {
  const hiddenKinds = new Uint8Array(256);
  kinds.forEach(({ id }, code) => {
    if (hidden.has(id)) hiddenKinds[code] = 1;
  });
  const windowed = window !== null && undated !== undefined;
  const bits = windowed ? undated : (selection?.bits ?? null);
  return { bits, window: windowed ? window : null, hiddenKinds, narrowings };
}
