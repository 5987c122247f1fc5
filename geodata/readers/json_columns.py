"""Makes rows of JSON that holds a table by columns, or names apart from rows, as pandas writes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

_NAMES: Final = ("columns", "data")
_FEWEST: Final = 2


def rows_of(value: Any) -> list[Any] | None:
    """The rows as objects; None of any other value.

    Read are `{"columns": […], "data": [[…]]}` (pandas' orient split) and objects of columns, each an object
    by the same numbers of rows, or a list, all of one length (orient columns).
    """
    if not isinstance(value, Mapping):
        return None
    return _split(value) or _by_rows(value) or _by_lists(value)


def _split(value: Mapping[str, Any]) -> list[Any] | None:
    columns, data = (value.get(name) for name in _NAMES)
    if not (isinstance(columns, list) and isinstance(data, list) and columns and data):
        return None
    names = [str(name) for name in columns]
    if len({*names}) < len(names) or not all(isinstance(cells, list) for cells in data):
        return None
    return [dict(zip(names, cells, strict=True)) if len(cells) == len(names) else cells for cells in data]


def _by_rows(value: Mapping[str, Any]) -> list[Any] | None:
    columns = list(value.values())
    if len(columns) < _FEWEST or not all(isinstance(cells, Mapping) and cells for cells in columns):
        return None
    rows = list(columns[0])
    if not all(row.isdecimal() for row in rows) or any(list(cells) != rows for cells in columns):
        return None
    return [{name: cells[row] for name, cells in value.items()} for row in rows]


def _by_lists(value: Mapping[str, Any]) -> list[Any] | None:
    columns = list(value.values())
    if len(columns) < _FEWEST or not all(isinstance(cells, list) and cells for cells in columns):
        return None
    plain = all(not isinstance(cell, (list, Mapping)) for cells in columns for cell in cells)
    if not plain or len({len(cells) for cells in columns}) > 1:
        return None
    return [dict(zip(value, cells, strict=True)) for cells in zip(*columns, strict=True)]
