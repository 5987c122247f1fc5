"""Asks an engine for what may lie near somewhere, by boxes, before geometry decides."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import ibis
import numpy as np

from geodata import deadlines, geometry

if TYPE_CHECKING:
    from collections.abc import Iterator

    import ibis.expr.types as ir
    import numpy.typing as npt

    from geodata.filters import Ring


class Box(NamedTuple):
    """Columns of degrees: the box around what each row is, without its uncertainty."""

    west: ir.FloatingValue
    south: ir.FloatingValue
    east: ir.FloatingValue
    north: ir.FloatingValue

    def may_touch(self, ring: Ring, uncertainty_m: ir.FloatingValue) -> list[ir.BooleanValue]:
        """Whether it meets the box around a ring; generous, geometry decides."""
        lats = [lat for _, lat in ring]
        tall = uncertainty_m.fill_null(0.0) / 110_000 + 1e-6  # a degree of latitude is 110.6 km or more
        poleward = ibis.least(ibis.greatest(self.south.abs(), self.north.abs()) + tall, 89.9)
        wide = tall / poleward.radians().cos()
        return [
            self.north + tall >= min(lats),
            self.south - tall <= max(lats),
            reduce(or_, (self._beside(wide, frame) for frame in geometry.frames(ring))),
        ]

    def _beside(self, wide: ir.FloatingValue, frame: Ring) -> ir.BooleanValue:
        lons = [lon for lon, _ in frame]
        return (self.east + wide >= min(lons)) & (self.west - wide <= max(lons))


SHAPES: Final = 1_000
"""Lines and areas that are looked at together: each may have thousands of corners."""


def shapes_near(store: Any, ring: Ring) -> Iterator[tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]]:
    """Rows that are no point and may touch a ring, with their radii (metres, NaN: unknown), in stretches."""
    table = store.table("shapes")
    box = Box(table.west, table.south, table.east, table.north)
    near = table.filter(*box.may_touch(ring, table.uncertainty_m)).order_by("row")
    answer = store.run(near.select("row", "uncertainty_m"))
    rows, radius = np.asarray(answer["row"], np.int64), floats(answer["uncertainty_m"])
    for begin in range(0, len(rows), SHAPES):
        some = slice(begin, begin + SHAPES)
        deadlines.stop_if_over()
        yield rows[some], radius[some]


def floats(column: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
    """A column of an engine's answer; what is missing is NaN."""
    return np.asarray(np.ma.filled(column.astype(float), np.nan))
