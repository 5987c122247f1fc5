/** Finds words in the records' texts: made ready when somebody first searches, a chunk at a time. */

/**
 * @typedef {import("./chunks.js").Told} Told
 * @typedef {import("./folding.js").Folding} Folding
 */

const APART = " \x01 ";

/** @returns {Promise<void>} so that the page stays alive between two chunks */
const pause = () => new Promise((resolve) => setTimeout(resolve));

/** Puts texts into their searched form; what repeats is made once. @param {Folding} folding */
function spacedBy(folding) {
  /** @type {Map<string, string>} */
  const known = new Map();
  return (/** @type {string | null} */ text) => {
    if (!text) return "";
    const made = known.get(text) ?? folding.spaced(text);
    known.set(text, made);
    return made;
  };
}

/**
 * What is searched of a record, as `geodata.index.looked_through` puts it together.
 * @param {Told} told
 * @param {(string | null)[][]} actors  names and aliases
 * @returns {(string | null)[]}
 */
export function searchedOf({ id, title, summary, type, site, sources, file, actors: taking }, actors) {
  const [, english, called] = site;
  return [
    ...[title, summary, id, type, english],
    ...called.map(([, name]) => name),
    ...taking.flatMap((actor) => actors[actor] ?? []),
    ...sources.map(([named]) => named),
    ...sources.map(([, publisher]) => publisher),
    ...file.map(([, value]) => value),
  ];
}

export class Search {
  #chunks;
  #folding;
  /** @type {Promise<string[][]> | null} by chunk */
  #texts = null;

  /**
   * @param {import("./chunks.js").Chunks} chunks
   * @param {() => Promise<Folding>} folding
   */
  constructor(chunks, folding) {
    this.#chunks = chunks;
    this.#folding = folding;
  }

  /**
   * Which records have all that was typed.
   * @param {string} typed
   * @returns {Promise<Uint8Array | null>} 1 for each that has; null: nothing is sought
   */
  async found(typed) {
    if (!typed.trim()) return null;
    const sought = (await this.#folding()).sought(typed);
    if (!sought.length) return null;
    this.#texts ??= this.#ready();
    const texts = await this.#texts;
    return Uint8Array.from(texts.flat(), (text) => Number(sought.every((each) => text.includes(each))));
  }

  async #ready() {
    const spaced = spacedBy(await this.#folding());
    const { actors } = await this.#chunks.shared();
    const texts = [];
    for (let number = 0; number < this.#chunks.count; number++) {
      const chunk = await this.#chunks.get(number);
      texts.push(
        chunk.map((told) => ` ${searchedOf(told, actors).map(spaced).filter(Boolean).join(APART)} `),
      );
      await pause();
    }
    return texts;
  }
}
