"""The engine looks for rows near a drawn area; none that geometry finds there may be lost on the way."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pytest
from datasets import small_dataset
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from geodata import geometry
from geodata.filters import Filters, Ring
from geodata.geometry import WGS84, Floats
from geodata.query import answers, store

N = 300
RADII_M = (0.0, 1.0, 300.0, 5_000.0, 60_000.0, 250_000.0, 1_500_000.0, np.nan)
MOST_POLEWARD = 89.9
"""Discs that reach beyond it are not claimed to be found at every longitude."""


def scattered() -> store.Store:
    """Discs of every size over the whole world; a third beside a pole, a third beside the antimeridian."""
    random = np.random.default_rng(11)
    lon, lat = random.uniform(-180, 180, N), random.uniform(-80, 80, N)
    third = N // 3
    lat[:third] = random.choice((-1, 1), third) * random.uniform(80, 90, third)
    lon[third : 2 * third] = random.choice((-1, 1), third) * random.uniform(178, 180, third)
    lon[0], lat[0], lon[1], lat[1] = 180, 90, -180, -90
    lon[2:12] = np.nan
    return _opened(lon, lat, random.choice(RADII_M, N))


def _opened(lon: Floats, lat: Floats, uncertainty_m: Floats) -> store.Store:
    dataset = small_dataset(len(lon))
    incidents = dataset.incidents.assign(
        lon=lon, lat=lat, uncertainty_m=uncertainty_m, geometry=gpd.points_from_xy(lon, lat)
    )
    return store.open(replace(dataset, incidents=incidents.assign(location_class="site")))


STORE = scattered()
LON, LAT, RADIUS = (STORE.dataset.incidents[name].to_numpy() for name in ("lon", "lat", "uncertainty_m"))
TALL = np.nan_to_num(RADIUS) / 110_000
DISCS = np.flatnonzero((RADIUS > 0) & (np.abs(LAT) + TALL < MOST_POLEWARD) & np.isfinite(LON))

directions = st.floats(0, 360)
sizes = st.sampled_from((0.001, 0.05, 1.0, 20.0))


@st.composite
def rings(draw: st.DrawFn) -> Ring:
    """Three to six corners, the first of them within reach of a disc or a little beyond."""
    row = draw(st.sampled_from(DISCS.tolist()))
    lon, lat = _corner(row, draw(directions), draw(st.floats(0.3, 1.3)))
    size = draw(sizes)
    offsets = st.tuples(st.floats(-size, size), st.floats(-size, size))
    others = draw(st.lists(offsets, min_size=2, max_size=5))
    return ((lon, lat), *((_within(lon + x, 180), _within(lat + y, 90)) for x, y in others))


def _corner(row: int, direction: float, share: float) -> tuple[float, float]:
    """Where one comes to from a disc's centre, having gone a share of its radius."""
    lon, lat, _ = WGS84.fwd(LON[row], LAT[row], direction, share * RADIUS[row])
    return lon, lat


def _within(value: float, most: int) -> float:
    return min(max(value, -most), most)


def _shown(ring: Ring, within: str = "possibly") -> list[int]:
    return np.flatnonzero(answers.selection(STORE, Filters(area=ring, within=within))).tolist()


@given(rings())
@settings(max_examples=60)
def test_the_store_shows_exactly_the_discs_that_geometry_says_touch_the_area(ring: Ring) -> None:
    touches, inside = geometry.discs_in_polygon(LON, LAT, RADIUS, ring)
    assert _shown(ring) == np.flatnonzero(touches).tolist()
    assert _shown(ring, "certainly") == np.flatnonzero(inside).tolist()


@given(st.sampled_from(DISCS.tolist()), directions, st.floats(0.3, 0.99), sizes)
@settings(max_examples=60)
def test_a_disc_that_reaches_a_corner_of_the_area_is_found(
    row: int, direction: float, share: float, size: float
) -> None:
    lon, lat = _corner(row, direction, share)
    assume(abs(lon - LON[row]) < 180)  # areas do not wrap around the antimeridian
    # The area lies beyond its corner, away from the disc.
    east, north = np.sign(lon - LON[row]) or 1, np.sign(lat - LAT[row]) or 1
    far = _within(lon + east * size, 180), _within(lat + north * size, 90)
    assert row in _shown(((lon, lat), (far[0], lat), far))


LATITUDES = (-84.0, -43.0, 0.0, 43.0, 84.0)
REACH_M = 60_000.0


