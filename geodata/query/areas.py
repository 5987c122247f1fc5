"""Holds the tables of drawn areas that an engine was lent, while they are asked about and longer."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import ibis.expr.types as ir
    import pyarrow as pa

    from geodata.engines import Engine
    from geodata.filters import Ring

CACHED: Final = 8


class Area:
    """One polygon's table, once it is made, and how many questions ask about it now."""

    def __init__(self, ring: Ring) -> None:
        # Named after the ring, so that texts compiled before hold when the table comes back; of equal rings,
        # the same: −0.0 + 0.0 is 0.0.
        corners = [(lon + 0.0, lat + 0.0) for lon, lat in ring]
        self.name = "area_" + hashlib.sha256(repr(corners).encode()).hexdigest()[:16]
        self.table: ir.Table | None = None
        self.users = 0
        self.making = threading.Lock()


class Areas:
    """The areas of one store: `find` works out the rows of one, without any lock but its own."""

    def __init__(self, engine: Engine, lock: threading.RLock, find: Callable[[Ring], pa.Table]) -> None:
        self._engine, self._engine_lock, self._find = engine, lock, find
        self._areas: OrderedDict[Ring, Area] = OrderedDict()
        self._lock = threading.Lock()

    @contextmanager
    def held(self, ring: Ring) -> Iterator[ir.Table]:
        """The table of a ring, made by the first who asks; it stays while what is inside runs."""
        with self._lock:
            area = self._areas.setdefault(ring, Area(ring))
            self._areas.move_to_end(ring)
            area.users += 1
        try:
            with area.making:
                if area.table is None:
                    area.table = self._lent(area.name, self._find(ring))
            yield area.table
        finally:
            with self._lock:
                area.users -= 1
                gone = self._let_go()
            for each in gone:
                with self._engine_lock:
                    self._engine.drop(each)

    def _lent(self, name: str, rows: pa.Table) -> ir.Table:
        with self._engine_lock:
            return self._engine.lend(name, rows)

    def _let_go(self) -> list[str]:
        """The oldest that nobody asks about, beyond `CACHED`, and those that could not be made."""
        idle = [ring for ring, area in self._areas.items() if not area.users]
        old = set(idle[: max(0, len(self._areas) - CACHED)])
        gone = [self._areas.pop(ring) for ring in idle if ring in old or self._areas[ring].table is None]
        return [area.name for area in gone if area.table is not None]
