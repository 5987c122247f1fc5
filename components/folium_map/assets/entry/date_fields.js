/**
 * Enter takes a date that was typed into one of Streamlit's date fields, as Escape does: Streamlit itself tells
 * the server when the calendar below the field closes, which nobody who types is waiting for.
 */

const DIGITS = "[data-testid=stDateInputField] [role=spinbutton]";

/** @param {KeyboardEvent} event */
function onKey(event) {
  if (event.key !== "Enter" || !(event.target instanceof Element) || !event.target.closest(DIGITS)) return;
  event.preventDefault();
  event.target.dispatchEvent(
    new KeyboardEvent("keydown", { key: "Escape", bubbles: true, cancelable: true }),
  );
}

/** Listen for as long as the page stays; doing so again changes nothing. */
export function enterTakesDates() {
  document.addEventListener("keydown", onKey, true);
}
