"""Adds up a measure over the records shown, whole or by groups: certainly and possibly.

A record is *possible* if the filters show it, and *certain* if it lies certainly inside them. In a period of
time it is certain if besides its whole interval lies in the period, and possible in every period that its
interval overlaps. So whatever is certain is possible too.

Where the dataset has totals, the measure `records` adds up the events that they stand for; a total that does
not say of how many gives no number.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import ibis
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from geodata.errors import FilterError
from geodata.index import attributes
from geodata.measures import FIELDS, NAMED, PERIODS, Measure
from geodata.query import event_counts, own_columns, participants, period_numbers, predicate, sum_groups
from geodata.query.sum_groups import MOST_VALUES, NO_VALUE, Pair, pair

if TYPE_CHECKING:
    from collections.abc import Hashable

    import ibis.expr.types as ir
    import pandas as pd

    from geodata.engines import Answer
    from geodata.filters import Filters
    from geodata.measures import Key
    from geodata.query.store import Store

WITH_PERIODS: Final = 200
"""Values of a field that are told by periods, at most."""
_FEW: Final = 60
"""Words that need not be chosen from before they are counted by periods."""
_NAMED_IN_ERRORS: Final = 20
_PEOPLE: Final = {
    "fatalities": ("killed_low", "fatalities_best", "killed_high"),
    "injured": ("injured", "injured", "injured"),
}
"""The columns of an incident that tell its lowest, best and highest figure."""


@dataclass(frozen=True, eq=False)
class Sums:
    """A measure, whole and by groups."""

    measure: Measure
    by: tuple[Key, ...]
    whole: Pair
    """Each record once, whatever groups it stands in."""
    groups: pd.DataFrame
    """A line a group: what it is (`sum_groups.columns_of`), then `sum_groups.COLUMNS`.

    Periods in their order and without gaps, what has no date last; values of a field from the greatest sum
    down, what is missing last. Of two keys, the groups in which there are records.
    """
    repeated: int
    """By how much the records of these groups, with those of values that are left out unless there are two
    keys, exceed the whole: because some stand in several of them."""
    left_out: int
    """Values of which no group tells, because others are greater."""
    step: str
    """How time is cut: wider than asked for where there would be too many periods; empty without any."""
    of_events: bool = False
    """Whether some record of the dataset is a total: the measure `records` adds up events."""


def sums(  # noqa: PLR0913 - what is asked, and among which records
    store: Store,
    filters: Filters,
    measure: Measure = Measure(),  # noqa: B008 - frozen
    by: tuple[Key, ...] = (),
    *,
    limit: int = MOST_VALUES,
    rows: npt.NDArray[np.int64] | None = None,
) -> Sums:
    """Add up a measure over the records shown, or over those of them that have these row numbers.

    Parameters
    ----------
    by
        As `measures.keys` gives them.
    limit
        Of how many values of a field groups tell: those with the greatest sums.

    Raises
    ------
    FilterError
        If there is no such column, or the measure's holds no numbers.
    """
    check(store, measure, by)
    if rows is None:
        return _sums(_Asked(store, filters, measure, ""), by, limit)
    with store.lent(pa.table({"row": np.unique(rows).astype(np.int32)})) as among:
        return _sums(_Asked(store, filters, measure, among), by, limit)


class _Asked(NamedTuple):
    """Of what is asked; `among`: the name of a table of rows, or empty."""

    store: Store
    filters: Filters
    measure: Measure
    among: str


def _sums(asked: _Asked, by: tuple[Key, ...], limit: int) -> Sums:
    store, filters, measure, _ = asked
    only = None
    if len(by) > 1:
        limit = min(limit, WITH_PERIODS)
        only = _greatest(asked, by[-1], limit)
    answer = _ask(asked, by, only)
    cut = bool(by) and not by[-1].is_period and (only is not None or len(answer["value"]) > MOST_VALUES)
    once = not cut and not any(key.is_shared for key in by)  # each record in one line
    whole = pair(answer if once else _ask(asked, ()))
    found = sum_groups.of(store, filters, answer, by, limit=limit)
    values = _values(asked, by[-1]) if cut else found.values
    repeated = max(0, found.records - whole.possible.records) if by else 0
    weighed = event_counts.are_weighed(store)
    return Sums(measure, by, whole, found.frame, repeated, values - found.told, found.step, weighed)


def check(store: Store, measure: Measure, by: tuple[Key, ...] = ()) -> None:
    """Compare a measure and keys with the columns of a dataset.

    Raises
    ------
    FilterError
        If there is no such column, or the measure's holds no numbers.
    """
    own = dict(store.statistics.own_columns)
    if measure.column and own.get(measure.name) not in own_columns.NUMBERS:
        numbers = [name for name, kind in own.items() if kind in own_columns.NUMBERS]
        raise FilterError("measure", measure.name, _choice(NAMED, "a column of numbers", numbers))
    for key in by:
        if key.column and key.name not in own:
            raise FilterError("by", key.name, _choice((*PERIODS, *FIELDS), "a column of the file", [*own]))


def _choice(names: tuple[str, ...], column: str, columns: list[str]) -> str:
    listed = ", ".join(f"'{each}'" for each in columns[:_NAMED_IN_ERRORS]) or "there are none"
    return f"{', '.join(names)}, or {column}: {listed}"


# Asking the engine ------------------------------------------------------------------------------------------


def _ask(asked: _Asked, by: tuple[Key, ...], only: tuple[Hashable, ...] | None = None) -> Answer:
    """Figures by what the keys are, each for what is possible and for what is certain."""
    store, filters, measure, among = asked
    split = is_split(store, filters)
    step = next((period_numbers.step_of(store, filters, key.name) for key in by if key.is_period), "")
    answer = store.ask(filters, _added, _Question(measure, by, split, only, among, step))
    return sum_groups.completed(answer, measure)


def is_split(store: Store, filters: Filters) -> bool:
    """Whether less may be certain than possible; without bounds of dates, area and toll all is certain."""
    return filters.within != "certainly" and bool(predicate.certain(store, filters))


def by_interval(store: Store, filters: Filters, measure: Measure, period: Key) -> Answer:
    """Figures by the first and the last period of records: `begun` and `over`, with `sum_groups.COLUMNS`."""
    check(store, measure, (period,))
    return _ask(_Asked(store, filters, measure, ""), (period,))


def _greatest(asked: _Asked, key: Key, limit: int) -> tuple[Hashable, ...] | None:
    """The values of a key, as the engine has them, with the greatest sums; None where it has few."""
    if not key.column and not key.is_shared and len(asked.store.words[key.name]) <= _FEW:
        return None
    answer = _ask(asked, (key,))
    values, known = sum_groups.known(answer, key)
    named = np.unique(values, return_inverse=True)[1]  # of equals the same ones in every engine
    order = np.lexsort((named, -answer["records_possible"][known], -answer["best_possible"][known]))
    return tuple(values[order[:limit]].tolist())


def _values(asked: _Asked, key: Key) -> int:
    """How many values of a field the records shown have."""
    values, _ = sum_groups.known(_ask(asked, (key,)), key)
    if not key.column or len(values) < MOST_VALUES:
        return len(values)
    number, _ = own_columns.kind_of(asked.store, key.name)
    return int(asked.store.ask(asked.filters, _distinct, number, asked.among)["n"][0])


def _distinct(store: Store, shown: ir.Table, number: int, among: str) -> ir.Table:
    shown = _narrowed(store, shown, among)
    where, column = attributes.place_of(number)
    lines = store.table(where)
    lines = lines.filter(lines.row.isin(shown.row))
    return lines.aggregate(n=lines[column].nunique())


class _Question(NamedTuple):
    """What is asked of an engine, by which its text is cached."""

    measure: Measure
    by: tuple[Key, ...]
    split: bool
    """Whether what is certain is less than what is possible."""
    only: tuple[Hashable, ...] | None
    """The values that are told; None for all."""
    among: str
    step: str
    """Into what time is cut, or empty."""


def _added(store: Store, shown: ir.Table, asked: _Question) -> ir.Table:
    measure, by, split, only, *_ = asked
    lines = _lines(store, _narrowed(store, shown, asked.among), asked)
    if only is not None:
        lines = lines.filter(lines.value.isin(only) | _is_missing(lines.value, by[-1]))
    told = figures(lines, measure, split=split)
    names = [name for name in ("begun", "over", "value") if name in lines.columns]
    if not names:
        return lines.aggregate(**told)
    found = lines.group_by(*names).aggregate(**told)
    if len(by) == 1 and by[0].column:
        best = ["best_possible"] if "best_possible" in told else []
        greatest = [ibis.desc(name) for name in (*best, "records_possible")]
        found = found.order_by(ibis.desc(found.value.isnull()), *greatest, "value").limit(MOST_VALUES + 1)
    return found


def _narrowed(store: Store, shown: ir.Table, among: str) -> ir.Table:
    return shown.filter(shown.row.isin(store.table(among).row)) if among else shown


def figures(lines: ir.Table, measure: Measure, *, split: bool) -> dict[str, ir.Value]:
    """What lines with the columns of `measured` add up to, as `sum_groups.completed` takes it.

    Parameters
    ----------
    split
        Whether the lines tell apart what is `certain`.
    """
    found: dict[str, ir.Value] = {}
    for suffix in ("possible", "certain") if split else ("possible",):
        where = lines.certain if suffix == "certain" else None
        found |= {f"{name}_{suffix}": each for name, each in _amounts(lines, measure, where).items()}
    return found


def _amounts(
    lines: ir.Table, measure: Measure, where: ir.BooleanValue | None
) -> dict[str, ir.IntegerScalar | ir.FloatingScalar]:
    """What lines add up to; of records that are one event each, their number is all there is to tell."""
    found = {"records": _records(lines, where)}
    if measure == Measure() and "best" not in lines.columns:
        return found
    kind = "float64" if measure.column else "int64"
    names = ("low", "best", "high") if measure.has_range else ("best",)
    found |= {name: lines[name].sum(where=where).fill_null(0).cast(kind) for name in names}
    found["unknown"] = _records(lines, _both(where, lines[names[-1]].isnull()))
    if measure.has_range:
        bare = lines.best.isnull() & lines.high.notnull()
        found["bounds_only"] = _records(lines, _both(where, bare))
    return found


def _records(lines: ir.Table, where: ir.BooleanValue | None) -> ir.IntegerScalar:
    """The number of records, whatever number of events they stand for."""
    return lines.count(where=where)


def _both(where: ir.BooleanValue | None, holds: ir.BooleanValue) -> ir.BooleanValue:
    return holds if where is None else where & holds


def _lines(store: Store, shown: ir.Table, asked: _Question) -> ir.Table:
    """A line for each record and group that it stands in: its figures, time and value, if asked for."""
    field = next((key for key in asked.by if not key.is_period), None)
    if field is not None and field.column:
        shown = _with_column(store, shown, field.name, "of_field")
    table, columns = measured(store, shown, asked.measure)
    if asked.split:
        columns["certain"] = table.certain
    if asked.step:
        columns |= period_numbers.of_records(table, asked.step)
    if field is not None and field.is_shared:
        return participants.by_value(store, table, columns, field.name)
    if field is not None:
        columns["value"] = table.of_field if field.column else table[field.name].cast("int64")
    return table.select(**columns) if columns else table.select("row")


def measured(store: Store, shown: ir.Table, measure: Measure) -> tuple[ir.Table, dict[str, Any]]:
    """The records, and the columns of them that a measure adds up."""
    if measure == Measure():
        return shown, {"best": shown[event_counts.COLUMN]} if event_counts.are_weighed(store) else {}
    if measure.column:
        table = _with_column(store, shown, measure.name, "amount")
        return table, {"best": table.amount.cast("float64")}
    names = dict(zip(("low", "best", "high"), _PEOPLE[measure.name], strict=True))
    return shown, {name: shown[column] for name, column in names.items()}


def _with_column(store: Store, table: ir.Table, name: str, called: str) -> ir.Table:
    """The same records with one of the file's own columns beside them."""
    number, _ = own_columns.kind_of(store, name)
    where, column = attributes.place_of(number)
    lines = store.table(where)
    return table.inner_join(lines.select("row", **{called: lines[column]}), "row")


def _is_missing(value: ir.Column, key: Key) -> ir.BooleanValue:
    return value.isnull() if key.column else value == NO_VALUE
