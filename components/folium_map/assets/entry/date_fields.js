/**
 * Enter takes a date that was typed into one of Streamlit's date fields, as Escape does, and so does Tab from its
 * last part: Streamlit itself tells the server when the calendar below the field closes, which nobody who types is
 * waiting for.
 */

const DIGITS = "[data-testid=stDateInputField] [role=spinbutton]";

/** @param {KeyboardEvent} event */
function onKey(event) {
  if (!(event.target instanceof Element)) return;
  const digits = event.target.closest(DIGITS);
  if (!digits) return;
  const leaves = event.key === "Tab" && !event.shiftKey && digits === lastOf(digits);
  if (event.key !== "Enter" && !leaves) return;
  if (!leaves) event.preventDefault();
  event.target.dispatchEvent(
    new KeyboardEvent("keydown", { key: "Escape", bubbles: true, cancelable: true }),
  );
}

/** @param {Element} digits  of a field */
function lastOf(digits) {
  return Array.from(digits.closest("[data-testid=stDateInputField]")?.querySelectorAll(DIGITS) ?? []).at(-1);
}

/** Listen for as long as the page stays; doing so again changes nothing. */
export function enterTakesDates() {
  document.addEventListener("keydown", onKey, true);
}
