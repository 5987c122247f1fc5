"""Lines, areas and several points are tested against a drawn area as what they are."""

from __future__ import annotations

import numpy as np
import pytest
import reference
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from geodata import geometry, shapes

SQUARE = ((20.7, 42.8), (20.9, 42.8), (20.9, 43.0), (20.7, 43.0))
BOW_TIE = ((20.7, 42.8), (20.9, 43.0), (20.9, 42.8), (20.7, 43.0))
WITH_BAY = ((20.7, 42.8), (20.9, 42.8), (20.9, 43.0), (20.8, 42.82), (20.7, 43.0))
STAR = ((20.8, 43.0), (20.85, 42.8), (20.7, 42.93), (20.9, 42.93), (20.75, 42.8))
RINGS = (SQUARE, BOW_TIE, WITH_BAY, STAR)
RADII_M = (np.nan, 0.0, 50.0, 1_000.0, 6_000.0)

xs, ys = st.floats(20.6, 21.0), st.floats(42.7, 43.1)
corners = st.tuples(xs, ys).map(lambda xy: (round(xy[0], 4), round(xy[1], 4)))


@st.composite
def areas(draw: st.DrawFn) -> shapely.Polygon:
    west, east = sorted(draw(st.lists(xs, min_size=2, max_size=2)))
    south, north = sorted(draw(st.lists(ys, min_size=2, max_size=2)))
    assume(east - west > 0.01 and north - south > 0.01)
    box = shapely.box(west, south, east, north)
    hole = draw(st.sampled_from([0.0, 0.3, 0.8]))
    return box.difference(shapely.affinity.scale(box, hole, hole)) if hole else box


lines = st.lists(corners, min_size=2, max_size=5, unique=True).map(shapely.LineString)
several = st.lists(corners, min_size=2, max_size=4, unique=True).map(shapely.MultiPoint)
mixed = st.tuples(lines, several, areas()).map(
    lambda parts: shapely.GeometryCollection([parts[0], *parts[1].geoms, parts[2]])
)
any_shape = st.one_of(lines, several, areas(), mixed)


def judged(shape: shapely.Geometry, radius_m: float, ring=SQUARE) -> tuple[bool, bool]:
    touches, inside = shapes.in_polygon(np.array([shape], dtype=object), np.array([radius_m]), ring)
    return bool(touches[0]), bool(inside[0])


@pytest.mark.parametrize("ring", RINGS)
@given(any_shape, st.sampled_from(RADII_M))
@settings(max_examples=60)
def test_shapes_touch_and_fit_as_a_buffer_does(ring, shape: shapely.Geometry, radius: float) -> None:
    expected = {
        reference.shape(shape, near, ring) for near in (radius * 0.997 - 1, radius, radius * 1.003 + 1)
    }
    assume(np.isnan(radius) or radius == 0 or len(expected) == 1)  # not within a hair's breadth
    edge = shapely.LinearRing(ring)
    assume(not shapely.dwithin(edge, shapely.MultiPoint(shapely.get_coordinates(shape)), 1e-9))
    assert judged(shape, radius, ring) == reference.shape(shape, radius, ring)


@given(any_shape, st.sampled_from(RADII_M))
@settings(max_examples=100)
def test_what_lies_certainly_inside_lies_possibly_inside(shape: shapely.Geometry, radius: float) -> None:
    touches, inside = judged(shape, radius)
    assert touches >= inside


@given(any_shape, st.floats(0, 8_000), st.floats(0, 8_000))
@settings(max_examples=100)
def test_a_larger_radius_loses_no_touch_and_gains_no_certainty(
    shape: shapely.Geometry, radius: float, more: float
) -> None:
    small, large = judged(shape, radius), judged(shape, radius + more)
    assert large[0] >= small[0]
    assert large[1] <= small[1]


@given(corners, st.sampled_from(RADII_M))
@settings(max_examples=60)
def test_a_single_point_among_several_is_judged_as_a_disc(at: tuple[float, float], radius: float) -> None:
    lon, lat, radii = (np.array([value]) for value in (*at, radius))
    disc = geometry.discs_in_polygon(lon, lat, radii, SQUARE)
    assert judged(shapely.MultiPoint([at]), radius) == (disc[0][0], disc[1][0])


@given(st.lists(st.tuples(any_shape, st.sampled_from(RADII_M)), min_size=1, max_size=12))
@settings(max_examples=30)
def test_many_shapes_at_once_are_judged_as_each_alone(many: list[tuple[shapely.Geometry, float]]) -> None:
    given_shapes, radii = (np.array(each) for each in zip(*many, strict=True))
    together = shapes.in_polygon(given_shapes.astype(object), radii, WITH_BAY)
    alone = [judged(*each, WITH_BAY) for each in many]
    assert list(zip(*(each.tolist() for each in together), strict=True)) == alone


