"""Puts texts into the form that is searched, and what people type into what is looked for there.

Both are folded and spaced alike, so that an engine only has to look for one text within another, which all of
them do in the same way: a word is found at its beginning, a number and the end of a phrase as a whole.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from geodata.values.folding import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

APART: Final = " \x01 "
"""Between the parts of a text, so that no phrase is found across them; nobody types it."""
_SPACED: Final = (
    (r"(\p{Nd}+)", r" \1 "),
    (r"([^\p{L}\p{N}\s])([\p{L}\p{N}])", r"\1 \2"),
    (r"([\p{L}\p{N}])([^\p{L}\p{N}\s])", r"\1 \2"),
    (r"\s+", " "),
)
"""RE2: numbers and words stand apart from each other and from marks."""
_TYPED: Final = re.compile(r'"([^"]*)(?:"|$)|([^\s"]+)')


def searched(folded: Iterable[str | None]) -> pa.Array:
    """Folded texts as they are searched, with a space before and after them."""
    texts: Any = pa.array(folded, pa.string()).fill_null("")
    return bounded(spaced(texts))


def spaced(texts: Any) -> Any:
    """Folded texts with their words, numbers and marks set apart, without a space at either end."""
    for pattern, apart in _SPACED:
        texts = pc.replace_substring_regex(texts, pattern, apart)
    return pc.utf8_trim(texts, " ")


def bounded(texts: Any) -> Any:
    """Spaced texts with a space before and after them, so that each word of theirs has one on both sides."""
    return pc.binary_join_element_wise("", texts, "", " ")


def sought(typed: str) -> list[str]:
    """What all has to occur in a text of `searched`: beginnings of words, and phrases in quotation marks."""
    found = [(match[1], match[2]) for match in _TYPED.finditer(fold(typed))]
    spaced = searched(phrase or word for phrase, word in found).to_pylist()
    return [
        _bounded(text.strip(), whole=bool(phrase))
        for text, (phrase, _) in zip(spaced, found, strict=True)
        if text.strip()
    ]


def _bounded(text: str, *, whole: bool) -> str:
    """With a space where a word begins, and where a number or a phrase ends."""
    before = " " if text[0].isalnum() else ""
    after = " " if text[-1].isnumeric() or (whole and text[-1].isalnum()) else ""
    return f"{before}{text}{after}"
