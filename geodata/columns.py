"""A dataset to what the map draws it from: compact binary columns, and its places and lines.

The format INC1, little endian: the four letters, the header's length (u32), the header (JSON, UTF-8, padded
with spaces so that the data starts at a multiple of 8), then the columns, each at a multiple of 8 from the
data's start.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final, cast

import ibis
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geodata import grids
from geodata.tables import NO_MINUTE, VOCABULARIES

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    import ibis.expr.types as ir

    from geodata.engines import Answer
    from geodata.filters import Filters
    from geodata.grids import CellBox
    from geodata.store import Store

MAGIC: Final = b"INC1"
NO_POSITION: Final = 2**32 - 1
NO_CATEGORY: Final = 255
NO_NUMBER: Final = 2**16 - 1

MOST_SENT: Final = 2_000_000
"""Records: of more, the browser gets counts per cell instead of columns."""
MOST_NAMED: Final = 3000
"""So many places have their names on the map: those that most incidents name."""

TYPES: Final = {
    "x": "u32",
    "y": "u32",
    "start": "i32",
    "end": "i32",
    **dict.fromkeys(VOCABULARIES, "u8"),
    "actor": "u16",
    "weight": "u16",
    "uncertainty": "u32",
}
"""The columns that the map gets, and their types."""
_ASKED: Final = (
    *("row", "x", "y", "start_min", "end_min", *VOCABULARIES, "actor_1", "fatalities_best", "uncertainty_m"),
)
TYPES_OF: Final = {"u8": np.uint8, "u16": np.uint16, "u32": np.uint32, "i32": np.int32}


def encode(store: Store) -> bytes:
    """All incidents as INC1.

    x, y are fractions of the web mercator world in 1/2³² (1 cm), 2³²−1 for what the map cannot draw; times
    are minutes since 1970-01-01T00:00Z; categories are positions in the header's lists, 255 where missing or
    beyond them; actor is the one named first, 65535 where there is none; weight is `fatalities_best`, 65535
    where unknown; uncertainty is in metres, 0 where unknown.
    """
    if len(store) > MOST_SENT:
        return pack(header(store), {name: np.zeros(0, TYPES_OF[kind]) for name, kind in TYPES.items()})
    return pack(header(store), arrays(store, 0, len(store)))


def pack(header: Mapping[str, Any], columns: Mapping[str, npt.NDArray[Any]]) -> bytes:
    """A header and columns of one length as INC1."""
    body, described = bytearray(), []
    for name, values in columns.items():
        kind = next(each for each, dtype in TYPES_OF.items() if values.dtype == dtype)
        described.append({"name": name, "type": kind, "offset": len(body), "encoding": "plain"})
        body += values.astype(values.dtype.newbyteorder("<")).tobytes()
        body += b"\0" * (-len(body) % 8)
    said = {**header, "columns": described}
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
    text += b" " * (-(len(MAGIC) + 4 + len(text)) % 8)
    return MAGIC + len(text).to_bytes(4, "little") + text + bytes(body)


def header(store: Store) -> dict[str, Any]:
    """What the map needs to know of a dataset version before its columns come."""
    facts = store.facts
    return {
        "kind": "incidents",
        "dataset": store.dataset.name,
        "version": store.dataset.version,
        "n": facts.n,
        "drawn": facts.drawn,
        "timezone": store.dataset.info.timezone,
        "span": facts.span,
        "stretch": facts.stretch,
        "boxes": facts.boxes,
        "categories": {
            name: [{"id": word, "label": store.label(name, word)} for word in store.words[name]]
            for name in (*VOCABULARIES, "actor")
        },
    }


def arrays(store: Store, first: int, last: int) -> dict[str, npt.NDArray[Any]]:
    """The columns of `TYPES` for the rows from `first` up to `last`, in row order."""
    return _arrays(
        store.ask_table(
            "incidents",
            lambda table: table.filter(table.row >= first, table.row < last).select(*_ASKED).order_by("row"),
        )
    )


def arrays_of(store: Store, filters: Filters, box: CellBox) -> dict[str, npt.NDArray[Any]]:
    """The same for the records shown in a part of the map, with their `row`.

    Raises
    ------
    FilterError
        If they are more than `grids.MOST_ROWS`.
    """
    answer = grids.lines_within(store, filters, box, _ASKED)
    return {"row": answer["row"].astype(np.uint32), **_arrays(answer)}


def grid(store: Store, filters: Filters, box: CellBox, colour: str) -> bytes:
    """How many of the records shown lie in each cell of a part of the map: see `grids.cells`."""
    found = grids.cells(store, filters, box, colour)
    by = grids.drawn_by(store, filters, colour)
    said = {
        "kind": "grid",
        "shift": box.shift,
        "box": [box.west, box.north, box.east, box.south],
        "n": len(found["count"]),
        "drawn": sum(by),
        "in_view": int(found["count"].sum()),
        "by": by,
    }
    kinds = {"cx": np.uint16, "cy": np.uint16, "slot": np.uint8, "count": np.uint32}
    return pack(said, {name: found[name].astype(kind) for name, kind in kinds.items()})


def view(store: Store, filters: Filters, box: CellBox) -> bytes:
    """The records shown in a part of the map, as `encode` gives all of them, with a column `row`."""
    found = arrays_of(store, filters, box)
    return pack({**header(store), "n": len(found["row"])}, found)


def _arrays(answer: Answer) -> dict[str, npt.NDArray[Any]]:
    def filled(name: str, missing: int) -> npt.NDArray[np.int64]:
        return np.asarray(np.ma.filled(answer[name], missing), np.int64)

    def capped(name: str, most: int, missing: int) -> npt.NDArray[np.int64]:
        """Whole numbers from 0 to the one below `most`, which may stand for a missing value."""
        numbers = np.ma.masked_invalid(np.ma.asarray(answer[name], np.float64))
        return np.ma.filled(np.clip(np.round(numbers), 0, most - 1), missing).astype(np.int64)

    def coded(name: str, most: int) -> npt.NDArray[np.int64]:
        code = filled(name, -1)
        return np.where((code < 0) | (code >= most), most, code)

    found = {
        **{name: filled(name, NO_POSITION) for name in ("x", "y")},
        "start": filled("start_min", NO_MINUTE),
        "end": filled("end_min", NO_MINUTE),
        **{name: coded(name, NO_CATEGORY) for name in VOCABULARIES},
        "actor": coded("actor_1", NO_NUMBER),
        "weight": capped("fatalities_best", NO_NUMBER, NO_NUMBER),
        "uncertainty": capped("uncertainty_m", NO_POSITION, 0),
    }
    return {name: found[name].astype(TYPES_OF[kind]) for name, kind in TYPES.items()}


def decode(data: bytes) -> tuple[dict[str, Any], dict[str, npt.NDArray[Any]]]:
    """Header and columns of INC1: what the browser does, for tests and other programs."""
    if data[:4] != MAGIC:
        raise ValueError(f"these bytes begin with {data[:4]!r}, not with {MAGIC!r}")
    begin = 8 + int.from_bytes(data[4:8], "little")
    header: dict[str, Any] = json.loads(data[8:begin])
    columns = {
        column["name"]: np.frombuffer(
            data,
            np.dtype(TYPES_OF[column["type"]]).newbyteorder("<"),
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
    places: point places that incidents name, with how many do, the `MOST_NAMED` that most do; lines: the rows
    drawn along a line (one entry for each part); reference: the places that are lines. Coordinates are
    [longitude, latitude] in degrees.
    """
    named = store.ask_table("records", _most_named)
    count = {str(key): int(n) for key, n in zip(named["place"], named["n"], strict=True)}
    places = store.shared("places", "key", count)
    points = places[places.geometry.notna() & (places.geom_type == "Point")]
    drawn = store.records(
        store.ask_table("incidents", lambda table: table.filter("line").select("row").order_by("row"))["row"]
    )
    long = reference_lines(store)
    return {
        "places": [
            {"key": key, "name": name, "lon": lon, "lat": lat, "class": kind, "count": count[key]}
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


def _most_named(records: ir.Table) -> ir.Table:
    named = records.filter(records.place.notnull())
    counted = named.group_by("place").aggregate(n=named.count())
    return counted.order_by(ibis.desc("n"), "place").limit(MOST_NAMED)


def reference_lines(store: Store) -> gpd.GeoDataFrame:
    """The places that are lines."""
    places = cast("gpd.GeoDataFrame", store.shared("places", "class", ["line"]))
    return places[places.geom_type.isin(["LineString", "MultiLineString"])]


def _names(places: pd.DataFrame) -> list[str]:
    return [str(name) for name in places["name_en"].fillna(places["key"])]


def _parts(shape: Any) -> list[list[list[float]]]:
    return [shapely.get_coordinates(part).tolist() for part in shapely.get_parts(shape)]
