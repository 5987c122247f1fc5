/** The texts of the records, some at a time: what `components/freezing/texts.py` writes, unpacked when it is asked for. */

/**
 * @typedef {import("../data/row_texts.js").RowText} RowText
 * @typedef {[title: string | null, publisher: string | null, told: string, said: string, url: string | null,
 *   archived: string | null, rating: string, words: string]} Source  first what the file says, which is searched
 * @typedef {[field: string, [value: string, said: string, source: number | null][]][]} Claims
 * @typedef {[words: string, english: string, called: [language: string, name: string][]]} Site
 *
 * @typedef {object} Told  of one record
 * @property {number} row
 * @property {string} id
 * @property {string | null} title
 * @property {string | null} summary
 * @property {string} kind
 * @property {string | null} type
 * @property {string | null} events  of a total
 * @property {string} when
 * @property {string} zone  of the clocks, where the time of the day is told
 * @property {Site} site
 * @property {string} drawn  how it is drawn that is known to an area only
 * @property {string} confidence
 * @property {number[]} actors  positions in their category
 * @property {string[]} roles  of the actors
 * @property {[term: string, words: string][]} toll
 * @property {[low: number | null, best: number | null, high: number | null]} killed
 * @property {Claims} claims
 * @property {Source[]} sources
 * @property {[name: string, value: string][]} file  the file's own columns
 *
 * @typedef {{values: any[], codes: string}} Coded  the different values, and which each record has
 * @typedef {Record<"sorts" | "times" | "sites" | "confidences" | "drawn" | "tolls" | "roles" | "sources", Coded>} Codes
 * @typedef {Codes & {id: string[], title: (string | null)[], summary: (string | null)[], cited: string,
 *   claims: Record<string, Claims>, events: Record<string, string>,
 *   file: [name: string, values: (string | null)[]][]}} Written
 *
 * @typedef {object} Shared
 * @property {Site[]} sites  with the numbers −1, −2, … in the chunks
 * @property {Source[]} sources
 * @property {(string | null)[][]} actors  of each its name, missing where the file gives none, and its aliases
 *
 * @typedef {object} Participants
 * @property {Uint32Array} first  by record: the first of its lines, and one more for the end
 * @property {ArrayLike<number>} actors  by line: position in the category
 */

/** Chunks that are held: a map that is pointed at asks for the same again. */
const HELD = 24;
/** A number is a letter from here on, but for those letters that are no text. */
const FIRST_LETTER = 0x20;
const [SURROGATES, PAST_SURROGATES] = [0xd800, 0x800];

/**
 * The numbers that letters stand for: see `texts.as_letters`.
 * @param {string} letters
 */
export function numbersOf(letters) {
  return Array.from(letters, (letter) => {
    const point = /** @type {number} */ (letter.codePointAt(0));
    const place = (point < SURROGATES ? point : point - PAST_SURROGATES) - FIRST_LETTER;
    return place % 2 ? -(place + 1) / 2 : place / 2;
  });
}

export class Chunks {
  #blocks;
  #participants;
  /** @type {Map<number, Promise<Told[]>>} */
  #held = new Map();
  /** @type {Promise<Shared> | null} */
  #shared = null;

  /**
   * @param {import("./blocks.js").Blocks} blocks
   * @param {{size: number, count: number}} chunks  records of a chunk, and how many chunks there are
   * @param {Participants} participants
   */
  constructor(blocks, { size, count }, participants) {
    this.#blocks = blocks;
    this.#participants = participants;
    this.size = size;
    this.count = count;
  }

  /** What the chunks have in common. @returns {Promise<Shared>} */
  shared() {
    this.#shared ??= this.#blocks("shared").then((answer) => answer.json());
    return this.#shared;
  }

  /**
   * The records of a chunk.
   * @param {number} number
   * @returns {Promise<Told[]>}
   */
  get(number) {
    const chunk = this.#held.get(number) ?? this.#read(number);
    this.#held.delete(number);
    this.#held.set(number, chunk);
    const oldest = this.#held.keys().next().value;
    if (this.#held.size > HELD && oldest !== undefined) this.#held.delete(oldest);
    chunk.catch(() => this.#held.delete(number)); // asked for again
    return chunk;
  }

  /** @param {number} number */
  async #read(number) {
    const [answer, shared] = await Promise.all([this.#blocks(`texts-${number}`), this.shared()]);
    return this.#told(await answer.json(), shared, number * this.size);
  }

  /**
   * @param {Written} written
   * @param {Shared} shared
   * @param {number} first  row
   * @returns {Told[]}
   */
  #told(written, shared, first) {
    const values = (/** @type {keyof Codes} */ name, /** @type {any[]} */ others = []) => {
      const { values: here, codes } = written[name];
      return numbersOf(codes).map((code) => (code < 0 ? others[-1 - code] : here[code]));
    };
    const [sorts, times, confidences] = [values("sorts"), values("times"), values("confidences")];
    const [drawn, tolls, roles] = [values("drawn"), values("tolls"), values("roles")];
    const [sites, sources] = [values("sites", shared.sites), values("sources", shared.sources)];
    const cited = numbersOf(written.cited);
    const { first: lines, actors } = this.#participants;
    let source = 0;
    return written.id.map((id, at) => {
      const row = first + at;
      const from = source;
      source += cited[at];
      const taking = Array.from({ length: lines[row + 1] - lines[row] }, (_, line) => lines[row] + line);
      return {
        ...{ row, id, title: written.title[at], summary: written.summary[at] },
        ...{ kind: sorts[at][0], type: sorts[at][1], events: written.events[at] ?? null },
        ...{ when: times[at][0], zone: times[at][1], site: sites[at], drawn: drawn[at] },
        confidence: confidences[at],
        actors: taking.map((line) => actors[line]),
        roles: taking.map((line) => roles[line - lines[first]]),
        ...{ toll: tolls[at][0], killed: tolls[at][1], claims: written.claims[at] ?? [] },
        sources: sources.slice(from, source),
        file: written.file.flatMap(([name, texts]) => {
          const text = texts[at];
          return text ? [/** @type {[string, string]} */ ([name, text])] : [];
        }),
      };
    });
  }

  /** @param {number} row */
  async of(row) {
    return (await this.get(Math.floor(row / this.size)))[row % this.size];
  }

  /**
   * What a tooltip or a list says of a record.
   * @param {number} row
   * @returns {Promise<RowText>}
   */
  async textOf(row) {
    const { id, title, when, site, kind, type, events } = await this.of(row);
    const said = { row, id, title: title || id, when, where: site[0], kind, event_type: type ?? "" };
    return events === null ? said : { ...said, events };
  }
}
