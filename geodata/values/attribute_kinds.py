"""Tells which of a file's own columns hold whole numbers, numbers, dates or yes and no, and types them.

A column has a kind only where every text in it is what is written again from its typed value, letter for
letter: `007`, `1.0` beside `1`, `42,5` and numbers of 16 digits and more stay text. So the file's text is
never lost, and a typed column takes its place.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from geodata.values.text_columns import one_dictionary, or_missing, strings

if TYPE_CHECKING:
    from collections.abc import Iterator

TEXT: Final = "text"
INTEGER: Final = "integer"
NUMBER: Final = "number"
"""As short as it stays the same number: `1`, `2.5`."""
DECIMAL: Final = "decimal"
"""The same with a fraction always: `1.0`, `2.5`."""
DATE: Final = "date"
"""`2024-05-31`; behind a colon what follows each, such as `date: 00:00:00`."""
YES_NO: Final = "yes/no"
"""Behind colons how both are spelled: `yes/no:Yes:No`."""
EMPTY: Final = "empty"
"""Nothing stands in the column."""

_SPELLED: Final = (
    *(("true", "false"), ("True", "False"), ("TRUE", "FALSE")),
    *(("yes", "no"), ("Yes", "No"), ("YES", "NO")),
)
_MIDNIGHTS: Final = ("", " 00:00:00", " 00:00:00.000", "T00:00:00", "T00:00:00Z", "T00:00:00.000Z")
_WRITTEN: Final = {
    INTEGER: r"^(0|-?[1-9][0-9]{0,14})$",
    NUMBER: r"^-?(0|[1-9][0-9]{0,14})(\.[0-9]{0,14}[1-9])?$",
    DECIMAL: r"^-?(0|[1-9][0-9]{0,14})\.([0-9]{0,14}[1-9]|0)$",
}
_FIRST: Final = 1_000
"""Texts that are looked at before all are."""
_STRETCH: Final = 100_000
"""Texts that are looked at together."""


def kind_of(texts: Any) -> str:
    """The kind of a column of texts, of which empty and missing ones say nothing."""
    kind = EMPTY
    for distinct in _distinct(texts):
        candidates = _KINDS if kind == EMPTY else (kind,)
        kind = next((each for each in candidates if _holds(each, distinct)), TEXT)
        if kind == TEXT:
            # Of whole numbers a part may be followed by others, so all that were seen count again.
            return _of_all(texts)
    return kind


def _of_all(texts: Any) -> str:
    possible = [each for each in _KINDS if each != TEXT]
    for distinct in _distinct(texts):
        possible = [each for each in possible if _holds(each, distinct)]
        if not possible:
            return TEXT
    return possible[0]


def _distinct(texts: Any) -> Iterator[pa.Array]:
    """The texts that stand in the column, each once a stretch; a few first, which mostly tell."""
    given = texts.array if isinstance(texts, pd.Series) else texts
    if isinstance(given, pa.ChunkedArray) and pa.types.is_dictionary(given.type):
        words, places = one_dictionary(given)
        given = words.take(pc.drop_null(pc.unique(places)).sort())
    begin, size = 0, _FIRST
    while begin < len(given):
        here = strings(given[begin : begin + size])
        found = pc.drop_null(or_missing(pc.unique(here)))
        if len(found):
            yield found
        begin, size = begin + size, _STRETCH


def type_of(kind: str) -> pa.DataType:
    """The type of a column of this kind."""
    return typed(pa.array([], pa.large_string()), kind).type


def typed(texts: Any, kind: str) -> pa.Array:
    """Texts of this kind as typed values, missing where they are empty."""
    given = or_missing(strings(texts))
    name, *said = kind.split(":", 1)
    if name == INTEGER:
        return given.cast(pa.int64())
    if name in (NUMBER, DECIMAL):
        return given.cast(pa.float64())
    if name == DATE:
        return pc.utf8_slice_codeunits(given, 0, 10).cast(pa.date32())
    if name == YES_NO:
        return pc.equal(given, pa.scalar(said[0].split(":")[0], given.type))
    return given


def texts_of(values: pa.Array | pa.ChunkedArray, kind: str) -> pa.LargeStringArray:
    """The texts that `typed` was given, missing where they were empty."""
    name, *said = kind.split(":", 1)
    if name == YES_NO:
        yes, no = (pa.scalar(each, pa.large_string()) for each in said[0].split(":"))
        return strings(pc.if_else(values, yes, no))
    found = strings(values.cast(pa.large_string()))
    if name == DATE:
        return _followed(found, said[0] if said else "")
    if name == DECIMAL:
        whole = pc.invert(pc.match_substring(found, "."))
        return pc.if_else(whole, _followed(found, ".0"), found)
    return found


def _followed(texts: pa.Array, end: str) -> pa.Array:
    return pc.binary_join_element_wise(texts, pa.scalar(end, texts.type), pa.scalar("", texts.type))


def _holds(kind: str, distinct: pa.Array) -> bool:
    """Whether each of these texts is written again from its value."""
    if kind == TEXT:
        return True
    pattern = _WRITTEN.get(kind) or _pattern(kind)
    if not pc.all(pc.match_substring_regex(distinct, pattern)).as_py():
        return False
    try:
        return bool(texts_of(typed(distinct, kind), kind).equals(distinct))
    except pa.ArrowInvalid:  # the thirtieth of February
        return False


def _pattern(kind: str) -> str:
    name, said = kind.split(":", 1) if ":" in kind else (kind, "")
    if name == DATE:
        return f"^[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}{re.escape(said)}$"
    return f"^({said.replace(':', '|')})$"


_KINDS: Final = (
    *(INTEGER, NUMBER, DECIMAL),
    *(DATE if not end else f"{DATE}:{end}" for end in _MIDNIGHTS),
    *(f"{YES_NO}:{yes}:{no}" for yes, no in _SPELLED),
    TEXT,
)


def series(texts: pa.Array) -> pd.Series[str]:
    """Texts of Arrow as a column of pandas, without a copy."""
    kind = pd.StringDtype("pyarrow", na_value=np.nan)
    return pd.Series(kind.__from_arrow__(pa.chunked_array([strings(texts)])))  # type: ignore[attr-defined]
