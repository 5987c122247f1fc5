/** Decides how large the circles of places are: area in proportion to what they count, on a scale of round numbers. */

/** CSS pixels: the radius of the scale's largest number, and of what would be too small to be seen. */
export const LARGEST = 26;
export const SMALLEST = 2;
/** The scale of counts reaches at least to this: one record alone is as large as its symbol would be. */
const LEAST = 20;

/** 1, 2, 5, 10, 20 … @param {number} step */
const round = (step) => [1, 2, 5][((step % 3) + 3) % 3] * 10 ** Math.floor(step / 3);

/** The first step that reaches a number. @param {number} value */
function stepOf(value) {
  let step = 3 * Math.floor(Math.log10(value));
  while (round(step) < value) step++;
  return step;
}

/**
 * The number that the largest circle stands for: changes seldom, so that circles keep their sizes.
 * @param {number} most  of all circles
 * @param {boolean} [counts]  whether things are counted; else numbers of any order of magnitude are added up
 */
export const scaleOf = (most, counts = true) =>
  round(stepOf(counts || most <= 0 ? Math.max(most, LEAST) : most));

/**
 * @param {number} amount
 * @param {number} scale  as `scaleOf` gives it
 */
export const radiusOf = (amount, scale) =>
  Math.max(SMALLEST, LARGEST * Math.sqrt(Math.max(amount, 0) / scale));

/**
 * What a legend explains: three numbers with their radii, the largest first, and up to where circles are all of the
 * smallest size.
 * @param {number} scale
 */
export function sizesOf(scale) {
  const step = stepOf(scale);
  const values = [step, step - 2, step - 4].map(round);
  return {
    circles: values.map((value) => ({ value, r: radiusOf(value, scale) })),
    least: Math.floor(scale * (SMALLEST / LARGEST) ** 2),
  };
}
