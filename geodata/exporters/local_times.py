"""Tells the records' times as a file writes them: in UTC, and as clocks in the dataset's zone showed them.

Times are read as microseconds since 1970-01-01T00:00Z, half-open. Each distinct interval is told once.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from geodata.exporters import clocks, edtf_texts
from geodata.exporters.clocks import Moments, Shown, Texts

COLUMNS: Final = (
    *("start_utc", "end_utc", "start_local", "end_local", "date", "time", "end_date", "end_time", "edtf"),
)
"""`start_utc` and `end_utc`: ISO 8601 with as many decimals as it takes. `start_local` and `end_local`: the
interval as on the page; of whole days the first and the last as dates, of all others both ends with the
offset, half-open. `date` … `end_time`: the same for a person, a day and a time of the day each. `edtf`: all
of it in one text, see `edtf_texts`. What goes on, nobody knows until when, has no end."""

_NOTHING: Final = np.iinfo(np.int64).min
"""What NumPy takes for no time."""


class Times:
    """Intervals that are told in one or another way, when they are asked for."""

    def __init__(
        self, start: pa.ChunkedArray, end: pa.ChunkedArray, time_class: pa.ChunkedArray, zone: str
    ) -> None:
        self._which, (first, last, self._classes) = _distinct(_filled(start), _filled(end), time_class)
        self._zone = zone
        self._begins, self._ends = (Shown(each, zone) for each in (first, last))
        self._whole = edtf_texts.whole_days(self._begins, self._ends, self._classes)
        days = self._ends.days
        self._last_day = np.where(self._whole, days - np.timedelta64(1, "D"), days)

    def __getitem__(self, name: str) -> pa.Array:
        """One of `COLUMNS`, texts or missing."""
        return pa.array(self._told(name), pa.string()).take(self._which)

    def _told(self, name: str) -> npt.NDArray[np.object_]:
        if name == "edtf":
            return edtf_texts.written(self._begins, self._ends, self._classes, self._zone)
        is_start = name in ("start_utc", "start_local", "date", "time")
        end = self._begins if is_start else self._ends
        if name.endswith("_utc"):
            return clocks.texts(end.utc, "Z")
        if name.endswith("time"):
            return _but_for(self._whole, end.times)
        days = clocks.days(end.days if is_start else self._last_day)
        if name.endswith("_local"):
            return np.where(self._whole, days, clocks.texts(end.wall, end.offsets))
        return days


def _but_for(whole: npt.NDArray[np.bool_], clock: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    found = clock.copy()
    found[whole] = None
    return found


def _filled(moments: pa.ChunkedArray) -> npt.NDArray[np.int64]:
    return np.asarray(moments.fill_null(_NOTHING).to_numpy(), np.int64)


def _distinct(
    start: npt.NDArray[np.int64], end: npt.NDArray[np.int64], time_class: pa.ChunkedArray
) -> tuple[pa.Array, tuple[Moments, Moments, Texts]]:
    """Which of the distinct intervals each is, and these."""
    coded = time_class.combine_chunks().dictionary_encode()
    words = np.array([*coded.dictionary.to_pylist(), None], dtype=object)
    classes = coded.indices.fill_null(len(words) - 1).to_numpy(zero_copy_only=False).astype(np.int64)
    starts, ends = (pd.factorize(each) for each in (start, end))
    several = max(len(ends[1]), 1)
    which, found = pd.factorize((starts[0].astype(np.int64) * several + ends[0]) * len(words) + classes)
    pairs, kinds = np.divmod(found, len(words))
    firsts, lasts = np.divmod(pairs, several)
    begins, overs = (each.astype("datetime64[us]") for each in (starts[1][firsts], ends[1][lasts]))
    return pa.array(which), (begins, overs, words[kinds])
