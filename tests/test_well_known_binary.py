"""Shapes are written as shapely writes them, however many at once."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geodata.values import well_known_binary

degrees = st.floats(-180, 180)
points = st.none() | st.builds(shapely.Point, degrees, degrees)
others = st.sampled_from(
    (
        shapely.Point(),
        shapely.Point(1, 2, 3),
        shapely.LineString([(0, 0), (1, 1)]),
        shapely.MultiPoint([(0, 0), (1, 1)]),
    )
)


@given(st.lists(points, max_size=12) | st.lists(points | others, max_size=6))
@pytest.mark.parametrize("flavor", ["iso", "extended"])
def test_shapes_are_written_as_shapely_writes_them(flavor, shapes) -> None:
    held = np.empty(len(shapes), object)
    held[:] = shapes
    written = well_known_binary.of(held, flavor)
    written.validate(full=True)
    assert written.to_pylist() == list(shapely.to_wkb(held, flavor=flavor))
