"""Detects a table's dialect: the character between its cells."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from typing import Final

_USUAL: Final = (",", ";", "\t", "|")
_SAMPLE_CHARACTERS: Final = 200_000
_SAMPLE_ROWS: Final = 60
_NEVER: Final = frozenset("\"'_.- ()/\\\r\n\ufeff")
_DECLARED: Final = re.compile(r'"?sep=(?P<delimiter>[^"\r\n])"?[^\r\n\w]*(?:\r\n|\r|\n)', re.IGNORECASE)

WORDS: Final = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}


def declared(text: str) -> tuple[str, str] | None:
    """The character that a first line such as `sep=;` names, and that line; None if there is no such line."""
    found = _DECLARED.match(text[:40])
    return (found["delimiter"], found.group()) if found else None


def guess(text: str) -> str:
    """The character that splits the rows most evenly into more than one cell; a comma if none does."""
    sample = text[:_SAMPLE_CHARACTERS]
    if len(text) > len(sample):
        sample = sample[: sample.rfind("\n") + 1] or sample
    best = max(_USUAL, key=lambda delimiter: _evenness(sample, delimiter))
    if _evenness(sample, best) >= 0.5:
        return best
    header = re.sub(r'"[^"]*"', "", sample.partition("\n")[0])
    others = [
        mark for mark in Counter(header) if not mark.isalnum() and mark not in _NEVER and mark not in _USUAL
    ]
    unusual = max(others[:20], key=lambda delimiter: _evenness(sample, delimiter), default=best)
    return unusual if _evenness(sample, unusual) >= 0.9 else best if _evenness(sample, best) > 0 else ","


def _evenness(sample: str, delimiter: str) -> float:
    """The share of rows as wide as most that have several cells, and a little for the width; 0 without such.

    The first row need not be one of them: titles may stand above a table.
    """
    widths: list[int] = []
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
    try:
        for cells in reader:
            if cells:
                widths.append(len(cells))
            if len(widths) == _SAMPLE_ROWS:
                break
    except csv.Error:
        return 0.0
    several = Counter(width for width in widths if width > 1)
    if not several:
        return 0.0
    usual = max(several, key=lambda width: several[width])
    return several[usual] / len(widths) + min(usual, 1000) / 10_000
