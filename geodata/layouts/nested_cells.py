"""Sets columns of JSON objects apart into columns of their members, which a mapping can name.

A location with a name and a latitude becomes two columns, each called by both words with a point between.
Lists stay, and so does what describes a shape (a type with coordinates): other parts read those.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geodata.readers.raw import Note, cell_text
from geodata.values import texts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geodata.readers.raw import RawFile

_LOOKED_AT: Final = 50
_DEEPEST: Final = 3
_MOST_MEMBERS: Final = 30
"""An object with more members than that is a table of its own."""
_LABELLED: Final = frozenset(("value", "label", "type", "icon", "parent"))
_SHAPE: Final = frozenset(("type", "coordinates"))


def apart(raw: RawFile, mapping: Mapping[str, str]) -> RawFile:
    """The file with such columns set apart, but for those that a chosen mapping names as they are.

    Lists of labels with their values, as Uwazi writes them, become the labels, and the values beside them.
    """
    rows, told = raw.rows, []
    for name in list(rows.columns):
        if str(name) in mapping or not _may_be(rows[name]):
            continue
        members = _members(rows[name], str(name), set(map(str, rows.columns)) - {str(name)})
        if members:
            rows = _instead(rows, name, members)
            told.append(f"'{name}' into {', '.join(members)}")
    notes = [f"Columns of objects are set apart: {'; '.join(told)}."] if told else []
    listed = []
    for name in list(rows.columns):
        if str(name) not in mapping and (columns := _labels(rows[name], str(name))):
            rows = _instead(rows, name, columns)
            listed.append(f"'{name}'")
    if listed:
        notes.append(f"Lists of labels are read as their words: {', '.join(listed)}.")
    if not notes:
        return raw
    return replace(raw, rows=rows, notes=(*raw.notes, *(Note("nested", words) for words in notes)))


def _labels(column: pd.Series[str], name: str) -> dict[str, Any]:
    """A column of labels, and one of other values; none where a cell is no list of such objects."""
    first = column.head(_LOOKED_AT)
    if not first.str.startswith("[{").any():
        return {}
    found = texts.each_distinct(_labelled, column)
    if any(each is None for each in found.results):
        return {}
    made = {name: _column(found, "label", column.index)}
    values = _column(found, "value", column.index)
    return made | ({f"{name}.value": values} if (values != "").any() else {})


def _labelled(cell: str) -> dict[str, str] | None:
    """Labels and values of a list, each joined; values only where they are other than the labels."""
    if not cell.strip():
        return {}
    value = texts.parsed(cell)
    if not isinstance(value, list) or not all(map(_is_labelled, value)):
        return None
    pairs = [(cell_text(each.get("label", each["value"])), cell_text(each["value"])) for each in value]
    labels, values = (
        ("; ".join(part for part in parts if part) for parts in zip(*pairs, strict=True))
        if pairs
        else ("", "")
    )
    return {"label": labels, "value": "" if values == labels else values}


def _is_labelled(one: Any) -> bool:
    return (
        isinstance(one, dict)
        and "value" in one
        and set(one) <= _LABELLED
        and not any(isinstance(each, (dict, list)) for each in one.values())
    )


def _may_be(column: pd.Series[str]) -> bool:
    """Whether the first cells that hold something hold objects."""
    first = column.head(_LOOKED_AT)
    given = first[first != ""]
    return len(given) > 0 and all(cell.startswith("{") for cell in given.tolist())


def _members(column: pd.Series[str], name: str, taken: set[str]) -> dict[str, Any]:
    """The members of a column's objects as columns; none where a cell is no such object."""
    found = texts.each_distinct(_object, column)
    if any(each is None for each in found.results):
        return {}
    names = list(dict.fromkeys(f"{name}.{member}" for each in found.results for member in each or ()))
    if not 0 < len(names) <= _MOST_MEMBERS or taken & set(names):
        return {}
    begin = len(name) + 1
    return {each: _column(found, each[begin:], column.index) for each in names}


def _column(found: texts.Repeated[Any], member: str, index: pd.Index[Any]) -> pd.Series[str]:
    cells = np.array([each.get(member, "") for each in found.results], dtype=object)
    return pd.Series(cells[found.codes], index=index, dtype="str")


def _object(cell: str) -> dict[str, str] | None:
    """The members of the object in a cell as texts, those of objects within it too; None if it is none."""
    if not cell.strip():
        return {}
    try:
        value, written = json.loads(cell), json.loads(cell, parse_float=str, parse_int=str)
    except (ValueError, RecursionError):
        return None
    return _flat(value, written, "", 1) if isinstance(value, dict) and not set(value) >= _SHAPE else None


def _flat(value: dict[str, Any], written: dict[str, Any], before: str, depth: int) -> dict[str, str]:
    """`written` is the same with its numbers as texts, digit by digit."""
    found: dict[str, str] = {}
    for name, each in value.items():
        if isinstance(each, dict) and each and depth < _DEEPEST and not set(each) >= _SHAPE:
            found |= _flat(each, written[name], f"{before}{name}.", depth + 1)
        else:
            within = isinstance(each, (dict, list, bool))
            found[f"{before}{name}"] = cell_text(each if within else written[name])
    return found


def _instead(rows: pd.DataFrame, name: Any, members: Mapping[str, Any]) -> pd.DataFrame:
    """The rows with these columns in the place of one."""
    place = list(rows.columns).index(name)
    before, behind = rows.iloc[:, :place], rows.iloc[:, place + 1 :]
    return pd.concat([before, pd.DataFrame(members), behind], axis="columns")
