/** Escape closes the details, wherever the focus is, unless it ends something nearer. */

/** What Escape leaves or closes by itself: a field, the table's cell, a list, a dialog, a popup of the map. */
const FIELDS = "input, textarea, select, [role=slider]";
const OPEN =
  "[role=dialog], [role=listbox], [data-baseweb=popover], .leaflet-popup, .incident-tools.is-open, :fullscreen";

/**
 * @param {() => void} close
 * @param {() => boolean} busy  whether the map is: time plays, an area is drawn
 * @returns {() => void} stops listening
 */
export function onEscape(close, busy) {
  /** @param {KeyboardEvent} event */
  const pressed = ({ key, target }) => {
    if (key !== "Escape" || busy()) return;
    if (/** @type {Element} */ (target).closest(FIELDS) || document.querySelector(OPEN)) return;
    close();
  };
  // Before others, which may have closed what was open by the time it rises to the document.
  document.addEventListener("keydown", pressed, true);
  return () => document.removeEventListener("keydown", pressed, true);
}
