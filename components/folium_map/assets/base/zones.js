/**
 * Days of a time zone in minutes since 1970-01-01T00:00Z, through the browser's own zone tables.
 */

/** @typedef {{year: number, month: number, day: number}} Day  month 1 … 12 */

const MINUTE = 60000;
const DAY = 1440;

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
   * Minutes that local clocks are ahead of UTC; before zones came, they were also seconds ahead, which are left out
   * as `geodata.values.zone_minutes` does.
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
   * What local clocks show, as a minute of UTC.
   * @param {number} minute
   */
  clockAt(minute) {
    return minute + this.offsetAt(minute);
  }

  /**
   * The minute at which a local day begins: the first of two midnights; where clocks skip it, when they do. Months
   * and days beyond their range roll over. The same rule as Python's, see `tests/cases/days_of_zones.json`.
   * @param {number} year
   * @param {number} month
   * @param {number} day
   */
  midnight(year, month, day) {
    const asIfUtc = Date.UTC(year, month - 1, day) / MINUTE;
    const byEarlier = asIfUtc - this.offsetAt(asIfUtc - DAY);
    if (this.clockAt(byEarlier) === asIfUtc) return byEarlier;
    const byLater = asIfUtc - this.offsetAt(asIfUtc + DAY);
    if (this.clockAt(byLater) === asIfUtc) return byLater;
    let before = byLater; // clocks were put forward over it, somewhere between the two
    let after = byEarlier;
    while (after - before > 1) {
      const middle = Math.floor((before + after) / 2);
      if (this.clockAt(middle) > asIfUtc) after = middle;
      else before = middle;
    }
    return after;
  }

  /**
   * The local day that holds a minute.
   * @param {number} minute
   * @returns {Day}
   */
  dayOf(minute) {
    const local = new Date(this.clockAt(minute) * MINUTE);
    return { year: local.getUTCFullYear(), month: local.getUTCMonth() + 1, day: local.getUTCDate() };
  }
}
