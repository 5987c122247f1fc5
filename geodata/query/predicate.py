"""Says which incidents `Filters` let pass, as Ibis expressions from which every answer is given."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import reduce
from operator import and_, or_
from typing import TYPE_CHECKING, NamedTuple, cast

import ibis
import ibis.expr.types as ir

from geodata.clock_filters import WEEKDAYS
from geodata.index.clock_times import ENDS
from geodata.index.star_schema import LAST_MINUTE, NO_MINUTE, SLOTS
from geodata.query import own_columns
from geodata.values import zone_days
from geodata.values.searching import sought

if TYPE_CHECKING:
    from geodata.filters import Filters
    from geodata.query.asked_tables import Tables

_EPOCH_DAY = date(1970, 1, 1).toordinal()

_WORD_FILTERS = {
    "kinds": "kind",
    "event_types": "event_type",
    "location_classes": "location_class",
    "confidences": "confidence",
    "actors": "actor",
    "roles": "role",
}
BEGINNING = ("text", "area", "near", "publishers", "columns", "killed_from", "killed_to", "regions")
"""The fields of filters that `begin` looks at."""
FEW = 1
"""How many codes are looked for one by one."""
_WORDS_IN_A_MASK = 61
"""So many words have a bit of their own in 64: the first is a missing word's, the last two are no word's."""
_WIDE = 1 << 62
"""By which a mask is a number of 64 bits in every engine: where it has 32, a bit beyond would be another."""
_NO_SUCH_CODE = -2
"""Stands for words that no row holds: −1 is the code of a missing word."""

Numbers = Mapping[str, tuple[int, ...]]
"""What a condition compares by number: the first minute and the one after the last as `first` and `last`;
codes of words, or one mask of them, by their column. What is not set is missing."""


class Condition(NamedTuple):
    """What incidents must fulfil."""

    holds: Callable[[Tables, ir.Table, Numbers], ir.BooleanValue]
    numbers: Numbers
    """Those of the filters; others may stand for them in the text that the condition is compiled to."""


def begin(tables: Tables, filters: Filters) -> ir.Table:
    """The incidents that words, own columns, tolls, area, distance and regions let pass.

    With a column `inside` of an area, `near_inside` of a distance, `region_inside` of regions,
    `toll_inside` of a toll: whether surely.
    What people wrote is looked for here, and in no condition: it may hold any number.
    """
    table = tables.incidents
    if filters.area:
        table = table.inner_join(tables.area(filters.area).rename(inside="certain"), "row")
    if filters.near:
        table = table.inner_join(tables.near(filters.near).rename(near_inside="certain"), "row")
    if filters.regions:
        table = table.inner_join(tables.in_regions(filters.regions).rename(region_inside="certain"), "row")
    if _has_toll(filters):
        table = table.inner_join(_tolls(tables, filters), "row")
    if filters.publishers:
        codes = tables.code_list("publisher", filters.publishers) or [_NO_SUCH_CODE]
        citing = tables.citations.filter(tables.citations.publisher.isin(codes))
        table = table.filter(table.row.isin(citing.row))
    table = own_columns.narrowed(tables, table, filters.columns)
    # `contains` looks for the text itself: % and _ mean nothing to it.
    words = [table.search_text.contains(text) for text in sought(filters.text)]
    return table.filter(words) if words else table


def narrows(filters: Filters) -> bool:
    """Whether `begin` gives less than all incidents."""
    return any(getattr(filters, name) not in (None, "", ()) for name in BEGINNING)


def _has_toll(filters: Filters) -> bool:
    return filters.killed_from is not None or filters.killed_to is not None


def _tolls(tables: Tables, filters: Filters) -> ir.Table:
    """The records whose figures meet the bounds: `row`, and `toll_inside` where all of them do."""
    records = tables.table("records")
    given = [records[f"fatalities_{name}"] for name in ("low", "best", "high")]
    lowest, highest = ibis.coalesce(*given), ibis.coalesce(*reversed(given))
    least, most = filters.killed_from, filters.killed_to
    meets = [*([] if least is None else [highest >= least]), *([] if most is None else [lowest <= most])]
    inside = [*([] if least is None else [lowest >= least]), *([] if most is None else [highest <= most])]
    return records.filter(reduce(and_, meets)).select("row", toll_inside=reduce(and_, inside))


def passing(tables: Tables, filters: Filters) -> list[Condition]:
    """What those of `begin` must fulfil to be shown."""
    dates = _dates(tables, filters)
    found = [Condition(_possibly_in_dates, dates)] if dates else []
    codes: dict[str, tuple[int, ...]] = {
        column: tuple(tables.code_list(column, words)) or (_NO_SUCH_CODE,)
        for field, column in _WORD_FILTERS.items()
        if (words := getattr(filters, field))
    }
    taking_part: Numbers = {column: codes.pop(column) for column in ("actor", "role") if column in codes}
    if clocks := _clocks(filters):
        found.append(Condition(_possibly_at, clocks))
    if filters.disputed:
        found.append(Condition(_is_disputed, {}))
    found += [_has_one_of(tables, column, each) for column, each in codes.items()]
    if taking_part:
        found += [Condition(_takes_part, each) for each in _each_actor(taking_part, filters)]
    return found + (certain(tables, filters) if filters.within == "certainly" else [])


def certain(tables: Tables, filters: Filters) -> list[Condition]:
    """What those shown must fulfil to lie certainly inside dates, hours, area, distance, regions, tolls."""
    dates = _dates(tables, filters)
    inside = [Condition(_inside_area, {})] if filters.area else []
    inside += [Condition(_certainly_near, {})] if filters.near else []
    inside += [Condition(_certainly_in_region, {})] if filters.regions else []
    inside += [Condition(_inside_tolls, {})] if _has_toll(filters) else []
    inside += [Condition(_certainly_at, clocks)] if (clocks := _clocks(filters)) else []
    return inside + ([Condition(_certainly_in_dates, dates)] if dates else [])


def _dates(tables: Tables, filters: Filters) -> Numbers:
    bounds = zip(("first", "last"), minutes(filters, tables.dataset.info.timezone), strict=True)
    return {
        # Within what `star_schema.bounds_of` gives to what stands, which passes any dates.
        name: (max(NO_MINUTE + 1, min(LAST_MINUTE - 1, minute)),)
        for name, minute in bounds
        if minute is not None
    }


def _possibly_in_dates(_tables: Tables, table: ir.Table, numbers: Numbers) -> ir.BooleanValue:
    return in_dates(table, *_bounds(numbers))[0]


def _certainly_in_dates(_tables: Tables, table: ir.Table, numbers: Numbers) -> ir.BooleanValue:
    return in_dates(table, *_bounds(numbers))[1]


def _bounds(numbers: Numbers) -> tuple[int | None, int | None]:
    (first,), (last,) = (numbers.get(name, (None,)) for name in ("first", "last"))
    return first, last


def _inside_area(_tables: Tables, table: ir.Table, _numbers: Numbers) -> ir.BooleanValue:
    return cast("ir.BooleanValue", table.inside)


def _certainly_near(_tables: Tables, table: ir.Table, _numbers: Numbers) -> ir.BooleanValue:
    return cast("ir.BooleanValue", table.near_inside)


def _certainly_in_region(_tables: Tables, table: ir.Table, _numbers: Numbers) -> ir.BooleanValue:
    return cast("ir.BooleanValue", table.region_inside)


def _inside_tolls(_tables: Tables, table: ir.Table, _numbers: Numbers) -> ir.BooleanValue:
    return cast("ir.BooleanValue", table.toll_inside)


def _is_disputed(_tables: Tables, table: ir.Table, _numbers: Numbers) -> ir.BooleanValue:
    return cast("ir.BooleanValue", table.disputed)


def _clocks(filters: Filters) -> Numbers:
    """A mask of the days of a week and one of the hours of a day that are wanted."""
    wanted = {"weekday": [WEEKDAYS.index(each) for each in filters.weekdays], "hour": filters.hours}
    return {name: (_mask(codes),) for name, codes in wanted.items() if codes}


def _possibly_at(_tables: Tables, table: ir.Table, numbers: Numbers) -> ir.BooleanValue:
    return reduce(or_, _at_ends(table, numbers))


def _certainly_at(_tables: Tables, table: ir.Table, numbers: Numbers) -> ir.BooleanValue:
    return reduce(and_, _at_ends(table, numbers))


def _at_ends(table: ir.Table, masks: Numbers) -> list[ir.BooleanValue]:
    """Whether a record begins, and whether it ends, at one of the hours on one of the days."""
    return [
        reduce(and_, [_is_in(table[f"{end}_{unit}"], mask) for unit, (mask,) in masks.items()])
        for end in ENDS
    ]


def _has_one_of(tables: Tables, column: str, codes: tuple[int, ...]) -> Condition:
    """That a row holds one of the words.

    Several words are distinguished by the bits of a number, where these suffice: by `IN`, DuckDB narrows the
    rows word by word, for which it needs three times as long (at 10 million rows 37 instead of 11 ms, 6
    without any condition). A case, which it works out once for all rows, takes up to as long as `IN`.
    """
    if len(codes) > FEW and len(tables.words[column]) <= _WORDS_IN_A_MASK:
        return Condition(_in_mask, {column: (_mask(codes),)})
    return Condition(_in_list, {column: codes})


def _in_mask(_tables: Tables, table: ir.Table, numbers: Numbers) -> ir.BooleanValue:
    ((column, (mask,)),) = numbers.items()
    return _is_in(table[column], mask)


def _mask(codes: Iterable[int]) -> int:
    return reduce(or_, (1 << (code + 1) for code in codes), _WIDE)


def _is_in(column: ir.Column, mask: int) -> ir.BooleanValue:
    """Whether a code has its bit in a mask; that of a missing word is the lowest."""
    return cast("ir.BooleanValue", (ibis.literal(mask, "int64") >> (column.cast("int32") + 1)) & 1 == 1)


def _in_list(_tables: Tables, table: ir.Table, numbers: Numbers) -> ir.BooleanValue:
    ((column, codes),) = numbers.items()
    found = table[column].isin(codes)
    return ibis.cases((found, True), else_=False) if len(codes) > FEW else found


def in_dates(table: ir.Table, first: int | None, last: int | None) -> tuple[ir.BooleanValue, ir.BooleanValue]:
    """Whether intervals lie possibly and certainly in the minutes `[first, last)`; None is infinite.

    `table` has `earliest`, `latest` (see `star_schema.bounds_of`) and `standing`. What stands, passes;
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
    first, last = (
        None if day is None else day.toordinal() - _EPOCH_DAY for day in (filters.start, filters.end)
    )
    return (
        None if first is None else zone_days.first_minute(first, timezone),
        None if last is None else zone_days.first_minute(last + 1, timezone),
    )


def _each_actor(taking_part: Numbers, filters: Filters) -> list[Numbers]:
    """One condition for any of the actors; for all of them together, one for each that there is."""
    if not filters.together or not filters.actors:
        return [taking_part]
    known = taking_part["actor"] if len(taking_part["actor"]) == len(filters.actors) else (_NO_SUCH_CODE,)
    return [{**taking_part, "actor": (actor,)} for actor in known]


def _takes_part(tables: Tables, table: ir.Table, numbers: Numbers) -> ir.BooleanValue:
    """Whether one of the actors takes part in one of the roles, in one line; an empty field allows any."""

    def passes(actor: ir.IntegerValue, role: ir.IntegerValue) -> ir.BooleanValue:
        columns = {"actor": actor, "role": role}
        wanted = [column.isin(numbers[name]) for name, column in columns.items() if name in numbers]
        return reduce(and_, wanted)

    found = [passes(table[f"actor_{slot}"], table[f"role_{slot}"]) for slot in SLOTS]
    if tables.statistics.more:
        more = tables.more_participations
        found.append(table.row.isin(more.filter(passes(more.actor, more.role)).row))
    return reduce(or_, found)
