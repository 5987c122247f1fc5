"""Positions in words, in links to maps, as `geo:` addresses and by ISO 6709."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from raw_files import draft, incident

from geodata.values import coordinates, hemispheres, map_links


@pytest.mark.parametrize(
    "text",
    [
        *(
            "42.93 North, 20.68 East",
            "North 42.93 East 20.68",
            "42 degrees 55 minutes 48 seconds North 20.68 East",
        ),
        *("42,93° с.ш., 20,68° в.д.", "42.93 северной широты, 20.68 восточной долготы", "С 42.93 В 20.68"),
        *("42.93° пн.ш., 20.68° сх.д.", "42,93° с.г.ш. 20,68° и.г.д.", "42.93 sever, 20.68 istok"),
        *("42.93 veri, 20.68 lindje", "Gjerësia 42.93 Gjatësia 20.68", "42.93 Nord, 20.68 Est"),
        *(
            "42.93° latitud norte, 20.68° longitud este",
            "42.93 شمالاً، 20.68 شرقاً",
            "خط العرض 42.93 خط الطول 20.68",
        ),
        *(
            "lat 42.93 lon 20.68",
            "Longitude: 20.68, Latitude: 42.93",
            "lat=42.93; lng=20.68",
            "N: 42.93 E: 20.68",
        ),
        *("425548N 0204048E", "425548N0204048E", "N425548 E0204048", "42.93 kuzey, 20.68 doğu"),
    ],
)
def test_words_for_hemispheres_and_axes_are_read_in_many_languages(text: str) -> None:
    for order in (None, "longitude-latitude"):
        lon, lat, why = coordinates.pairs(pd.Series([text], dtype="str"), order)
        assert (lon[0], lat[0], why[0]) == (pytest.approx(20.68), pytest.approx(42.93), "")


@pytest.mark.parametrize(
    ("text", "lat"),
    [
        ("lat 42.93 S", -42.93),
        ("42.93 South", -42.93),
        ("42.93° ю.ш.", -42.93),
        ("33.5 جنوباً", -33.5),
        ("425548N", 42.93),
    ],
)
def test_a_latitude_keeps_its_hemisphere_beside_words(text: str, lat: float) -> None:
    read, why = coordinates.degrees(pd.Series([text], dtype="str"), coordinates.LATITUDE)
    assert (read[0], why[0]) == (pytest.approx(lat), "")


@pytest.mark.parametrize(
    "text", ["42.93 N, 20.68 O", "42.93 и 20.68", "lat 42.93 E, 20.68", "lat 42.93 lat 20.68"]
)
def test_what_words_leave_open_or_contradict_is_no_position(text: str) -> None:
    lon, _, why = coordinates.pairs(pd.Series([text], dtype="str"), None)
    assert pd.isna(lon[0])
    assert why[0]


@pytest.mark.parametrize(
    ("text", "what", "radius"),
    [
        ("https://www.google.com/maps?q=42.93,20.68", "pin", 0),
        ("https://www.google.com/maps/@42.93,20.68,15z", "view", 0),
        ("https://www.google.com/maps/place/X/@1.0,2.0,15z/data=!4m6!3m5!8m2!3d42.93!4d20.68!16s", "pin", 0),
        ("https://www.google.de/maps/search/?api=1&query=42.93%2C20.68", "pin", 0),
        ("https://maps.google.com/?q=loc:42.93+20.68", "pin", 0),
        ("https://www.openstreetmap.org/#map=15/42.93/20.68", "view", 0),
        ("https://www.openstreetmap.org/?mlat=42.93&mlon=20.68#map=15/1/2", "pin", 0),
        ("https://maps.apple.com/?ll=42.93,20.68", "view", 0),
        ("https://www.bing.com/maps?cp=42.93~20.68&lvl=15", "view", 0),
        ("https://yandex.ru/maps/?pt=20.68,42.93&z=15", "pin", 0),
        ("https://wikimapia.org/#lang=en&lat=42.93&lon=20.68&z=15", "view", 0),
        ("https://geohack.toolforge.org/geohack.php?params=42_55_48_N_20_40_48_E_type:city", "pin", 0),
        ("https://example.org/map/#11/42.93/20.68", "view", 0),
        ("Bridge: https://www.google.com/maps?q=42.93,20.68 (north)", "pin", 0),
        ("geo:42.93,20.68;u=35", "pin", 35),
        ("geo:0,0?q=42.93,20.68(Bridge)", "pin", 0),
        ("+42.93+020.68/", "pin", 0),
        ("+425548+0204048+580CRSWGS_84/", "pin", 0),
    ],
)
def test_a_position_is_read_out_of_links_and_addresses(text: str, what: str, radius: float) -> None:
    found = map_links.read(text)
    assert isinstance(found, map_links.Linked)
    assert (found.lon, found.lat) == pytest.approx((20.68, 42.93))
    assert (found.what, found.radius_m) == (what, radius)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "+381 64 1234567",
        "https://maps.app.goo.gl/abc",
        "https://example.org/#1/2/3",
        "https://[x/?lat=1&lon=2",
    ],
)
def test_other_texts_and_shortened_links_say_no_position(text: str) -> None:
    assert map_links.read(text) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("geo:42.9,200.7", "is no position"),
        ("geo:42.9,20.7;crs=nad27", "nad27"),
        ("+4299+02041/", "sixty minutes"),
        ("+425530+02041/", "not given alike"),
        ("https://osm.org/?mlat=1&mlon=2 https://osm.org/?mlat=3&mlon=4", "several positions"),
    ],
)
def test_what_is_wrong_with_such_a_position_is_said(text: str, words: str) -> None:
    assert words in str(map_links.read(text))


@given(st.text(max_size=80) | st.text("geo:+-0123456789.,;NSEW°'lat on=/?#!@с.ш", max_size=60))
def test_any_text_is_read_without_a_fault(text: str) -> None:
    map_links.read(text)
    map_links.read(f"https://www.google.com/maps/{text}")
    once = hemispheres.lettered(text)
    assert coordinates.is_pair(once) in (True, False)


def test_links_to_maps_are_positions_and_sources_with_a_remark_on_views_and_on_shortened_ones() -> None:
    links = ("google.com/maps?q=42.93,20.68", "google.com/maps/@42.94,20.69,17z", "maps.app.goo.gl/abc")
    made = draft(
        [{"title": each[:9], "Map link": f"https://www.{each}", "source": "Paper"} for each in links[:2]]
        + [{"title": "C", "Map link": f"https://{links[2]}", "source": "Paper"}]
    )
    assert [incident(made, row)["lon"] for row in range(3)] == [20.68, 20.69, None]
    assert len(made.tables["sources"]) == 3
    said = " ".join(made.warnings["reason"])
    assert "no pin" in said
    assert "does not say where" in said


def test_a_link_to_a_map_beside_columns_of_degrees_changes_no_position() -> None:
    row = {"title": "A", "lat": "42.9", "lon": "20.7", "link": "https://www.google.com/maps?q=1.5,2.5"}
    made = draft([row])
    assert (incident(made)["lon"], incident(made)["lat"]) == (20.7, 42.9)
