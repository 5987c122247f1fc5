/** What the browser narrows, told to a server that has the rows. */

/**
 * A filter's query with the kinds that the layer control leaves and the days of a window; both narrow further.
 * @param {string} query
 * @param {{kinds: string[] | null, days: [string, string] | null}} narrower  `kinds`: those left, if some are off
 * @returns {string | null} null: nothing is left
 */
export function narrowedQuery(query, { kinds, days }) {
  const params = new URLSearchParams(query);
  if (kinds) {
    const asked = params.getAll("kind");
    const left = asked.length ? asked.filter((kind) => kinds.includes(kind)) : kinds;
    if (!left.length) return null;
    params.delete("kind");
    for (const kind of left) params.append("kind", kind);
  }
  if (days) {
    params.set("from", days[0]);
    params.set("to", days[1]);
  }
  return params.toString();
}
