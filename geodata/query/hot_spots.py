"""Finds hot spots: hexagons with more or fewer records than chance would put there, or than is usual."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt

from geodata import model
from geodata.chance import local_sums, rate_ratios
from geodata.errors import FilterError
from geodata.query import event_counts, hexagons
from geodata.query.filter_options import filter_options

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from geodata.filters import Filters
    from geodata.query.store import Store

MEASURES: Final = ("records", "fatalities")
LEVEL: Final = 0.05
"""Hexagons with a smaller share of false findings are told as hot or cold."""
_FINE: Final = 0.9
"""So many of the records placed are known at least as finely as hexagons that are chosen by themselves."""
_CHOSEN: Final = 5_000
"""At most so many hexagons are chosen by themselves: fewer have more records each."""

METHOD: Final = (
    "Getis-Ord Gi* (Ord and Getis 1995) on H3 hexagons of about {area} km²: the sum in each hexagon and the"
    " six around it beside the same sum anywhere in the area that the records span. Hot or cold are those"
    " with at most 5 % false findings among them (Benjamini and Hochberg 1995)."
)
USUAL_METHOD: Final = (
    "Records of the {now} days shown beside those of the {past} days before, in each H3 hexagon of about"
    " {area} km², by the exact conditional test of two Poisson rates (Przyborowski and Wilenski 1940); told"
    " are those with at most 5 % false findings among them (Benjamini and Hochberg 1995). Incidents that lead"
    " to one another make such findings more frequent than that."
)


@dataclass(frozen=True)
class HotSpots:
    """What was found, and of how many records."""

    cells: gpd.GeoDataFrame
    """One line for each hexagon that was looked at, the most unusual first: `cell` (its id in H3), `lon` and
    `lat` of its middle, `found` (hot, cold; more, less; or empty), EPSG:4326 polygons; see the functions."""
    resolution: int
    """Of H3."""
    counted: int
    """Records that are counted."""
    too_coarse: int
    """Records placed less precisely than a hexagon is wide: left out."""
    radius_unknown: int
    """Of those counted: how precisely they are placed is not known."""
    without_number: int
    """Records that give no number of the measure: left out, for unknown is not zero."""
    method: str


def hot_spots(
    store: Store, filters: Filters, *, resolution: int | None = None, measure: str = "records"
) -> HotSpots:
    """Find where the records shown lie closer together, or further apart, than chance would put them.

    The cells' own columns are `records`, `value` (the measure's sum), `around` (with the six hexagons
    around), `z`, `p` and `q` as `chance.local_sums` tells them.

    Parameters
    ----------
    resolution
        One of `hexagons.RESOLUTIONS`; without it the finest at which most records are known.
    measure
        One of `MEASURES`; of fatalities the best figure; of records the events that they stand for.

    Raises
    ------
    FilterError
        If there is no such resolution or measure, no record has a point that is known finely enough, or the
        records span too much: half the globe, or more than `hexagons.MOST_CELLS`.
    """
    if measure not in MEASURES:
        raise FilterError("measure", measure, f"one of {', '.join(MEASURES)}")
    placed = _placed(store, filters)
    resolution = _finest(store, placed) if resolution is None else _known(resolution)
    fine = placed.fine(resolution)
    numbered = fine & ~np.isnan(placed.killed) if measure == "fatalities" else fine
    values = placed.killed if measure == "fatalities" else _events(store, placed.rows)
    cells = hexagons.of_rows(store, resolution)[placed.rows]
    if not numbered.any():
        raise _nothing(resolution)
    looked = hexagons.around(np.unique(cells[numbered]))
    where = np.searchsorted(looked, cells[numbered])
    records = np.bincount(where, minlength=len(looked))
    value = np.bincount(where, values[numbered], minlength=len(looked))
    found = local_sums.gi_star(value.astype(float), hexagons.neighbours(looked))
    unusual = found.q < LEVEL
    lines = _lines(
        looked,
        records=records,
        value=value,
        around=found.around,
        z=found.z,
        p=found.p,
        q=found.q,
        found=np.select([unusual & (found.z > 0), unusual], ["hot", "cold"], ""),
    )
    order = np.argsort(-np.abs(found.z), kind="stable")
    return HotSpots(
        lines.iloc[order].reset_index(drop=True),
        resolution,
        counted=int(numbered.sum()),
        too_coarse=int((~fine).sum()),
        radius_unknown=int(np.isnan(placed.radius[numbered]).sum()),
        without_number=int(fine.sum() - numbered.sum()),
        method=METHOD.format(area=_rounded(hexagons.area_km2(resolution))),
    )


def unusual(store: Store, filters: Filters, *, resolution: int | None = None) -> HotSpots:
    """Find where the records certainly in the filter's days are more or fewer than usual at the same place.

    What is usual is told by all days that the dataset has before. The cells' own columns are `records` (now),
    `before`, `ratio` of the rates by day with `ratio_low` and `ratio_high`, `p` and `q` as
    `chance.rate_ratios` tells them.

    Raises
    ------
    FilterError
        As `hot_spots`; or if the filter has no first and last day, or nothing is known of the days before.
    """
    now, before, days = _periods(store, filters)
    placed, earlier = _placed(store, now), _placed(store, before)
    if resolution is None:
        resolution = _finest(store, earlier if len(earlier.rows) else placed)
    fine, fine_before = placed.fine(_known(resolution)), earlier.fine(resolution)
    cells = hexagons.of_rows(store, resolution)
    rows, rows_before = placed.rows[fine], earlier.rows[fine_before]
    here, there = cells[rows], cells[rows_before]
    looked = np.unique(np.append(here, there))
    if not len(looked):
        raise _nothing(resolution)
    first, second = (
        np.bincount(np.searchsorted(looked, each), _events(store, of), len(looked)).astype(np.int64)
        for each, of in ((here, rows), (there, rows_before))
    )
    found = rate_ratios.compared(first, second, exposure=(float(days[0]), float(days[1])))
    lines = _lines(
        looked,
        records=first,
        before=second,
        ratio=found.ratio,
        ratio_low=found.low,
        ratio_high=found.high,
        p=found.p,
        q=found.q,
        found=np.select([(found.q < LEVEL) & (found.ratio > 1), found.q < LEVEL], ["more", "less"], ""),
    )
    area = _rounded(hexagons.area_km2(resolution))
    return HotSpots(
        lines.iloc[np.argsort(found.p, kind="stable")].reset_index(drop=True),
        resolution,
        counted=int(fine.sum() + fine_before.sum()),
        too_coarse=int((~fine).sum() + (~fine_before).sum()),
        radius_unknown=int(np.isnan(placed.radius[fine]).sum() + np.isnan(earlier.radius[fine_before]).sum()),
        without_number=0,
        method=USUAL_METHOD.format(now=f"{days[0]:,}", past=f"{days[1]:,}", area=area),
    )


@dataclass(frozen=True)
class _Placed:
    """The records shown at a point: their rows, radii (metres) and best figures of fatalities."""

    rows: npt.NDArray[np.int64]
    radius: npt.NDArray[np.float64]
    killed: npt.NDArray[np.float64]

    def fine(self, resolution: int) -> npt.NDArray[np.bool_]:
        """Which are known as finely as a hexagon, as far as their radius is told."""
        return ~(self.radius > hexagons.inner_radius_m(resolution))


def _placed(store: Store, filters: Filters) -> _Placed:
    answer = store.ask(filters, _points)
    radius, killed = (np.ma.filled(answer[name].astype(float), np.nan) for name in ("radius", "killed"))
    return _Placed(np.asarray(answer["row"], np.int64), radius, killed)


def _points(store: Store, shown: ir.Table) -> ir.Table:
    placed = shown.filter(shown.drawable, ~shown.shaped, shown.lat.notnull())
    placed = placed.select("row", radius=placed.uncertainty_m)
    records = store.table("records").select("row", killed="fatalities_best")
    return placed.left_join(records, "row").select("row", "radius", "killed").order_by("row")


def _events(store: Store, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """How many events each of these rows stands for."""
    one = np.ones(len(rows), np.int64)
    return event_counts.by_row(store)[rows] if event_counts.are_weighed(store) else one


def _finest(store: Store, placed: _Placed) -> int:
    """The finest hexagons at which most records are known, and which are not too many."""
    for resolution in reversed(hexagons.RESOLUTIONS):
        fine = placed.fine(resolution)
        if not len(fine) or fine.mean() < _FINE:
            continue
        cells = np.unique(hexagons.of_rows(store, resolution)[placed.rows[fine]])
        try:
            if len(cells) <= _CHOSEN and len(hexagons.around(cells)) <= _CHOSEN:
                return resolution
        except FilterError:
            continue
    return hexagons.RESOLUTIONS[0]


def _known(resolution: int) -> int:
    if resolution not in hexagons.RESOLUTIONS:
        raise FilterError("size", str(resolution), f"one of {', '.join(map(str, hexagons.RESOLUTIONS))}")
    return resolution


def _periods(store: Store, filters: Filters) -> tuple[Filters, Filters, tuple[int, int]]:
    """The filter's days and those before, both certainly, without what stands; and how many each are."""
    first = filter_options(store).first_day
    if not (filters.start and filters.end):
        raise FilterError("from", "no first and last day", "days to compare with those before: from=…&to=…")
    if first is None or first >= filters.start:
        raise FilterError(
            "from", filters.start.isoformat(), f"a day after {first}, the first that is known of"
        )
    kinds = filters.kinds or tuple(kind for kind in model.KINDS if kind != "site")
    now = replace(filters, within="certainly", kinds=kinds)
    before = replace(now, start=first, end=filters.start - timedelta(days=1))
    return now, before, ((filters.end - filters.start).days + 1, (filters.start - first).days)


def _lines(cells: hexagons.Cells, **columns: Any) -> gpd.GeoDataFrame:
    middles = hexagons.middles(cells)
    about = {"cell": hexagons.names(cells), "lon": middles[:, 0], "lat": middles[:, 1]}
    return gpd.GeoDataFrame({**about, **columns}, geometry=hexagons.shapes_of(cells), crs=model.CRS)


def _nothing(resolution: int) -> FilterError:
    wide = 2 * hexagons.inner_radius_m(resolution) / 1000
    found = "no record at a point that is known finely enough"
    return FilterError("size", found, f"larger hexagons than {wide:.1f} km, or another filter")


def _rounded(area: float) -> str:
    return f"{area:,.0f}" if area >= 10 else f"{area:.1f}"
