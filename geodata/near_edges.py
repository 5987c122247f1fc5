"""Sorts points into cells, so that those an edge may concern are found without a look at all of them.

Coordinates are any two axes, here degrees of longitude (x) and latitude (y). What is found is generous: the
caller compares numbers; that no point is left out of what an edge concerns holds exactly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Iterator

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_MOST_CELLS: Final = 1024
"""In each direction."""
_PAIRS: Final = 2**18
"""Points and edges compared at a time, so that memory does not grow with them."""
_HAIR: Final = 1e-9
"""Degrees by which bounds are wider than they need be: more than arithmetic loses."""


class Stretches(NamedTuple):
    """Cells of one row that an edge passes through, and whether it passes the row's whole height."""

    edge: Ints
    row: Ints
    first: Ints
    last: Ints
    whole: npt.NDArray[np.bool_]


class PointGrid:
    """n points in about n cells: `x` and `y` in the order of cells, `order` where they came from."""

    def __init__(self, x: Floats, y: Floats) -> None:
        self.side = int(np.clip(np.sqrt(len(x)), 1, _MOST_CELLS))
        self._west, east = _extent(x)
        self._south, self._north = _extent(y)
        self._wide = (east - self._west) / self.side or 1.0
        self._high = (self._north - self._south) / self.side or 1.0
        cell = self._row(y) * self.side + self._column(x)
        self.order = np.argsort(cell, kind="stable")
        self.x, self.y, self.cell = x[self.order], y[self.order], cell[self.order]
        self._begin = np.concatenate([[0], np.cumsum(np.bincount(cell, minlength=self.side**2))])

    def _column(self, x: Floats) -> Ints:
        return self._place((x - self._west) / self._wide)

    def _row(self, y: Floats) -> Ints:
        return self._place((y - self._south) / self._high)

    def _place(self, cells: Floats) -> Ints:
        return np.clip(np.floor(cells), 0, self.side - 1).astype(np.int64)

    def stretches(self, edges: Floats, pad_x: float = 0.0, pad_y: float = 0.0) -> Stretches:
        """The cells that hold points within a pad of m edges (x1, y1, x2, y2), at least.

        `first` and `last` may lie beyond the grid.
        """
        x1, y1, x2, y2 = edges.T
        low, high = np.minimum(y1, y2), np.maximum(y1, y2)
        bottom, top = self._row(low - pad_y - _HAIR), self._row(high + pad_y + _HAIR)
        beside = (low - pad_y - _HAIR > self._north) | (high + pad_y + _HAIR < self._south)
        rows = np.where(beside, 0, top - bottom + 1)
        edge, before = np.repeat(np.arange(len(edges)), rows), np.cumsum(rows) - rows
        row = np.arange(len(edge)) - before[edge] + bottom[edge]
        floor, ceiling = self._south + row * self._high - _HAIR, self._south + (row + 1) * self._high + _HAIR
        low, high = low[edge], high[edge]
        ends = [_at(edges[edge], np.clip(at, low, high)) for at in (floor - pad_y, ceiling + pad_y)]
        level = y1[edge] == y2[edge]
        west = np.where(level, np.minimum(x1, x2)[edge], np.minimum(*ends)) - pad_x - _HAIR
        east = np.where(level, np.maximum(x1, x2)[edge], np.maximum(*ends)) + pad_x + _HAIR
        first = np.floor((west - self._west) / self._wide)
        last = np.floor((east - self._west) / self._wide)
        return Stretches(
            edge, row, first.astype(np.int64), last.astype(np.int64), (low <= floor) & (high >= ceiling)
        )

    def west_of(self, found: Stretches) -> npt.NDArray[np.bool_]:
        """Of each point, whether an odd number of edges passes its row wholly, in cells east of its own."""
        row, first = found.row[found.whole], np.clip(found.first[found.whole], 0, self.side)
        wide = self.side + 1
        ends = np.concatenate([row * wide, row * wide + first])
        counts = np.bincount(ends, minlength=wide * self.side).reshape(self.side, wide)
        odd = np.cumsum(counts[:, : self.side], axis=1) & 1
        return np.asarray(odd.ravel()[self.cell], bool)

    def pairs(self, edge: Ints, row: Ints, first: Ints, last: Ints) -> Iterator[tuple[Ints, Ints]]:
        """Points (places in `x` and `y`) in stretches of cells, each with the edge of its stretch."""
        there = (last >= 0) & (first < self.side) & (first <= last)
        edge, row = edge[there], row[there]
        begin = self._begin[row * self.side + np.maximum(first[there], 0)]
        count = self._begin[row * self.side + np.minimum(last[there], self.side - 1) + 1] - begin
        total = np.cumsum(count)
        start, done = 0, 0
        while start < len(edge):
            stop = max(start + 1, int(np.searchsorted(total, done + _PAIRS, side="right")))
            some = slice(start, stop)
            of = np.repeat(np.arange(start, stop), count[some])
            points = np.arange(len(of)) - (total[of] - count[of] - done) + begin[of]
            yield points, edge[of]
            start, done = stop, int(total[stop - 1])


def _extent(values: Floats) -> tuple[float, float]:
    return (float(values.min()), float(values.max())) if len(values) else (0.0, 0.0)


def _at(edges: Floats, y: Floats) -> Floats:
    """Where edges are at a height, within a hair's breadth."""
    x1, y1, x2, y2 = edges.T
    share = np.clip((y - y1) / np.where(y1 == y2, 1, y2 - y1), 0, 1)
    return np.asarray(x1 + share * (x2 - x1), np.float64)
