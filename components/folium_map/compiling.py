"""Compiles a `folium.Map` to an ES module with a stable name, which builds the map from local files alone.

Folium and branca treat what they render as a template once more, name elements at random and load libraries
from other hosts. Here the second pass is off, names are numbered, libraries are our own copies, and a map
that would put text into HTML is refused.
"""

from __future__ import annotations

import hashlib
import json
import re
import threading
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cached_property
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast
from unittest.mock import patch

import branca.element
import folium
from branca.element import CssLink, Element, Figure, JavascriptLink
from jinja2 import Template

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ASSETS: Final = Path(__file__).with_name("assets")

LOCAL_COPIES: Final = {
    "leaflet": "vendor/leaflet/dist/leaflet.js",
    "leaflet_css": "vendor/leaflet/dist/leaflet.css",
    "leaflet_draw_js": "vendor/leaflet-draw/dist/leaflet.draw.js",
    "leaflet_draw_css": "vendor/leaflet-draw/dist/leaflet.draw.css",
    "Control.Fullscreen.js": "vendor/leaflet.fullscreen/Control.FullScreen.js",
    "Control.FullScreen.css": "vendor/leaflet.fullscreen/Control.FullScreen.css",
    "Control_MousePosition_js": "vendor/leaflet-mouse-position/src/L.Control.MousePosition.js",
    "pmtiles_js": "vendor/pmtiles/dist/pmtiles.js",
    "protomaps_leaflet_js": "vendor/protomaps-leaflet/dist/protomaps-leaflet.js",
    "Control_MousePosition_css": "vendor/leaflet-mouse-position/src/L.Control.MousePosition.css",
}
"""Folium's name of a dependency → our file below `ASSETS` (see setup.py for where it comes from)."""

_NEVER_USED: Final = frozenset(
    {
        *("jquery", "bootstrap", "awesome_markers", "bootstrap_css", "glyphicons_css"),
        *("awesome_markers_font_css", "awesome_markers_css", "awesome_rotate_css"),
    }
)
"""Every `folium.Map` asks for these; only the elements refused below use them."""

_REFUSED: Final = (
    folium.Popup,
    folium.Tooltip,
    folium.GeoJsonPopup,
    folium.GeoJsonTooltip,
    folium.Icon,
    folium.DivIcon,
)
"""Elements that put text into HTML, or need jQuery."""


Link = JavascriptLink | CssLink
"""A library that a map asks for."""


class UnsupportedMapError(ValueError):
    """A map uses something that cannot be mounted safely from local files."""


@dataclass(frozen=True)
class CompiledMap:
    """A map as the browser gets it."""

    id: str
    """Id of the element the map is built in, and the map's name in `script`."""
    script: str
    js: tuple[str, ...]
    """Library files below the assets, in the order in which they must be loaded."""
    css: tuple[str, ...]
    layers: tuple[str, ...]
    """Names, in `script`, of the elements whose class says `reported = True`: what the page talks to."""

    @cached_property
    def module(self) -> bytes:
        """An ES module: it leaks no globals, and `build` can be called again after the map was removed."""
        return (
            f"export const id = {json.dumps(self.id)};\n"
            f"export function build() {{\n{self.script}\n"
            f"return {{map: {self.id}, layers: [{', '.join(self.layers)}]}};\n}}\n"
        ).encode()

    @cached_property
    def sha256(self) -> str:
        """The module's name: two maps with the same name are the same map."""
        return hashlib.sha256(self.module).hexdigest()


