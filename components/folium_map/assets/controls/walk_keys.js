/** Arrow keys, J and K walk the list from within the details: they press the page's own buttons there. */

const PANEL = ".st-key-details";
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
  document.addEventListener("focusin", focused);
  document.addEventListener("pointerdown", pressed, true);
  document.addEventListener("keydown", onKey);
  return () => {
    document.removeEventListener("focusin", focused);
    document.removeEventListener("pointerdown", pressed, true);
    document.removeEventListener("keydown", onKey);
  };
}
