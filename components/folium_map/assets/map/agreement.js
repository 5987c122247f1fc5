/**
 * What two layers that are compared have in common: how records are drawn, what sizes and colours mean. Each says what
 * it found by itself; what holds is the most of both, and whoever drew by less draws again.
 */

/**
 * @typedef {import("../draw/palette.js").ColourField} ColourField
 * @typedef {import("../draw/palette.js").Encoding} Encoding
 * @typedef {import("./layer_state.js").Asked} Asked
 * @typedef {import("./incident_layer.js").IncidentLayer} IncidentLayer
 *
 * @typedef {object} Fellow  the other layer, as a dataset asks it
 * @property {((colour: ColourField) => Encoding | undefined) | null} encoding  what colours mean there, if that holds
 * @property {((colour: ColourField) => ArrayLike<number>) | null} countsBy  what it shows, if colours go by both
 */

/** What both are asked alike; selections, windows of time and legend entries just clicked are each one's own. */
const ALIKE = /** @type {const} */ (["mode", "size", "sizeName", "colour", "words", "chosen", "hidden"]);

/** @param {Partial<Asked>} asked */
const alike = (asked) =>
  /** @type {Partial<Asked>} */ (
    Object.fromEntries(ALIKE.filter((name) => name in asked).map((name) => [name, asked[name]]))
  );

export class Agreement {
  #first;
  #second;
  /** @type {Map<IncidentLayer, Map<string, {key: string, value: number, heard: number}>>} */
  #told = new Map();
  #passing = false;

  /**
   * @param {IncidentLayer} first  whose colours hold
   * @param {IncidentLayer} second
   */
  constructor(first, second) {
    this.#first = first;
    this.#second = second;
    for (const each of [first, second]) this.#told.set(each, new Map());
    first.agree(this);
    second.agree(this);
    second.update(alike(first.asked));
    first.on("selected answered", second.drawAgain, second);
    second.on("selected", this.#countAgain, this);
  }

  /** @param {IncidentLayer} layer */
  otherThan(layer) {
    return layer === this.#first ? this.#second : this.#first;
  }

  /**
   * What holds for both of a number that a layer found.
   * @param {IncidentLayer} layer
   * @param {string} topic
   * @param {string} key  under which numbers can be compared: another size or zoom has others
   * @param {number} value
   */
  most(layer, topic, key, value) {
    const other = this.otherThan(layer);
    const theirs = this.#told.get(other)?.get(topic);
    const comparable = theirs?.key === key;
    const most = comparable ? Math.max(value, theirs.value) : value;
    this.#told.get(layer)?.set(topic, { key, value, heard: most });
    if (comparable && theirs.heard !== most) other.drawAgain();
    return most;
  }

  /** @param {IncidentLayer} layer @returns {Fellow} */
  fellowOf(layer) {
    if (layer === this.#first) return { encoding: null, countsBy: (colour) => this.#second.countsBy(colour) };
    return { encoding: (colour) => this.#first.encodingBy(colour), countsBy: null };
  }

  /**
   * What one layer is asked, the other is too, as far as it concerns both.
   * @param {IncidentLayer} layer
   * @param {Partial<Asked>} changes
   */
  passOn(layer, changes) {
    const common = alike(changes);
    if (this.#passing || !Object.keys(common).length) return;
    this.#passing = true;
    this.otherThan(layer).update(common);
    this.#passing = false;
  }

  /** The second shows others: colours go by the records of both. */
  #countAgain() {
    this.#first.agree(this);
    this.#first.drawAgain();
  }

  end() {
    this.#first.off("selected answered", this.#second.drawAgain, this.#second);
    this.#second.off("selected", this.#countAgain, this);
    this.#first.agree(null);
    this.#second.agree(null);
    this.#first.drawAgain();
  }
}
