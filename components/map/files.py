"""Folium plugins for base maps and reference layers that are files of this server; the browser draws them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import folium
from folium.elements import JSCSSMixin
from folium.template import Template

from components.map.attribution import as_html
from components.map.base_maps import LAYERS

if TYPE_CHECKING:
    from geodata.basemaps.collection import BaseMap

PMTILES: Final = ("pmtiles_js", "pmtiles.js")
PROTOMAPS: Final = ("protomaps_leaflet_js", "protomaps-leaflet.js")


class ArchiveTiles(JSCSSMixin, folium.map.Layer):
    """A PMTiles archive as a base map.

    Parameters
    ----------
    key
        What the page's address calls it.
    style
        Of vector tiles: `plain` or `quiet`; both follow the page's theme.
    language
        Of the labels, where the tiles have names in it.
    """

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = new L.ArchiveTiles({{ this.settings|tojson }});
        {% endmacro %}
        """
    )

    def __init__(self, archive: BaseMap, *, key: str, name: str, style: str, language: str) -> None:
        super().__init__(name=name, overlay=False, show=False)
        self._name = "ArchiveTiles"
        self.default_js = [PMTILES, PROTOMAPS] if archive.kind == "vector" else [PMTILES]
        west, south, east, north = archive.bounds
        self.settings = {
            "className": f"tiles-{key}",
            "name": name,
            "address": f"basemaps/{archive.key}/{archive.stamp}.pmtiles",
            "vector": archive.kind == "vector",
            "bounds": [[south, west], [north, east]],
            "minZoom": archive.min_zoom,
            "maxZoom": archive.max_zoom,
            "layers": list(archive.layers),
            "style": style,
            "lang": language,
            "attribution": as_html(archive.attribution),
        }


class ReferenceLayer(folium.map.Layer):
    """Lines and areas of somebody's own, in one colour, under the incidents and over the base map."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = new L.ReferenceLayer({{ this.settings|tojson }});
        {% endmacro %}
        """
    )

    def __init__(self, layer: BaseMap) -> None:
        super().__init__(name=layer.name, overlay=True, show=True)
        self._name = "ReferenceLayer"
        self.settings = {
            "key": LAYERS + layer.key,
            "name": layer.name,
            "address": f"basemaps/{layer.key}/{layer.stamp}.geojson",
            "colour": layer.colour,
            "attribution": as_html(layer.attribution),
        }
