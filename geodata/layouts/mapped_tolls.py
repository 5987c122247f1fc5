"""Reads how many people were killed and injured from the columns of a mapped table, with their bounds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from geodata.ingest import toll_parts, tolls
from geodata.ingest.choices import SUMS
from geodata.layouts import proposals
from geodata.values import counts, numbers, texts

if TYPE_CHECKING:
    from geodata.ingest.sheet import Sheet
    from geodata.values.texts import Repeated


def killed(sheet: Sheet, of: Any) -> dict[str, Any]:
    """The model's three figures of people killed."""
    found = _toll(sheet, of, "fatalities", counts.KILLED)
    names = ("fatalities_low", "fatalities_best", "fatalities_high")
    return {
        name: numbers.whole(found.each(lambda each, place=place: each[place]))  # type: ignore[misc]
        for place, name in enumerate(names)
    }


def injured(sheet: Sheet, of: Any) -> tuple[Any, list[tuple[Any, ...]]]:
    """The number of injured; a range, which the model's number cannot hold, as a quantity."""
    found = _toll(sheet, of, "injured", counts.INJURED)
    ranged = np.flatnonzero(found.where(lambda count: count[0] is not None or count[2] is not None))
    told = [found[place] for place in ranged.tolist()]
    ranges = [
        (row, "injured", *count, "people")
        for row, count in zip(sheet.index[ranged].tolist(), told, strict=True)
    ]
    return numbers.whole(found.each(lambda count: count[1])), ranges


def offer_sums(sheet: Sheet, of: Any) -> None:
    """Say of columns that look like the parts of a toll that they can be added up."""
    for field in SUMS:
        parts = proposals.parts_of(field, of.sheet.raw.rows)
        whole = any(meaning.startswith(field) for meaning in of.mapping.values())
        if parts and not whole and not of.chosen:
            toll_parts.offer(sheet, parts, field)


def _toll(sheet: Sheet, of: Any, field: str, counted: str) -> Repeated[tuple[int | None, ...]]:
    """Low, best and high of a field, from a column for each or from ranges in one."""
    best = toll_parts.counted(sheet, of.all(field), field)
    low, high = (
        tolls.counted(sheet, of.one(meaning) or f"\0{meaning}", of=counted)
        for meaning in (f"{field}_low", f"{field}_high")
    )
    found = texts.each_distinct(_figures, low, best, high)
    if column := of.one(field) or of.one(f"{field}_low"):
        words = "low, best and high do not rise: they stay as the file has them"
        sheet.warn_where(column, found.where(_fall), words)
    return found


def _figures(low: numbers.Count, best: numbers.Count, high: numbers.Count) -> tuple[int | None, ...]:
    """Low, best and high: a column of its own goes before what the column of the best says of a range."""
    lows, highs = (low.best, low.low, best.low), (high.best, high.high, best.high)
    return (
        next((each for each in lows if each is not None), None),
        best.best,
        next((each for each in highs if each is not None), None),
    )


def _fall(figures: tuple[int | None, ...]) -> bool:
    given = [each for each in figures if each is not None]
    return given != sorted(given)
