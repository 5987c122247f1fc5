/**
 * What Python sends to the component and what the component sends back: types only.
 *
 * @typedef {object} Selection
 * @property {string} query  the page's filters, canonical
 * @property {string | null} mask  address of the bits; null: every record
 * @property {string | null} bits  the same, base64, where they are few
 * @property {string | null} undated  the same without the dates
 * @property {number | null} from  minutes since 1970-01-01T00:00Z
 * @property {number | null} to
 * @property {import("../data/dates.js").Within} within
 *
 * @typedef {object} Compared  what the selection is compared with on the map
 * @property {"beside" | "swipe"} way
 * @property {string} query  its filters, canonical
 * @property {string | null} mask  address of its bits; null: every record
 * @property {string} a  the selection's filters in words
 * @property {string} b  its own
 *
 * @typedef {import("../base/projection.js").View} View
 *
 * @typedef {object} Fixed  what stays with a map
 * @property {string} map  address of the map's module; the map stays while it does
 * @property {number} around  of the window's height, CSS pixels, what the map leaves to others
 * @property {number} timelineHeight
 * @property {import("../base/words.js").Strings} strings
 * @property {string} lang
 * @property {string} stateElement  class of the element that holds `Shown`
 * @property {string} regionsElement  class of the one that holds how regions are shaded
 * @property {import("../controls/legend.js").Measured[]} measures  what may be counted
 * @property {string[]} modules  files below `assets/`, as the next two
 * @property {string[]} scripts  in the order in which they must run
 * @property {string[]} styles
 *
 * @typedef {object} Shown  what changes while the map stays
 * @property {string} map  the map that is meant
 * @property {Selection} selection
 * @property {number | null} chosen  row
 * @property {import("../draw/palette.js").ColourField} colour
 * @property {import("../controls/legend.js").Active} active  what the filters hold
 * @property {import("../map/layer_state.js").Asked["mode"]} mode
 * @property {import("../map/layer_state.js").Size} size  what areas and heat count
 * @property {import("../timeline/timeline.js").StepChoice} step  of the histogram
 * @property {import("../timeline/amounts.js").Measure | null} measure  what its bars tell; null: records
 * @property {boolean} shaded  whether regions are
 * @property {Compared | null} compared
 * @property {View | null} view  for the first mount, as the next two
 * @property {string | null} base  the base map's key
 * @property {string[]} hidden  kinds switched off in the layer control
 * @property {[number, number][] | null} area  longitude, latitude: the filters' polygon
 *
 * @typedef {Fixed & Shown} Data
 *
 * @typedef {object} Offered  besides looking
 * @property {boolean} area  to draw an area, which becomes a filter
 * @property {boolean} address  to keep in the page's address what is looked at, and to copy it
 *
 * @typedef {object} Send  the way to Python; Streamlit gives a new one at every call
 * @property {(name: "look", value: unknown) => void} state
 * @property {(name: "clicked" | "legend" | "brushed" | "drawn" | "region" | "ready", value: unknown) => void} trigger
 *
 * @typedef {object} Given  what Streamlit hands over
 * @property {Element} parentElement
 * @property {Fixed} data
 * @property {Send["state"]} setStateValue
 * @property {Send["trigger"]} setTriggerValue
 *
 * @typedef {object} MapModule  the compiled folium.Map
 * @property {string} id  of the element that it is built in
 * @property {() => {map: import("leaflet").Map, layers: Reported}} build
 *
 * @typedef {[import("../map/incident_layer.js").IncidentLayer, import("leaflet").Control.Layers]} Reported
 *
 * @typedef {{module: MapModule, MountedMap: typeof import("./mounted_map.js").MountedMap}} Loaded
 * @typedef {(data: Fixed) => Promise<Loaded>} Load
 */

export {};
