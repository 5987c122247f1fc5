"""Finds, for each record shown, the nearest of another filter's records, of this dataset or another one.

A distance is told as it is, and as the least and the most that it may be by the radius of both records; which
record is the nearest is certain where no other one may be nearer, wherever in its disc each of them is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

from geodata.deadlines import stop_if_over
from geodata.distances import along, chord_of, earth_centred
from geodata.errors import FilterError
from geodata.geometry import distance_m
from geodata.query import answers

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import numpy.typing as npt

    from geodata.filters import Filters
    from geodata.geometry import Bools, Floats
    from geodata.query.store import Store

    Rows = npt.NDArray[np.int64]

MOST: Final = 20_000
"""Records for which the nearest is sought."""
FIGURES: Final = ("distance_km", "distance_low_km", "distance_high_km")
_LOOKED_AT: Final = 8
"""The nearest of these is the one, but for what the earth's bend adds."""
_SLACK: Final = 1.0001
"""What the quick distance may be off, and a hair more."""


@dataclass(frozen=True, eq=False)
class Neighbours:
    """A line for each record with a point, the nearest to another one first."""

    lines: pd.DataFrame
    """`row`, `id`, `title`; of the nearest `nearest_row`, `nearest_id`, `nearest_title`; `FIGURES`, the
    last one infinite where a radius is not known; and `certain`: both are surely among those that are meant,
    and no other may be nearer."""
    left_out: int
    """Records shown without a point of their own: lines, areas, districts."""
    others_left_out: int
    """The same of those among which the nearest is sought."""


class _Points(NamedTuple):
    rows: Rows
    lon: Floats
    lat: Floats
    radius_m: Floats
    """NaN where it is not known."""
    certain: Bools


def nearest(store: Store, filters: Filters, other: Store, of: Filters) -> Neighbours:
    """The nearest of the records that `of` shows of `other`, to each of those shown; never a record itself.

    Raises
    ------
    FilterError
        If more than `MOST` records are shown, or no other record has a point.
    """
    here, there = _points(store, filters), _points(other, of)
    if len(here.rows) > MOST:
        raise FilterError("near", f"{len(here.rows):,} records", f"at most {MOST:,} records")
    if not len(there.rows):
        raise FilterError("near", of.to_query() or "all records", "filters that show records with a point")
    same = store.dataset.version == other.dataset.version
    by = ["distance_km", "row", "nearest_row"]
    lines = _pairs(here, there, same=same).sort_values(by, ignore_index=True)
    for prefix, opened in (("", store), ("nearest_", other)):
        told = answers.records(opened, lines[f"{prefix}row"].tolist(), ("row", "id", "title"))
        lines[f"{prefix}id"], lines[f"{prefix}title"] = told["id"].to_numpy(), told["title"].to_numpy()
    names = ("row", "id", "title")
    columns = [*names, *(f"nearest_{name}" for name in names), *FIGURES, "certain"]
    shown = [int(answers.selection(*each).sum()) for each in ((store, filters), (other, of))]
    return Neighbours(lines[columns], shown[0] - len(here.rows), shown[1] - len(there.rows))


def _points(store: Store, filters: Filters) -> _Points:
    answer = store.ask(filters, _asked)
    order = np.argsort(answer["row"])
    lon, lat, radius = (
        np.ma.filled(answer[name].astype(float), np.nan)[order] for name in ("lon", "lat", "radius")
    )
    rows, certain = np.asarray(answer["row"], np.int64), np.asarray(answer["certain"], bool)
    return _Points(rows[order], lon, lat, radius, certain[order])


def _asked(_store: Store, shown: ir.Table) -> ir.Table:
    points = shown.filter(shown.drawable, ~shown.shaped, shown.lat.notnull())
    return points.select("row", "lon", "lat", "certain", radius=points.uncertainty_m)


def _pairs(here: _Points, there: _Points, *, same: bool) -> pd.DataFrame:
    """The nearest of each; a pair of a record and itself is none."""
    stop_if_over()
    tree = cKDTree(earth_centred(there.lon, there.lat))
    k = min(_LOOKED_AT, len(there.rows))
    at = earth_centred(here.lon, here.lat)
    place = tree.query(at, k=range(1, k + 1), workers=-1)[1] if len(at) else np.zeros((0, k), np.int64)
    some = place.ravel()
    lon, lat = np.repeat(here.lon, k), np.repeat(here.lat, k)
    away = distance_m(lon, lat, there.lon[some], there.lat[some]).reshape(place.shape)
    if same:
        away[there.rows[place] == here.rows[:, None]] = np.inf
    best = away.argmin(axis=1)
    nearest, metres = (np.take_along_axis(each, best[:, None], 1)[:, 0] for each in (place, away))
    beside = here.radius_m + there.radius_m[nearest]
    about = np.nan_to_num(here.radius_m) + np.nan_to_num(there.radius_m[nearest])
    certain = here.certain & there.certain[nearest] & np.isfinite(beside)
    # Both distances are from one place, anywhere in the record's disc: towards the one, away from the other.
    most = (metres + beside + here.radius_m) * _SLACK
    least = away - np.nan_to_num(there.radius_m)[place]
    np.put_along_axis(least, best[:, None], np.inf, 1)
    certain &= ~(least <= most[:, None]).any(axis=1)
    widest = float(np.nanmax(there.radius_m, initial=0.0))
    last = np.where(np.isfinite(away), away, 0).max(axis=1, initial=0.0)
    for line in np.flatnonzero(certain & (k < len(there.rows)) & (last - widest <= most)).tolist():
        stop_if_over()
        reach = chord_of(float(most[line]) + widest + 1)
        others = np.array(tree.query_ball_point(at[line], reach), np.int64)
        others = others[(others != nearest[line]) & ~(same & (there.rows[others] == here.rows[line]))]
        apart = along(np.linalg.norm(np.asarray(tree.data)[others] - at[line], axis=1))
        certain[line] = not (apart - np.nan_to_num(there.radius_m)[others] <= most[line]).any()
    found = pd.DataFrame(
        {
            "row": here.rows,
            "nearest_row": there.rows[nearest],
            "distance_km": metres / 1000,
            "distance_low_km": np.maximum(metres - about, 0) / 1000,
            "distance_high_km": np.where(np.isfinite(beside), metres + about, np.inf) / 1000,
            "certain": certain,
        }
    )
    placed: pd.DataFrame = found.loc[np.isfinite(metres)]  # all but one that is alone with itself
    return placed
