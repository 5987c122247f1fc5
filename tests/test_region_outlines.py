"""Outlines for the map: few corners, one border between neighbours, and steps that unpack to where it was."""

from __future__ import annotations

import json

import numpy as np
import pytest
import shapely
from test_regions import drawn

from geodata.mapdata import region_outlines
from geodata.mapdata.region_outlines import FAR, NEAR, encoded, simplified


def unpacked(content: bytes) -> list[shapely.Geometry]:
    said = json.loads(content)
    found = []
    for rings in said["regions"]:
        corners = [np.cumsum(np.reshape(ring, (-1, 2)), axis=0) / said["scale"] for ring in rings]
        shape = shapely.Polygon(corners[0])
        for ring in corners[1:]:
            shape = shape.symmetric_difference(shapely.Polygon(ring))
        found.append(shape)
    return found


def test_holes_islands_and_names_come_back() -> None:
    ring = shapely.box(20, 42, 21, 43).difference(shapely.box(20.2, 42.2, 20.4, 42.4))
    islands = shapely.MultiPolygon([shapely.box(22, 42, 23, 43), shapely.box(24, 42, 24.5, 42.5)])
    content = encoded(drawn([ring, islands], ["Звечан", "B"]), None)
    assert json.loads(content)["names"] == ["Звечан", "B"]
    for one, other in zip(unpacked(content), (ring, islands), strict=True):
        assert one.symmetric_difference(other).area < 1e-6


def wavy(x: float, n: int) -> np.ndarray:
    y = np.linspace(0, 10, n)
    return np.column_stack([x + 0.02 * np.sin(40 * y) + 0.01 * np.sin(533 * y), y])


def test_neighbours_keep_one_border_with_few_corners() -> None:
    n = 30_000
    middle = wavy(5, n)
    west = shapely.Polygon([(0, 0), *middle, (0, 10)])
    east = shapely.Polygon([(10, 0), *middle, (10, 10)])
    made = simplified(np.array([west, east], object), None)
    assert shapely.get_num_coordinates(made).sum() <= NEAR
    assert shapely.area(shapely.intersection(*made)) == pytest.approx(0, abs=1e-9)
    assert shapely.area(shapely.union_all(made)) == pytest.approx(100, rel=1e-6)
    assert shapely.hausdorff_distance(made[0], west) < 0.05


def test_what_lies_far_from_the_data_is_coarser() -> None:
    near = shapely.Polygon([(0, 0), *wavy(5, 15_000), (0, 10)])
    far = shapely.transform(
        shapely.Polygon([(0, 0), *wavy(5, 15_000 + FAR), (0, 10)]), lambda xy: xy + np.array([60, 0])
    )
    made = simplified(np.array([near, far], object), (1, 1, 2, 2))
    assert shapely.get_num_coordinates(made[0]) == shapely.get_num_coordinates(near)
    assert shapely.get_num_coordinates(made[1]) <= FAR


def test_specks_go_and_an_island_state_stays() -> None:
    specks = [shapely.box(x, 0, x + 0.001, 0.001) for x in np.arange(0, 40, 0.004)]
    state = shapely.MultiPolygon(specks)
    made = simplified(np.array([state], object), (50, 0, 51, 1))[0]
    assert not made.is_empty
    assert shapely.get_num_coordinates(made) <= FAR


def test_a_file_that_one_page_knows_has_an_address_that_nobody_can_make() -> None:
    made = drawn([shapely.box(0, 0, 1, 1)])
    assert encoded(made, None, "a") != encoded(made, None, "b") != encoded(made, None)
    assert region_outlines.encoded(made, None) is encoded(made, None)
