"""Folds text so that a search finds every spelling, and lists a place's names by language.

Serbian is written in two scripts and Albanian spells the same places its own way, so a search must not depend
on the keyboard: `fold` is applied to what is stored and to what is typed alike, and both sides then agree.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

NAME_COLUMNS: Final = {
    "en": "name_en",
    "sq": "name_sq",
    "sr-Latn": "name_sr_latn",
    "sr-Cyrl": "name_sr_cyrl",
}
"""BCP 47 tag of a place's name → its column in the model's `places`."""


class _Letters(dict[int, str | int | None]):
    """What `str.translate` makes of each character; accents, which combine with a letter, go."""

    def __missing__(self, code: int) -> int | None:
        mapped = None if unicodedata.combining(chr(code)) else code
        self[code] = mapped
        return mapped


# For lower-case letters taken apart from their accents: й is и here, and š is s.
_LETTERS: Final = _Letters()
for _letters, _folded in (
    # Serbian Cyrillic; ђ and Latin đ both become dj, as people without the letter write them.
    ("абвгдежзијклмнопрстћуфхцчш", "abvgdezzijklmnoprstcufhccs"),
    ("ђљњџ", ("dj", "lj", "nj", "dz")),
    # Macedonian, Russian and Ukrainian letters that Serbian lacks.
    ("ѕщъыьэюяєі", ("dz", "s", "", "y", "", "e", "ju", "ja", "e", "i")),
    # Latin letters whose accent does not come apart. Albanian writes q where Serbian writes ć.
    ("đqıłøæœðþ", ("dj", "c", "i", "l", "o", "ae", "oe", "d", "th")),
    # Typographic marks that nobody types, and invisible characters that come with copied text.
    ("‘’ʼ′", "'" * 4),
    ("“”„«»", '"' * 5),
    ("‐‑‒–—−", "-" * 6),
    ("\u00ad\u200b\u200c\u200d\u2060\ufeff", ("",) * 6),
):
    _LETTERS.update(zip(map(ord, _letters), _folded, strict=True))


def fold(text: str) -> str:
    """Reduce text to what a search compares: `Лепосавић`, `Leposavić` and `Leposaviq` → `leposavic`.

    Lower case, Latin letters without accents, single spaces; other scripts keep their letters.
    Folding twice changes nothing.

    Notes
    -----
    Compatibility decomposition comes both before and after case folding, because each makes work for the
    other (Unicode Standard, section 3.13, caseless matching); it also takes the letters ǆ ǉ ǌ apart.
    """
    if text.isascii():  # most are, and of these letters only q becomes another
        return " ".join(text.lower().replace("q", "c").split())
    text = unicodedata.normalize("NFKD", text).casefold()
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text)
    return " ".join(text.translate(_LETTERS).split())


def names(place: Mapping[str, object]) -> dict[str, str]:
    """The names that a row of `places` has, by BCP 47 tag in the order of `model.LANGUAGES`."""
    found = {tag: place.get(column) for tag, column in NAME_COLUMNS.items()}
    return {tag: name for tag, name in found.items() if isinstance(name, str) and name}
