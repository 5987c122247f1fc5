"""Says which rows conditions on the file's own columns let pass, as Ibis expressions."""

from __future__ import annotations

from datetime import date
from functools import reduce
from operator import and_, or_
from typing import TYPE_CHECKING, Any, Final

import ibis

from geodata import column_filters
from geodata.column_filters import AT_LEAST, AT_MOST, IS, IS_NOT
from geodata.errors import FilterError
from geodata.index import attributes
from geodata.values import attribute_kinds

if TYPE_CHECKING:
    from collections.abc import Sequence

    import ibis.expr.types as ir

    from geodata.column_filters import ColumnFilter
    from geodata.query.asked_tables import Tables

NUMBERS: Final = (attribute_kinds.INTEGER, attribute_kinds.NUMBER, attribute_kinds.DECIMAL)
_NAMED: Final = 20
"""Columns that an error names."""
_GREATEST: Final = 1e15
"""Below which all numbers of a column are: they have 15 digits at most."""
_EPOCH_DAY: Final = date(1970, 1, 1).toordinal()


def narrowed(tables: Tables, table: ir.Table, texts: Sequence[str]) -> ir.Table:
    """The incidents of a table that all conditions let pass; what is no column of the file is missing."""
    for name, conditions in column_filters.by_column(texts).items():
        number = number_of(tables, name)
        if number is None:
            if not _passes_missing(conditions):
                table = table.filter(ibis.literal(False))
            continue
        where, column = attributes.place_of(number)
        lines = tables.table(where)
        kind = tables.statistics.own_columns[number][1]
        table = table.filter(table.row.isin(lines.filter(_holds(lines[column], kind, conditions)).row))
    return table


def number_of(tables: Tables, name: str) -> int | None:
    """The number of a column, by which the index knows it; None where nothing stands in a column so named."""
    names = [each for each, _ in tables.statistics.own_columns]
    return names.index(name) if name in names else None


def kind_of(tables: Tables, name: str) -> tuple[int, str]:
    """The number and the kind of a column that there has to be.

    Raises
    ------
    FilterError
        If nothing stands in a column so named.
    """
    number = number_of(tables, name)
    if number is None:
        names = ", ".join(f"'{each}'" for each, _ in tables.statistics.own_columns[:_NAMED])
        raise FilterError("column", name, f"one of the file's own columns: {names or 'there are none'}")
    return number, tables.statistics.own_columns[number][1]


def check(tables: Tables, texts: Sequence[str]) -> None:
    """Compare conditions with the columns of a dataset.

    Raises
    ------
    FilterError
        If there is no such column, or its values cannot be compared so.
    """
    for condition in map(column_filters.read, texts):
        _, kind = kind_of(tables, condition.column)
        if condition.value and _plain(kind, condition.value) is None:
            raise FilterError("column", str(condition), f"values of '{condition.column}' as {_words(kind)}")
        if condition.sign in (AT_LEAST, AT_MOST) and not has_bounds(kind):
            raise FilterError("column", str(condition), "= or !=, for this column holds no numbers or dates")


def has_bounds(kind: str) -> bool:
    """Whether values of this kind have an order that people mean: numbers and dates."""
    return kind in NUMBERS or kind.startswith(attribute_kinds.DATE)


def _words(kind: str) -> str:
    if kind in NUMBERS:
        return "numbers"
    return "dates such as 2023-09-24" if kind.startswith(attribute_kinds.DATE) else "they are in the file"


def _passes_missing(conditions: Sequence[ColumnFilter]) -> bool:
    wanted = [each.value for each in conditions if each.sign == IS]
    unwanted = [each.value for each in conditions if each.sign == IS_NOT]
    bounded = any(each.sign in (AT_LEAST, AT_MOST) for each in conditions)
    return not bounded and (not wanted or "" in wanted) and "" not in unwanted


def _holds(values: ir.Column, kind: str, conditions: Sequence[ColumnFilter]) -> ir.BooleanValue:
    wanted = [each.value for each in conditions if each.sign == IS]
    unwanted = [each.value for each in conditions if each.sign == IS_NOT]
    holds: list[ir.BooleanValue] = []
    if wanted:
        holds.append(_is_one_of(values, kind, wanted))
    if unwanted:
        holds.append(~_is_one_of(values, kind, unwanted))
    bounds = [each for each in conditions if each.sign in (AT_LEAST, AT_MOST)]
    return reduce(and_, [*holds, *(_bounded(values, kind, each) for each in bounds)])


def _is_one_of(values: ir.Column, kind: str, texts: Sequence[str]) -> ir.BooleanValue:
    plain = [value for value in (_plain(kind, text) for text in texts if text) if value is not None]
    found = [values.isin(plain).fill_null(False)] if plain else []
    if "" in texts:
        found.append(values.isnull())
    return reduce(or_, found) if found else ibis.literal(False)


def _bounded(values: ir.Column, kind: str, condition: ColumnFilter) -> ir.BooleanValue:
    bound = _plain(kind, condition.value) if has_bounds(kind) else None
    if bound is None:
        return ibis.literal(False)
    return (values >= bound if condition.sign == AT_LEAST else values <= bound).fill_null(False)


def _plain(kind: str, text: str) -> Any:
    """The text as the index holds it; None where it cannot be of this kind."""
    name, *said = kind.split(":", 1)
    try:
        if name in NUMBERS:
            number = float(text)
            return number if abs(number) < _GREATEST else None  # nor what is no number, or infinite
        if name == attribute_kinds.DATE:
            day = text.removesuffix(said[0]) if said else text
            return date.fromisoformat(day).toordinal() - _EPOCH_DAY
    except ValueError:
        return None
    if name == attribute_kinds.YES_NO:
        spelled = said[0].split(":")
        return text == spelled[0] if text in spelled else None
    return text
