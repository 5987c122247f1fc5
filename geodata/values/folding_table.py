"""Tells another program how texts are folded: every character that changes, and to what.

So a browser folds as `folding.fold` does, whichever edition of Unicode it has.
"""

from __future__ import annotations

import sys
from functools import cache
from typing import Any, Final

from geodata.values.folding import fold
from geodata.values.searching import APART

_ASIDE: Final = "x"
"""Between two of these even a space stays."""
_SURROGATES: Final = range(0xD800, 0xE000)
HANGUL: Final = range(0xAC00, 0xD7A4)
"""Syllables that fold to their letters by a rule (Unicode, 3.12): a browser's `normalize("NFKD")`."""


@cache
def table() -> dict[str, Any]:
    """What `fold` and `searching` know of single characters, for JSON.

    Returns
    -------
    from, to: characters, and what each of them folds to, with U+0001 between (nothing: it goes); spaces:
    what separates words; numeric: letters that count as numbers; hangul: first and last syllable, which fold
    as a browser takes them apart; apart: what stands between the parts of a text that is searched.
    """
    changed, folded, spaces, numeric = [], [], [], []
    for code in range(sys.maxunicode + 1):
        if code in _SURROGATES or code in HANGUL:
            continue
        letter = chr(code)
        if letter.isspace():
            spaces.append(letter)
            continue
        made = fold(f"{_ASIDE}{letter}{_ASIDE}")[1:-1]
        if made != letter:
            changed.append(letter)
            folded.append(made)
        if letter.isnumeric() and letter.isalpha():
            numeric.append(letter)
    return {
        "from": "".join(changed),
        "to": "\x01".join(folded),
        "spaces": "".join(spaces),
        "numeric": "".join(numeric),
        "hangul": chr(HANGUL[0]) + chr(HANGUL[-1]),
        "apart": APART,
    }
