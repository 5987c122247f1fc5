"""Counts who is inside at once, in all and of each visitor, and refuses more."""

from __future__ import annotations

import contextlib
import threading
from collections import Counter
from typing import TYPE_CHECKING

from geodata.errors import BusyError, QuotaError

if TYPE_CHECKING:
    from collections.abc import Iterator


class Crowd:
    """Counts who is inside: in all, and of each visitor."""

    def __init__(self) -> None:
        self._inside: Counter[str] = Counter()
        self._lock = threading.Lock()

    @contextlib.contextmanager
    def joined(self, visitor: str, *, most: int, each: int, what: str) -> Iterator[None]:
        """Be inside while what is inside runs.

        Raises
        ------
        BusyError, QuotaError
            If as many as may be are inside, in all or of this visitor.
        """
        with self._lock:
            if self._inside[visitor] >= each:
                raise QuotaError(
                    f"From here {each} {what} are under way already. Wait for one.", retry_after_s=5
                )
            if self._inside.total() >= most:
                raise BusyError(f"The server has as many {what} under way as it can.", retry_after_s=10)
            self._inside[visitor] += 1
        try:
            yield
        finally:
            with self._lock:
                self._inside[visitor] -= 1
                if not self._inside[visitor]:
                    del self._inside[visitor]
