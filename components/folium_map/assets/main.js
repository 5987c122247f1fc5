/**
 * What Streamlit imports of the map: asks for all files that the map needs at once, then hands over to the
 * component among them. Found one by one, they would wait in turn behind the drawing of the page.
 */

/**
 * @typedef {import("./entry/component_data.js").Fixed} Fixed
 * @typedef {import("./entry/component_data.js").Given} Given
 * @typedef {import("./entry/component_data.js").Loaded} Loaded
 */

/** The app's own files; this one is served at `_stcore/bidi-components/<name>/` below the app's root. */
const ASSETS = new URL("../../../assets/", import.meta.url);

/** @type {Map<string, Promise<void>>} */
const fetched = new Map();
/** @type {Set<string>} */
const announced = new Set();

/**
 * Called by Streamlit at the first drawing and whenever the data has changed.
 * @param {Given} given
 * @returns {() => void} called when the component leaves the page
 */
export default function show(given) {
  for (const name of given.data.modules) announce(name, "modulepreload");
  for (const name of given.data.scripts) announce(name, "preload", "script");
  load(given.data).catch(() => {}); // the component asks again, and says what failed
  let left = false;
  let leave = () => {};
  /** @type {Promise<typeof import("./entry/component.js")>} */
  const component = import(at("entry/component.js"));
  component.then(
    (module) => {
      if (!left) leave = module.show(given, load);
    },
    (error) => {
      console.error(error);
      if (!left) refuse(given);
    },
  );
  return () => {
    left = true;
    leave();
  };
}

/**
 * Without the component only the whole page can be tried again.
 * @param {Given} given
 */
function refuse({ parentElement, data: { strings } }) {
  const again = document.createElement("button");
  again.textContent = String(strings["error.retry"]);
  again.addEventListener("click", () => location.reload());
  parentElement.replaceChildren(String(strings["error.map"]), " ", again);
}

/**
 * What a map needs before it can be built.
 * @param {Fixed} data
 * @returns {Promise<Loaded>}
 */
async function load({ map, scripts, styles }) {
  const [module, { MountedMap }] = await Promise.all([
    imported(at(`../${map}`)),
    inTurn(scripts).then(() => imported(at("entry/mounted_map.js"))), // extends Leaflet's classes
    ...styles.map(style),
  ]);
  return { module, MountedMap };
}

/**
 * A module, or an error by whose name `entry/trying_again.js` knows that one did not come.
 * @param {string} address
 */
function imported(address) {
  return import(address).catch((cause) => {
    throw Object.assign(new Error(`cannot load ${address}`, { cause }), { name: "ModuleError" });
  });
}

/** @param {string[]} scripts  plugins run after the library that they extend */
async function inTurn(scripts) {
  for (const name of scripts) {
    const element = document.createElement("script");
    element.src = at(name);
    await once(element, name);
  }
}

/** @param {string} name */
function style(name) {
  const element = document.createElement("link");
  element.rel = "stylesheet";
  element.href = at(name);
  return once(element, name);
}

/**
 * @param {HTMLScriptElement | HTMLLinkElement} element
 * @param {string} name
 */
function once(element, name) {
  const known = fetched.get(name);
  if (known) return known;
  /** @type {Promise<void>} */
  const promise = new Promise((resolve, reject) => {
    element.addEventListener("load", () => resolve());
    element.addEventListener("error", () => {
      fetched.delete(name); // so that "try again" does
      element.remove();
      reject(new Error(`cannot load ${name}`));
    });
    document.head.append(element);
  });
  fetched.set(name, promise);
  return promise;
}

/**
 * Has the browser fetch a file that will be asked for.
 * @param {string} name
 * @param {"preload" | "modulepreload"} rel
 * @param {string} [as]
 */
function announce(name, rel, as) {
  if (announced.has(name)) return;
  announced.add(name);
  const element = document.createElement("link");
  element.rel = rel;
  if (as) element.as = as;
  element.href = at(name);
  document.head.append(element);
}

/** @param {string} name  relative to the assets */
const at = (name) => new URL(name, ASSETS).href;
