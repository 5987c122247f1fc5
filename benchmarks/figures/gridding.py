"""Measures counts per cell, asked for where rows are too many to send, beside a pandas groupby."""

from __future__ import annotations

import gzip
import json
import math
import time
from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd

from benchmarks import data
from benchmarks.browser import Browsers
from benchmarks.data import Given
from benchmarks.figures.query_time import questions
from benchmarks.measurement import Measurement, quantile
from benchmarks.serving import APP, Server, fetched, serving
from geodata import model

DATASETS: Final = ("synthetic:10000000",)
PEER_DATASET: Final = "synthetic:1000000"
FILTERS: Final = 20
WARM_UP: Final = 2
MAP: Final = (1100, 640)
"""The map's size, CSS pixels."""
CELL: Final = 8
WORLD: Final = 2**32
GZIP: Final = b"\x1f\x8b"
NOTE: Final = (
    f"counts per cell: `grid.bin` for the view in which the map opens, cells of {CELL} pixels, by kind, for "
    f"{FILTERS} random filters, from asking over HTTP to the last byte; bytes as they come (gzip). The "
    "peer: a DataFrame in memory with the cell of each record worked out before; a mask by dates, then "
    "`groupby().size()`."
)


def measure(datasets: Sequence[Given], _browsers: Browsers) -> Iterator[Measurement]:
    beside = data.given(PEER_DATASET)
    theirs = pandas_groupby(beside)
    for given in datasets:
        with serving(APP, given) as server:
            ours, sizes = grids(server, given)
        peer = f"pandas groupby, {len(beside):,}"
        for name, share in (("median", 0.5), ("p95", 0.95)):
            yield Measurement(
                f"counts per cell, {name} of {FILTERS}",
                len(given),
                quantile(ours, share, limit=0),
                "ms",
                peer=peer,
                peer_value=quantile(theirs, share, limit=0),
            )
        yield Measurement("counts per cell, a view", len(given), quantile(sizes, 0.5, limit=0), "kB")


def grids(server: Server, given: Given) -> tuple[list[float], list[float]]:
    """Milliseconds and kilobytes of each answer."""
    root = f"{server.address}data/{given.name}/{given.version}"
    view = first_view(_unpacked(fetched(f"{root}/columns.bin")))
    took, sizes = [], []
    for filters in questions(given.opened(), WARM_UP + FILTERS):
        begin = time.perf_counter()
        body = fetched(f"{root}/grid.bin?{filters.to_query()}&{view}")
        took.append(1000 * (time.perf_counter() - begin))
        sizes.append(len(body) / 1000)
    return took[WARM_UP:], sizes[WARM_UP:]


def first_view(columns: bytes) -> str:
    """How the map asks for the view in which it opens, from the header of `columns.bin`."""
    box = header_of(columns)["boxes"]["half"]
    west, north = box["west"], box["north"]
    width, height = max(1, box["east"] - west), max(1, box["south"] - north)
    zoom = math.floor(math.log2(min(MAP[0] / width, MAP[1] / height) * WORLD / 256))
    shift = 27 - min(zoom, 13)
    across, down = (math.ceil(side / CELL) for side in MAP)
    x, y = ((begin + size // 2) >> shift for begin, size in ((west, width), (north, height)))
    x, y = max(0, x - across // 2), max(0, y - down // 2)
    return f"shift={shift}&box={x},{y},{x + across},{y + down}&colour=kind"


def header_of(packed: bytes) -> dict[str, Any]:
    """The header of INC2."""
    found: dict[str, Any] = json.loads(packed[8 : 8 + int.from_bytes(packed[4:8], "little")])
    return found


def pandas_groupby(given: Given) -> list[float]:
    """Milliseconds of each question."""
    incidents = given.table("incidents", ("lon", "lat", "start", "kind", "location_class"))
    drawn = incidents["location_class"].isin(model.POINT_CLASSES)
    lat = np.radians(incidents["lat"])
    cells = pd.DataFrame(
        {
            "x": ((incidents["lon"] / 360 + 0.5) * 2**10).astype(int),
            "y": ((0.5 - np.arcsinh(np.tan(lat)) / (2 * np.pi)) * 2**10).astype(int),
            "kind": incidents["kind"].astype("category"),
            "start": incidents["start"],
        }
    )[drawn]
    took = []
    for filters in questions(given.opened(), WARM_UP + FILTERS):
        begin = time.perf_counter()
        first, last = (pd.Timestamp(day, tz="UTC") if day else None for day in (filters.start, filters.end))
        mask = cells["start"].isna()
        mask |= cells["start"].between(first, last) if first is not None else True
        cells[mask].groupby(["x", "y", "kind"], observed=True).size()
        took.append(1000 * (time.perf_counter() - begin))
    return took[WARM_UP:]


def _unpacked(body: bytes) -> bytes:
    return gzip.decompress(body) if body[:2] == GZIP else body
