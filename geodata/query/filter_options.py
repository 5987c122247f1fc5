"""Lists what the filters of a dataset can be set to, counted over all of its records."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, cast
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from geodata.query.store import Store


@dataclass(frozen=True)
class Choice:
    """A value that a filter can take, its name for people, and in how many events it occurs."""

    value: str
    label: str
    count: int


@dataclass(frozen=True)
class FilterOptions:
    """What can be chosen in a dataset; the most frequent first."""

    first_day: date | None
    """First and last day on which something may have happened, in the dataset's zone."""
    last_day: date | None
    actors: tuple[Choice, ...]
    roles: tuple[Choice, ...]
    kinds: tuple[Choice, ...]
    event_types: tuple[Choice, ...]
    location_classes: tuple[Choice, ...]
    confidences: tuple[Choice, ...]


def filter_options(store: Store) -> FilterOptions:
    """What the filters can be set to; worked out once for a store."""
    return cast("FilterOptions", store.cached("filter options", lambda: _options(store)))


def _options(store: Store) -> FilterOptions:
    def of(field: str) -> tuple[Choice, ...]:
        counted = zip(store.words[field], store.statistics.counts[field], strict=True)
        ranked = sorted(counted, key=lambda pair: -pair[1])  # stable: equal ones in the words' order
        return tuple(Choice(word, store.label(field, word), count) for word, count in ranked)

    span = store.statistics.span
    return FilterOptions(
        first_day=_day(store, span[0]) if span else None,
        last_day=_day(store, span[1] - 1) if span else None,
        actors=of("actor"),
        roles=of("role"),
        kinds=of("kind"),
        event_types=of("event_type"),
        location_classes=of("location_class"),
        confidences=of("confidence"),
    )


def _day(store: Store, minute: int) -> date:
    zone = ZoneInfo(store.dataset.info.timezone)
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(minutes=minute)).astimezone(zone).date()
