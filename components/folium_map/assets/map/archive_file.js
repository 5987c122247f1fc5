/** Reads tiles out of a PMTiles archive by its address, and tells of each failure. Needs `pmtiles`. */

/**
 * @typedef {object} Reader  a `pmtiles.PMTiles`
 * @property {() => Promise<any>} getHeader
 * @property {(z: number, x: number, y: number) => Promise<{data: ArrayBuffer} | undefined>} getZxy
 */

export class ArchiveFile {
  #open;
  #failed;
  /** @type {Reader | null} */
  #reader = null;

  /**
   * @param {() => Reader} open  the archive anew
   * @param {() => void} failed
   */
  constructor(open, failed) {
    this.#open = open;
    this.#failed = failed;
  }

  getHeader() {
    return this.read((reader) => reader.getHeader());
  }

  /**
   * A tile is read to its end even where a zoom has made it useless: the library keeps what is broken off half-way.
   * @param {number} z
   * @param {number} x
   * @param {number} y
   */
  getZxy(z, x, y) {
    return this.read((reader) => reader.getZxy(z, x, y));
  }

  /**
   * After a failure the archive is opened anew: the library would keep the failed answer.
   * @template T
   * @param {(reader: Reader) => Promise<T>} ask
   */
  async read(ask) {
    this.#reader ??= this.#open();
    const reader = this.#reader;
    try {
      return await ask(reader);
    } catch (error) {
      if (this.#reader === reader) this.#reader = null;
      this.#failed();
      throw error;
    }
  }
}
