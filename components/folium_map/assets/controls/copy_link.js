/** A button that copies the page's address, as the map writes it. */

import { button } from "../base/elements.js";
import { addressWith } from "./map_address.js";

const SAID_MS = 2500;
/** A letter, for those who read slowly. */
const READ_MS = 80;

/**
 * @param {import("../base/words.js").Words} words
 * @param {() => import("./map_address.js").Looked} looked
 */
export function copyLinkButton(words, looked) {
  const made = button("incident-copy-link", words.say("link.copy"), async () => {
    const copied = await copy(linkTo(addressWith(location.href, looked())));
    const said = words.say(copied ? "link.copied" : "link.failed");
    made.textContent = said;
    setTimeout(() => (made.textContent = words.say("link.copy")), Math.max(SAID_MS, READ_MS * said.length));
  });
  made.setAttribute("aria-live", "polite");
  return made;
}

/**
 * The page from its beginning: a place within it, to which somebody has jumped, would arrive scrolled.
 * @param {string} address
 */
export function linkTo(address) {
  const link = new URL(address);
  link.hash = "";
  return link.href;
}

/**
 * The clipboard is there on https and localhost alone; elsewhere an older way still works in most browsers.
 * @param {string} text
 */
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = document.createElement("textarea");
    field.value = text;
    document.body.append(field);
    field.select();
    const copied = document.execCommand("copy");
    field.remove();
    return copied;
  }
}
