/** Fetching with an error that says what was answered; needs no page, so that workers can use it. */

/**
 * @param {URL | string} address
 * @param {AbortSignal} [signal]
 */
export async function fetched(address, signal) {
  const response = await fetch(address, { signal });
  if (!response.ok) throw new Error(`${new URL(response.url).pathname} answered ${response.status}`);
  return response;
}
