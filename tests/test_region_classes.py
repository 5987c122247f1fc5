"""Classes of regions for the map: both ends of each number, their limits, and what is in none."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mapclassify import EqualInterval, Quantiles

from geodata.errors import FilterError
from geodata.filters import Filters
from geodata.measures import measure
from geodata.query import region_classes, regions, store
from geodata.query.region_classes import NOTHING, UNKNOWN, classed, read_limits
from geodata.readers import boundaries

RECORDS, FATALITIES = measure("records"), measure("fatalities")


def found(low: list[float], high: list[float], whole: float = 100, **columns: object) -> gpd.GeoDataFrame:
    frame = gpd.GeoDataFrame({"records_certain": low, "records_possible": high, **columns})
    frame.attrs = {"whole": whole}
    return frame


pairs = st.lists(st.tuples(st.integers(0, 500), st.integers(0, 500)), min_size=1, max_size=40)
ways = st.sampled_from(["quantiles", "jenks", "equal", "own"])


@given(pairs, ways, st.booleans())
@settings(max_examples=60, deadline=None)
def test_each_number_is_in_the_class_whose_limits_hold_it(
    drawn: list[tuple[int, int]], way: str, fractions: bool
) -> None:
    scale = 0.37 if fractions else 1
    low = [min(each) * scale for each in drawn]
    high = [max(each) * scale for each in drawn]
    made = classed(found(low, high), RECORDS, "absolute", way, (5.0, 50.0))
    limits = (0.0, *made.limits)
    assert list(limits) == sorted(set(limits))
    assert len(made.limits) <= 7
    for values, classes in ((low, made.certain), (high, made.possible)):
        for value, each in zip(values, classes, strict=True):
            assert (value == 0) == (each == NOTHING)
            if value:
                assert limits[each - 1] < value <= limits[each]
    assert (made.certain <= made.possible).all()
    counts = made.counts()
    assert all(sure <= may for sure, may in counts)
    assert sum(sure for sure, _ in counts) <= len(drawn) <= sum(may for _, may in counts)
    if not fractions:
        assert all(float(each).is_integer() for each in made.limits)


def test_limits_are_those_of_mapclassify_among_regions_with_anything() -> None:
    high = [0.0, 0.0, *np.random.default_rng(4).pareto(1, 50)]
    told = found([0.0] * 52, high)
    for way, kind in (("quantiles", Quantiles), ("equal", EqualInterval)):
        made = classed(told, RECORDS, "absolute", way)
        assert made.limits == pytest.approx(kind(high[2:], k=5).bins.tolist())
    natural = classed(found([0] * 6, [1, 2, 2, 50, 51, 900]), RECORDS, "absolute", "jenks")
    assert {2.0, 51.0, 900.0} <= set(natural.limits)


def test_jenks_of_thousands_of_regions_looks_at_some_by_rank() -> None:
    high = np.random.default_rng(4).pareto(1, 3_600)
    made = classed(found([0.0] * 3_600, high.tolist()), RECORDS, "absolute", "jenks")
    assert len(made.limits) == 5
    assert made.limits[-1] == high.max()


def test_what_is_not_known_is_in_no_class() -> None:
    rates = {f"records_{bound}_per_100_000": [1.0, np.nan, 4.0] for bound in ("certain", "possible")}
    made = classed(found([1, 1, 4], [1, 1, 4], **rates), RECORDS, "people", "quantiles")
    assert made.certain.tolist()[1] == made.possible.tolist()[1] == UNKNOWN
    assert made.unknown == 1
    assert made.counts() == [(0, 0), (1, 1), (1, 1)]


def test_nobody_knows_how_many_were_killed_where_no_record_says_so() -> None:
    killed = gpd.GeoDataFrame(
        {
            "fatalities_certain": [0, 0, 2, 0],
            "fatalities_possible": [0, 0, 3, 0],
            "records_with_figure": [0, 1, 1, 0],
            "records_without_figure": [2, 2, 0, 0],
        }
    )
    made = classed(killed, FATALITIES, "absolute", "equal")
    assert made.possible.tolist() == [UNKNOWN, NOTHING, 1, NOTHING]


def test_shares_are_of_all_that_is_shown() -> None:
    made = classed(found([10, 0], [20, 5], whole=50), RECORDS, "share", "equal")
    assert (made.low.tolist(), made.high.tolist()) == ([20, 0], [40, 10])
    nothing = classed(found([0], [0], whole=0), RECORDS, "share", "equal")
    assert nothing.unknown == 1


def test_the_case_shares_are_of_the_whole_that_the_page_tells() -> None:
    here = store.opened("northern-kosovo")
    drawn = boundaries.read("countries")
    killed = regions.regions(here, drawn, Filters(), measure="fatalities")
    assert killed.attrs["whole"] == 4
    assert regions.regions(here, drawn, Filters()).attrs["whole"] == 197
    silent = killed[(killed["records_possible"] > 0) & (killed["records_with_figure"] == 0)]
    assert classed(killed, FATALITIES, "absolute", "jenks").unknown == len(silent) == 5


@pytest.mark.parametrize("text", ["", "a", "1, 1", "5, 1", "0, 2", "-1", "1, inf", "1,2,3,4,5,6,7", "nan"])
def test_limits_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(FilterError, match="rising numbers such as 1, 5, 10"):
        read_limits(text)


def test_limits_are_read_as_people_write_them() -> None:
    assert read_limits(" 1, 5;10 | 12.5 ") == (1, 5, 10, 12.5)
    own = classed(found([0, 3], [7, 30]), RECORDS, "absolute", "own", (1, 5, 10))
    assert own.limits == (1, 5, 10, 30)
    assert (own.certain.tolist(), own.possible.tolist()) == ([0, 2], [3, 4])
    assert region_classes.classed(found([0], [0]), RECORDS, "absolute", "own", (1,)).limits == (1,)
