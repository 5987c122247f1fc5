"""Caches loaded datasets in memory, each under its own lock: a slow one holds nobody else up."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Hashable

Value = TypeVar("Value")


@dataclass
class Slot(Generic[Value]):
    """Room for one value; take `lock` to look at it and to fill it."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    value: Value | None = None


class Slots(Generic[Value]):
    """A slot for each key; of more than `size` keys those asked for longest ago go."""

    def __init__(self, size: int) -> None:
        self._slots: OrderedDict[Hashable, Slot[Value]] = OrderedDict()
        self._size, self._lock = size, threading.Lock()

    def of(self, key: Hashable) -> Slot[Value]:
        """The slot of a key, empty at first."""
        with self._lock:
            slot = self._slots.setdefault(key, Slot())
            self._slots.move_to_end(key)
            while len(self._slots) > self._size:
                self._slots.popitem(last=False)
            return slot

    def __len__(self) -> int:
        return len(self._slots)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._slots.clear()
