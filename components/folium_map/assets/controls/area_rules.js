/**
 * Writes an area's corners between 180 degrees west and east, and reads them so that it can be drawn: an edge of
 * more than 180 degrees goes the short way, across the antimeridian, unless both its ends stand on it.
 */

/** @typedef {[number, number][]} Ring  longitude, latitude in degrees, not closed */

/** Degrees that an edge may have at most before it gets corners on its way. */
const LONGEST = 170;

/**
 * As it was drawn, on a map that goes on beyond 180 degrees: wide edges get corners on their way.
 * @param {Ring} ring
 * @returns {Ring}
 */
export function wrapped(ring) {
  return ring.flatMap((corner, index) =>
    partsOf(corner, ring[(index + 1) % ring.length]).map(
      ([lon, lat]) => /** @type {[number, number]} */ ([rounded(within(lon)), rounded(lat)]),
    ),
  );
}

/**
 * With longitudes that go on beyond 180 degrees where an edge crosses the antimeridian.
 * @param {Ring} ring
 * @returns {Ring}
 */
export function unwrapped(ring) {
  let turns = 0;
  return ring.map(([lon, lat], index) => {
    if (index) turns += turnOf(ring[index - 1][0], lon);
    return [lon + 360 * turns, lat];
  });
}

/** @param {number} from @param {number} to */
function turnOf(from, to) {
  const onIt = Math.abs(from) === 180 && Math.abs(to) === 180;
  return Math.abs(to - from) > 180 && !onIt ? -Math.sign(to - from) : 0;
}

/**
 * A corner, and those on the way to the next.
 * @param {[number, number]} from
 * @param {[number, number]} to
 * @returns {Ring}
 */
function partsOf([lon, lat], [nextLon, nextLat]) {
  const parts = Math.max(1, Math.ceil(Math.abs(nextLon - lon) / LONGEST));
  return Array.from({ length: parts }, (_, part) => [
    lon + ((nextLon - lon) * part) / parts,
    lat + ((nextLat - lat) * part) / parts,
  ]);
}

/** @param {number} lon */
function within(lon) {
  return Math.abs(lon) <= 180 ? lon : ((((lon + 180) % 360) + 360) % 360) - 180;
}

/** About a metre. @param {number} degrees */
function rounded(degrees) {
  return Math.round(degrees * 1e5) / 1e5;
}
