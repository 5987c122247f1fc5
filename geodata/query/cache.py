"""The latest values, by key: what is asked for again is not worked out again."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Hashable


class Recent:
    """The values asked for most recently, by key; safe to use from several threads."""

    def __init__(self, size: int) -> None:
        self._values: OrderedDict[Hashable, Any] = OrderedDict()
        self._size, self._lock = size, threading.Lock()

    def get(self, key: Hashable) -> Any:
        with self._lock:
            if key not in self._values:
                return None
            self._values.move_to_end(key)
            return self._values[key]

    def put(self, key: Hashable, value: Any) -> list[Any]:
        """Keep `value`; hand back the values that had to go."""
        with self._lock:
            self._values[key] = value
            self._values.move_to_end(key)
            return [self._values.popitem(last=False)[1] for _ in range(len(self._values) - self._size)]
