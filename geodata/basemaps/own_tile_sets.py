"""Reads the TOML file of `INCIDENTS_TILE_SETS`: XYZ, WMS and WMTS base maps of one's own, checked."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode, urlsplit

from geodata import settings
from geodata.errors import SettingsError
from geodata.setting_texts import ONLINE_MAPS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

VARIABLE: Final = "INCIDENTS_TILE_SETS"
FILES: Final = "file-"
"""Begins the keys of base maps that are files."""
_TAKEN: Final = (*ONLINE_MAPS, "outline")
_KEY: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_HOST: Final = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)*(:\d{1,5})?", re.IGNORECASE)
_FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "xyz": (),
    "wms": ("layers", "format", "version"),
    "wmts": ("layer", "style", "format", "matrix_set", "matrix"),
}
_ALL: Final = ("kind", "name", "url", "attribution", "max_zoom")
_FORMATS: Final = ("image/png", "image/jpeg", "image/webp")
_LONGEST: Final = 1_000
_HIGHEST_ZOOM: Final = 22


@dataclass(frozen=True)
class TileSet:
    """Map pictures from a server of others."""

    url: str
    """With {z}, {x} and {y}, or of a WMS."""
    attribution: str
    """Text or HTML, as the file has it: not safe before the page has made it so."""
    max_zoom: int
    name: str = ""
    """What people read; empty for those whose names are the interface's."""
    wms: Mapping[str, str] = field(default_factory=dict)
    """`layers`, `format` and `version` of a WMS."""

    @property
    def origin(self) -> str:
        """Scheme and host, as a Content-Security-Policy names them."""
        address = urlsplit(self.url)
        return f"{address.scheme}://{address.netloc}"


def own() -> dict[str, TileSet]:
    """Those of the file, by key; none if the setting is empty.

    Raises
    ------
    SettingsError
        If the file cannot be read, or holds what cannot be.
    """
    path = settings.current().tile_sets
    return {} if path is None else _read(path)


@lru_cache(maxsize=4)
def _read(path: Path) -> dict[str, TileSet]:
    """Once a process: the page's policy names the hosts, and is made at the start."""
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise _wrong(path.name, f"it cannot be read ({error.strerror})", "a TOML file was expected") from None
    except ValueError as error:
        raise _wrong(path.name, f"it is no TOML ({error})", "see docs/base-maps.md") from None
    return {key: _tile_set(key, entry) for key, entry in said.items()}


def _tile_set(key: str, entry: object) -> TileSet:
    if not _KEY.fullmatch(key) or key.startswith(FILES):
        raise _wrong(key, "it is no key", f"up to 40 of a-z, 0-9 and - were expected, not '{FILES}' first")
    if key in _TAKEN:
        raise _wrong(key, "a key of the program's own was found", "another key was expected")
    if not isinstance(entry, dict):
        raise _wrong(key, "it is no table", f"[{key}] with name, url and attribution was expected")
    kind = entry.get("kind", "xyz")
    if kind not in _FIELDS:
        raise _wrong(key, f"kind '{kind}' was found", f"one of {', '.join(_FIELDS)} was expected")
    if unknown := sorted(set(entry) - {*_ALL, *_FIELDS[kind]}):
        known = ", ".join((*_ALL, *_FIELDS[kind]))
        raise _wrong(key, f"'{unknown[0]}' was found", f"some of {known} were expected")
    address = _address(key, kind, _text(key, entry, "url"))
    if kind == "wmts":
        address = _wmts(key, entry, address)
    if kind == "xyz":
        _needs_places(key, address)
    return TileSet(
        url=address,
        attribution=_text(key, entry, "attribution"),
        max_zoom=_zoom(key, entry.get("max_zoom", 19)),
        name=_text(key, entry, "name"),
        wms=_wms(key, entry) if kind == "wms" else {},
    )


def _address(key: str, kind: str, url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in {"http", "https"} or not _HOST.fullmatch(parts.netloc):
        expected = "https://, one host without {s} or a password, and a path were expected"
        raise _wrong(key, f"url '{url}' was found", expected)
    if parts.fragment or re.search(r"\s", url):
        raise _wrong(key, f"url '{url}' was found", "an address without spaces and # was expected")
    if kind == "wms" and "{" in url:
        raise _wrong(key, f"url '{url}' was found", "the address of a WMS, without { and }, was expected")
    return url


def _needs_places(key: str, url: str) -> None:
    if missing := [place for place in ("{z}", "{x}", "{y}") if place not in url.replace("{-y}", "{y}")]:
        raise _wrong(key, f"url '{url}' was found", f"{missing[0]} was expected in it")


def _wms(key: str, entry: Mapping[str, Any]) -> dict[str, str]:
    return {
        "layers": _text(key, entry, "layers"),
        "format": _format(key, entry),
        "version": _one_of(key, entry, "version", ("1.3.0", "1.1.1")),
    }


def _wmts(key: str, entry: Mapping[str, Any], url: str) -> str:
    """An address with {z}, {x}, {y}, from one with the standard's names in it, or from a service's."""
    matrix = _text(key, entry, "matrix", "{z}")
    if "{z}" not in matrix or "\\" in matrix:
        raise _wrong(key, f"matrix '{matrix}' was found", "{z} was expected in it")
    named = {"{TileMatrix}": matrix, "{TileRow}": "{y}", "{TileCol}": "{x}"}
    if "{" in url:
        for name, place in named.items():
            url = re.sub(re.escape(name), place, url, flags=re.IGNORECASE)
        _needs_places(key, url)
        return url
    asked = {
        "SERVICE": "WMTS",
        "REQUEST": "GetTile",
        "VERSION": "1.0.0",
        "LAYER": _text(key, entry, "layer"),
        "STYLE": _text(key, entry, "style", "default"),
        "FORMAT": _format(key, entry),
        "TILEMATRIXSET": _text(key, entry, "matrix_set", "GoogleMapsCompatible"),
        "TILEMATRIX": matrix,
        "TILEROW": "{y}",
        "TILECOL": "{x}",
    }
    return url + ("&" if "?" in url else "?") + urlencode(asked, safe="{}:/,")


def _format(key: str, entry: Mapping[str, Any]) -> str:
    return _one_of(key, entry, "format", _FORMATS)


def _one_of(key: str, entry: Mapping[str, Any], name: str, known: tuple[str, ...]) -> str:
    value = entry.get(name, known[0])
    if value not in known:
        raise _wrong(key, f"{name} '{value}' was found", f"one of {', '.join(known)} was expected")
    return str(value)


def _text(key: str, entry: Mapping[str, Any], name: str, default: str | None = None) -> str:
    value = entry.get(name, default)
    if not isinstance(value, str) or not 0 < len(value.strip()) <= _LONGEST:
        raise _wrong(key, f"{name} is {'missing' if value is None else 'no text'}", "a text was expected")
    return value.strip()


def _zoom(key: str, value: object) -> int:
    if not isinstance(value, int) or not 0 <= value <= _HIGHEST_ZOOM:
        raise _wrong(key, f"max_zoom '{value}' was found", f"0 to {_HIGHEST_ZOOM} was expected")
    return value


def _wrong(where: str, found: str, expected: str) -> SettingsError:
    return SettingsError(VARIABLE, f"in '{where}' {found}", expected)
