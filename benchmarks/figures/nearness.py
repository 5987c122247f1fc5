"""Measures what lies within 10 km of some 500 records among a million, beside buffers and `sjoin`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Final

import geopandas as gpd
import numpy as np

from benchmarks.browser import Browsers
from benchmarks.data import Given
from benchmarks.figures.query_time import DisagreementError, timed
from benchmarks.measurement import Measurement, quantile
from geodata.filters import Filters
from geodata.near_filters import Near
from geodata.query import answers
from geodata.query.store import Store

DATASETS: Final = ("synthetic:1000000",)
KM: Final = 10.0
RECORDS: Final = range(400, 601)
"""How many records a distance is taken from."""
QUESTIONS: Final = 20
WARM_UP: Final = 3
SEED: Final = 29
BAR_MS: Final = 300
NOTE: Final = (
    f"near: the records within {KM:g} km of {RECORDS.start} to {RECORDS[-1]} others, which a filter of days "
    "chooses, certainly and possibly, geodesic and by the radius of both sides; "
    f"{QUESTIONS} such filters, none asked before. The peer: the same records' bare points buffered in "
    "metres of one UTM zone, and `geopandas.sjoin` of all with them, projected before. Of what it finds "
    "1 in 20 may be missing in ours (one zone is too narrow for them all), or the run stops."
)


def measure(datasets: Sequence[Given], _browsers: Browsers) -> Iterator[Measurement]:
    for given in datasets:
        opened = given.opened()
        points = given.table("incidents", ("lon", "lat"))
        placed = gpd.GeoSeries(gpd.points_from_xy(points["lon"], points["lat"]), crs=4326)
        placed = placed[points["lon"].notna().to_numpy()]
        projected = placed.to_crs(placed.estimate_utm_crs())
        ours, theirs = [], []
        for some in _filters(opened, WARM_UP + QUESTIONS):
            asked = Filters(near=Near(KM, records=some.to_query()))
            (possible, _), took = timed(
                lambda asked=asked: answers.selection_and_certain(opened, asked)  # noqa: B023
            )
            rows = np.flatnonzero(answers.selection(opened, some))
            near, took_them = timed(lambda rows=rows: _bare(projected, rows))  # noqa: B023
            if (~possible[near]).sum() > len(near) / 20:
                raise DisagreementError(f"{asked}: geopandas finds what ours does not")
            ours.append(took)
            theirs.append(took_them)
        for word, share in (("median", 0.5), ("p95", 0.95)):
            yield Measurement(
                f"within {KM:g} km of {RECORDS.start}–{RECORDS[-1]} records, {word} of {QUESTIONS}",
                len(given),
                quantile(ours[WARM_UP:], share, limit=0),
                "ms",
                bar=BAR_MS if word == "p95" and len(given) == 1_000_000 else None,
                peer="GeoPandas buffer + sjoin",
                peer_value=quantile(theirs[WARM_UP:], share, limit=0),
            )


def _filters(opened: Store, number: int) -> list[Filters]:
    """Statements of some days, as many as `RECORDS`."""
    random = np.random.default_rng(SEED)
    choices = answers.filter_options(opened)
    if choices.first_day is None or choices.last_day is None:
        raise DisagreementError("a dataset without days has no such filters")
    days = (choices.last_day - choices.first_day).days
    found: dict[Filters, None] = {}
    for _ in range(50 * number):
        first = choices.first_day + timedelta(days=int(random.integers(0, days)))
        last = first + timedelta(days=int(random.integers(10, 60)))
        some = Filters(start=first, end=last, within="certainly", kinds=("statement",))
        if int(answers.selection(opened, some).sum()) in RECORDS:
            found[some] = None
        if len(found) == number:
            return list(found)
    raise DisagreementError(f"{len(found)} of {number} filters were found")


def _bare(projected: gpd.GeoSeries, rows: np.ndarray) -> np.ndarray:
    """Rows whose points lie in a buffer around one of some records' points."""
    chosen = projected[projected.index.isin(rows)]
    buffers = gpd.GeoDataFrame(geometry=chosen.buffer(KM * 1000))
    joined = gpd.sjoin(gpd.GeoDataFrame(geometry=projected), buffers, predicate="intersects")
    return joined.index.unique().to_numpy()
