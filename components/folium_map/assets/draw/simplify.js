/** Spares the corners of a path that cannot be seen at a zoom: drawn all of them, they would smear to a band. */

/** CSS pixels by which a path may leave its course: a pointer that misses a line by more still meets it. */
const TOLERANCE = 0.75;

/** Corners that are looked at together, of which the ends stay: all at once would take twice as long. */
const STRETCH = 64;

/** @type {WeakMap<Float64Array, {zoom: number, path: Float64Array}>} the newest of each path */
const cache = new WeakMap();

/**
 * A path as it is drawn at a zoom; between two whole ones as at the finer.
 * @param {Float64Array} path  world x, y pairs
 * @param {number} zoom
 * @param {number} scale  CSS pixels per unit of world x or y
 */
export function simplifiedAt(path, zoom, scale) {
  const whole = Math.ceil(zoom);
  const known = cache.get(path);
  if (known?.zoom === whole) return known.path;
  const made = simplified(path, TOLERANCE / (scale * 2 ** (whole - zoom)));
  cache.set(path, { zoom: whole, path: made });
  return made;
}

/**
 * The ends of a path and those of its corners without which it would leave its course by more than a tolerance:
 * first what lies on the corner before is passed over, then Douglas and Peucker (1973).
 * @param {Float64Array} path  x, y pairs
 * @param {number} tolerance
 */
export function simplified(path, tolerance) {
  const corners = apart(path, tolerance);
  if (corners.length < 3) return taken(path, corners);
  const kept = new Uint8Array(corners.length);
  const last = corners.length - 1;
  for (let from = 0; from < last; from += STRETCH)
    keepNeeded(path, corners, from, Math.min(from + STRETCH, last), tolerance, kept);
  return taken(
    path,
    corners.filter((_, index) => kept[index]),
  );
}

/**
 * @param {Float64Array} path
 * @param {number[]} corners
 * @param {number} begin  of them
 * @param {number} end
 * @param {number} tolerance
 * @param {Uint8Array} kept  to be marked
 */
function keepNeeded(path, corners, begin, end, tolerance, kept) {
  kept[begin] = kept[end] = 1;
  const stretches = [[begin, end]];
  for (let next = stretches.pop(); next; next = stretches.pop()) {
    const [from, to] = next;
    const [farthest, distance] = farthestFrom(path, corners, from, to);
    if (distance <= tolerance) continue;
    kept[farthest] = 1;
    stretches.push([from, farthest], [farthest, to]);
  }
}

/**
 * Numbers of corners that are farther from the one before than a tolerance, and of both ends.
 * @param {Float64Array} path
 * @param {number} tolerance
 */
function apart(path, tolerance) {
  const last = path.length / 2 - 1;
  const corners = [0];
  let [x, y] = path;
  for (let corner = 1; corner < last; corner++) {
    const [dx, dy] = [path[2 * corner] - x, path[2 * corner + 1] - y];
    if (dx * dx + dy * dy < tolerance * tolerance) continue;
    x += dx;
    y += dy;
    corners.push(corner);
  }
  if (last > 0) corners.push(last);
  return corners;
}

/**
 * The corner between two others that is farthest from the straight line between them, and how far.
 * @param {Float64Array} path
 * @param {number[]} corners
 * @param {number} from
 * @param {number} to
 * @returns {[farthest: number, distance: number]}
 */
function farthestFrom(path, corners, from, to) {
  const [a, b] = [2 * corners[from], 2 * corners[to]];
  const [x, y] = [path[a], path[a + 1]];
  const [dx, dy] = [path[b] - x, path[b + 1] - y];
  const square = dx * dx + dy * dy || 1;
  let [farthest, most] = [from, 0];
  for (let index = from + 1; index < to; index++) {
    const at = 2 * corners[index];
    const [px, py] = [path[at] - x, path[at + 1] - y];
    const share = Math.max(0, Math.min(1, (px * dx + py * dy) / square));
    const [offX, offY] = [px - share * dx, py - share * dy];
    const distance = offX * offX + offY * offY;
    if (distance > most) [farthest, most] = [index, distance];
  }
  return [farthest, Math.sqrt(most)];
}

/**
 * @param {Float64Array} path
 * @param {number[]} corners
 */
function taken(path, corners) {
  const found = new Float64Array(2 * corners.length);
  for (const [index, corner] of corners.entries())
    found.set(path.subarray(2 * corner, 2 * corner + 2), 2 * index);
  return found;
}
