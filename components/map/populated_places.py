"""Adds GeoNames' populated places to a map as a layer that asks for those of its view."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import folium
from folium.template import Template

from geodata.basemaps.place_tiles import LEVELS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geodata.basemaps.place_tiles import Level

ADDRESS: Final = "maps/places"
"""Of the tiles, below the app's root: `api.routes` answers there."""
ATTRIBUTION: Final = (
    'Places: <a href="https://www.geonames.org/">GeoNames</a>, '
    '<a href="https://creativecommons.org/licenses/by/4.0/">CC BY 4.0</a>'
)


class PopulatedPlaces(folium.map.Layer):
    """The places whose names are written where no tiles lie, more of them the nearer one looks."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = new L.PopulatedPlaces({{ this.settings|tojson }});
        {% endmacro %}
        """
    )

    def __init__(self, levels: Sequence[Level] = LEVELS) -> None:
        super().__init__(name="places", overlay=True, control=False)
        self._name = "PopulatedPlaces"
        self.settings = {
            "address": ADDRESS,
            "levels": [[level.from_zoom, level.tile_zoom] for level in levels],
            "attribution": ATTRIBUTION,
        }
