"""Hot spots: Gi* as esda has it, hexagons that fit, coarse records left out, and what is more than usual."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import geopandas as gpd
import h3
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import geodata
from geodata.__main__ import main
from geodata.chance import local_sums
from geodata.errors import FilterError
from geodata.filters import Filters
from geodata.library import catalog
from geodata.query import hexagons, hot_spots, store

AUTUMN = Filters(start=date(2023, 9, 1), end=date(2023, 10, 31))


@pytest.fixture(scope="module")
def case():
    return store.open(catalog.load("northern-kosovo"))


def test_z_values_are_those_of_esda():
    """Of esda 2.9: G_Local(y, w, transform="B", star=True) on four rings of hexagons around a middle."""
    middle = h3.latlng_to_cell(42.9, 20.8, 7)
    ordered = sorted(h3.grid_disk(middle, 4), key=lambda cell: (h3.grid_distance(middle, cell), cell))
    value = {
        h3.str_to_int(cell): float(20 + place if place <= 7 else (place * 37) % 11)
        for place, cell in enumerate(ordered)
    }
    cells = np.array(sorted(value), np.uint64)
    found = local_sums.gi_star(np.array([value[cell] for cell in cells.tolist()]), hexagons.neighbours(cells))
    z = dict(zip(cells.tolist(), found.z, strict=True))

    theirs = [
        6.231258,
        2.737209,
        4.398314,
        2.62265,
        3.424563,
        4.455594,
        2.851768,
        2.450811,
        1.706178,
        -0.355884,
    ]
    assert [z[h3.str_to_int(cell)] for cell in ordered[:10]] == pytest.approx(theirs, abs=1e-6)
    assert z[h3.str_to_int(ordered[-1])] == pytest.approx(-1.217588, abs=1e-6)


def test_equal_values_stand_out_nowhere():
    cells = np.sort(np.asarray(hexagons.h3.grid_disk(hexagons.h3.latlng_to_cell(0.0, 0.0, 5), 3), np.uint64))
    found = local_sums.gi_star(np.full(len(cells), 4.0), hexagons.neighbours(cells))

    assert not found.z.any()
    assert (found.q == 1).all()


def test_the_attack_stands_out_and_coarse_records_are_left_out(case):
    found = hot_spots.hot_spots(case, Filters())

    assert found.cells.iloc[0]["cell"] == h3.latlng_to_cell(42.9714, 20.7861, 5)  # Banjska's
    assert found.cells.iloc[0]["found"] == "hot"
    assert found.cells["records"].sum() == found.counted
    incidents = geodata.load("northern-kosovo")
    points = incidents[incidents["location_class"].isin(["site", "settlement", "near"])]
    points = points[points["lon"].notna() & (points.geometry.geom_type == "Point")]
    coarse = points["uncertainty_m"] > hexagons.inner_radius_m(found.resolution)
    assert (found.counted, found.too_coarse) == (int((~coarse).sum()), int(coarse.sum()))


def test_hexagons_that_are_finer_than_what_is_known_leave_more_out(case):
    coarser, finer = (hot_spots.hot_spots(case, Filters(), resolution=each) for each in (4, 7))

    assert finer.too_coarse > coarser.too_coarse
    assert finer.counted + finer.too_coarse == coarser.counted + coarser.too_coarse


def test_of_fatalities_unknown_is_not_zero(case):
    killed = hot_spots.hot_spots(case, Filters(), resolution=5, measure="fatalities")
    records = hot_spots.hot_spots(case, Filters(), resolution=5)

    assert killed.counted + killed.without_number == records.counted
    assert killed.without_number > 0
    assert killed.cells["value"].sum() > 0


def test_more_than_usual_looks_at_what_is_certainly_in_the_days(case):
    found = hot_spots.unusual(case, AUTUMN)
    banjska = found.cells.set_index("cell").loc[h3.latlng_to_cell(42.9714, 20.7861, found.resolution)]

    assert banjska["found"] == "more"
    assert banjska["ratio_low"] > 1
    days = (date(2023, 10, 31) - date(2023, 9, 1)).days + 1
    assert f"{days} days shown" in found.method


@pytest.mark.parametrize(
    ("wanted", "options", "words"),
    [
        (Filters(), {"resolution": 12}, "one of 3, 4, 5, 6, 7, 8"),
        (Filters(), {"measure": "cows"}, "one of records, fatalities"),
        (Filters(text="nothing says this"), {}, "larger hexagons"),
    ],
)
def test_what_cannot_be_found_is_said(case, wanted, options, words):
    with pytest.raises(FilterError, match=words):
        hot_spots.hot_spots(case, wanted, **options)


def test_more_than_usual_needs_days_and_days_before(case):
    with pytest.raises(FilterError, match="from=…&to=…"):
        hot_spots.unusual(case, Filters())
    with pytest.raises(FilterError, match="the first that is known of"):
        hot_spots.unusual(case, replace(AUTUMN, start=date(1990, 1, 1)))


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.tuples(st.floats(-170, 175), st.floats(-60, 60)), min_size=1, max_size=6),
    st.sampled_from((3, 4)),
)
def test_every_occupied_hexagon_is_looked_at_with_its_neighbours_among_them(points, resolution):
    near = [(lon % 5 + 178, lat % 5) for lon, lat in points]  # on both sides of the antimeridian
    occupied = np.unique(
        [hexagons.h3.latlng_to_cell(lat, (lon + 180) % 360 - 180, resolution) for lon, lat in near]
    )
    looked = hexagons.around(occupied.astype(np.uint64))

    assert np.isin(occupied, looked).all()
    assert (np.diff(looked) > 0).all()
    lines = hexagons.neighbours(looked)
    for place, line in enumerate(lines):
        assert place in line
    widths = [shape.bounds[2] - shape.bounds[0] for shape in hexagons.shapes_of(looked)]
    assert max(widths) < 10


def test_records_around_the_globe_are_refused():
    around = [hexagons.h3.latlng_to_cell(0.0, lon, 3) for lon in (-150.0, -30.0, 90.0)]
    with pytest.raises(FilterError, match="half the globe"):
        hexagons.around(np.unique(np.array(around, np.uint64)))


def test_the_command_prints_writes_and_refuses(capsys, tmp_path):
    assert main(["hot-spots", "northern-kosovo", "--filter", "kind=incident"]) == 0
    assert "Getis-Ord Gi*" in capsys.readouterr().out
    assert main(["hot-spots", "northern-kosovo", "--to", str(tmp_path / "hot.geojson")]) == 0
    written = gpd.read_file(tmp_path / "hot.geojson")
    assert written.crs.to_epsg() == 4326
    assert len(written) == len(geodata.hot_spots("northern-kosovo"))
    assert main(["hot-spots", "northern-kosovo", "--to", str(tmp_path / "hot.csv")]) == 0
    assert pd.read_csv(tmp_path / "hot.csv")["found"].eq("hot").any()
    assert main(["hot-spots", "northern-kosovo", "--to", str(tmp_path / "hot.docx")]) == 2
    query = "from=2023-09-01&to=2023-10-31"
    assert main(["hot-spots", "northern-kosovo", "--usual", "--filter", query]) == 0
    assert "days before" in capsys.readouterr().out


def test_python_tells_what_was_counted():
    found = geodata.hot_spots("northern-kosovo", Filters(kinds=("incident",)))

    assert found.attrs["counted"] == found["records"].sum()
    assert found.attrs["method"].startswith("Getis-Ord Gi*")
