"""Lists the base maps that a reader may choose, online ones and files; nothing is fetched before."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from components.map.attribution import as_html
from geodata import setting_texts, settings
from geodata.basemaps import collection
from geodata.basemaps.collection import QUIET, BaseMap
from geodata.basemaps.own_tile_sets import FILES, TileSet, own

LAYERS: Final = "layer-"
"""Begins the keys of reference layers, as an address hides them."""


def _link(address: str, text: str) -> str:
    return f'<a href="{address}" target="_blank" rel="noopener">{text}</a>'


_OSM: Final = f"© {_link('https://www.openstreetmap.org/copyright', 'OpenStreetMap contributors')}"

TILE_SETS: Final = {
    "osm": TileSet("https://tile.openstreetmap.org/{z}/{x}/{y}.png", _OSM, 19),
    "light": TileSet(
        "https://basemaps.cartocdn.com/light_all/{z}/{x}/{y}{r}.png",
        f"{_OSM} © {_link('https://carto.com/attributions', 'CARTO')}",
        19,
    ),
    "imagery": TileSet(
        "https://server.arcgisonline.com/ArcGIS/rest/services/World_Imagery/MapServer/tile/{z}/{y}/{x}",
        f"Imagery © {_link('https://www.esri.com', 'Esri')}, Maxar, Earthstar Geographics and others",
        18,
    ),
}


def tile_sets() -> dict[str, TileSet]:
    """Online base maps that this server offers: `INCIDENTS_TILES`, then all of `INCIDENTS_TILE_SETS`.

    Raises
    ------
    SettingsError
        If one of the two settings cannot be.
    """
    ours = {key: replace(each, attribution=as_html(each.attribution)) for key, each in own().items()}
    return {**{key: TILE_SETS[key] for key in _chosen()}, **ours}


def _chosen() -> tuple[str, ...]:
    asked = settings.current().tiles
    return () if asked == "off" else setting_texts.keys(asked)


def offered() -> tuple[str, ...]:
    """Keys of `tile_sets`; raises as it does."""
    return tuple(tile_sets())


def hosts() -> tuple[str, ...]:
    """Origins of the offered tile sets, for the page's Content-Security-Policy."""
    return tuple(dict.fromkeys(each.origin for each in tile_sets().values()))


def files() -> dict[str, BaseMap]:
    """Archives and reference layers that are here, by name and state, as a map's settings carry them."""
    return {f"{each.key}.{each.stamp}": each for each in collection.listed()}


def keys_of(each: BaseMap) -> tuple[str, ...]:
    """What an address calls it: an archive of vector tiles has two styles."""
    if each.kind == "layer":
        return (LAYERS + each.key,)
    key = FILES + each.key
    return (key, key + QUIET) if each.kind == "vector" else (key,)


def bases() -> tuple[str, ...]:
    """Keys of all base maps but the outline, as `base=` names them; raises `SettingsError`."""
    found = (keys_of(each) for each in collection.listed() if each.kind != "layer")
    return (*offered(), *(key for keys in found for key in keys))


def layers() -> tuple[str, ...]:
    """Keys of reference layers, as `hide=` names them."""
    return tuple(key for each in collection.listed() if each.kind == "layer" for key in keys_of(each))
