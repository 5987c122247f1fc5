"""Lists the online base maps a reader may choose, and their hosts; nothing is fetched before the choice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from geodata import settings
from geodata.errors import SettingsError


@dataclass(frozen=True)
class TileSet:
    """Map pictures from a server of others."""

    url: str
    attribution: str
    """HTML, as the provider asks for it."""
    max_zoom: int


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


def offered() -> tuple[str, ...]:
    """Keys of `TILE_SETS` that this server offers, as `INCIDENTS_TILES` says; raises `SettingsError`."""
    asked = settings.current().tiles
    if asked == "off":
        return ()
    keys = tuple(key.strip() for key in asked.split(","))
    if unknown := [key for key in keys if key not in TILE_SETS]:
        known = ", ".join(TILE_SETS)
        expected = f"'off' or some of {known} were expected"
        raise SettingsError("INCIDENTS_TILES", f"'{unknown[0]}' was found", expected)
    return keys


def hosts() -> tuple[str, ...]:
    """Origins of the offered tile sets, for the page's Content-Security-Policy."""
    addresses = (urlsplit(TILE_SETS[key].url) for key in offered())
    return tuple(f"{address.scheme}://{address.netloc}" for address in addresses)
