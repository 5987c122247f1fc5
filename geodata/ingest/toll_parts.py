"""Adds up numbers of people that stand in a column for each part, and offers to where nobody said it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from geodata.ingest import tolls
from geodata.values import counts, texts
from geodata.values.numbers import Count

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geodata.ingest.sheet import Sheet
    from geodata.values.texts import Repeated

_OF: Final = {"fatalities": counts.KILLED, "injured": counts.INJURED}
_WORDS: Final = {"fatalities": "were killed", "injured": "were injured"}
_SHOWN: Final = 6


def counted(sheet: Sheet, columns: Sequence[str], field: str) -> Repeated[Count]:
    """What a column says of a number of people, or several of them as its parts, added up.

    A part that a row leaves empty adds nothing, with a remark; without any part the number stays unknown.
    """
    if len(columns) < 2:
        return tolls.counted(sheet, next(iter(columns), f"\0{field}"), of=_OF[field])
    parts = [tolls.counted(sheet, column, of=_OF[field]) for column in columns]
    words = f"How many {_WORDS[field]} is the sum of {', '.join(map(repr, columns))}, as they are mapped."
    sheet.remark(field, words)
    lacking = texts.each_distinct(_some_lack, *parts).where(bool)
    sheet.warn_where(
        columns[0], lacking, f"a part of the sum is empty ({', '.join(columns)}): it adds nothing"
    )
    return texts.each_distinct(_sum, *parts)


def offer(sheet: Sheet, columns: Sequence[str], field: str) -> None:
    """Say that columns may be a number of which no column has the whole, or its parts, with an example."""
    read = [counts.read(sheet[column], sheet.choices.decimal, of=_OF[field]) for column in columns]
    best = [
        np.array([each.people.best is not None for each in part.results], bool)[part.codes] for part in read
    ]
    several = np.flatnonzero(np.sum(best, axis=0) > 1)
    named = ", ".join(f"'{column}'" for column in columns[:_SHOWN])
    words = f"No column says how many {_WORDS[field]} in all. {named} may be that number, or parts of it"
    if len(several):
        place = int(several[0])
        cells = [sheet[column].iloc[place] for column in columns]
        words += f" (row {sheet.index[place]}: {' + '.join(cell or 'nothing' for cell in cells)})"
    sheet.remark(field, f"{words}: choose the meaning {field} for each that counts; several are added up.")


def _some_lack(*parts: Count) -> bool:
    known = [any(each is not None for each in part) for part in parts]
    return any(known) and not all(known)


def _sum(*parts: Count) -> Count:
    given = [part for part in parts if any(each is not None for each in part)]
    if not given:
        return Count()
    ranged = any(part.low is not None or part.high is not None for part in given)
    lows, highs = (
        [next((each for each in order if each is not None), None) for order in orders]
        for orders in (
            [(part.low, part.best) for part in given],
            [(part.high, part.best) for part in given],
        )
    )
    return Count(
        _total(lows) if ranged else None,
        _total([part.best for part in given]),
        _total(highs) if ranged else None,
    )


def _total(figures: Sequence[int | None]) -> int | None:
    """The sum, where every figure is known."""
    return None if None in figures else sum(each for each in figures if each is not None)