@pytest.fixture(scope="module")
def column() -> store.Store:
    """A disc at each of `LATITUDES`, 20° east."""
    return _opened(np.full(5, 20.0), np.array(LATITUDES), np.full(5, REACH_M))


@pytest.mark.parametrize("direction", [0, 90, 180, 270])
@pytest.mark.parametrize("row", range(len(LATITUDES)))
def test_a_disc_is_found_by_its_last_hundredth_and_not_beyond(
    column: store.Store, row: int, direction: int
) -> None:
    for share, found in ((0.99, [row]), (1.01, [])):
        lon, lat, _ = WGS84.fwd(20.0, LATITUDES[row], direction, share * REACH_M)
        # A triangle whose tip points at the disc.
        ahead, aside = {0: (1, 0), 90: (0, 1), 180: (-1, 0), 270: (0, -1)}[direction], 0.01
        east, north = ahead[::-1]
        wings = [(lon + east + turn * north, lat + north + turn * east) for turn in (-aside, aside)]
        shown = answers.selection(column, Filters(area=((lon, lat), *wings)))
        assert np.flatnonzero(shown).tolist() == found, share


# The antimeridian -------------------------------------------------------------------------------------------

NARROW = ((179.0, -10.0), (-179.0, -10.0), (-179.0, 10.0), (179.0, 10.0))
WIDE = ((-179.0, -10.0), (0.0, -10.0), (179.0, -10.0), (179.0, 10.0), (0.0, 10.0), (-179.0, 10.0))


@pytest.fixture(scope="module")
def around() -> store.Store:
    """Points along the equator, and one disc that reaches over the antimeridian from 178°."""
    lon = np.array([178.5, 179.5, 180.0, -180.0, -179.5, -178.5, 0.0, 178.0, -178.9])
    return _opened(lon, np.zeros(len(lon)), np.array([0.0] * 7 + [150_000.0, 20_000.0]))


def test_a_box_over_the_antimeridian_is_the_narrow_one_whichever_corner_comes_first(
    around: store.Store,
) -> None:
    for ring in (NARROW, NARROW[::-1], NARROW[2:] + NARROW[:2]):
        shown = answers.selection(around, Filters(area=ring))
        assert np.flatnonzero(shown).tolist() == [1, 2, 3, 4, 7, 8], ring
        certain = answers.selection(around, Filters(area=ring, within="certainly"))
        assert np.flatnonzero(certain).tolist() == [1, 2, 3, 4], ring


def test_a_box_around_the_rest_of_the_world_has_corners_on_its_way(around: store.Store) -> None:
    assert np.flatnonzero(answers.selection(around, Filters(area=WIDE))).tolist() == [0, 5, 6, 7, 8]


def test_the_whole_world_is_an_area_too(around: store.Store) -> None:
    world = ((-180.0, -90.0), (180.0, -90.0), (180.0, 90.0), (-180.0, 90.0))
    assert answers.selection(around, Filters(area=world)).all()


def test_a_disc_beyond_the_antimeridian_reaches_an_area_on_this_side() -> None:
    lon, lat, radius = np.array([-179.95]), np.array([0.0]), np.array([10_000.0])
    ring = ((179.0, -1.0), (179.99, -1.0), (179.99, 1.0), (179.0, 1.0))
    assert geometry.discs_in_polygon(lon, lat, radius, ring)[0].tolist() == [True]
    assert geometry.discs_in_polygon(lon, lat, radius / 10, ring)[0].tolist() == [False]


@given(rings(), st.floats(-179, 179))
@settings(max_examples=30)
def test_an_area_finds_the_same_wherever_the_world_is_cut(ring: Ring, turn: float) -> None:
    """All is turned about the axis of the earth: what lay over the antimeridian lies elsewhere."""
    assume(all(abs(lon + turn) < 180 for lon, _ in ring))
    moved = tuple((lon + turn, lat) for lon, lat in ring)
    lon = (LON[DISCS] + turn + 540) % 360 - 180
    here = geometry.discs_in_polygon(LON[DISCS], LAT[DISCS], RADIUS[DISCS] * (1 - 1e-9), ring)
    there = geometry.discs_in_polygon(lon, LAT[DISCS], RADIUS[DISCS] * (1 - 1e-9), moved)
    unsure = (
        np.abs(geometry.distance_to_edge_m(lon, LAT[DISCS], moved) - RADIUS[DISCS]) < 5 + RADIUS[DISCS] * 0.01
    )
    assert ((here[0] == there[0]) | unsure).all()
