/** A button that copies the page's address together with the map's centre and zoom. */

import { button } from "../base/elements.js";

/** @typedef {import("../base/projection.js").View} View */

const SAID_MS = 2500;

/**
 * @param {import("../base/words.js").Words} words
 * @param {() => View} view
 */
export function copyLinkButton(words, view) {
  const made = button("incident-copy-link", words.say("link.copy"), async () => {
    const copied = await copy(addressWith(location.href, view()));
    made.textContent = words.say(copied ? "link.copied" : "link.failed");
    setTimeout(() => (made.textContent = words.say("link.copy")), SAID_MS);
  });
  made.setAttribute("aria-live", "polite");
  return made;
}

/**
 * @param {string} href
 * @param {View} view
 */
export function addressWith(href, { lat, lon, zoom }) {
  const address = new URL(href);
  address.searchParams.set("at", `${lat},${lon},${zoom}`);
  return address.href;
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
