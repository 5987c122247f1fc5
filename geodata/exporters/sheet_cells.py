"""Writes columns as the cells of a worksheet (ISO/IEC 29500, SpreadsheetML): texts, numbers, days and times.

Texts are texts, never formulas. What a cell cannot hold is marked: characters XML lacks become �, and a text
beyond a cell's length ends with a note.
"""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geodata.exporters.escaping import TEXT, Column, constant, content, joined, text, where, xml_texts

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

LONGEST: Final = 32_767
"""Units of UTF-16 in a cell."""
_CUT: Final = " … (cut here: a cell holds no more)"
_EPOCH: Final = datetime(1899, 12, 30)  # noqa: DTZ001 - a sheet knows no zones
_FIRST: Final = datetime(1900, 3, 1)  # noqa: DTZ001
"""Before that day sheets and calendars disagree: an earlier one is written as text."""
_EMPTY: Final = "<c/>"
_DAY_S: Final = 86_400
_SPACED: Final = r"^\s|\s$|\n"


def rows(columns: list[pa.Array]) -> bytes:
    """Lines of a sheet from columns of cells."""
    return bytes(content(joined(["<row>", *columns, "</row>"])))


def cells(values: Column, kind: str, styles: Mapping[str, int]) -> pa.Array:
    """A column's cells, by the type of its field; `styles` tells those of days and times."""
    if kind in ("integer", "number"):
        return _filled(joined(["<c><v>", text(values), "</v></c>"]), pc.is_valid(text(values)))
    texts = text(values)
    if kind in _SERIALS:
        return _timed(texts, _SERIALS[kind], styles[kind])
    return _texts(texts)


def _filled(written: pa.Array, known: pa.Array) -> pa.Array:
    return pc.if_else(known, written, constant(_EMPTY))


def _texts(texts: pa.Array) -> pa.Array:
    texts = _escaped(_short(texts))
    opened: Any = '<c t="inlineStr"><is><t>'
    spaced = pc.fill_null(pc.match_substring_regex(texts, _SPACED), False)
    if pc.any(spaced).as_py():
        opened = pc.if_else(
            spaced, constant('<c t="inlineStr"><is><t xml:space="preserve">'), constant(opened)
        )
    known = pc.fill_null(pc.not_equal(texts, constant("")), False)
    return _filled(joined([opened, xml_texts(texts), "</t></is></c>"]), known)


def _short(texts: pa.Array) -> pa.Array:
    """The texts, cut where a cell cannot hold them."""
    long = np.flatnonzero(pc.fill_null(pc.greater(pc.utf8_length(texts), LONGEST // 2), False))
    if not len(long):
        return texts
    whole = texts.to_pylist()
    for place in long.tolist():
        whole[place] = _cut(whole[place])
    return pa.array(whole, TEXT)


def _cut(value: str) -> str:
    units = value.encode("utf-16-le")
    if len(units) <= 2 * LONGEST:
        return value
    return units[: 2 * (LONGEST - len(_CUT))].decode("utf-16-le", "ignore") + _CUT


def _escaped(texts: pa.Array) -> pa.Array:
    """What reads like a sheet's own escape, such as `_x000D_`, is no escape."""
    if b"_x" not in bytes(content(texts)):
        return texts
    return pc.replace_substring_regex(texts, "_(x[0-9A-Fa-f]{4}_)", r"_x005F_\1")


def _timed(texts: pa.Array, serial: Callable[[str], float | None], style: int) -> pa.Array:
    """Days and times as numbers, each distinct one read once."""
    coded = texts.dictionary_encode()
    numbers = [serial(each) for each in coded.dictionary.to_pylist()]
    written = pa.array(
        [None if each is None else f'<c s="{style}"><v>{each!r}</v></c>' for each in numbers], TEXT
    )
    found = written.take(coded.indices)
    return pc.coalesce(found, where(pc.is_valid(texts), _texts(texts)), constant(_EMPTY))


def _day(value: str) -> float | None:
    day = date.fromisoformat(value)
    return (day - _EPOCH.date()).days if day >= _FIRST.date() else None


def _clock(value: str) -> float:
    clock = time.fromisoformat(value)
    return (clock.hour * 3600 + clock.minute * 60 + clock.second + clock.microsecond / 1e6) / _DAY_S


def _moment(value: str) -> float | None:
    moment = datetime.fromisoformat(value).replace(tzinfo=None)
    return (moment - _EPOCH).total_seconds() / _DAY_S if moment >= _FIRST else None


_SERIALS: Final[Mapping[str, Callable[[str], float | None]]] = {
    "date": _day,
    "time": _clock,
    "datetime": _moment,
}
