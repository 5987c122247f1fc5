/**
 * Days of a time zone in minutes since 1970-01-01T00:00Z, through the browser's own zone tables.
 */

/** @typedef {{year: number, month: number, day: number}} Day  month 1 … 12 */

const MINUTE = 60000;

export class Zone {
  /** @param {string} name  IANA name */
  constructor(name) {
    this.name = name;
    this.format = new Intl.DateTimeFormat("en-u-ca-gregory-nu-latn", {
      timeZone: name,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
    });
  }

  /**
   * Minutes that local clocks are ahead of UTC.
   * @param {number} minute
   */
  offsetAt(minute) {
    /** @type {Record<string, number>} */
    const parts = {};
    for (const { type, value } of this.format.formatToParts(minute * MINUTE)) parts[type] = Number(value);
    const local = Date.UTC(parts.year, parts.month - 1, parts.day, parts.hour, parts.minute);
    return local / MINUTE - minute;
  }

  /**
   * The minute at which a local day begins; months and days beyond their range roll over.
   * @param {number} year
   * @param {number} month
   * @param {number} day
   */
  midnight(year, month, day) {
    const asIfUtc = Date.UTC(year, month - 1, day) / MINUTE;
    const guess = asIfUtc - this.offsetAt(asIfUtc);
    return asIfUtc - this.offsetAt(guess); // again: the first guess may lie across a change of clocks
  }

  /**
   * The local day that holds a minute.
   * @param {number} minute
   * @returns {Day}
   */
  dayOf(minute) {
    const local = new Date((minute + this.offsetAt(minute)) * MINUTE);
    return { year: local.getUTCFullYear(), month: local.getUTCMonth() + 1, day: local.getUTCDate() };
  }
}
