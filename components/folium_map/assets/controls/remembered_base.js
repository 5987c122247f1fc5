/**
 * Remembers in this browser which base map was last chosen, for visits whose address names none. Nothing is sent,
 * and a browser that stores nothing does without.
 */

const KEY = "incident-map-base";

/** @returns {string | null} a base map's key, which may be offered no more; null: the outline */
export function rememberedBase() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

/** @param {string | null} base */
export function rememberBase(base) {
  try {
    if (base) localStorage.setItem(KEY, base);
    else localStorage.removeItem(KEY);
  } catch {
    // stored nowhere: the next visit begins with the outline
  }
}
