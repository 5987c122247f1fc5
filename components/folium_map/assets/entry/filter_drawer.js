/** On a phone the filters are a drawer over the page: the button that says how many records they show closes it. */

const SHOW = ".st-key-show_records button";
const CLOSE = "[data-testid=stSidebarCollapseButton] button";
let listening = false;

/** Listens from now on, once a page. */
export function showingClosesDrawer() {
  if (listening) return;
  listening = true;
  document.addEventListener("click", ({ target }) => {
    if (!(/** @type {Element} */ (target).closest(SHOW))) return;
    const close = /** @type {HTMLButtonElement | null} */ (document.querySelector(CLOSE));
    close?.click();
  });
}
