"""Reads an object of objects, each under its id or its day, as rows: `{"a1": {…}, "a2": {…}}`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

_LOOKED_AT: Final = 50
_FEWEST: Final = 2
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ].*)?|1[0-9]{9}(?:[0-9]{3})?")
"""A day, or seconds or milliseconds since 1970."""


def rows_of(value: Any) -> list[Any] | None:
    """The objects, with their keys in a column, where all are objects that have members in common; else None.

    The column is called `id`, or `date` if the keys are days; objects whose own `id` is their key have none.
    """
    if not isinstance(value, Mapping) or len(value) < _FEWEST:
        return None
    first = [*value.values()][:_LOOKED_AT]
    if not all(isinstance(one, Mapping) and one for one in first) or not _alike(first):
        return None
    column = "date" if all(_DAY.fullmatch(str(key)) for key in value) else "id"
    taken = any(isinstance(one, Mapping) and column in one for one in value.values())
    name = "key" if taken else column
    if taken and all(isinstance(one, Mapping) and str(one.get(column)) == key for key, one in value.items()):
        return [*value.values()]
    return [{name: key, **one} if isinstance(one, Mapping) else one for key, one in value.items()]


def _alike(objects: list[Any]) -> bool:
    """Whether most objects have most of the members that the others have, and hold values of their own."""
    names = [set(one) for one in objects]
    common = {name for name in set().union(*names) if 2 * sum(name in each for each in names) > len(names)}
    return bool(common) and all(2 * len(each & common) >= len(common) for each in names)
