"""Counts intervals in bins: how many events lie certainly or possibly in an hour, day, … or year."""

from __future__ import annotations

from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pandas as pd

from geodata.errors import FilterError
from geodata.index.star_schema import LAST_MINUTE
from geodata.values import iso_intervals, zone_minutes

Ints = npt.NDArray[np.int64]

STEPS: Final = {"hour": 1 / 24, "day": 1, "week": 7, "month": 28, "year": 365}
"""Widths of the bins, and the fewest days that one may have."""

READABLE: Final = {"day": 92, "week": 1300, "month": 12_000}
"""Days over which bars of a width can be read and pointed at; the map's `bins.js` takes the same.

Hours are counted only where they are asked for."""

MOST_BINS: Final = 20_000


def histogram_of(  # noqa: PLR0913 - three columns, and how to bin them
    start: Ints,
    end: Ints,
    count: Ints | npt.NDArray[np.float64],
    *,
    timezone: str,
    cut: tuple[int | None, int | None] = (None, None),
    until: int | None = None,
    step: str = "auto",
) -> pd.DataFrame:
    """Count intervals into bins without gaps: `start`, `end` (aware), `certain`, `possible`.

    Parameters
    ----------
    start, end, count
        Half-open intervals in minutes since 1970-01-01T00:00Z, and how many events have each, or what their
        numbers add up to. What goes on ends at `LAST_MINUTE`, and is possible in every bin from that of its
        start on.
    timezone
        IANA name of the zone at whose midnights bins begin.
    cut
        Minutes between which bins are wanted; the bins at both ends may reach beyond.
    until
        The minute up to which bins are wanted for what goes on; else they end with what else there is.
    step
        As in `step_over`.
    """
    if step != "auto" and step not in STEPS:
        raise FilterError("step", step, f"auto or one of {', '.join(STEPS)}")
    if len(start) == 0:
        edges = pd.DatetimeIndex([], tz=timezone)
        none = np.zeros(0, np.int64)
        return pd.DataFrame({"start": edges, "end": edges, "certain": none, "possible": none})
    first, last = int(start.min()), _last(start, end, until)
    first = first if cut[0] is None else max(first, cut[0])
    last = last if cut[1] is None else min(last, cut[1])
    edges = _edges(first, max(last, first + 1), timezone, step_over(first, last, wanted=step))
    bounds = zone_minutes.floors(edges.tz_convert("UTC").tz_localize(None).to_numpy(), timezone)
    bins = len(bounds) - 1
    begin = np.searchsorted(bounds, start, side="right") - 1
    final = np.searchsorted(bounds, end, side="left") - 1  # the bin of the interval's last minute
    whole = (begin == final) & (begin >= 0) & (begin < bins)
    certain = np.bincount(begin[whole], count[whole], minlength=bins)
    # Each interval adds from its first bin on and stops adding after its last.
    some = ~whole & (final >= 0) & (begin < bins)
    rises = np.bincount(np.maximum(begin[some], 0), count[some], minlength=bins + 1)
    falls = np.bincount(np.minimum(final[some], bins - 1) + 1, count[some], minlength=bins + 1)
    possible = np.cumsum(rises - falls)[:bins]
    return pd.DataFrame(
        {
            "start": edges[:-1],
            "end": edges[1:],
            "certain": certain.astype(count.dtype),
            "possible": possible.astype(count.dtype),
        }
    )


def _last(start: Ints, end: Ints, until: int | None) -> int:
    goes_on = end == LAST_MINUTE
    known = int(np.where(goes_on, start + 1, end).max())
    return max(known, until) if until is not None and goes_on.any() else known


def step_over(first: int, last: int, *, wanted: str) -> str:
    """The step to take over the minutes from `first` to `last`.

    Parameters
    ----------
    wanted
        A key of `STEPS`: it, or the first coarser one with at most `MOST_BINS` bins. Or auto: the finest
        whose bars are readable, see `READABLE`.

    Notes
    -----
    The map decides by the same rule, in `bins.js`; both are tested on `tests/cases/histogram_steps.json`.
    """
    days = (last - first) / 1440
    if wanted == "auto":
        return next((name for name, most in READABLE.items() if days <= most), "year")
    names = list(STEPS)
    coarser = names[names.index(wanted) :]
    return next((name for name in coarser if days / STEPS[name] <= MOST_BINS), "year")


def _edges(first: int, last: int, timezone: str, step: str) -> pd.DatetimeIndex:
    """Midnights that begin the bins from that of minute `first` to that of the minute before `last`."""
    seconds = np.array([first, last - 1]) * 60
    stamps = pd.DatetimeIndex(seconds.astype("datetime64[s]"))
    # Calendar arithmetic is done on local days without a zone, so that a day of 23 hours is a day.
    days = stamps.tz_localize("UTC").tz_convert(timezone).tz_localize(None).to_numpy("datetime64[D]")
    match step:
        case "hour":
            return _hours(days[0], stamps[1], timezone)
        case "day":
            local = np.arange(days[0], days[1] + 2)
        case "week":
            monday = days[0] - (days[0].astype(np.int64) + 3) % 7  # 1 January 1970 was a Thursday
            local = np.arange(monday, days[1] + 8, 7)
        case _:
            unit = "datetime64[M]" if step == "month" else "datetime64[Y]"
            local = np.arange(days[0].astype(unit), days[1].astype(unit) + 2).astype("datetime64[D]")
    return midnights(local, timezone)


def midnights(days: npt.NDArray[np.datetime64], timezone: str) -> pd.DatetimeIndex:
    """When days begin, as dates are read: over a gap, pandas goes on to the next full hour."""
    zone = ZoneInfo(timezone)
    begun = [iso_intervals.midnight(day, zone) for day in days.tolist()]
    return pd.DatetimeIndex(begun).as_unit("s").tz_convert(timezone)


def _hours(day: np.datetime64, last: pd.Timestamp, timezone: str) -> pd.DatetimeIndex:
    """Hours from a local midnight to the end of the one that holds `last`: a day may have 23 or 25."""
    midnight = midnights(np.array([day]), timezone)[0]
    count = int((last.tz_localize("UTC") - midnight) // pd.Timedelta(hours=1)) + 2
    return pd.date_range(midnight, periods=count, freq="h")
