/**
 * Arrow keys, J and K walk the list from within the details: they press the page's own buttons there. A button
 * that was pressed with the keyboard keeps the focus, though the page puts a new one in its place.
 */

const PANEL = ".st-key-details";
const CLOSE = ".st-key-close_details button";
const KEPT_MS = 8000;
const LOOKED_MS = 50;
const FIELDS = "input, textarea, select";
const STEPS = /** @type {Record<string, string>} */ ({
  ArrowLeft: ".st-key-previous_record button",
  k: ".st-key-previous_record button",
  ArrowRight: ".st-key-next_record button",
  j: ".st-key-next_record button",
});

/**
 * The button that a key presses.
 * @param {{key: string, altKey: boolean, ctrlKey: boolean, metaKey: boolean}} event
 * @returns {string | null} its selector
 */
export function buttonOf({ key, altKey, ctrlKey, metaKey }) {
  return altKey || ctrlKey || metaKey ? null : (STEPS[key.length === 1 ? key.toLowerCase() : key] ?? null);
}

/**
 * Gives the focus to the button that has come in a pressed one's place, or, where it leads nowhere, to the one
 * that closes the details; until someone moves on.
 * @param {string} selector
 * @param {number} until  milliseconds
 */
function keepFocus(selector, until) {
  const active = document.activeElement;
  const lost = active === document.body || active === null;
  if (!lost && !active.matches(`${selector}, ${CLOSE}`)) return;
  const button = /** @type {HTMLButtonElement | null} */ (document.querySelector(selector));
  const next = button?.disabled
    ? /** @type {HTMLButtonElement | null} */ (document.querySelector(CLOSE))
    : button;
  if (lost) next?.focus({ preventScroll: true });
  if (performance.now() < until) setTimeout(() => keepFocus(selector, until), LOOKED_MS);
}

/** @returns {() => void} stops listening */
export function listenForWalkKeys() {
  let within = false; // the focus is in the panel, or was there last: a button that is disabled loses it
  /** @param {FocusEvent} event */
  const focused = ({ target }) => (within = /** @type {Element} */ (target).closest(PANEL) !== null);
  /** @param {PointerEvent} event */
  const pressed = ({ target }) => (within = /** @type {Element} */ (target).closest(PANEL) !== null);
  /** @param {KeyboardEvent} event */
  const onKey = (event) => {
    const target = /** @type {Element} */ (event.target);
    const selector = buttonOf(event);
    if (!selector || !within || target.closest(FIELDS)) return;
    if (target !== document.body && !target.closest(PANEL)) return;
    const button = /** @type {HTMLButtonElement | null} */ (document.querySelector(selector));
    if (!button) return;
    event.preventDefault();
    button.click();
  };
  /** @param {MouseEvent} event */
  const clicked = (event) => {
    if (event.detail > 0) return; // with a pointer
    const target = /** @type {Element} */ (event.target);
    const selector = Object.values(STEPS).find((each) => target.closest(each));
    if (selector) keepFocus(selector, performance.now() + KEPT_MS);
  };
  document.addEventListener("click", clicked);
  document.addEventListener("focusin", focused);
  document.addEventListener("pointerdown", pressed, true);
  document.addEventListener("keydown", onKey);
  return () => {
    document.removeEventListener("click", clicked);
    document.removeEventListener("focusin", focused);
    document.removeEventListener("pointerdown", pressed, true);
    document.removeEventListener("keydown", onKey);
  };
}
