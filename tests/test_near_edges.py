"""An area is found by cells exactly as edge by edge, at a bounded cost for each corner."""

from __future__ import annotations

import time

import edge_by_edge
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata import geometry

RADII_M = np.array([0.0, 1.0, 300.0, 1_500.0, 25_000.0, 190_000.0, 450_000.0, np.nan])


def _discs(random: np.random.Generator, n: int, spread: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Clustered and scattered, some on round numbers where edges and corners lie too."""
    lon, lat = random.normal(20, spread, n), random.normal(43, spread / 2, n)
    rounded = random.random(n) < 0.4
    lon[rounded], lat[rounded] = np.round(lon[rounded], 1), np.round(lat[rounded], 1)
    lon[random.random(n) < 0.01] = np.nan
    return lon, np.clip(lat, -90, 90), random.choice(RADII_M, n)


def _ring(random: np.random.Generator, corners: int, spread: float) -> geometry.Ring:
    xy = np.column_stack([random.normal(20, spread, corners), random.normal(43, spread / 2, corners)])
    xy = np.round(np.clip(xy, -85, 179), random.integers(0, 4))  # level edges, corners on points, twice one
    return tuple((float(lon), float(lat)) for lon, lat in xy)


@given(st.integers(0, 2**32), st.integers(3, 200), st.sampled_from([0.01, 0.5, 5.0]))
@settings(max_examples=60, deadline=None)
def test_what_touches_and_lies_inside_is_what_comparing_each_edge_finds(
    seed: int, corners: int, spread: float
) -> None:
    random = np.random.default_rng(seed)
    lon, lat, radius = _discs(random, int(random.choice([1, 40, 3_000])), spread)
    ring = _ring(random, corners, spread)
    assert (geometry.inside_polygon(lon, lat, ring) == edge_by_edge.inside_polygon(lon, lat, ring)).all()
    found = geometry.discs_in_polygon(lon, lat, radius, ring)
    expected = edge_by_edge.discs_in_polygon(lon, lat, radius, ring)
    assert (np.array(found) == np.array(expected)).all()


def test_no_disc_and_a_ring_without_extent_are_no_trouble() -> None:
    nothing = np.zeros(0)
    assert geometry.discs_in_polygon(nothing, nothing, nothing, ((0.0, 0.0),) * 3)[0].tolist() == []
    here = np.array([0.0])
    assert geometry.discs_in_polygon(here, here, here + 5, ((0.0, 0.0),) * 3)[0].tolist() == [True]


@pytest.mark.parametrize("kind", ["crossing", "zigzag"])
def test_two_hundred_corners_cost_about_as_much_as_four(kind: str) -> None:
    random = np.random.default_rng(3)
    n = 200_000
    lon, lat = random.uniform(10, 30, n), random.uniform(40, 50, n)
    radius = random.choice([0.0, 1_500.0, 1_500.0, 25_000.0], n)
    box = ((10.1, 40.1), (29.9, 40.1), (29.9, 49.9), (10.1, 49.9))
    if kind == "crossing":
        many = tuple(map(tuple, random.uniform((10, 40), (30, 50), (200, 2)).tolist()))
    else:
        many = tuple((10 + each / 10, 49.9 if each % 2 else 40.1) for each in range(200))

    def cost(ring: geometry.Ring) -> float:
        began = time.process_time()
        geometry.discs_in_polygon(lon, lat, radius, ring)
        return time.process_time() - began

    few = min(cost(box) for _ in range(3))
    assert min(cost(many) for _ in range(2)) < 8 * few + 0.1
