"""Writes shapes as well-known binary (OGC 06-103r4): points, which most are, from their coordinates."""

from __future__ import annotations

from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import shapely

_POINT: Final = np.dtype([("order", "u1"), ("type", "<u4"), ("x", "<f8"), ("y", "<f8")])
"""A point as it is written: little-endian (1), of the type 1, two numbers."""


def of(shapes: Any, flavor: Literal["iso", "extended"] = "extended") -> pa.LargeBinaryArray:
    """Each of n shapes as shapely writes it, missing where there is none."""
    held: npt.NDArray[np.object_] = np.asarray(shapes, dtype=object)
    there = ~shapely.is_missing(held)
    if not _plain_points(held, there):
        return pa.array(shapely.to_wkb(held, flavor=flavor), pa.large_binary())
    written = np.empty(int(there.sum()), _POINT)
    written["order"], written["type"] = 1, 1
    written["x"], written["y"] = shapely.get_coordinates(held).T
    ends = np.concatenate([[0], np.cumsum(there * _POINT.itemsize)]).astype(np.int64)
    buffers = [pa.array(there).buffers()[1], pa.py_buffer(ends), pa.py_buffer(written)]
    return pa.Array.from_buffers(pa.large_binary(), len(held), buffers)


def _plain_points(held: npt.NDArray[np.object_], there: npt.NDArray[np.bool_]) -> bool:
    point = shapely.get_type_id(held) == shapely.GeometryType.POINT
    other = shapely.has_z(held) | shapely.has_m(held) | shapely.is_empty(held)
    return bool((point == there).all() and not other.any())
