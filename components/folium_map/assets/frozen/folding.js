/**
 * Puts texts and what is typed into the form that is searched: what `geodata.values.folding` and `searching` do, by
 * the table that they write for it (`folding_table.py`).
 */

/**
 * @typedef {object} Table
 * @property {string} from  characters that change
 * @property {string} to  what each becomes, with U+0001 between
 * @property {string} spaces
 * @property {string} numeric  letters that count as numbers
 * @property {string} hangul  first and last syllable that fold as the browser takes them apart
 * @property {string} apart  what stands between the parts of a searched text
 */

const NUMBERS = /\p{Nd}+/gu;
const MARK_BEFORE = /([^\p{L}\p{N}\t\n\f\r ])([\p{L}\p{N}])/gu;
const MARK_AFTER = /([\p{L}\p{N}])([^\p{L}\p{N}\t\n\f\r ])/gu;
const SPACES = /[\t\n\f\r ]+/g;
const TYPED = /"([^"]*)(?:"|$)|([^\s"]+)/g;
const LETTER_OR_NUMBER = /[\p{L}\p{N}]/u;
const NUMBER = /\p{N}/u;
const PLAIN = /^[ -~]*$/;
const SEVERAL = / {2,}/g;

export class Folding {
  /** @type {Map<string, string>} */
  #folded;
  #spaces;
  #numeric;
  #hangul;

  /** @param {Table} table */
  constructor({ from, to, spaces, numeric, hangul }) {
    const results = to.split("\x01");
    this.#folded = new Map([...from].map((letter, place) => [letter, results[place]]));
    this.#spaces = new Set(spaces);
    this.#numeric = new Set(numeric);
    this.#hangul = [...hangul];
  }

  /** @param {string} text */
  fold(text) {
    if (PLAIN.test(text)) return text.toLowerCase().replaceAll("q", "c").replace(SEVERAL, " ").trim();
    const [first, last] = this.#hangul;
    let found = "";
    for (const letter of text) {
      if (this.#spaces.has(letter)) found += " ";
      else if (letter >= first && letter <= last && letter.length === 1) found += letter.normalize("NFKD");
      else found += this.#folded.get(letter) ?? letter;
    }
    return found.split(" ").filter(Boolean).join(" ");
  }

  /** Folded, its words, numbers and marks set apart. @param {string} text */
  spaced(text) {
    return this.fold(text)
      .replace(NUMBERS, " $& ")
      .replace(MARK_BEFORE, "$1 $2")
      .replace(MARK_AFTER, "$1 $2")
      .replace(SPACES, " ")
      .replace(/^ +| +$/g, "");
  }

  /**
   * What all has to occur in a text with a space before and after it: beginnings of words, and phrases.
   * @param {string} typed
   */
  sought(typed) {
    const found = [];
    for (const [, phrase, word] of this.fold(typed).matchAll(TYPED)) {
      const text = this.spaced(phrase || word || "");
      if (text) found.push(this.#bounded(text, Boolean(phrase)));
    }
    return found;
  }

  /**
   * @param {string} text
   * @param {boolean} whole
   */
  #bounded(text, whole) {
    const letters = [...text];
    const [first, last] = [letters[0], letters[letters.length - 1]];
    const ends = NUMBER.test(last) || this.#numeric.has(last) || (whole && LETTER_OR_NUMBER.test(last));
    return `${LETTER_OR_NUMBER.test(first) ? " " : ""}${text}${ends ? " " : ""}`;
  }
}
