"""Writes Serbian Cyrillic in Serbian Latin letters, so that a name's two spellings can be compared.

The two alphabets correspond letter for letter (љ њ џ are lj nj dž), so one spelling follows from the other.
"""

from __future__ import annotations

import unicodedata
from typing import Final

_LETTERS: Final = dict(
    zip(
        "абвгдђежзијклмнопрстћуфхцчш",
        "abvgdđežzijklmnoprstćufhcčš",
        strict=True,
    )
) | {"љ": "lj", "њ": "nj", "џ": "dž"}
_LATIN: Final = str.maketrans(_LETTERS)


def latin(cyrillic: str) -> str:
    """The same in lower-case Latin letters; what is not Serbian Cyrillic stays as it is."""
    return _composed(cyrillic).translate(_LATIN)


def same(written_latin: str, written_cyrillic: str) -> bool:
    """Whether the two spellings are one name; capitals do not count."""
    return _composed(written_latin) == latin(written_cyrillic)


def _composed(text: str) -> str:
    # NFKC also takes the single characters ǆ ǉ ǌ apart.
    return unicodedata.normalize("NFKC", text).casefold()
