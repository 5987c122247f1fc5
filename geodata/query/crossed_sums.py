"""Adds up a measure by two fields at once, such as actors and event types: a table of rows and columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

import pandas as pd

from geodata.errors import FilterError
from geodata.measures import FIELDS, PAIR, Key, Measure
from geodata.query import participants, sum_groups, sums

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from geodata.filters import Filters
    from geodata.query.store import Store
    from geodata.query.sums import Sums

CROSSED: Final = tuple(name for name in FIELDS if name != PAIR)
"""The fields that can be crossed; of two, one at most may have several values in a record."""
MOST: Final = 50
"""Rows and columns that are told, at most of each."""


@dataclass(frozen=True, eq=False)
class Crossed:
    """A measure by two fields; a record that names several values of one stands in the row of each."""

    measure: Measure
    rows: Sums
    """The values of the rows, the greatest first; what is missing has no row."""
    columns: Sums
    cells: pd.DataFrame
    """A line for each pair with records, by its place: `row` and `column`, then `sum_groups.COLUMNS`."""


def crossed(  # noqa: PLR0913 - what is asked, and how much of it
    store: Store,
    filters: Filters,
    measure: Measure,
    row: str,
    column: str,
    *,
    limit: tuple[int, int] = (MOST, MOST),
) -> Crossed:
    """Add up a measure over the records shown by two of `CROSSED`.

    Parameters
    ----------
    limit
        So many rows and columns are told: those with the greatest sums.

    Raises
    ------
    FilterError
        If these cannot be crossed, or the dataset has no such measure.
    """
    keys = Key(row), Key(column)
    if not {row, column} <= set(CROSSED) or row == column or keys[1].is_shared:
        wanted = f"two of {', '.join(CROSSED)}, of which the second is neither actor nor publisher"
        raise FilterError("by", f"{row}, {column}", wanted)
    rows, columns = (
        sums.sums(store, filters, measure, (key,), limit=min(most, MOST))
        for key, most in zip(keys, limit, strict=True)
    )
    codes = _codes(store, rows), _codes(store, columns)
    asked = _Question(measure, row, column, codes[0], codes[1], sums.is_split(store, filters))
    answer = sum_groups.completed(store.ask(filters, _crossed, asked), measure)
    places = [{code: place for place, code in enumerate(each)} for each in codes]
    cells = {
        "row": [places[0][code] for code in answer["value"].tolist()],
        "column": [places[1][code] for code in answer["other"].tolist()],
        **{name: answer[name] for name in sum_groups.COLUMNS},
    }
    frame = pd.DataFrame(cells).sort_values(["row", "column"], ignore_index=True)
    return Crossed(measure, rows, columns, frame)


class _Question(NamedTuple):
    measure: Measure
    row: str
    column: str
    rows: tuple[int, ...]
    """Codes of the values that are told."""
    columns: tuple[int, ...]
    split: bool


def _codes(store: Store, found: Sums) -> tuple[int, ...]:
    """The codes of the values that groups tell, in their order."""
    (key,) = found.by
    places = {word: code for code, word in enumerate(store.words[key.name])}
    return tuple(places[value] for value in found.groups[key.name].dropna())


def _crossed(store: Store, shown: ir.Table, asked: _Question) -> ir.Table:
    table, columns = sums.measured(store, shown, asked.measure)
    columns["other"] = table[asked.column].cast("int64")
    if asked.split:
        columns["certain"] = table.certain
    if Key(asked.row).is_shared:
        lines = participants.by_value(store, table, columns, asked.row)
    else:
        lines = table.select(**columns, value=table[asked.row].cast("int64"))
    lines = lines.filter(lines.value.isin(asked.rows or (-2,)), lines.other.isin(asked.columns or (-2,)))
    return lines.group_by("value", "other").aggregate(**sums.figures(lines, asked.measure, split=asked.split))
