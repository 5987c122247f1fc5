"""The brush's minutes become whole days of the dataset's zone."""

from __future__ import annotations

from datetime import date

from components.map.timeline import brushed
from geodata.filters import Filters

MIDNIGHT_24_SEPTEMBER = 28_258_440  # minutes from 1970 to 2023-09-24T00:00+02:00


def test_a_brush_over_two_days_in_belgrade_gives_those_two_days():
    window = {"from": MIDNIGHT_24_SEPTEMBER, "to": MIDNIGHT_24_SEPTEMBER + 2 * 1440}
    chosen = brushed(Filters(text="x"), window, "Europe/Belgrade")
    assert (chosen.start, chosen.end, chosen.text) == (date(2023, 9, 24), date(2023, 9, 25), "x")


def test_a_cleared_brush_removes_the_days_and_nothing_else():
    filters = Filters(start=date(2023, 9, 24), kinds=("site",))
    assert brushed(filters, None, "Europe/Belgrade") == Filters(kinds=("site",))
