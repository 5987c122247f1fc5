"""Reads what a PMTiles archive says of itself, and refuses one that a browser could not draw.

The format: https://github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md. Header and directories are read,
no tile is.
"""

from __future__ import annotations

import json
import struct
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO, Final, Literal

from geodata.errors import BaseMapError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

MAGIC: Final = b"PMTiles"
VERSION: Final = 3
_HEADER: Final = struct.Struct("<7sB11QBBBBBB4iB2i")
_HIGHEST_ZOOM: Final = 26
_NONE, _GZIP = 1, 2
_UNPACKABLE: Final = (0, _NONE, _GZIP)
"""Compressions that every browser can undo; unknown (0) is taken as none."""
_TILES: Final = {1: "vector", 2: "raster", 3: "raster", 4: "raster", 5: "raster"}
_MOST_METADATA: Final = 10_000_000  # bytes, unpacked
_DEGREES: Final = 1e7
_FROM: Final = "Take a file from https://docs.protomaps.com/guide/getting-started, or make it anew"

Bounds = tuple[float, float, float, float]


@dataclass(frozen=True)
class Archive:
    """What an archive's header and metadata say."""

    kind: Literal["vector", "raster"]
    bounds: Bounds
    """West, south, east, north: degrees, EPSG:4326."""
    min_zoom: int
    max_zoom: int
    attribution: str
    """As it stands there, often HTML: not to be trusted."""
    layers: tuple[str, ...]
    """Names of the layers in vector tiles."""


def read(path: Path, *, name: str | None = None) -> Archive:
    """Check an archive and say what is in it.

    Parameters
    ----------
    name
        What messages call the file.

    Raises
    ------
    BaseMapError
        If it is no PMTiles file of version 3, is cut off, or holds what a browser cannot draw.
    """
    name = name or path.name
    try:
        with path.open("rb") as stream:
            return _read(stream, name)
    except OSError as error:
        problem = error.strerror or type(error).__name__
        raise BaseMapError(name, f"it cannot be read ({problem})", "Check its name and its rights") from None


def _read(stream: BinaryIO, name: str) -> Archive:
    head = stream.read(_HEADER.size)
    if not head.startswith(MAGIC):
        raise BaseMapError(name, "it is no PMTiles file", _FROM)
    if len(head) > len(MAGIC) and head[len(MAGIC)] != VERSION:
        problem = f"it is PMTiles of version {head[len(MAGIC)]}, and version {VERSION} was expected"
        raise BaseMapError(name, problem, "Convert it: `pmtiles convert OLD NEW`")
    if len(head) < _HEADER.size:
        raise _cut_off(name)
    _, _, *numbers = _HEADER.unpack(head)
    sections, kinds, corners = (
        list(zip(numbers[0:8:2], numbers[1:8:2], strict=True)),
        numbers[11:17],
        numbers[17:21],
    )
    _, packing, tile_packing, tile_type, min_zoom, max_zoom = kinds
    size = stream.seek(0, 2)
    if any(offset + length > size for offset, length in sections):
        raise _cut_off(name)
    if {packing, tile_packing} - set(_UNPACKABLE):
        raise BaseMapError(name, "it is packed in a way that not every browser knows", "Pack it with gzip")
    if tile_type not in _TILES:
        raise BaseMapError(name, "its tiles are neither MVT nor pictures", "Make it with such tiles")
    root, metadata = (_section(stream, *section, packing, name) for section in sections[:2])
    if not root or root[0] == 0:
        raise BaseMapError(name, "there is no tile in it", _FROM)
    said = _metadata(metadata, name)
    return Archive(
        "vector" if _TILES[tile_type] == "vector" else "raster",
        _bounds(corners, name),
        *_zooms(min_zoom, max_zoom, name),
        attribution=_text(said.get("attribution")),
        layers=_layer_names(said.get("vector_layers")),
    )


def _section(stream: BinaryIO, offset: int, length: int, packing: int, name: str) -> bytes:
    stream.seek(offset)
    packed = stream.read(min(length, _MOST_METADATA))
    if packing != _GZIP:
        return packed
    unpacker = zlib.decompressobj(wbits=31)
    try:
        unpacked = unpacker.decompress(packed, _MOST_METADATA)
    except zlib.error:
        raise _cut_off(name) from None
    if not unpacker.eof:
        raise _cut_off(name)
    return unpacked


def _metadata(content: bytes, name: str) -> Mapping[str, Any]:
    try:
        said = json.loads(content or b"{}")
    except (ValueError, RecursionError):
        raise BaseMapError(name, "its metadata is no JSON", _FROM) from None
    return said if isinstance(said, dict) else {}


def _bounds(corners: list[int], name: str) -> Bounds:
    west, south, east, north = (corner / _DEGREES for corner in corners)
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        found = f"{west:g}, {south:g}, {east:g}, {north:g}"
        problem = f"its bounds are {found}; west < east and south < north were expected, in degrees"
        raise BaseMapError(name, problem, "Make it anew, with its bounds")
    return west, south, east, north


def _zooms(lowest: int, highest: int, name: str) -> tuple[int, int]:
    if not lowest <= highest <= _HIGHEST_ZOOM:
        problem = f"its zooms are {lowest} to {highest}; 0 to {_HIGHEST_ZOOM} were expected"
        raise BaseMapError(name, problem, _FROM)
    return lowest, highest


def _layer_names(found: object) -> tuple[str, ...]:
    entries = found if isinstance(found, list) else []
    names = (_text(entry.get("id")) for entry in entries if isinstance(entry, dict))
    return tuple(name for name in names if name)


def _text(found: object) -> str:
    return found.strip()[:2_000] if isinstance(found, str) else ""


def _cut_off(name: str) -> BaseMapError:
    return BaseMapError(name, "it is damaged, or was cut off while it was copied", "Copy it again, whole")
