"""Small Folium elements that Folium lacks: a metric scale bar, drawing without a toolbar, a plain prefix."""

from __future__ import annotations

import folium
from branca.element import MacroElement
from folium import plugins
from folium.elements import JSCSSMixin
from folium.template import Template


class DrawingTools(JSCSSMixin, MacroElement):
    """Leaflet.draw without its toolbar: the component has buttons of its own, in the page's words."""

    _template = Template("")
    default_js = plugins.Draw.default_js
    default_css = plugins.Draw.default_css


class MetricScale(MacroElement):
    """A scale bar in kilometres; Folium's own adds miles."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            L.control.scale({imperial: false}).addTo({{ this._parent.get_name() }});
        {% endmacro %}
        """
    )


class PlainPrefix(MacroElement):
    """Credits Leaflet in words alone: its own prefix shows a state's flag, which our maps must not."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            {{ this._parent.get_name() }}.attributionControl.setPrefix(
                '<a href="https://leafletjs.com" target="_blank" rel="noopener">Leaflet</a>'
            );
        {% endmacro %}
        """
    )


class LayerChoice(folium.LayerControl):
    """The layer control, which the component asks what is chosen: the address carries it."""

    reported = True
