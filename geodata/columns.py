"""A dataset to what the map draws it from: compact binary columns, and its places and lines.

The format INC1, little endian: the four letters, the header's length (u32), the header (JSON, UTF-8, padded
with spaces so that the data starts at a multiple of 8), then the columns, each at a multiple of 8 from the
data's start.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt
import shapely

from geodata.store import NO_MINUTE, VOCABULARIES, Store, drawable, lines

if TYPE_CHECKING:
    import geopandas as gpd

MAGIC: Final = b"INC1"
NO_POSITION: Final = 2**32 - 1
NO_CATEGORY: Final = 255
NO_NUMBER: Final = 2**16 - 1

_HIGHEST_LATITUDE: Final = 85.0511287798066
"""Where web mercator's square world ends."""

_TYPES: Final = {"u8": np.uint8, "u16": np.uint16, "u32": np.uint32, "i32": np.int32}


def encode(store: Store) -> bytes:
    """All incidents as INC1.

    x, y are fractions of the web mercator world in 1/2³² (1 cm), 2³²−1 for what the map cannot draw; times
    are minutes since 1970-01-01T00:00Z; categories are positions in the header's lists, 255 where missing or
    beyond them; actor is the one named first, 65535 where there is none; weight is `fatalities_best`, 65535
    where unknown; uncertainty is in metres, 0 where unknown.
    """
    incidents = store.dataset.incidents
    start, end = store.minutes()
    x, y = _positions(store)
    columns: dict[str, tuple[str, npt.NDArray[Any]]] = {
        "x": ("u32", x),
        "y": ("u32", y),
        "start": ("i32", start),
        "end": ("i32", end),
        **{name: ("u8", _categories(store, name)) for name in VOCABULARIES},
        "actor": ("u16", _first_actors(store)),
        "weight": ("u16", _capped(incidents["fatalities_best"], NO_NUMBER, missing=NO_NUMBER)),
        "uncertainty": ("u32", _capped(incidents["uncertainty_m"], NO_POSITION, missing=0)),
    }
    body, described = bytearray(), []
    for name, (kind, values) in columns.items():
        described.append({"name": name, "type": kind, "offset": len(body), "encoding": "plain"})
        body += values.astype(np.dtype(_TYPES[kind]).newbyteorder("<")).tobytes()
        body += b"\0" * (-len(body) % 8)
    dated = start != NO_MINUTE
    header = {
        "dataset": store.dataset.name,
        "version": store.dataset.version,
        "n": len(store),
        "timezone": store.dataset.info.timezone,
        "span": [int(start[dated].min()), int(end[dated].max())] if dated.any() else None,
        "columns": described,
        "categories": {
            name: [{"id": word, "label": store.label(name, word)} for word in store.words[name]]
            for name in (*VOCABULARIES, "actor")
        },
    }
    text = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode()
    text += b" " * (-(len(MAGIC) + 4 + len(text)) % 8)
    return MAGIC + len(text).to_bytes(4, "little") + text + bytes(body)


def decode(data: bytes) -> tuple[dict[str, Any], dict[str, npt.NDArray[Any]]]:
    """Header and columns of INC1: what the browser does, for tests and other programs."""
    if data[:4] != MAGIC:
        raise ValueError(f"these bytes begin with {data[:4]!r}, not with {MAGIC!r}")
    begin = 8 + int.from_bytes(data[4:8], "little")
    header: dict[str, Any] = json.loads(data[8:begin])
    columns = {
        column["name"]: np.frombuffer(
            data,
            np.dtype(_TYPES[column["type"]]).newbyteorder("<"),
            count=header["n"],
            offset=begin + column["offset"],
        )
        for column in header["columns"]
    }
    return header, columns


def reference(store: Store) -> dict[str, Any]:
    """What the map draws beside the incidents' points.

    Returns
    -------
    places: point places that incidents name, with how many do; lines: the rows drawn along a line (one entry
    for each part); reference: the places that are lines. Coordinates are [longitude, latitude] in degrees.
    """
    incidents, places = store.dataset.incidents, store.dataset.places
    named = incidents["place"].value_counts()
    points = places[(places.geom_type == "Point") & places["key"].isin(named.index)]
    drawn = incidents[lines(store.dataset)]
    long = places[places["class"].eq("line") & places.geom_type.isin(["LineString", "MultiLineString"])]
    return {
        "places": [
            {"key": key, "name": name, "lon": lon, "lat": lat, "class": kind, "count": int(named[key])}
            for key, name, kind, (lon, lat) in zip(
                points["key"],
                _names(points),
                points["class"],
                shapely.get_coordinates(points.geometry).tolist(),
                strict=True,
            )
        ],
        "lines": [
            {"row": int(row), "coordinates": part}
            for row, shape in zip(drawn["row"], drawn.geometry, strict=True)
            for part in _parts(shape)
        ],
        "reference": [
            {"name": name, "coordinates": part}
            for name, shape in zip(_names(long), long.geometry, strict=True)
            for part in _parts(shape)
        ],
    }


def _names(places: gpd.GeoDataFrame) -> list[str]:
    return [str(name) for name in places["name_en"].fillna(places["key"])]


def _parts(shape: Any) -> list[list[list[float]]]:
    return [shapely.get_coordinates(part).tolist() for part in shapely.get_parts(shape)]


def _positions(store: Store) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.uint32]]:
    incidents = store.dataset.incidents
    lon = incidents["lon"].to_numpy(np.float64, na_value=np.nan)
    lat = incidents["lat"].to_numpy(np.float64, na_value=np.nan)
    radians = np.radians(np.clip(lat, -_HIGHEST_LATITUDE, _HIGHEST_LATITUDE))
    shown = drawable(store.dataset)

    def fixed(fraction: npt.NDArray[np.float64]) -> npt.NDArray[np.uint32]:
        known = shown & np.isfinite(fraction)
        whole = np.clip(np.round(np.where(known, fraction, 0) * 2**32), 0, NO_POSITION - 1)
        return np.where(known, whole, NO_POSITION).astype(np.uint32)

    return fixed(lon / 360 + 0.5), fixed(0.5 - np.arcsinh(np.tan(radians)) / (2 * np.pi))


def _categories(store: Store, column: str) -> npt.NDArray[np.uint8]:
    codes = store.codes(column)
    return np.where((codes < 0) | (codes >= NO_CATEGORY), NO_CATEGORY, codes).astype(np.uint8)


def _first_actors(store: Store) -> npt.NDArray[np.uint16]:
    first = store.dataset.participations.drop_duplicates("row")
    codes = {word: code for code, word in enumerate(store.words["actor"][:NO_NUMBER])}
    actors = np.full(len(store), NO_NUMBER, np.uint16)
    actors[first["row"].to_numpy(np.int64)] = [codes.get(actor, NO_NUMBER) for actor in first["actor"]]
    return actors


def _capped(values: Any, most: int, *, missing: int) -> npt.NDArray[np.int64]:
    """Whole numbers from 0 to the one below `most`, which may stand for a missing value."""
    numbers = values.to_numpy(np.float64, na_value=np.nan)
    capped = np.clip(np.round(np.nan_to_num(numbers)), 0, most - 1)
    return np.where(np.isnan(numbers), missing, capped).astype(np.int64)
