"""Reads an object of objects, each under its id or its day, as rows: `{"a1": {…}, "a2": {…}}`.

There have to be more objects than members that they have in common: a table by columns, which looks alike,
has more rows than columns.
"""

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
    if isinstance(value, list):
        return _of_lists(value)
    if not isinstance(value, Mapping) or len(value) < _FEWEST:
        return None
    first = [*value.values()][:_LOOKED_AT]
    if not all(isinstance(one, Mapping) and one for one in first):
        return None
    common = _in_common(first)
    dated = all(_DAY.fullmatch(str(key)) for key in value)
    own = all(isinstance(one, Mapping) and str(one.get("id")) == key for key, one in value.items())
    if not common or not (dated or own or len(value) > len(common) > 1):
        return None
    if own:
        return [*value.values()]
    column = "date" if dated else "id"
    taken = any(isinstance(one, Mapping) and column in one for one in value.values())
    name = "key" if taken else column
    return [{name: key, **one} if isinstance(one, Mapping) else one for key, one in value.items()]


def _of_lists(value: list[Any]) -> list[Any] | None:
    """The objects of `[{"Alabama": [{…}, {…}]}, {"Alaska": [{…}]}]`, with their names in a column `key`."""
    named = [next(iter(one.items())) for one in value if isinstance(one, Mapping) and len(one) == 1]
    lists = [each for _, each in named]
    if len(named) < max(len(value), _FEWEST) or len({name for name, _ in named}) < len(named):
        return None
    if not all(isinstance(each, list) and all(isinstance(one, Mapping) for one in each) for each in lists):
        return None
    return [{"key": name, **one} for name, each in named for one in each] or None


def _in_common(objects: list[Any]) -> set[str]:
    """The members that most objects have; none where some object has less than half of them."""
    names = [set(one) for one in objects]
    common = {name for name in set().union(*names) if 2 * sum(name in each for each in names) > len(names)}
    return common if all(2 * len(each & common) >= len(common) for each in names) else set()
