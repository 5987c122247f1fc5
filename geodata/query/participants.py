"""Lists records once for each actor, pair of actors or publisher that they name, as Ibis expressions."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from itertools import combinations
from operator import add, and_
from typing import TYPE_CHECKING

import ibis

from geodata.index.star_schema import SLOTS
from geodata.measures import ACTOR, PUBLISHER
from geodata.query.sum_groups import NO_VALUE

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from geodata.query.asked_tables import Tables

Given = Mapping[str, "ir.Value"]
"""Columns that each line is to have."""


def by_value(tables: Tables, shown: ir.Table, given: Given, field: str) -> ir.Table:
    """The lines of records with `value`: a code, or `NO_VALUE` for records that have none.

    A pair of actors is the lower code times the number of actors, plus the greater code.
    """
    beside = [] if field == PUBLISHER else [f"{ACTOR}_{slot}" for slot in SLOTS]
    table = shown.select("row", *beside, **given)
    match field:
        case "publisher":
            lines = _cited(tables, table)
        case "actor":
            lines = _actors(tables, table)
        case _:
            lines = _pairs(tables, table)
    return ibis.union(*(each.select(*given, "value") for each in lines), distinct=False)


def _cited(tables: Tables, table: ir.Table) -> list[ir.Table]:
    cited = tables.citations.filter(tables.citations.publisher >= 0)
    once = cited.filter(cited.first_of_publisher)
    return [
        table.inner_join(once.select("row", value=once.publisher.cast("int64")), "row"),
        _without(table.filter(~table.row.isin(cited.row))),
    ]


def _actors(tables: Tables, table: ir.Table) -> list[ir.Table]:
    found = [table.filter(fresh).mutate(value=actor.cast("int64")) for actor, fresh in _slots(table)]
    nobody = reduce(and_, (actor < 0 for actor, _ in _slots(table)))
    if tables.statistics.more:
        more = _more(tables)
        found.append(table.inner_join(more.rename(value="further"), "row"))
        nobody &= ~table.row.isin(more.row)
    return [*found, _without(table.filter(nobody))]


def _pairs(tables: Tables, table: ir.Table) -> list[ir.Table]:
    actors, slots = len(tables.words[ACTOR]), _slots(table)

    def paired(one: ir.IntegerValue, other: ir.IntegerValue) -> ir.IntegerValue:
        both = one.cast("int64"), other.cast("int64")
        return ibis.least(*both) * actors + ibis.greatest(*both)

    found = [
        table.filter(here & there).mutate(value=paired(one, other))
        for (one, here), (other, there) in combinations(slots, 2)
    ]
    named = reduce(add, (fresh.ifelse(1, 0) for _, fresh in slots))
    alone = named < 2
    if tables.statistics.more:
        more = _more(tables)
        joined = table.inner_join(more, "row")
        found += [
            joined.filter(fresh).mutate(value=paired(actor, joined.further))
            for actor, fresh in _slots(joined)
        ]
        twice = joined.inner_join(more.rename(another="further"), "row")
        found.append(
            twice.filter(twice.further < twice.another).mutate(value=paired(twice.further, twice.another))
        )
        several = more.group_by("row").aggregate(n=more.count())
        several = several.filter(several.n > 1)
        alone &= ~((named == 1) & table.row.isin(more.row)) & ~table.row.isin(several.row)
    return [*found, _without(table.filter(alone))]


def _slots(table: ir.Table) -> list[tuple[ir.IntegerColumn, ir.BooleanValue]]:
    """The actors that stand in an incident's own line, and whether each is one, and in none before."""
    actors = [table[f"{ACTOR}_{slot}"] for slot in SLOTS]
    return [
        (actor, reduce(and_, (actor != before for before in actors[:place]), actor >= 0))
        for place, actor in enumerate(actors)
    ]


def _more(tables: Tables) -> ir.Table:
    """Further actors of records that have more than stand in their own line, each once."""
    lines = tables.more_participations
    once = lines.filter(lines.first_of_actor, lines.actor >= 0)
    return once.select("row", further=once.actor.cast("int64"))


def _without(table: ir.Table) -> ir.Table:
    return table.mutate(value=ibis.literal(NO_VALUE, "int64"))
