/** Makes scenes for the tests of what draws: a view of 800 × 600 pixels in which a world unit is a pixel. */

import { encodingOf } from "../../components/folium_map/assets/draw/palette.js";
import { InView } from "../../components/folium_map/assets/draw/scene.js";
import { recordsOf } from "./records.js";

export const THEME = {
  ink: [0, 0, 0],
  paper: [255, 255, 255],
  accent: [0, 0, 200],
  font: "Sans",
  dark: false,
};
const FRAME = { left: 0, top: 0, scale: 1, width: 800, height: 600, zoom: 0, ratio: 1 };

/**
 * A scene of records by kind, all of them selected; `px` puts them elsewhere in the view than their x says.
 */
export function sceneOf(rows, { frame, px, theme = THEME, chosen = null } = {}) {
  const records = recordsOf(rows);
  const { columns } = records;
  const view = new InView(columns.n);
  view.gather(records, Uint32Array.from(columns.x.keys()), columns.n, FRAME, Infinity);
  if (px) view.px.set(px);
  const encoding = encodingOf(columns, "kind");
  return { records, encoding, theme, frame: { ...FRAME, ...frame }, view, chosen, shapes: [], places: null };
}
