/**
 * Chooses how vector tiles are drawn: in a style of Protomaps for tiles of its schema, else plainly, layer by
 * layer. Needs `protomapsL` for the latter.
 */

import { css, mix } from "../base/theme.js";

/**
 * @typedef {"plain" | "quiet"} Style
 * @typedef {import("../base/theme.js").Theme} Theme
 */

/** Layers of the Protomaps schema that no other one has: https://docs.protomaps.com/basemaps/layers */
const OF_PROTOMAPS = ["earth", "roads", "places"];
const FLAVOURS = {
  plain: { light: "light", dark: "dark" },
  quiet: { light: "white", dark: "black" },
};

/**
 * @param {Style} style
 * @param {boolean} dark
 */
export const flavourOf = (style, dark) => FLAVOURS[style][dark ? "dark" : "light"];

/** Whether tiles are of the Protomaps schema. @param {string[]} layers  names in the tiles */
export const isProtomaps = (layers) => layers.some((name) => OF_PROTOMAPS.includes(name));

/**
 * The options of `protomapsL.leafletLayer` that say how tiles look.
 * @param {any} library  `protomapsL`
 * @param {string[]} layers
 * @param {Style} style
 * @param {string} lang
 * @param {Theme} theme
 */
export function lookOf(library, layers, style, lang, theme) {
  if (isProtomaps(layers)) return { flavor: flavourOf(style, theme.dark), lang };
  return { ...plainRules(library, layers, style, lang, theme), lang };
}

/**
 * Areas faintly, lines, points and names in the page's ink: nothing is known of what they mean.
 * @param {any} library
 * @param {string[]} layers
 * @param {Style} style
 * @param {string} lang
 * @param {Theme} theme
 */
function plainRules(library, layers, style, lang, { ink, paper, font }) {
  const share = style === "quiet" ? 0.6 : 0.25;
  const line = css(mix(ink, paper, share));
  const of = (/** @type {number} */ kind) => (/** @type {number} */ _, /** @type {any} */ feature) =>
    feature.geomType === kind;
  const [POINT, LINE, POLYGON] = [1, 2, 3];
  const paintRules = layers.flatMap((dataLayer) => [
    { dataLayer, symbolizer: new library.PolygonSymbolizer({ fill: css(ink, 0.06) }), filter: of(POLYGON) },
    { dataLayer, symbolizer: new library.LineSymbolizer({ color: line, width: 1 }), filter: of(LINE) },
    {
      dataLayer,
      symbolizer: new library.CircleSymbolizer({ radius: 2, fill: line, stroke: css(paper), width: 1 }),
      filter: of(POINT),
    },
  ]);
  const labelRules = layers.map((dataLayer) => ({
    dataLayer,
    symbolizer: new library.CenteredTextSymbolizer({
      labelProps: [`name:${lang}`, `name_${lang}`, "name"],
      fill: css(ink),
      stroke: css(paper),
      width: 2,
      font: `12px ${font}`,
    }),
    filter: of(POINT),
  }));
  return { paintRules, labelRules };
}
