/**
 * How records at one place are laid out around it: close rings about the true point.
 */

/** Distance between neighbours, CSS pixels. */
export const SPACING = 13.5;
/** More records than this at one place are a symbol with their number. */
export const LARGEST = 24;

/**
 * @param {number} count
 * @returns {{offsets: [number, number][], radius: number}} from the true point, CSS pixels; the outer ring
 */
export function rosette(count) {
  const inner = count <= 9 ? count : Math.round(count * 0.36);
  const innerRadius = Math.max(ringRadius(inner), 8.5);
  const outer = count - inner;
  const outerRadius = outer ? Math.max(ringRadius(outer), innerRadius + SPACING) : innerRadius;
  return {
    offsets: [...ring(inner, innerRadius), ...ring(outer, outerRadius)],
    radius: outerRadius,
  };
}

/** @param {number} count */
function ringRadius(count) {
  return count < 2 ? 0 : SPACING / (2 * Math.sin(Math.PI / count));
}

/**
 * @param {number} count
 * @param {number} radius
 * @returns {[number, number][]}
 */
function ring(count, radius) {
  // Two lie side by side, more begin at the top.
  const first = count === 2 ? Math.PI / 2 : 0;
  return Array.from({ length: count }, (_, index) => {
    const angle = first + (index / count) * 2 * Math.PI;
    return [Math.sin(angle) * radius, -Math.cos(angle) * radius];
  });
}
