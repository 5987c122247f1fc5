/**
 * Where columns, selections and texts come from: the one place that asks for them. It is the server, unless somebody
 * says who answers instead, such as a file that brings all of it along. Needs no page, so that workers can use it.
 */

/** @typedef {(address: URL, signal?: AbortSignal) => Promise<Response>} Answer */

/** @type {Answer | null} null: the server */
let here = null;

/** Has every question answered without a server. @param {Answer} answer */
export function answerHere(answer) {
  here = answer;
}

/** Whether no server is asked. */
export const isAnsweredHere = () => here !== null;

/**
 * An answer, or an error that says what was answered instead.
 * @param {URL | string} address
 * @param {AbortSignal} [signal]
 */
export async function fetched(address, signal) {
  const response = await (here ? here(new URL(address), signal) : fetch(address, { signal }));
  if (!response.ok)
    throw new Error(`${new URL(response.url || address).pathname} answered ${response.status}`);
  return response;
}