def compile_map(chart: folium.Map, *, key: str = "map") -> CompiledMap:
    """Render a map to a script that names its elements after `key`; `chart` stays as it was.

    Raises
    ------
    UnsupportedMapError
        If an element puts text into HTML, adds HTML, styles or scripts of its own, or needs a library
        of which there is no local copy.
    """
    if not re.fullmatch("[a-z]+", key):
        raise UnsupportedMapError(f"key '{key}': lower-case letters were expected, for names in JavaScript")
    elements = list(_tree(chart))
    _refuse_text_in_html(chart, elements)
    figure = cast("Figure", chart.get_root())  # every map makes one
    with _rendering, _verbatim(), _escaped_layer_names(elements):
        for part in (figure.header, figure.html, figure.script):
            part._children.clear()
        figure.render()
        links: dict[str, Link] = {
            name: link for name, link in figure.header._children.items() if isinstance(link, Link)
        }
        _refuse_own_markup(chart, figure, links)
        script = "\n".join(part.render() for part in figure.script._children.values())
    stable = _stable_names(script, elements, key)
    layers = [element.get_name() for element in elements if getattr(element, "reported", False)]
    return CompiledMap(
        id=stable(chart.get_name()),
        script=stable(script),
        js=_files(links, JavascriptLink),
        css=_files(links, CssLink),
        layers=tuple(stable(name) for name in layers),
    )


def _tree(element: Element) -> Iterator[Element]:
    yield element
    for child in list(element._children.values()):
        yield from _tree(child)


def _refuse_text_in_html(chart: folium.Map, elements: list[Element]) -> None:
    for element in elements:
        if isinstance(element, _REFUSED):
            raise UnsupportedMapError(
                f"folium.{type(element).__name__} puts text into HTML; send the text as data instead, "
                "and let the page write it"
            )
        if isinstance(element, folium.GeoJson) and not element.embed:
            raise UnsupportedMapError("a folium.GeoJson must hold its data (embed=True)")
    if chart.objects_to_stay_in_front:
        raise UnsupportedMapError("keep_in_front needs jQuery; give the layer a folium.map.CustomPane")


def _refuse_own_markup(chart: folium.Map, figure: Figure, links: dict[str, Link]) -> None:
    known = {chart.get_name(), "meta_http", *links}
    own = [
        name
        for part in (figure.header, figure.html)
        for name, element in part._children.items()
        if name not in known and element.render().strip()
    ]
    if own:
        raise UnsupportedMapError(
            f"these elements add HTML, styles or scripts of their own: {', '.join(own)}"
        )


def _files(links: dict[str, Link], kind: type[Link]) -> tuple[str, ...]:
    wanted = {
        name: link for name, link in links.items() if isinstance(link, kind) and name not in _NEVER_USED
    }
    return tuple(_local(name, link.url) for name, link in wanted.items())


def _local(name: str, url: str) -> str:
    path = LOCAL_COPIES.get(name)
    if path is None:
        raise UnsupportedMapError(f"there is no local copy of '{name}' ({url})")
    if not (ASSETS / path).is_file():
        raise UnsupportedMapError(
            f"'{path}' is missing: run pip install -r requirements.txt, which fetches it"
        )
    return path


def _stable_names(script: str, elements: list[Element], key: str) -> Callable[[str], str]:
    """Replace the random ids of elements by numbers, in the order in which the script first names them."""
    ids = {element._id for element in elements}
    pattern = re.compile(r"(?<![0-9A-Za-z])(?:" + "|".join(map(re.escape, ids)) + r")(?![0-9A-Za-z])")
    numbers = {old: f"{key}{number}" for number, old in enumerate(dict.fromkeys(pattern.findall(script)))}
    return lambda text: pattern.sub(lambda match: numbers[match[0]], text)


_rendering = threading.Lock()


class _Verbatim:
    """Stands in for a template: text that has been rendered is not compiled again."""

    def __init__(self, text: str) -> None:
        self._text = text

    def render(self, **_: object) -> str:
        return self._text


@contextmanager
def _verbatim() -> Iterator[None]:
    """Switch branca's second template pass off, in this thread only.

    Branca makes a template of each rendered part, so `{{7*7}}` in a value would run on the server.
    """
    renderer = threading.get_ident()

    def template(text: str) -> _Verbatim | Template:
        return _Verbatim(text) if threading.get_ident() == renderer else Template(text)

    with patch.object(branca.element, "Template", template):
        yield


@contextmanager
def _escaped_layer_names(elements: list[Element]) -> Iterator[None]:
    """`L.control.layers` takes names as HTML."""
    with ExitStack() as restored:
        for element in elements:
            if isinstance(element, folium.map.Layer):
                restored.enter_context(patch.object(element, "layer_name", escape(element.layer_name)))
        yield
