/**
 * Saves the page's charts as SVG or PNG files: a link below a chart takes what Vega has drawn, with a ground of its own.
 * A picture of pixels has twice as many as the page, and the page's fonts.
 */

const LINK = ".chart-picture a";
const CHART = "[data-testid=stVegaLiteChart]";
/** Pixels of a picture for one of the page. */
const FINER = 2;

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
    const name = fileNameOf(link.dataset.title ?? "");
    if (!drawing) return;
    const paper = paperUnder(link);
    if (link.dataset.kind === "png") void savePixels(drawing, paper, `${name}.png`);
    else save(new Blob([pictureOf(drawing, paper)], { type: "image/svg+xml" }), `${name}.svg`);
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
 * @param {boolean} [worded]  whether its texts are in it
 */
function pictureOf(drawing, paper, worded = true) {
  const copy = /** @type {SVGSVGElement} */ (drawing.cloneNode(true));
  const name = "http://www.w3.org/2000/svg";
  copy.setAttribute("xmlns", name);
  const ground = document.createElementNS(name, "rect");
  ground.setAttribute("width", "100%");
  ground.setAttribute("height", "100%");
  ground.setAttribute("fill", paper);
  copy.prepend(ground);
  if (!worded) for (const text of copy.querySelectorAll("text")) text.remove();
  return new XMLSerializer().serializeToString(copy);
}

/** What a title may be called on any disk. @param {string} title */
export function fileNameOf(title) {
  const plain = title.replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/gu, "");
  return plain.slice(0, 80).toLowerCase() || "chart";
}

/**
 * Draws a picture anew on a canvas. An image of an SVG takes no fonts from the page: its letters are written on the
 * canvas itself, where the browser would have put them.
 * @param {SVGSVGElement} drawing
 * @param {string} paper
 * @param {string} name
 */
async function savePixels(drawing, paper, name) {
  const { width, height } = drawing.getBoundingClientRect();
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(pictureOf(drawing, paper, false))}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(width * FINER);
  canvas.height = Math.round(height * FINER);
  const context = canvas.getContext("2d");
  if (!context) return;
  context.scale(FINER, FINER);
  context.drawImage(image, 0, 0, width, height);
  for (const text of drawing.querySelectorAll("text")) write(context, text, drawing);
  canvas.toBlob((blob) => blob && save(blob, name), "image/png");
}

/**
 * One text of a drawing, which has no other texts in it, as Vega writes them.
 * @param {CanvasRenderingContext2D} context  scaled to CSS pixels
 * @param {SVGTextElement} text
 * @param {SVGSVGElement} drawing
 */
function write(context, text, drawing) {
  const place = text.getScreenCTM();
  const style = getComputedStyle(text);
  if (!place || style.visibility === "hidden" || !text.textContent) return;
  const { left, top } = drawing.getBoundingClientRect();
  context.save();
  context.transform(place.a, place.b, place.c, place.d, place.e - left, place.f - top);
  context.font = `${style.fontStyle} ${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  context.fillStyle = style.fill;
  context.globalAlpha = Number(style.opacity) * Number(style.fillOpacity);
  context.textAlign =
    /** @type {Record<string, CanvasTextAlign>} */ ({ middle: "center", end: "right" })[style.textAnchor] ??
    "left";
  const lines = text.querySelectorAll("tspan");
  if (!lines.length) context.fillText(text.textContent, 0, 0);
  let down = 0;
  for (const line of lines) {
    down += Number(line.getAttribute("dy") ?? 0);
    context.fillText(line.textContent ?? "", 0, down);
  }
  context.restore();
}

/**
 * @param {Blob} content
 * @param {string} name
 */
function save(content, name) {
  const address = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
