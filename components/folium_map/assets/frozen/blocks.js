/** Where the parts of a frozen map lie: in its own file, from which its first script (`open.js`) reads them. */

/** @typedef {(name: string) => Promise<Response>} Blocks  a part by its name, unpacked */

/**
 * A part of this file.
 * @type {Blocks}
 */
export const ownBlock = (name) => /** @type {any} */ (window).frozenBlock(name);
