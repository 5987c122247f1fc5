/** Says beside the links to exports that one waits its turn, and how many are ahead of it. */

/** @typedef {import("../base/words.js").Words} Words */

const LINK = ".downloads a[download]:not(.dictionary)";
const PLACE = ".downloads .waiting";
const EVERY_MS = 1000;

let listening = false;

/**
 * Where is told how many exports are ahead, from the address of one: both lie below `/data`.
 * @param {string} href
 */
export function tellsLine(href) {
  return new URL("../../waiting.json", href).href;
}

/**
 * What is said; nothing where none of this visitor's waits.
 * @param {number | null} ahead
 * @param {Words} words
 */
export function lineInWords(ahead, words) {
  return ahead === null ? "" : words.count("export.waiting", ahead);
}

/**
 * Listens from now on, once a page.
 * @param {() => Words} words
 */
export function exportsSayThatTheyWait(words) {
  if (listening) return;
  listening = true;
  document.addEventListener("click", ({ target }) => {
    const link = /** @type {HTMLAnchorElement | null} */ (/** @type {Element} */ (target).closest(LINK));
    if (link) setTimeout(() => follow(tellsLine(link.href), words), EVERY_MS);
  });
}

/**
 * @param {string} address
 * @param {() => Words} words
 */
async function follow(address, words) {
  const ahead = await asked(address);
  const place = document.querySelector(PLACE);
  if (place) place.textContent = lineInWords(ahead, words());
  if (ahead !== null) setTimeout(() => follow(address, words), EVERY_MS);
}

/**
 * @param {string} address
 * @returns {Promise<number | null>}
 */
async function asked(address) {
  try {
    const answer = await fetch(address, { cache: "no-store" });
    return answer.ok ? (await answer.json()).ahead : null;
  } catch {
    return null; // the download itself says what is wrong
  }
}
