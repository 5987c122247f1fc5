"""Bytes an incident on the wire: what the map is drawn from, beside the same fields in other formats."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Iterator
from typing import Any, Final

import numpy as np
import pandas as pd

from api.answers import Body
from benchmarks import data
from benchmarks.measurement import Measurement
from geodata import columns, store
from geodata.store import Store

DATASETS: Final = ("synthetic:100000",)
BAR_BYTES: Final = 8.0
BAR_FROM: Final = 1_000_000
NOTE: Final = (
    "bytes an incident: the answer at `columns.bin` as the browser receives it (gzip), beside the same "
    "fields of the same incidents: GeoJSON with six decimals, no spaces (gzip 6); Parquet (zstd)."
)


def measure(description: str) -> Iterator[Measurement]:
    opened = store.open(data.load(description))
    n = len(opened)
    value = len(Body(columns.encode(opened), "application/octet-stream").gzipped) / n
    fields = same_fields(opened)
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


def same_fields(opened: Store) -> pd.DataFrame:
    """What `columns.bin` holds, as a table of words and numbers; positions in degrees."""
    header, values = columns.decode(columns.encode(opened))
    incidents = opened.dataset.incidents
    frame = pd.DataFrame(
        {
            "lon": incidents["lon"].where(opened.drawable).round(6),
            "lat": incidents["lat"].where(opened.drawable).round(6),
            "start": incidents["start"],
            "end": incidents["end"],
        }
    )
    for name, words in header["categories"].items():
        ids = np.array([word["id"] for word in words] + [None], dtype=object)
        codes = np.minimum(values[name].astype(int), len(words))
        frame[name] = pd.Series(ids[codes]).astype("category")
    return frame.assign(
        weight=incidents["fatalities_best"],
        uncertainty=incidents["uncertainty_m"].round().astype("Int64"),
    )


def geojson(fields: pd.DataFrame) -> bytes:
    """A FeatureCollection as a program would send it: no spaces, whole seconds, nothing that is missing."""
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
