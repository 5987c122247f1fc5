"""Distances and discs agree with geopy's geodesic and with an azimuthal equidistant projection."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from geopy.distance import geodesic
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from reference import disc

from geodata import geometry

SQUARE = ((20.0, 42.0), (21.0, 42.0), (21.0, 43.0), (20.0, 43.0))
BOW_TIE = ((20.0, 42.0), (21.0, 43.0), (21.0, 42.0), (20.0, 43.0))
WITH_BAY = ((20.0, 42.0), (21.0, 42.0), (21.0, 43.0), (20.5, 42.1), (20.0, 43.0))
RINGS = (SQUARE, BOW_TIE, WITH_BAY, tuple(reversed(SQUARE)))

lons = st.floats(19.5, 21.5)
lats = st.floats(41.5, 43.5)


def one(*values: float) -> list[np.ndarray]:
    return [np.array([value]) for value in values]


@given(st.floats(-180, 180), st.floats(-89, 89), st.floats(-180, 180), st.floats(-89, 89))
@settings(max_examples=100)
def test_distances_are_geopys_geodesic(lon: float, lat: float, to_lon: float, to_lat: float) -> None:
    expected = geodesic((lat, lon), (to_lat, to_lon)).meters
    assert geometry.distance_m(*one(lon, lat, to_lon, to_lat))[0] == pytest.approx(expected, abs=1e-3)


@pytest.mark.parametrize("ring", RINGS)
@given(st.lists(st.tuples(lons, lats), min_size=1, max_size=50))
@settings(max_examples=30)
def test_ray_casting_finds_what_geos_finds(ring, points: list[tuple[float, float]]) -> None:
    lon, lat = np.array(points).T
    edge = shapely.LinearRing(ring)
    away = shapely.distance(shapely.points(lon, lat), edge) > 1e-9
    parts = shapely.polygonize([shapely.node(edge)])
    expected = shapely.contains_xy(shapely.union_all(parts), lon, lat)
    assert (geometry.inside_polygon(lon, lat, ring) == expected)[away].all()


def test_a_corner_is_crossed_once() -> None:
    diamond = ((0.0, -1.0), (1.0, 0.0), (0.0, 1.0), (-1.0, 0.0))
    assert geometry.inside_polygon(*one(-0.5, 0.0), diamond)[0]
    assert not geometry.inside_polygon(*one(-2.0, 0.0), diamond)[0]


@pytest.mark.parametrize("ring", RINGS)
@given(lons, lats)
@settings(max_examples=30)
def test_the_distance_to_the_edge_is_that_to_its_nearest_point_by_geopy(ring, lon: float, lat: float) -> None:
    found = geometry.distance_to_edge_m(*one(lon, lat), ring)[0]
    corners = shapely.get_coordinates(shapely.segmentize(shapely.LinearRing(ring), 0.002))
    tried = geometry.distance_m(np.full(len(corners), lon), np.full(len(corners), lat), *corners.T)
    nearest = corners[tried.argmin()]
    expected = geodesic((lat, lon), nearest[::-1]).meters
    # The corners tried lie up to 220 m apart.
    assert found <= expected + 0.001 * expected + 0.01
    assert found >= expected - 115


@pytest.mark.parametrize("ring", RINGS[:1] + RINGS[2:])
@given(lons, lats, st.sampled_from([0.0, 10.0, 800.0, 5_000.0, 60_000.0, 250_000.0]))
@settings(max_examples=60)
def test_discs_touch_and_fit_as_in_an_equidistant_projection(
    ring, lon: float, lat: float, radius: float
) -> None:
    # Leave out the hair's breadth in which the two ways may differ.
    reach = geometry.distance_to_edge_m(*one(lon, lat), ring)[0]
    assume(abs(reach - radius) > 0.002 * radius + 1)
    touches, inside = geometry.discs_in_polygon(*one(lon, lat, radius), ring)
    assert (touches[0], inside[0]) == disc(lon, lat, radius, ring)


def test_discs_at_the_edge_by_hand() -> None:
    east_of_the_edge_m = geodesic((42.5, 21.0), (42.5, 21.01)).meters  # 822 m
    lon, lat = np.array([21.01, 21.01, 20.99, 20.99]), np.full(4, 42.5)
    radius = np.array([0.99, 1.01, 0.99, 1.01]) * east_of_the_edge_m
    touches, inside = geometry.discs_in_polygon(lon, lat, radius, SQUARE)
    assert touches.tolist() == [False, True, True, True]
    assert inside.tolist() == [False, False, True, False]


def test_a_disc_around_the_whole_polygon_touches_it_and_is_not_inside() -> None:
    touches, inside = geometry.discs_in_polygon(*one(20.5, 42.5, 500_000.0), SQUARE)
    assert (touches[0], inside[0]) == (True, False)


def test_without_radius_a_place_is_never_certain_and_without_place_nothing_is_found() -> None:
    lon, lat = np.array([20.5, np.nan, 20.5]), np.array([42.5, np.nan, 42.5])
    touches, inside = geometry.discs_in_polygon(lon, lat, np.array([np.nan, 100.0, 0.0]), SQUARE)
    assert touches.tolist() == [True, False, True]
    assert inside.tolist() == [False, False, True]


@given(lons, lats, st.floats(0, 50_000), st.floats(0, 50_000))
@settings(max_examples=60)
def test_a_larger_radius_loses_no_touch_and_gains_no_certainty(
    lon: float, lat: float, radius: float, more: float
) -> None:
    small = geometry.discs_in_polygon(*one(lon, lat, radius), SQUARE)
    large = geometry.discs_in_polygon(*one(lon, lat, radius + more), SQUARE)
    assert large[0][0] >= small[0][0]
    assert large[1][0] <= small[1][0]


def test_many_discs_at_once_are_judged_as_each_alone() -> None:
    random = np.random.default_rng(5)
    lon, lat = random.uniform(19.5, 21.5, 300), random.uniform(41.5, 43.5, 300)
    radius = random.choice([0.0, 500.0, 20_000.0, 300_000.0, np.nan], 300)
    together = np.array(geometry.discs_in_polygon(lon, lat, radius, WITH_BAY))
    alone = [geometry.discs_in_polygon(*one(*each), WITH_BAY) for each in zip(lon, lat, radius, strict=True)]
    assert together.tolist() == np.array(alone)[:, :, 0].T.tolist()
