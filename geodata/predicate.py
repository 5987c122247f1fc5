"""Which incidents `Filters` let pass, as one Ibis expression from which every answer is given."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from functools import reduce
from operator import and_, or_
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import ibis
import ibis.expr.types as ir

from geodata.places import fold
from geodata.tables import LAST_MINUTE, NO_MINUTE, SLOTS

if TYPE_CHECKING:
    from geodata.filters import Filters
    from geodata.store import Store

_EPOCH_DAY = date(1970, 1, 1).toordinal()

_WORD_FILTERS = {
    "kinds": "kind",
    "event_types": "event_type",
    "location_classes": "location_class",
    "confidences": "confidence",
    "actors": "actor",
    "roles": "role",
}
FEW = 1
"""How many codes are looked for one by one."""
_NO_SUCH_CODE = -2
"""Stands for words that no row holds: −1 is the code of a missing word."""

Numbers = Mapping[str, tuple[int, ...]]
"""What filters compare by number: the first minute and the one after the last as `first` and `last`, codes of
words by their column. What is not set is missing."""


def numbers(store: Store, filters: Filters) -> dict[str, tuple[int, ...]]:
    """The numbers for which `shown` looks; all else that it depends on are `within`, `text` and `area`."""
    bounds = zip(("first", "last"), minutes(filters, store.dataset.info.timezone), strict=True)
    found: dict[str, tuple[int, ...]] = {
        # Within what `tables.bounds_of` gives to what stands, which passes any dates.
        name: (max(NO_MINUTE + 1, min(LAST_MINUTE - 1, minute)),)
        for name, minute in bounds
        if minute is not None
    }
    for field, column in _WORD_FILTERS.items():
        if words := getattr(filters, field):
            found[column] = tuple(store.code_list(column, words)) or (_NO_SUCH_CODE,)
    return found


def shown(store: Store, filters: Filters, numbers: Numbers) -> ir.Table:
    """The incidents that `filters` let pass, with a column `certain`: certainly inside dates and area.

    `numbers` are those of the filters, or others that stand for them in the text that this is compiled to.
    """
    table = store.incidents
    certain: list[ir.BooleanValue] = []
    passing: list[ir.BooleanValue] = []
    if filters.area:
        area = store.area(filters.area)
        table = table.inner_join(area.rename(inside="certain"), "row")
        certain.append(table.inside)
    (first,), (last,) = (numbers.get(name, (None,)) for name in ("first", "last"))
    if first is not None or last is not None:
        possibly, certainly = in_dates(table, first, last)
        passing.append(possibly)
        certain.append(certainly)
    for column, codes in numbers.items():
        if column not in ("first", "last", "actor", "role"):
            passing.append(_is_one_of(table[column], codes))
    if "actor" in numbers or "role" in numbers:
        passing.append(_taking_part(store, table, numbers))
    # `contains` looks for the word itself: % and _ mean nothing to it.
    passing += [table.search_text.contains(word) for word in fold(filters.text).split()]
    certainly_inside = reduce(and_, certain) if certain else ibis.literal(True)
    if filters.within == "certainly" and certain:
        passing.append(certainly_inside)
    return (table.filter(passing) if passing else table).mutate(certain=certainly_inside)


def _is_one_of(column: ir.IntegerColumn, codes: tuple[int, ...]) -> ir.BooleanValue:
    """Whether a value is among the codes.

    Several are written as a case, which DuckDB works out once for all rows: a bare condition it takes for one
    to narrow the rows by step by step, and needs twice as long (at a million rows 18 ms instead of 9).
    """
    found = column.isin(codes)
    return ibis.cases((found, True), else_=False) if len(codes) > FEW else found


def in_dates(table: ir.Table, first: int | None, last: int | None) -> tuple[ir.BooleanValue, ir.BooleanValue]:
    """Whether intervals lie possibly and certainly in the minutes `[first, last)`; None is infinite.

    `table` has the columns `earliest`, `latest` (see `tables.bounds_of`) and `standing`. What stands, passes;
    what has no interval is possibly inside any dates.
    """
    overlaps, within = [], []
    if first is not None:
        overlaps.append(table.latest > first)
        within.append(table.earliest >= first)
    if last is not None:
        overlaps.append(table.earliest < last)
        within.append(table.latest <= last)
    if not overlaps:
        return ibis.literal(True), ibis.literal(True)
    return reduce(and_, overlaps), table.standing | reduce(and_, within)


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


def _taking_part(store: Store, table: ir.Table, numbers: Numbers) -> ir.BooleanValue:
    """Whether one of the actors takes part in one of the roles, in one line; an empty field allows any."""

    def passes(actor: ir.IntegerValue, role: ir.IntegerValue) -> ir.BooleanValue:
        columns = {"actor": actor, "role": role}
        wanted = [column.isin(numbers[name]) for name, column in columns.items() if name in numbers]
        return reduce(and_, wanted)

    found = [passes(table[f"actor_{slot}"], table[f"role_{slot}"]) for slot in SLOTS]
    if store.facts.more:
        more = store.more_participations
        found.append(table.row.isin(more.filter(passes(more.actor, more.role)).row))
    return reduce(or_, found)
