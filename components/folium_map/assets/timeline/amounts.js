/** What is counted beside records, by the histogram's bins: the server adds it up, for it alone knows every column. */

import { fetchJson } from "../data/loading.js";

/**
 * @typedef {import("./bins.js").Bins} Bins
 * @typedef {{query: string, name: string}} Measure  as an address has it, and what it is called
 */

export class Amounts {
  #folder;
  #asking = new AbortController();
  /** @type {Measure | null} null: records, which are counted here */
  measure = null;

  /** @param {URL} folder  of the dataset version's data */
  constructor(folder) {
    this.#folder = folder;
  }

  /**
   * The sums in these bins; null where records are counted, or no answer comes: then they are.
   * @param {Bins} bins  of all dates
   * @param {string} query  of the same selection
   */
  async within(bins, query) {
    this.stop();
    if (!this.measure) return null;
    const { signal } = this.#asking;
    const asked = [query, `measure=${encodeURIComponent(this.measure.query)}`].filter(Boolean).join("&");
    try {
      const answer = await fetchJson(new URL(`histogram.json?${asked}`, this.#folder), signal);
      return signal.aborted ? null : aligned(answer, bins.edges);
    } catch (error) {
      if (!signal.aborted) console.error(error);
      return null;
    }
  }

  /** Nothing that was asked for is wanted any more. */
  stop() {
    this.#asking.abort();
    this.#asking = new AbortController();
  }
}

/**
 * An answer's sums in other bins of the same width: it may begin later and end sooner.
 * @param {{edges: number[], certain: number[], possible: number[]}} answer
 * @param {number[]} edges
 * @returns {Bins}
 */
export function aligned(answer, edges) {
  const places = new Map(answer.edges.slice(0, -1).map((edge, place) => [edge, place]));
  const put = (/** @type {number[]} */ sums) =>
    Float64Array.from(edges.slice(0, -1), (edge) => sums[places.get(edge) ?? -1] ?? 0);
  return { edges, certain: put(answer.certain), possible: put(answer.possible) };
}
