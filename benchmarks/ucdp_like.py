"""Writes CSV files like UCDP GED by size and seed, in pieces: its 49 columns, some 710 bytes a row.

Realistic in what costs time and bytes, as `acled_like` is. No word of it is about anything.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv

PIECE: Final = 100_000
_FIRST_DAY: Final = np.datetime64("1989-01-01")
_DAYS: Final = 12_700
_PLACES, _SIDES, _HEADLINES = 30_000, 800, 50_000

Random = np.random.Generator


def write(path: Path, rows: int, seed: int = 1989) -> Path:
    """Write `rows` events as `path`, in UTF-8 with a header; the same for the same seed."""
    random = np.random.default_rng(seed)
    lat = np.round(random.uniform(-30, 55, _PLACES), 6)
    lon = np.round(random.uniform(-90, 120, _PLACES), 6)
    writer = None
    for first in range(0, rows, PIECE):
        piece = _piece(np.random.default_rng([seed, first]), lat, lon, first, min(PIECE, rows - first))
        writer = writer or pa_csv.CSVWriter(path, piece.schema)
        writer.write_table(piece)
    if writer is not None:
        writer.close()
    return path


def _piece(random: Random, lat: Any, lon: Any, first: int, rows: int) -> pa.Table:
    place = np.minimum(random.zipf(1.3, rows), _PLACES) - 1
    side = np.minimum(random.zipf(1.4, rows), _SIDES) - 1
    day = _FIRST_DAY + random.integers(0, _DAYS, rows)
    later = day + np.where(random.random(rows) < 0.8, 0, random.integers(1, 7, rows))
    best = np.where(random.random(rows) < 0.15, 0, random.geometric(0.3, rows))
    year = day.astype("datetime64[Y]").astype(str)
    names = [f"Government of Country {each % 120} - Group {each}" for each in side.tolist()]
    places = [f"Town {each} town in District {each % 900}" for each in place.tolist()]
    headlines = random.integers(0, _HEADLINES, rows)
    articles = [
        f'"Agency {each % 40},{when},Headline number {each} of a newspaper that reports from town {where}"'
        for each, when, where in zip(headlines.tolist(), day.astype(str), place.tolist(), strict=True)
    ]
    columns: dict[str, Any] = {
        "id": np.arange(first, first + rows).astype(str),
        "relid": [f"ABC-{a}-1-{b}-{n}" for n, (a, b) in enumerate(zip(year, side, strict=True), first)],
        "year": year,
        "active_year": _either(random, rows, "TRUE", "FALSE"),
        "code_status": _same("Clear", rows),
        "type_of_violence": random.integers(1, 4, rows).astype(str),
        "conflict_dset_id": side.astype(str),
        "conflict_new_id": (side + 10_000).astype(str),
        "conflict_name": [f"Country {each % 120}: Government" for each in side.tolist()],
        "dyad_dset_id": side.astype(str),
        "dyad_new_id": (side + 20_000).astype(str),
        "dyad_name": names,
        "side_a_dset_id": side.astype(str),
        "side_a_new_id": (side % 120).astype(str),
        "side_a": [f"Government of Country {each % 120}" for each in side.tolist()],
        "side_b_dset_id": side.astype(str),
        "side_b_new_id": (side + 30_000).astype(str),
        "side_b": [f"Group {each}" for each in side.tolist()],
        "number_of_sources": random.integers(1, 5, rows).astype(str),
        "source_article": articles,
        "source_office": [f"Agency {each % 40}" for each in headlines.tolist()],
        "source_date": day.astype(str),
        "source_headline": [
            f"Headline number {each} of a newspaper that reports" for each in headlines.tolist()
        ],
        "source_original": _either(random, rows, "army sources, police", "residents, a local journalist"),
        "where_prec": _either(random, rows, "1", "2"),
        "where_coordinates": places,
        "where_description": [f"{each}, on the road to the next one" for each in places],
        "adm_1": [f"Province {each % 90}" for each in place.tolist()],
        "adm_2": [f"District {each % 900}" for each in place.tolist()],
        "latitude": lat[place].astype(str),
        "longitude": lon[place].astype(str),
        "geom_wkt": [f"POINT ({x} {y})" for x, y in zip(lon[place], lat[place], strict=True)],
        "priogrid_gid": (place + 100_000).astype(str),
        "country": [f"Country {each % 120}" for each in side.tolist()],
        "country_id": (side % 120).astype(str),
        "region": _either(random, rows, "Africa", "Asia"),
        "event_clarity": _either(random, rows, "1", "2"),
        "date_prec": np.where(later == day, "1", "2"),
        "date_start": [f"{each} 00:00:00.000" for each in day.astype(str)],
        "date_end": [f"{each} 00:00:00.000" for each in later.astype(str)],
        "deaths_a": (best // 3).astype(str),
        "deaths_b": (best // 3).astype(str),
        "deaths_civilians": (best - best // 3 * 2).astype(str),
        "deaths_unknown": _same("0", rows),
        "best": best.astype(str),
        "high": (best + random.integers(0, 3, rows)).astype(str),
        "low": (best - np.minimum(best, random.integers(0, 2, rows))).astype(str),
        "gwnoa": (side % 120).astype(str),
        "gwnob": _same("", rows),
    }
    return pa.table({name: pa.array(list(cells), pa.string()) for name, cells in columns.items()})


def _either(random: Random, rows: int, often: str, seldom: str) -> Any:
    return np.where(random.random(rows) < 0.8, often, seldom)


def _same(text: str, rows: int) -> list[str]:
    return [text] * rows
