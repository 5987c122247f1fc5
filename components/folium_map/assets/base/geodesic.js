/**
 * Lengths and areas on the ellipsoid WGS 84, of positions in degrees: Vincenty's inverse formula, good to a
 * millimetre, and the polygon on the sphere of equal area, good to a thousandth where edges are shorter than 1,000 km.
 */

/** @typedef {{lon: number, lat: number}} Position */

const EQUATOR_M = 6378137;
const FLATTENING = 1 / 298.257223563;
const POLE_M = EQUATOR_M * (1 - FLATTENING);
const ECCENTRICITY = Math.sqrt(FLATTENING * (2 - FLATTENING));
const MEAN_M = 6371008.8;
/** Vincenty's formula does not settle between points that lie almost opposite each other: so often it is tried. */
const MOST_TURNS = 200;

/** @param {number} degrees */
const radians = (degrees) => (degrees * Math.PI) / 180;

/**
 * Metres along the ellipsoid; between almost opposite points along a sphere.
 * @param {Position} one
 * @param {Position} other
 */
export function distanceBetween(one, other) {
  const east = radians(other.lon - one.lon);
  const [u, v] = [one, other].map(({ lat }) => Math.atan((1 - FLATTENING) * Math.tan(radians(lat))));
  const [sinU, cosU, sinV, cosV] = [Math.sin(u), Math.cos(u), Math.sin(v), Math.cos(v)];
  let turned = east;
  for (let turn = 0; turn < MOST_TURNS; turn++) {
    const across = cosV * Math.sin(turned);
    const along = cosU * sinV - sinU * cosV * Math.cos(turned);
    const sine = Math.hypot(across, along);
    if (sine === 0) return 0;
    const cosine = sinU * sinV + cosU * cosV * Math.cos(turned);
    const angle = Math.atan2(sine, cosine);
    const tilt = (cosU * cosV * Math.sin(turned)) / sine;
    const flat = 1 - tilt * tilt;
    const middle = flat === 0 ? 0 : cosine - (2 * sinU * sinV) / flat;
    const c = (FLATTENING / 16) * flat * (4 + FLATTENING * (4 - 3 * flat));
    const bend = angle + c * sine * (middle + c * cosine * (2 * middle * middle - 1));
    const before = turned;
    turned = east + (1 - c) * FLATTENING * tilt * bend;
    if (Math.abs(turned - before) > 1e-12) continue;
    const square = flat * ((EQUATOR_M / POLE_M) ** 2 - 1);
    const a = 1 + (square / 16384) * (4096 + square * (-768 + square * (320 - 175 * square)));
    const b = (square / 1024) * (256 + square * (-128 + square * (74 - 47 * square)));
    const third = (b / 6) * middle * (4 * sine * sine - 3) * (4 * middle * middle - 3);
    const less = b * sine * (middle + (b / 4) * (cosine * (2 * middle * middle - 1) - third));
    return POLE_M * a * (angle - less);
  }
  const [sinLat, sinLon] = [radians(other.lat - one.lat), east].map((each) => Math.sin(each / 2));
  const half = sinLat ** 2 + Math.cos(radians(one.lat)) * Math.cos(radians(other.lat)) * sinLon ** 2;
  return 2 * MEAN_M * Math.asin(Math.min(1, Math.sqrt(half)));
}

/** What lies between the equator and a latitude, as a share of what its sine would have on a sphere. @param {number} sine */
function zone(sine) {
  const part = ECCENTRICITY * sine;
  return (1 - ECCENTRICITY ** 2) * (sine / (1 - part * part) + Math.atanh(part) / ECCENTRICITY);
}

/**
 * Square metres within a ring of corners, which is not closed.
 * @param {Position[]} ring
 */
export function areaWithin(ring) {
  const whole = zone(1);
  const halves = ring.map(({ lat }) => Math.tan(Math.asin(zone(Math.sin(radians(lat))) / whole) / 2));
  let excess = 0;
  for (const [index, { lon }] of ring.entries()) {
    const next = (index + 1) % ring.length;
    const east = radians(((((ring[next].lon - lon + 180) % 360) + 360) % 360) - 180);
    const [one, other] = [halves[index], halves[next]];
    excess += 2 * Math.atan2(Math.tan(east / 2) * (one + other), 1 + one * other);
  }
  return Math.abs(excess) * EQUATOR_M ** 2 * (whole / 2);
}