def test_by_hand() -> None:
    line, box = shapely.LineString, shapely.box
    assert judged(line([(20.8, 42.9), (20.8, 43.9)]), 100) == (True, False)
    assert judged(line([(20.72, 42.82), (20.78, 42.88)]), 100) == (True, True)
    assert judged(line([(20.72, 42.82), (20.78, 42.88)]), 3_000) == (True, False)
    assert judged(line([(20.3, 42.9), (21.3, 42.9)]), np.nan) == (True, False)
    assert judged(line([(21.5, 43), (22, 43)]), 100) == (False, False)
    assert judged(box(19, 41, 23, 45), 100) == (True, False)
    assert judged(box(20.75, 42.82, 20.8, 42.86), 100) == (True, True)
    assert judged(box(20.75, 42.82, 20.8, 42.86), np.nan) == (True, True)
    ring_around = box(19, 41, 23, 45).difference(box(20.6, 42.7, 21, 43.1))
    assert judged(ring_around, 100) == (False, False)
    assert judged(ring_around, 12_000) == (True, False)
    assert judged(shapely.MultiPoint([(22.1, 44.0), (20.8, 42.9)]), 100) == (True, False)
    assert judged(shapely.MultiPoint([(20.81, 42.9), (20.8, 42.9)]), 100) == (True, True)
    assert judged(shapely.MultiPoint([(20.81, 42.9), (20.8, 42.9)]), np.nan) == (True, False)
    below_the_bay = line(
        [(20.72, 42.8195), (20.88, 42.8195)]
    )  # 56 m south of its tip, and 2 km from all else
    assert judged(below_the_bay, 50, WITH_BAY) == (True, True)
    assert judged(below_the_bay, 60, WITH_BAY) == (True, False)
    in_the_bay = line([(20.7995, 42.83), (20.8005, 43.5)])
    assert judged(in_the_bay, 300, WITH_BAY) == (False, False)
    assert judged(in_the_bay, 500, WITH_BAY) == (True, False)


def test_nothing_is_nowhere() -> None:
    given_shapes = np.array([None, shapely.Point(), shapely.LineString()], dtype=object)
    touches, inside = shapes.in_polygon(given_shapes, np.full(3, 1e6), SQUARE)
    assert not touches.any()
    assert not inside.any()
    assert not shapes.more_than_a_point(given_shapes).any()


def test_an_area_that_crosses_itself_is_tested_as_its_halves() -> None:
    bow_tie = shapely.Polygon([(20.5, 42.5), (21.1, 43.3), (21.1, 42.5), (20.5, 43.3)])
    assert judged(bow_tie, np.nan) == (True, False)
    away = shapely.affinity.translate(bow_tie, 0.3)  # the square lies above its waist
    assert judged(away, np.nan)[0]


ACROSS = shapely.LineString([(179.0, -17.0), (-179.0, -17.0)])
WEST = ((179.2, -17.5), (180.0, -17.5), (180.0, -16.5), (179.2, -16.5))
FAR = ((-10.0, -18.0), (10.0, -18.0), (10.0, -16.0), (-10.0, -16.0))
WORLD = ((-180.0, -90.0), (180.0, -90.0), (180.0, 90.0), (-180.0, 90.0))


@pytest.mark.parametrize(
    "shape",
    [
        ACROSS,
        shapely.Polygon([(179, -18), (-179, -18), (-179, -16), (179, -16)]),
        shapely.MultiLineString([ACROSS, [(178.0, 0.0), (178.1, 0.0)]]),
        shapely.GeometryCollection([ACROSS, shapely.Point(179.0, -17.0)]),
    ],
    ids=lambda shape: shape.geom_type,
)
def test_what_crosses_the_antimeridian_lies_on_both_sides_of_it(shape: shapely.Geometry) -> None:
    assert judged(shape, 100, WEST) == (True, False)
    assert judged(shape, 100, FAR) == (False, False)
    assert judged(shape, np.nan, WORLD)[0]
    (cut,) = shapes.cut(np.array([shape], dtype=object))
    assert cut.bounds[0] == -180
    assert cut.bounds[2] == 180
    parts, _ = shapes.simple_parts(np.array([cut], dtype=object))
    assert max(part.bounds[2] - part.bounds[0] for part in parts) <= 1


def test_the_world_and_a_polar_cap_are_not_cut() -> None:
    world = shapely.Polygon(WORLD)
    cap = shapely.Polygon([(-180, 80), (180, 80), (180, 90), (-180, 90)])
    around = shapely.Polygon([(lon, 80) for lon in range(-170, 171, 20)])
    for shape in (world, cap, around):
        assert shapes.cut(np.array([shape], dtype=object))[0].equals(shape)


def test_a_hole_is_cut_with_its_area() -> None:
    outer, hole = [(178, -20), (-178, -20), (-178, -10), (178, -10)], [(179, -16), (-179, -16), (-179, -14)]
    (cut,) = shapes.cut(np.array([shapely.Polygon(outer, [hole])], dtype=object))
    assert cut.area == pytest.approx(4 * 10 - 2)
    assert not cut.intersects(shapely.Point(179.9, -15.8))
    assert not cut.intersects(shapely.Point(-179.9, -15.8))


def test_a_line_over_the_antimeridian_lies_in_the_narrow_box_around_it() -> None:
    line = np.array([shapely.LineString([(179.5, 0), (-179.5, 0)])], dtype=object)
    box = ((179.0, -1.0), (-179.0, -1.0), (-179.0, 1.0), (179.0, 1.0))
    assert [found.tolist() for found in shapes.in_polygon(line, np.array([np.nan]), box)] == [[True], [True]]
    assert [found.tolist() for found in shapes.in_polygon(line, np.array([90_000.0]), box)] == [
        [True],
        [False],
    ]
    elsewhere = ((-178.0, -1.0), (178.0, 0.0), (178.0, 1.0))
    assert shapes.in_polygon(line, np.array([np.nan]), elsewhere)[1].tolist() == [False]
