/** Saves the page's charts as SVG files: a link below a chart takes what Vega has drawn, with a ground of its own. */

const LINK = ".chart-picture a";
const CHART = "[data-testid=stVegaLiteChart]";

let listening = false;

/** Listens from now on, once a page. */
export function chartsAreSavedAsPictures() {
  if (listening) return;
  listening = true;
  document.addEventListener("click", (event) => {
    const link = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest(LINK));
    if (!link) return;
    event.preventDefault();
    const drawing = chartAbove(link)?.querySelector("svg");
    if (drawing) save(pictureOf(drawing, paperUnder(link)), `${fileNameOf(link.dataset.title ?? "")}.svg`);
  });
}

/** The last chart that stands before a link. @param {Element} link */
function chartAbove(link) {
  const before = [...document.querySelectorAll(CHART)].filter(
    (chart) => chart.compareDocumentPosition(link) & Node.DOCUMENT_POSITION_FOLLOWING,
  );
  return before.at(-1) ?? null;
}

/** The colour that the page has there. @param {Element} link */
function paperUnder(link) {
  for (let element = /** @type {Element | null} */ (link); element; element = element.parentElement) {
    const { backgroundColor } = getComputedStyle(element);
    if (!/^(transparent|rgba\(.*, 0\))$/u.test(backgroundColor)) return backgroundColor;
  }
  return "white";
}

/**
 * A drawing as a file of its own: with its namespace, and a ground under it.
 * @param {SVGSVGElement} drawing
 * @param {string} paper
 */
function pictureOf(drawing, paper) {
  const copy = /** @type {SVGSVGElement} */ (drawing.cloneNode(true));
  const name = "http://www.w3.org/2000/svg";
  copy.setAttribute("xmlns", name);
  const ground = document.createElementNS(name, "rect");
  ground.setAttribute("width", "100%");
  ground.setAttribute("height", "100%");
  ground.setAttribute("fill", paper);
  copy.prepend(ground);
  return new XMLSerializer().serializeToString(copy);
}

/** What a title may be called on any disk. @param {string} title */
export function fileNameOf(title) {
  const plain = title.replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/gu, "");
  return plain.slice(0, 80).toLowerCase() || "chart";
}

/**
 * @param {string} text
 * @param {string} name
 */
function save(text, name) {
  const address = URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
