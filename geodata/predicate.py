"""Which incidents `Filters` let pass, as one Ibis expression from which every answer is given."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import reduce
from operator import and_, or_
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import ibis
import ibis.expr.types as ir

from geodata.places import fold
from geodata.tables import SLOTS

if TYPE_CHECKING:
    from geodata.filters import Filters
    from geodata.store import Store

_EPOCH_DAY = date(1970, 1, 1).toordinal()

_WORD_FILTERS = {
    "kinds": "kind",
    "event_types": "event_type",
    "location_classes": "location_class",
    "confidences": "confidence",
}


def shown(store: Store, filters: Filters) -> ir.Table:
    """The incidents that `filters` let pass, with a column `certain`: certainly inside dates and area."""
    table = store.incidents
    certain: list[ir.BooleanValue] = []
    passing: list[ir.BooleanValue] = []
    if filters.area:
        area = store.area(filters.area)
        table = table.inner_join(area.rename(inside="certain"), "row")
        certain.append(table.inside)
    dates = minutes(filters, store.dataset.info.timezone)
    if dates != (None, None):
        possibly, certainly = in_dates(table, *dates)
        passing.append(possibly)
        certain.append(certainly)
    for field, column in _WORD_FILTERS.items():
        if words := getattr(filters, field):
            passing.append(table[column].isin(store.code_list(column, words)))
    if filters.actors or filters.roles:
        passing.append(_taking_part(store, table, filters))
    # `contains` looks for the word itself: % and _ mean nothing to it.
    passing += [table.search_text.contains(word) for word in fold(filters.text).split()]
    certainly_inside = reduce(and_, certain) if certain else ibis.literal(True)
    if filters.within == "certainly" and certain:
        passing.append(certainly_inside)
    return (table.filter(passing) if passing else table).mutate(certain=certainly_inside)


def in_dates(table: ir.Table, first: int | None, last: int | None) -> tuple[ir.BooleanValue, ir.BooleanValue]:
    """Whether intervals lie possibly and certainly in the minutes `[first, last)`; None is infinite.

    `table` has the columns `start_min`, `end_min` (half-open, null where unknown) and `standing`. What
    stands, passes; what has no interval is possibly inside any dates.
    """
    start, end, known = table.start_min, table.end_min, table.start_min.notnull()
    overlaps, within = [], [known]
    if first is not None:
        overlaps.append(end > first)
        within.append(start >= first)
    if last is not None:
        overlaps.append(start < last)
        within.append(end <= last)
    if not overlaps:
        return ibis.literal(True), ibis.literal(True)
    # "unknown or …" first, and "known and …" first: neither is null when the interval is.
    possibly = table.standing | ~known | reduce(and_, overlaps)
    return possibly, table.standing | reduce(and_, within)


def minutes(filters: Filters, timezone: str) -> tuple[int | None, int | None]:
    """The filter's days as minutes since 1970-01-01T00:00Z, `[first, last)`; None where there is no bound."""
    zone = ZoneInfo(timezone)
    first = None if filters.start is None else _midnight(filters.start.toordinal(), zone)
    last = None if filters.end is None else _midnight(filters.end.toordinal() + 1, zone)
    return first, last


def _midnight(ordinal: int, zone: ZoneInfo) -> int:
    """The minute in which a day begins; even the calendar's first and last days have one."""
    day = date.fromordinal(min(ordinal, date.max.toordinal()))
    offset = datetime.combine(day, time(), zone).utcoffset() or timedelta()
    return (ordinal - _EPOCH_DAY) * 1440 - offset // timedelta(minutes=1)


def _taking_part(store: Store, table: ir.Table, filters: Filters) -> ir.BooleanValue:
    """Whether one of the actors takes part in one of the roles, in one line; an empty field allows any."""
    actors = store.code_list("actor", filters.actors) if filters.actors else None
    roles = store.code_list("role", filters.roles) if filters.roles else None

    def passes(actor: ir.IntegerValue, role: ir.IntegerValue) -> ir.BooleanValue:
        wanted = [
            column.isin(codes) for column, codes in ((actor, actors), (role, roles)) if codes is not None
        ]
        return reduce(and_, wanted)

    found = [passes(table[f"actor_{slot}"], table[f"role_{slot}"]) for slot in SLOTS]
    if store.facts.more:
        more = store.more_participations
        found.append(table.row.isin(more.filter(passes(more.actor, more.role)).row))
    return reduce(or_, found)
