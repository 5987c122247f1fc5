/** Says in words what the timeline shows: the dates chosen or played, the busiest bar, the bar under the pointer. */

/**
 * @typedef {import("../base/words.js").Words} Words
 * @typedef {import("./bins.js").Bins} Bins
 * @typedef {{from: number, to: number}} Span  minutes, half-open
 * @typedef {object} Showing  what the timeline shows
 * @property {Bins} bins
 * @property {Span | null} span  chosen; null: all dates
 * @property {import("../data/dates.js").Within} within
 * @property {boolean} [hours]  whether a bar is an hour
 * @property {Span | undefined} frame  of a playback
 * @property {() => {shown: number, of: number}} counts  on the map, in the frame and without it
 */

const DAY = 1440;

/**
 * Days, or a time of the day where it is shorter than any day.
 * @param {Span} span
 * @param {Words} words
 * @param {string} timeZone
 */
export function periodOf({ from, to }, words, timeZone) {
  return to - from < DAY - 60 ? words.hours(from, to, timeZone) : words.period(from, to, timeZone);
}

/**
 * @param {Showing} showing
 * @param {Words} words
 * @param {string} timeZone
 */
export function captionOf({ bins: { edges }, span, within, hours, frame, counts }, words, timeZone) {
  const period = (/** @type {Span} */ its) => periodOf(its, words, timeZone);
  if (frame) return words.say("timeline.playing", { period: period(frame), ...counts() });
  if (!span)
    return words.say("timeline.all_dates", {
      period: period({ from: edges[0], to: edges[edges.length - 1] }),
    });
  const chosen = period(span);
  const caption = within === "certainly" ? words.say("timeline.certainly", { period: chosen }) : chosen;
  return hours ? words.say("timeline.in_zone", { caption, zone: words.zone(span.from, timeZone) }) : caption;
}

/**
 * For those who do not see the bars.
 * @param {Bins} bins
 * @param {Words} words
 * @param {string} timeZone
 */
export function summaryOf({ edges, certain }, words, timeZone) {
  const busiest = certain.indexOf(Math.max(...certain));
  return words.count(
    "timeline.summary",
    [...certain].reduce((sum, each) => sum + each, 0),
    {
      period: periodOf({ from: edges[busiest], to: edges[busiest + 1] }, words, timeZone),
      most: certain[busiest],
    },
  );
}

/**
 * The same of what is added up.
 * @param {Bins} bins
 * @param {string} what  it is called
 * @param {Words} words
 * @param {string} timeZone
 */
export function measuredSummaryOf({ edges, certain }, what, words, timeZone) {
  const most = Math.max(...certain);
  const greatest = certain.indexOf(most);
  const period = periodOf({ from: edges[greatest], to: edges[greatest + 1] }, words, timeZone);
  const sum = [...certain].reduce((all, each) => all + each, 0);
  return words.say("timeline.measured_summary", { what, sum, period, most });
}

/**
 * @param {Bins} bins
 * @param {number} bin
 * @param {Words} words
 * @param {string} timeZone
 */
export function barCaption({ edges, certain, possible }, bin, words, timeZone) {
  return words.say(possible[bin] ? "timeline.bar_possible" : "timeline.bar", {
    period: periodOf({ from: edges[bin], to: edges[bin + 1] }, words, timeZone),
    certain: certain[bin],
    possible: possible[bin],
  });
}
