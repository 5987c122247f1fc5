/**
 * The interface's words: every one comes from `data.strings`, with `{placeholders}`; numbers and dates are
 * written in the page's language.
 */

/**
 * @typedef {{[key: string]: string | Strings}} Strings  nested, or with dots in its keys
 * @typedef {{id: string, label: string}} Category  of a dataset: its word, and what the file calls it
 */

export class Words {
  /**
   * @param {Strings} strings
   * @param {string} language  BCP 47 tag
   */
  constructor(strings, language) {
    this.strings = flat(strings);
    // Plain `en` would write dates the American way, which readers of 9/10 elsewhere misread.
    this.locale = language === "en" ? "en-GB" : language;
    this.numbers = new Intl.NumberFormat(this.locale);
    this.plurals = new Intl.PluralRules(this.locale);
    /** @type {Map<string, Intl.DateTimeFormat>} */
    this.days = new Map();
    /** @type {Map<string, Intl.DateTimeFormat>} */
    this.times = new Map();
    /** @type {Map<string, Intl.DateTimeFormat>} */
    this.offsets = new Map();
  }

  /**
   * The words of a key; a missing key shows itself, so that the gap is seen.
   * @param {string} key
   * @param {Record<string, string | number>} [values]
   */
  say(key, values = {}) {
    const template = this.strings[key] ?? key;
    return template.replace(/\{(\w+)\}/g, (whole, name) => {
      const value = values[name];
      if (value === undefined) return whole;
      return typeof value === "number" ? this.numbers.format(value) : value;
    });
  }

  /**
   * The words of a key in the plural form of `n`: `key.one`, `key.few`, `key.other`.
   * @param {string} key
   * @param {number} n
   * @param {Record<string, string | number>} [values]
   */
  count(key, n, values = {}) {
    const form = `${key}.${this.plurals.select(n)}`;
    return this.say(form in this.strings ? form : `${key}.other`, { n, ...values });
  }

  /**
   * Metres as kilometres: `25 km`, `0.3 km`.
   * @param {number} metres
   */
  kilometres(metres) {
    return `${this.numbers.format(metres / 1000)} km`;
  }

  /** @param {string} timeZone */
  dayFormat(timeZone) {
    return this.made(this.days, { timeZone, day: "numeric", month: "short", year: "numeric" });
  }

  /**
   * Writes a half-open interval of whole days: `18–24 Sept 2023`.
   * @param {number} from  minute
   * @param {number} to  minute after
   * @param {string} timeZone
   */
  period(from, to, timeZone) {
    const format = this.days.get(timeZone) ?? this.dayFormat(timeZone);
    return format.formatRange(from * 60000, Math.max(from, to - 1) * 60000);
  }

  /**
   * Writes a half-open interval within a day: `24 Sept 2023, 02:00–03:00 UTC+2`.
   * @param {number} from  minute
   * @param {number} to  minute after
   * @param {string} timeZone
   */
  hours(from, to, timeZone) {
    const format = this.times.get(timeZone) ?? this.timeFormat(timeZone);
    const clock = (/** @type {number} */ minute) => format.format(minute * 60000);
    return `${this.period(from, from + 1, timeZone)}, ${clock(from)}–${clock(to)} ${this.offset(from, timeZone)}`;
  }

  /**
   * How far the clocks of a zone are ahead of UTC: `UTC+2`.
   * @param {number} minute
   * @param {string} timeZone
   */
  offset(minute, timeZone) {
    const format = this.offsets.get(timeZone) ?? this.offsetFormat(timeZone);
    const part = format.formatToParts(minute * 60000).find(({ type }) => type === "timeZoneName");
    return (part?.value ?? "")
      .replace("GMT", "UTC")
      .replace("-", "−")
      .replace(/[+−]0$/u, "");
  }

  /**
   * A zone by its name, and how far it is ahead of UTC: `Europe/Belgrade, UTC+2`.
   * @param {number} minute
   * @param {string} timeZone
   */
  zone(minute, timeZone) {
    const offset = this.offset(minute, timeZone);
    return timeZone === offset ? timeZone : `${timeZone}, ${offset}`;
  }

  /** @param {string} timeZone */
  offsetFormat(timeZone) {
    const format = new Intl.DateTimeFormat("en", { timeZone, timeZoneName: "shortOffset" });
    this.offsets.set(timeZone, format);
    return format;
  }

  /** @param {string} timeZone */
  timeFormat(timeZone) {
    return this.made(this.times, { timeZone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  }

  /**
   * Costs a millisecond to make, and a brush asks for it in every frame: made once a zone.
   * @param {Map<string, Intl.DateTimeFormat>} formats
   * @param {Intl.DateTimeFormatOptions & {timeZone: string}} options
   */
  made(formats, options) {
    const format = new Intl.DateTimeFormat(this.locale, options);
    formats.set(options.timeZone, format);
    return format;
  }

  /**
   * The name of a category: from the strings when they hold one, else as the dataset calls it.
   * @param {string} field
   * @param {Category} category
   */
  category(field, category) {
    return this.strings[`category.${field}.${category.id}`] ?? category.label;
  }
}

/**
 * @param {Strings} strings
 * @param {string} prefix
 * @returns {Record<string, string>}
 */
function flat(strings, prefix = "") {
  /** @type {Record<string, string>} */
  const words = {};
  for (const [key, value] of Object.entries(strings)) {
    if (typeof value === "string") words[prefix + key] = value;
    else Object.assign(words, flat(value, `${prefix}${key}.`));
  }
  return words;
}
