"""Lets work begin in the order in which it came, so many at once and of each visitor; the rest waits."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from typing import Self


class Line:
    """Those who work and those who wait, in the order in which they came."""

    def __init__(self) -> None:
        self._places: list[Place] = []
        self._lock: Final = threading.Lock()

    def joined(self, visitor: str) -> Place:
        """A place at the end of the line; whoever takes it leaves it."""
        place = Place(self, visitor)
        with self._lock:
            self._places.append(place)
        return place

    def ahead(self, visitor: str) -> int | None:
        """How many are ahead of this visitor's first that waits; none where none of theirs does."""
        with self._lock:
            waiting = [at for at, each in enumerate(self._places) if each.waits_for(visitor)]
        return waiting[0] if waiting else None

    def begins(self, place: Place, *, most: int, each: int) -> bool:
        """Whether it is this one's turn: `most` work at once, `each` of one visitor."""
        with self._lock:
            if place.begun or place not in self._places:
                return place.begun
            working = [one.visitor for one in self._places if one.begun]
            free = most - len(working)
            for one in self._places:
                if free <= 0 or one.begun or working.count(one.visitor) >= each:
                    continue  # who has their share lets the next one pass
                if one is place:
                    place.begun = True
                    return True
                working.append(one.visitor)
                free -= 1
            return False

    def leave(self, place: Place) -> None:
        """Make room; again and again does no harm."""
        with self._lock:
            if place in self._places:
                self._places.remove(place)


class Place:
    """One that works, or waits for it."""

    def __init__(self, line: Line, visitor: str) -> None:
        self._line, self.visitor, self.begun = line, visitor, False

    def waits_for(self, visitor: str) -> bool:
        """Whether it is a visitor's, and its turn has not come."""
        return not self.begun and self.visitor == visitor

    def begins(self, *, most: int, each: int) -> bool:
        """Whether its turn has come."""
        return self._line.begins(self, most=most, each=each)

    def leave(self) -> None:
        """Make room for the next."""
        self._line.leave(self)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.leave()


EXPORTS: Final = Line()
"""Exports that this process makes, and those that wait for it."""
IMPORTS: Final = Line()
"""Files that are read or saved for this process, here or in processes of their own, and those that wait."""
