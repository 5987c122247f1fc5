"""Defines "in one of these regions", a condition of `Filters`, and its text: `countries/Kosovo`."""

from __future__ import annotations

from typing import Final, NamedTuple

from geodata.errors import FilterError

EXAMPLE: Final = "boundaries and a region of theirs, such as 'countries/Kosovo'"


class Region(NamedTuple):
    """One region of some boundaries."""

    boundaries: str
    """What they are called here."""
    key: str
    """The region, as `query.region_sets.keys` tells it from the others."""

    def __str__(self) -> str:
        """As in an address."""
        return f"{self.boundaries}/{self.key}"


def read(text: str) -> Region:
    """Read the text of a region.

    Raises
    ------
    FilterError
        If it is none.
    """
    boundaries, _, key = text.partition("/")
    if not boundaries or not key:
        raise FilterError("region", text[:60], EXAMPLE)
    return Region(boundaries, key)
