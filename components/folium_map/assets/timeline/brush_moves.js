/**
 * Decides what a brush chooses: what a drag, a click or an arrow key makes of its span, snapped to the bins'
 * edges. Times are minutes; `edges` are those at which the shown bins begin, and the one at which the last ends.
 */

/**
 * @typedef {{from: number, to: number}} Span
 * @typedef {"from" | "to"} Side
 * @typedef {Side | "both" | "new"} Part  of the brush that a pointer holds; `new`: it draws another one
 * @typedef {{part: Part, before: Span | null, anchor: number}} Drag  `anchor`: the minute at which it began
 */

/** CSS pixels that a pressed pointer must move before it drags: hands are not still while they click. */
const DRAG_PX = 4;
/** Bins that Page Up and Page Down jump over. */
const PAGE = 10;

/** @type {Record<string, number>} bins that a key moves a handle by */
const STEPS = {
  ArrowLeft: -1,
  ArrowDown: -1,
  ArrowRight: 1,
  ArrowUp: 1,
  PageDown: -PAGE,
  PageUp: PAGE,
  Home: -Infinity,
  End: Infinity,
};

/**
 * Whether a press that has come this far is a drag, and no longer a click.
 * @param {number} startX  CSS pixels
 * @param {number} x
 */
export function isDrag(startX, x) {
  return Math.abs(x - startX) >= DRAG_PX;
}

/**
 * The span that a drag has reached.
 * @param {Drag} drag
 * @param {number} minute  under the pointer
 * @param {number[]} edges
 * @returns {Span}
 */
export function dragged({ part, before, anchor }, minute, edges) {
  if (part === "new") return binsAround(Math.min(anchor, minute), Math.max(anchor, minute), edges);
  const span = before ?? wholeOf(edges);
  if (part === "both") return shifted(span, minute - anchor, edges);
  return withEdge(span, part, nearestEdge(minute, edges), edges);
}

/**
 * A click chooses a bar; a click on the only chosen one gives it back.
 * @param {Span | null} span  chosen until now
 * @param {number} minute
 * @param {number[]} edges
 * @returns {Span | null} null: everything
 */
export function clicked(span, minute, edges) {
  const bar = binsAround(minute, minute, edges);
  return span?.from === bar.from && span.to === bar.to ? null : bar;
}

/**
 * The span after a key pressed on one of the handles.
 * @param {Span | null} span
 * @param {Side} side
 * @param {string} key  as `KeyboardEvent.key`
 * @param {number[]} edges
 * @returns {Span | null} null: the key moves no handle
 */
export function keyed(span, side, key, edges) {
  const step = STEPS[key];
  if (step === undefined) return null;
  const held = span ?? wholeOf(edges);
  const at = edges.indexOf(nearestEdge(held[side], edges)) + step;
  return withEdge(held, side, edges[Math.max(0, Math.min(edges.length - 1, at))], edges);
}

/**
 * A brush over everything is none, where the edges are those of all the data.
 * @param {Span | null} span
 * @param {number[]} edges
 * @param {boolean} whole  whether they are
 * @returns {Span | null}
 */
export function narrowing(span, edges, whole) {
  const all = wholeOf(edges);
  return span !== null && whole && span.from <= all.from && span.to >= all.to ? null : span;
}

/**
 * Moves both ends alike, as far as there are bins, and keeps at least one bin.
 * @param {Span} span
 * @param {number} minutes
 * @param {number[]} edges
 * @returns {Span}
 */
function shifted({ from, to }, minutes, edges) {
  const all = wholeOf(edges);
  const shift = Math.max(all.from - from, Math.min(all.to - to, minutes));
  const begin = nearestEdge(from + shift, edges);
  return { from: begin, to: Math.max(edgeAfter(begin, edges), nearestEdge(to + shift, edges)) };
}

/**
 * Puts one end at an edge, at least a bin away from the other end.
 * @param {Span} span
 * @param {Side} side
 * @param {number} edge
 * @param {number[]} edges
 * @returns {Span}
 */
function withEdge({ from, to }, side, edge, edges) {
  if (side === "from") return { from: Math.min(edge, edgeBefore(to, edges)), to };
  return { from, to: Math.max(edge, edgeAfter(from, edges)) };
}

/**
 * @param {number[]} edges
 * @returns {Span}
 */
function wholeOf(edges) {
  return { from: edges[0], to: edges[edges.length - 1] };
}

/**
 * The bins that hold two minutes and those between; the last edge, beyond the bars, counts to the last bin.
 * @param {number} from
 * @param {number} to
 * @param {number[]} edges
 * @returns {Span}
 */
function binsAround(from, to, edges) {
  const begin = edges.findLast((edge, at) => edge <= from && at < edges.length - 1) ?? edges[0];
  return { from: begin, to: edgeAfter(to, edges) };
}

/**
 * @param {number} minute
 * @param {number[]} edges
 */
function nearestEdge(minute, edges) {
  return edges.reduce((best, edge) => (Math.abs(edge - minute) < Math.abs(best - minute) ? edge : best));
}

/**
 * @param {number} minute
 * @param {number[]} edges
 */
function edgeBefore(minute, edges) {
  return edges.findLast((edge) => edge < minute) ?? edges[0];
}

/**
 * @param {number} minute
 * @param {number[]} edges
 */
function edgeAfter(minute, edges) {
  return edges.find((edge) => edge > minute) ?? edges[edges.length - 1];
}
