"""Says in which order the table lists what is shown; the details' previous and next walk the same list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from components import state
from geodata.query import answers

if TYPE_CHECKING:
    from geodata.filters import Filters
    from geodata.query.answers import Neighbours
    from geodata.query.store import Store

ORDERS: Final = {
    "when": "start",
    "title": "title",
    "where": "place",
    "precision": "location_class",
    "kind": "kind",
    "type": "event_type",
    "actors": "actor",
    "fatalities": "fatalities_best",
    "confidence": "confidence",
    "distance": "distance",
}
"""What each column's heading sorts by: see `answers.rows`."""
BY_HOUR: Final = "hour"


def ways(filters: Filters) -> tuple[str, ...]:
    """In what ways the table can be sorted: by distance only where something is near."""
    every = state.LOOKS[state.SORT]
    return every if filters.near else tuple(way for way in every if way.removeprefix("-") != "distance")


def order_of(filters: Filters) -> tuple[str, bool]:
    """What the list is ordered by, as `answers.rows` takes it, and whether downwards.

    Within one day, what is known to the hour comes in the order of its hours, and the rest after it.
    """
    way = state.look(state.SORT)
    if way == "when" and filters.start is not None and filters.start == filters.end:
        return BY_HOUR, False
    if way not in ways(filters):
        return "start", False
    return ORDERS[way.removeprefix("-")], way.startswith("-")


def neighbours(store: Store, filters: Filters, row: int) -> Neighbours | None:
    """Where a row stands in the list, and what stands beside it; None where it is not in it."""
    column, descending = order_of(filters)
    return answers.neighbours(store, filters, row, column, descending=descending)
