"""Folium plugins for the layer that draws incidents: each writes the JavaScript that makes it.

No value of a dataset enters a template here: the layer has addresses, and the browser fetches what it draws.
"""

from __future__ import annotations

from typing import Final

import folium
from folium.template import Template


class IncidentLayer(folium.map.Layer):
    """Draws the incidents of one dataset version on a canvas, from the binary columns at an address.

    Parameters
    ----------
    columns, reference, rows
        Where the dataset version's columns, reference places and rows are served, relative to the app's root.
    """

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = new L.IncidentLayer({{ this.addresses|tojson }});
        {% endmacro %}
        """
    )
    reported: Final = True
    """The page talks to this layer: see `compile_map`."""

    def __init__(self, *, columns: str, reference: str, rows: str) -> None:
        super().__init__(name="incidents", overlay=True, control=False)
        self._name = "IncidentLayer"
        self.addresses = {"columns": columns, "reference": reference, "rows": rows}


class IncidentKind(folium.map.Layer):
    """One kind's entry in the layer control; it switches that kind on and off in an `IncidentLayer`."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = new L.IncidentKind(
                {{ this.layer.get_name() }}, {{ this.kind|tojson }}
            );
        {% endmacro %}
        """
    )

    def __init__(self, layer: IncidentLayer, kind: str, *, name: str) -> None:
        super().__init__(name=name, overlay=True)
        self._name = "IncidentKind"
        self.layer, self.kind = layer, kind
