"""Positions as people write them: each way with its exact degrees, or with the reason why it is refused."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from geopy.point import Point
from hypothesis import given
from hypothesis import strategies as st

from geodata.errors import MappingError
from geodata.values import coordinates


def one(text: str, axis: str = coordinates.LATITUDE, decimal: str | None = None) -> float | str:
    values, why = coordinates.degrees(pd.Series([text], dtype="str"), axis, decimal)
    return str(why[0]) or float(values[0])


def pair(text: str, order: str | None = None, decimal: str | None = None) -> tuple[float, float] | str:
    lon, lat, why = coordinates.pairs(pd.Series([text], dtype="str"), order, decimal)
    return str(why[0]) or (float(lat[0]), float(lon[0]))


@pytest.mark.parametrize(
    ("text", "degrees"),
    [
        ("42.97", 42.97),
        ("-42.97", -42.97),
        ("−42.97", -42.97),
        ("42,97", 42.97),
        ("42.97 N", 42.97),
        ("S 42.97", -42.97),
        ("42°58'17\"N", 42 + 58 / 60 + 17 / 3600),
        ("42° 58′ 17″ s", -(42 + 58 / 60 + 17 / 3600)),
        ("42 58 17", 42 + 58 / 60 + 17 / 3600),
        ("42°58.5'", 42 + 58.5 / 60),
        ("1e-05", 0.00001),
        ("90", 90.0),
    ],
)
def test_a_latitude_is_read(text: str, degrees: float) -> None:
    assert one(text) == pytest.approx(degrees, abs=1e-12)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("120.5", "exchanged"),
        ("4297000", "no coordinate|correct it"),
        ("20.78 E", "longitude in the column of latitudes"),
        ("-42 S", "sign and a letter"),
        ("N 42 S", "two letters"),
        ("42°60'", "sixty"),
        ("42 97", "two numbers without a mark"),
        ("nan", "no coordinate"),
        ("inf", "no coordinate"),
        ("1" * 5000, "no coordinate"),
    ],
)
def test_what_is_no_latitude_is_refused_with_a_reason(text: str, words: str) -> None:
    found = one(text)
    assert isinstance(found, str)
    assert any(each in found for each in words.split("|"))


@pytest.mark.parametrize(
    "text",
    [
        "42.97, 20.78",
        "42.97;20.78",
        "(42.97 20.78)",
        "42,97; 20,78",
        "42,97, 20,78",
        "42,97 20,78",
        "N42.97 E20.78",
        "20.78E, 42.97N",
        "42.97N20.78E",
    ],
)
def test_a_pair_is_read_in_whatever_way_it_is_written(text: str) -> None:
    assert pair(text) == (42.97, 20.78)


def test_a_pair_follows_the_order_that_was_said_unless_letters_say_otherwise() -> None:
    assert pair("20.78, 42.97", "longitude-latitude") == (42.97, 20.78)
    assert pair("42.97N, 20.78E", "longitude-latitude") == (42.97, 20.78)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("42,97", "decimal comma, or two"),
        ("42.97", "distinguished"),
        ("120.5, 42.9", "exchanged"),
        ("42N, 20N", "two latitudes"),
        ("42.97, 20.78, 100", "distinguished"),
    ],
)
def test_a_pair_that_can_be_read_in_two_ways_or_none_is_refused(text: str, words: str) -> None:
    assert words in pair(text)


@given(
    st.tuples(*(st.integers(0, most) for most in (89, 59, 59))),
    st.tuples(*(st.integers(0, most) for most in (179, 59, 59))),
    st.sampled_from("NS"),
    st.sampled_from("EW"),
)
def test_minutes_and_seconds_agree_with_geopy(latitude, longitude, north, east) -> None:
    text = "{}°{}′{}″{} {}°{}′{}″{}".format(*latitude, north, *longitude, east)
    expected = Point(text)
    assert pair(text) == pytest.approx((expected.latitude, expected.longitude), abs=1e-9)


@given(st.floats(-90, 90))
def test_a_decimal_is_read_exactly(value: float) -> None:
    assert one(repr(value)) == value


@given(st.text(max_size=40))
def test_any_text_is_a_position_or_a_reason(text: str) -> None:
    found = pair(text)
    if not isinstance(found, str) and not np.isnan(found[0]):
        assert abs(found[0]) <= 90
        assert abs(found[1]) <= 180


def test_metres_are_converted_by_the_system_that_was_chosen() -> None:
    lon, lat, why = coordinates.projected(
        np.array([500_000.0, np.nan]), np.array([4_649_776.2247, 1.0]), "EPSG:32634"
    )
    assert (lon[0], lat[0]) == pytest.approx((21.0, 42.0), abs=1e-6)
    assert np.isnan(lon[1])
    assert list(why) == ["", ""]


@pytest.mark.parametrize("crs", ["EPSG:999999", "+proj=pipeline +step", "file:///etc/passwd", ""])
def test_a_system_outside_the_register_is_refused(crs: str) -> None:
    with pytest.raises(MappingError, match="crs"):
        coordinates.projected(np.array([1.0]), np.array([1.0]), crs)


# UTM zone 34N is made for 18° to 24° east, the Pacific's Mercator for 99° east to 68° west.
@pytest.mark.parametrize(
    ("crs", "lon", "lat", "outside"),
    [
        ("EPSG:32634", 20.78, 42.97, False),
        ("EPSG:32634", 17.9, 42.97, True),
        ("EPSG:32634", 24.1, 42.97, True),
        ("EPSG:32634", 20.78, -0.1, True),
        ("EPSG:32634", 20.78, 84.1, True),
        ("EPSG:32634", 18.0, 0.0, False),
        ("EPSG:32634", 24.0, 84.0, False),
        ("EPSG:3832", 179.0, 0.0, False),
        ("EPSG:3832", -179.0, 0.0, False),
        ("EPSG:3832", 20.78, 0.0, True),
        ("EPSG:32634", np.nan, np.nan, False),
    ],
)
def test_a_position_outside_the_area_of_its_system_is_told_from_one_inside(
    crs: str, lon: float, lat: float, *, outside: bool
) -> None:
    assert coordinates.outside_of(np.array([lon]), np.array([lat]), crs).tolist() == [outside]


def test_each_position_of_a_column_is_judged_by_itself() -> None:
    lon, lat = np.array([20.78, np.nan, -77.04, 21.0]), np.array([42.97, np.nan, 38.9, -33.0])
    assert coordinates.outside_of(lon, lat, "EPSG:32634").tolist() == [False, False, True, True]
