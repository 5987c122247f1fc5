"""Tells which columns of degrees say where it happened: a pair, or several of which one has to be asked.

A latitude may be anybody's: of a capital, a shore, a journey's end. Names that say so are asked about; names
with words that nobody knows here are read, and said.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Final, NamedTuple

from geodata.layouts import column_names
from geodata.layouts.column_values import fits
from geodata.values import coordinates

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd

    from geodata.layouts.column_names import Meaning

FIELDS: Final = ("latitude", "longitude")
_AXES: Final = (coordinates.LATITUDE, coordinates.LONGITUDE)
_SAME: Final = 0.001
"""Degrees by which two columns may differ that say the same."""
_COMPARED: Final = 200

Pair = tuple[str, str]


class Found(NamedTuple):
    """What the names say, the values fitting."""

    columns: Mapping[str, str]
    """Column → latitude or longitude, as far as it is known."""
    asked: tuple[Pair, ...] = ()
    """Pairs of which one may say where it happened, or none."""
    doubtful: Pair | None = None
    """The pair that was taken, where words beside its names are not known here."""


class _Candidate(NamedTuple):
    """A pair, the surest first."""

    whose: int
    line: int
    level: int
    place: int
    unlike: int
    """By how much the lengths of the names differ: `lat` goes with `lon`, `latitude` with `longitude`."""
    pair: Pair


def find(samples: Mapping[str, Sequence[str]], rows: pd.DataFrame) -> Found:
    """The columns of latitude and longitude: of those that may be, two with the same words beside them.

    Parameters
    ----------
    samples
        Some values of each column, none of them empty.
    rows
        The table, to compare pairs in.
    """
    may_be = _may_be(samples)
    candidates = sorted(_candidates(may_be))
    if not candidates:
        return Found(_single(may_be))
    best = candidates[0]
    elsewhere = [each for each in candidates if each.whose == column_names.ELSEWHERE]
    if elsewhere and best.whose != column_names.THE_EVENT:
        return Found({}, _disjoint(candidates))
    alike = _disjoint(each for each in candidates if each[:2] == best[:2])  # whose and line
    if any(_differ(rows, best.pair, other) for other in alike[1:]):
        return Found({}, alike)
    doubtful = best.pair if best.whose == column_names.UNKNOWN else None
    return Found(dict(zip(best.pair, FIELDS, strict=True)), (), doubtful)


def _may_be(samples: Mapping[str, Sequence[str]]) -> dict[str, list[tuple[int, str, Meaning]]]:
    found: dict[str, list[tuple[int, str, Meaning]]] = {name: [] for name in FIELDS}
    for place, (column, values) in enumerate(samples.items()):
        for meaning in column_names.meanings(column):
            if meaning.field in FIELDS and fits(column, meaning, values):
                found[meaning.field].append((place, column, meaning))
    return found


def _candidates(may_be: Mapping[str, list[tuple[int, str, Meaning]]]) -> list[_Candidate]:
    return [
        _Candidate(
            column_names.whose(lat),
            lat.line + lon.line,
            lat.level + lon.level,
            place,
            abs(len(column) - len(partner)),
            (column, partner),
        )
        for (place, column, lat), (_, partner, lon) in product(*may_be.values())
        if _beside(lat) == _beside(lon) and column != partner
    ]


def _beside(meaning: Meaning) -> tuple[str, ...]:
    """The words beside it, without those that only say which hemisphere it is."""
    return tuple(word for word in meaning.rest if not column_names.is_hemisphere(word, meaning.field))


def _disjoint(candidates: Iterable[_Candidate]) -> tuple[Pair, ...]:
    """Their pairs, without those of which a column is already in another."""
    taken: dict[str, None] = {}
    found: list[Pair] = []
    for each in candidates:
        if not taken.keys() & {*each.pair}:
            taken |= dict.fromkeys(each.pair)
            found.append(each.pair)
    return tuple(found)


def _single(may_be: Mapping[str, list[tuple[int, str, Meaning]]]) -> dict[str, str]:
    """A latitude without a longitude or the other way round, where the name is sure."""
    found = {}
    for field, each in may_be.items():
        sure = [
            (meaning, place, column) for place, column, meaning in each if not column_names.is_weak(meaning)
        ]
        if sure:
            found[min(sure)[2]] = field
    return found


def _differ(rows: pd.DataFrame, one: Pair, other: Pair) -> bool:
    """Whether two pairs say different positions in one of the first rows that have both."""
    for column, beside, axis in zip(one, other, _AXES, strict=True):
        cells = [rows[name].head(_COMPARED) for name in (column, beside)]
        first, second = (coordinates.degrees(each, axis, beyond=True)[0] for each in cells)
        if bool((abs(first - second) > _SAME).any()):
            return True
    return False
