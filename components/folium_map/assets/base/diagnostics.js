/**
 * For tests, readable in the page as `window.__incidentMap`: mounts prove that nothing flickered, the view that
 * nothing moved.
 */

export const diagnostics = {
  mounts: 0,
  unmounts: 0,
  calls: 0,
  drawings: 0,
  /** @type {() => import("./projection.js").View | null} */
  view: () => null,
};

Object.assign(window, { __incidentMap: diagnostics });
