"""Holds tables of rows in or near something, lent to an engine, while they are asked about and longer."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import ibis.expr.types as ir
    import pyarrow as pa

    from geodata.engines import Engine
    from geodata.filters import Ring
    from geodata.near_filters import Near

    Regions = tuple[str, ...]

CACHED: Final = 8


Where = TypeVar("Where", "Ring", "Near", "Regions")
"""What such a table is about."""


class Area:
    """One table, once it is made, and how many questions ask about it now."""

    def __init__(self, kind: str, where: Ring | Near | Regions) -> None:
        # Named after what it is about, so that texts compiled before hold when the table comes back; of equal
        # rings, the same: −0.0 + 0.0 is 0.0.
        plain = [_plain(each) for each in where] if isinstance(where, tuple) else where
        self.name = f"{kind}_{hashlib.sha256(repr(plain).encode()).hexdigest()[:16]}"
        self.table: ir.Table | None = None
        self.users = 0
        self.making = threading.Lock()


def _plain(part: str | tuple[float, float]) -> str | tuple[float, float]:
    return part if isinstance(part, str) else (part[0] + 0.0, part[1] + 0.0)


class Areas(Generic[Where]):
    """The areas of one store: `find` works out the rows of one, without any lock but its own."""

    def __init__(
        self, kind: str, engine: Engine, lock: threading.RLock, find: Callable[[Where], pa.Table]
    ) -> None:
        self._kind, self._engine, self._engine_lock = kind, engine, lock
        self._find: Callable[[Where], pa.Table] = find
        self._areas: OrderedDict[Where, Area] = OrderedDict()
        self._lock = threading.Lock()

    @contextmanager
    def held(self, where: Where) -> Iterator[ir.Table]:
        """The table of an area, made by the first who asks; it stays while what is inside runs."""
        with self._lock:
            area = self._areas.setdefault(where, Area(self._kind, where))
            self._areas.move_to_end(where)
            area.users += 1
        try:
            with area.making:
                if area.table is None:
                    area.table = self._lent(area.name, self._find(where))
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
        idle = [each for each, area in self._areas.items() if not area.users]
        old = set(idle[: max(0, len(self._areas) - CACHED)])
        gone = [self._areas.pop(each) for each in idle if each in old or self._areas[each].table is None]
        return [area.name for area in gone if area.table is not None]
