/**
 * Answers what the map would ask a server, from the parts of a frozen map: the other source of columns and texts
 * beside HTTP (`base/fetching.js`).
 */

/**
 * @typedef {import("../data/place_answers.js").Toll} Toll
 * @typedef {Record<string, import("../data/place_tiles.js").Row[]>} Tiles
 */

const PLACES = /\/maps\/places\/(\d+\/\d+\/\d+)\.json$/;
/** Parts of a frozen map by the name of the file that a server would give. */
const PARTS = /** @type {Record<string, string>} */ ({
  "columns.bin": "columns",
  "reference.json": "reference",
});

/** @param {unknown} value */
const json = (value) => new Response(JSON.stringify(value));

/**
 * @param {import("./blocks.js").Blocks} blocks
 * @param {import("./chunks.js").Chunks} chunks
 * @returns {import("../base/fetching.js").Answer}
 */
export function answersOf(blocks, chunks) {
  /** @type {Promise<Tiles> | null} */
  let places = null;
  return async ({ pathname, searchParams }) => {
    const tile = PLACES.exec(pathname);
    if (tile) {
      places ??= blocks("places").then((answer) => answer.json());
      return json((await places)[tile[1]] ?? []);
    }
    const name = pathname.slice(pathname.lastIndexOf("/") + 1);
    if (name in PARTS) return blocks(PARTS[name]);
    const rows = searchParams.get("rows")?.split(",").map(Number);
    if (name === "rows.json" && rows) return json(await Promise.all(rows.map((row) => chunks.textOf(row))));
    // Of many, the sum of the best figures stands there, which the columns hold.
    if (name === "toll.json") return json(rows ? await tollOf(rows, chunks) : null);
    return new Response(null, { status: 404 });
  };
}

/**
 * As `geodata.query.tolls` adds up.
 * @param {number[]} rows
 * @param {import("./chunks.js").Chunks} chunks
 * @returns {Promise<Toll>}
 */
async function tollOf(rows, chunks) {
  const toll = { count: rows.length, low: 0, best: 0, high: 0, unknown: 0 };
  for (const row of rows) {
    const [low, best, high] = (await chunks.of(row)).killed;
    toll.low += low ?? best ?? high ?? 0;
    toll.best += best ?? 0;
    toll.high += high ?? best ?? low ?? 0;
    toll.unknown += Number(best === null);
  }
  return toll;
}
