"""Defines conditions on the file's own columns, as texts such as `sub_event_type=Armed clash`, `age>=18`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, unquote

from geodata.errors import FilterError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

IS, IS_NOT, AT_LEAST, AT_MOST = SIGNS = ("=", "!=", ">=", "<=")
_WRITTEN: Final = re.compile(r"([^=!<>]+)(!=|>=|<=|=)(.*)", re.DOTALL)
_IN_SIGNS: Final = "%=!<>"
EXAMPLES: Final = "name=value, name!=value, name>=number or name<=number; name= where it is missing"


@dataclass(frozen=True)
class ColumnFilter:
    """One condition on one column.

    Of a column, several `=` are alternatives, among them the empty value, which is *missing*; no `!=` may
    hold; what `>=` and `<=` say is joined by *and*, and a missing value is within no bounds.
    """

    column: str
    sign: str
    """One of `SIGNS`."""
    value: str
    """As the file writes it; the empty text stands for a missing value."""

    def __str__(self) -> str:
        """As in an address: signs in a column's name are percent-encoded."""
        name = "".join(quote(letter) if letter in _IN_SIGNS else letter for letter in self.column)
        return f"{name}{self.sign}{self.value}"


def read(text: str) -> ColumnFilter:
    """Read one condition.

    Raises
    ------
    FilterError
        If it has no sign, or nothing before it.
    """
    found = _WRITTEN.fullmatch(text)
    if found is None or (found[2] in (AT_LEAST, AT_MOST) and not found[3]):
        raise FilterError("column", text[:60], EXAMPLES)
    return ColumnFilter(unquote(found[1]), found[2], found[3])


def by_column(texts: Iterable[str]) -> Mapping[str, list[ColumnFilter]]:
    """The conditions on each column."""
    found: dict[str, list[ColumnFilter]] = {}
    for each in map(read, texts):
        found.setdefault(each.column, []).append(each)
    return found


def without(texts: Iterable[str], column: str) -> tuple[str, ...]:
    """The conditions on all columns but one."""
    return tuple(each for each in texts if read(each).column != column)
