/** Says in words what the timeline shows: the dates chosen or played, the busiest bar, the bar under the pointer. */

/**
 * @typedef {import("../base/words.js").Words} Words
 * @typedef {import("./bins.js").Bins} Bins
 * @typedef {{from: number, to: number}} Span  minutes, half-open
 * @typedef {object} Showing  what the timeline shows
 * @property {Bins} bins
 * @property {Span | null} span  chosen; null: all dates
 * @property {import("../data/dates.js").Within} within
 * @property {Span | undefined} frame  of a playback
 * @property {() => {shown: number, of: number}} counts  on the map, in the frame and without it
 */

/**
 * @param {Showing} showing
 * @param {Words} words
 * @param {string} timeZone
 */
export function captionOf({ bins: { edges }, span, within, frame, counts }, words, timeZone) {
  const period = (/** @type {Span} */ { from, to }) => words.period(from, to, timeZone);
  if (frame) return words.say("timeline.playing", { period: period(frame), ...counts() });
  if (!span)
    return words.say("timeline.all_dates", {
      period: period({ from: edges[0], to: edges[edges.length - 1] }),
    });
  return within === "certainly" ? words.say("timeline.certainly", { period: period(span) }) : period(span);
}

/**
 * For those who do not see the bars.
 * @param {Bins} bins
 * @param {Words} words
 * @param {string} timeZone
 */
export function summaryOf({ edges, certain }, words, timeZone) {
  const busiest = certain.indexOf(Math.max(...certain));
  return words.say("timeline.summary", {
    certain: certain.reduce((sum, each) => sum + each, 0),
    period: words.period(edges[busiest], edges[busiest + 1], timeZone),
    most: certain[busiest],
  });
}

/**
 * @param {Bins} bins
 * @param {number} bin
 * @param {Words} words
 * @param {string} timeZone
 */
export function barCaption({ edges, certain, possible }, bin, words, timeZone) {
  return words.say(possible[bin] ? "timeline.bar_possible" : "timeline.bar", {
    period: words.period(edges[bin], edges[bin + 1], timeZone),
    certain: certain[bin],
    possible: possible[bin],
  });
}
