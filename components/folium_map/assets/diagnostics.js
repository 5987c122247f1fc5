/** Counters for tests, readable in the page as `window.__incidentMap`: mounts prove that nothing flickered. */

export const diagnostics = { mounts: 0, unmounts: 0, calls: 0, drawings: 0 };

Object.assign(window, { __incidentMap: diagnostics });
