"""Measures the bytes an incident takes on the wire, beside the same fields in other formats."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd

from benchmarks.browser import Browsers
from benchmarks.data import Given
from benchmarks.measurement import Measurement
from benchmarks.serving import APP, fetched, serving
from geodata import model

DATASETS: Final = ("synthetic:1000000",)
BAR_BYTES: Final = 8.0
BAR_FROM: Final = 1_000_000
NOTE: Final = (
    "bytes an incident: the answer at `columns.bin` as a browser receives it, counted as it comes from the "
    "server, beside the same fields of the same incidents: GeoJSON with six decimals, no spaces (gzip 6); "
    "Parquet (zstd)."
)
_WORDS: Final = ("kind", "event_type", "location_class", "time_class", "confidence")


def measure(datasets: Sequence[Given], _browsers: Browsers) -> Iterator[Measurement]:
    for given in datasets:
        n = len(given)
        value = received(given) / n
        fields = same_fields(given)
        parquet = io.BytesIO()
        fields.to_parquet(parquet, compression="zstd", index=False)
        peers = {
            "GeoJSON, gzip": len(gzip.compress(geojson(fields), compresslevel=6)),
            "Parquet, zstd": len(parquet.getvalue()),
        }
        for peer, size in peers.items():
            bar = BAR_BYTES if n >= BAR_FROM else None
            yield Measurement(
                "on the wire, an incident", n, round(value, 2), "bytes", bar, peer, round(size / n, 2)
            )


def received(given: Given) -> int:
    """Bytes of the answer's body, compressed as the server chooses."""
    with serving(APP, given) as server:
        address = f"{server.address}data/{given.name}/{given.version}/columns.bin"
        return len(fetched(address))


def same_fields(given: Given) -> pd.DataFrame:
    """What `columns.bin` holds, as a table of words and numbers; positions in degrees."""
    numbers = ("lon", "lat", "start", "end", "fatalities_best", "uncertainty_m")
    incidents = given.table("incidents", (*numbers, *_WORDS))
    # Of the records drawn along a line the columns hold a point too, but synthetic data has none.
    drawn = incidents["location_class"].isin(model.POINT_CLASSES)
    actors = given.table("participations", ("row", "actor")).drop_duplicates("row").set_index("row")["actor"]
    frame = pd.DataFrame(
        {
            **{name: incidents[name].where(drawn).round(6) for name in ("lon", "lat")},
            **{name: incidents[name] for name in ("start", "end")},
            **{name: incidents[name].astype("category") for name in _WORDS},
        }
    )
    return frame.assign(
        actor=actors.reindex(range(len(incidents))).to_numpy(object),
        weight=incidents["fatalities_best"].astype("Int64"),
        uncertainty=incidents["uncertainty_m"].round().astype("Int64"),
    ).astype({"actor": "category"})


def geojson(fields: pd.DataFrame) -> bytes:
    """A FeatureCollection as a program would send it: no spaces, whole minutes, nothing that is missing."""
    told = fields.drop(columns=["lon", "lat"])
    for name in ("start", "end"):
        told[name] = told[name].dt.strftime("%Y-%m-%dT%H:%MZ")
    lines = told.astype(object).where(told.notna(), None).to_dict("records")
    features: list[dict[str, Any]] = [
        {
            "type": "Feature",
            "geometry": None if np.isnan(lon) else {"type": "Point", "coordinates": [lon, lat]},
            "properties": {name: value for name, value in line.items() if value is not None},
        }
        for lon, lat, line in zip(fields["lon"], fields["lat"], lines, strict=True)
    ]
    collection = {"type": "FeatureCollection", "features": features}
    return json.dumps(collection, ensure_ascii=False, separators=(",", ":")).encode()
