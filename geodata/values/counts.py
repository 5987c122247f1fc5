"""Reads numbers of people as people write them, as far as a text says one, and says what is to remark.

`about 15` has 15 for its best figure, `more than 10` is at least 11, `dozens` at least 12. What says that
there were some and not how many is no number. A mark that may separate thousands or begin decimals is never
guessed; a space is always one of thousands. A share (12%) and decimals (4.5) count no people.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from geodata.values import count_forms, numbers
from geodata.values.count_forms import INJURED, KILLED, Told, checked
from geodata.values.folding import fold
from geodata.values.numbers import Count
from geodata.values.texts import each_distinct

if TYPE_CHECKING:
    import pandas as pd

    from geodata.values.texts import Repeated

__all__ = ("AMBIGUOUS", "INJURED", "KILLED", "Told", "is_count", "is_toll", "read", "told")

AMBIGUOUS: Final = (
    "a mark may separate thousands or begin decimals: choose the file's decimal mark, "
    "or write the number without one"
)
_LONGEST: Final = 100
_SPACES: Final = r"[ \u00a0\u2007\u2009\u202f\u200a]"
_NUMBER: Final = r"([0-9]{1,15})"
_BY_SPACE: Final = re.compile(rf"(?<![0-9.,])([0-9]{{1,3}}(?:{_SPACES}[0-9]{{3}})+)(?![0-9])")
_MARKED: Final = re.compile(r"[0-9]{1,3}(?:([.,'’])[0-9]{3})(?:\1[0-9]{3})*")
_SHARE: Final = re.compile(r"[0-9]+(?:[.,][0-9]+)?\s*(?:%|per ?cent\b|percent\b)")
_DECIMALS: Final = re.compile(r"[+-]?[0-9]+[.,][0-9]+")
_ZEROS: Final = re.compile(r"([0-9]{1,15}),0{1,2}")
_FOOTNOTE: Final = re.compile(r"\s*\[[^\]]{0,20}\]$")
_SAME_AGAIN: Final = re.compile(r"([^()\[\]]*[^\W\d_][^()\[\]]*?) ?[(\[]([0-9]{1,15})[)\]]")
"""Three (3)."""
_PARTS: Final = re.compile(r" ?[,;/+&] ?(?:and )?| (?:and|y|et|e|und|i|u|dhe|ve|ta) |\s*و(?=[0-9])")
_MORE_SAID: Final = "more is said than a number: the number is read, the words are in the details"
_BRACKETS: Final = re.compile(r"^([^()]*[0-9a-z][^()]*?)\s*\((?=[^)]*[^\W\d_])[^()]*\)$")


def read(texts: pd.Series[str], decimal: str | None, *, of: str = "") -> Repeated[Told]:
    """Read a column.

    Parameters
    ----------
    texts
        n cells; `""` is no number and no fault.
    decimal
        The mark that begins the decimals, if the researcher said it.
    of
        `KILLED` or `INJURED`: whose word may stand behind the number.

    Returns
    -------
    What each of the n texts says.
    """
    return each_distinct(lambda text: told(text, decimal, of=of), texts)


def told(text: str, decimal: str | None = None, *, of: str = "") -> Told:
    """What one text says of a number of people."""
    tidy = text.strip()
    if not tidy:
        return Told()
    if len(tidy) > _LONGEST:
        return _nothing()
    marked = _unmarked(_in_ascii(tidy), decimal)
    if isinstance(marked, Told):
        return marked
    if found := numbers.plain_count(marked):
        return checked(found, "")
    return _in_words(fold(marked), of)


def is_count(text: str) -> bool:
    """Whether a text says a number of people, exactly or not."""
    found = told(text)
    return found.fault != "" or any(each is not None for each in found.people)


def is_toll(text: str) -> bool:
    """Whether a text answers how many people there were, if only by saying that it is not known."""
    tidy = text.strip()
    said = fold(tidy)
    return (
        is_count(text)
        or count_forms.several(said)
        or count_forms.perhaps_none(said)
        or _SHARE.fullmatch(tidy) is not None
    )


def _in_ascii(text: str) -> str:
    """Digits of any script as ASCII ones, and figures in groups of three by spaces put together."""
    if not text.isascii():
        text = "".join(str(int(each)) if each.isdecimal() else each for each in text)
    return _BY_SPACE.sub(lambda found: re.sub(_SPACES, "", found[1]), text)


def _unmarked(text: str, decimal: str | None) -> str | Told:
    """Without marks between thousands, where it is known that they are such."""
    found = _MARKED.search(text)
    if found is None or re.search(rf"{re.escape(found[0])}[0-9.,]", text):
        return text
    mark = found[1]
    if mark not in ".,":
        return text.replace(found[0], re.sub(r"[^0-9]", "", found[0]))
    if decimal is None:
        return Told(fault=AMBIGUOUS)
    if mark == decimal:
        return _no_count()
    return _unmarked(text.replace(found[0], re.sub(r"[^0-9]", "", found[0])), decimal)


def _in_words(text: str, of: str) -> Told:
    if count_forms.several(text):
        return Told(said="says that there were some, not how many: the number stays unknown")
    if (zeros := _ZEROS.fullmatch(text)) is not None:
        return checked(Count(best=int(zeros[1])), "")
    if _SHARE.search(text) or _DECIMALS.fullmatch(text):
        return _no_count()
    return (
        count_forms.in_words(text)
        or _part(text, of)
        or _same_again(text)
        or _beside_words(text, of)
        or _nothing()
    )


def _same_again(text: str) -> Told | None:
    """A number in words with the same in figures behind it; None of any other text."""
    same = _SAME_AGAIN.fullmatch(text)
    first = count_forms.in_words(same[1]) if same else None
    return first if same and first and first.people.best == int(same[2]) else None


def _beside_words(text: str, of: str) -> Told | None:
    """The number that other words stand beside; None where it has none."""
    bare = _bare(text, of)
    if not bare:
        return None
    plain = numbers.plain_count(bare)
    inner = checked(plain, "") if plain else count_forms.in_words(bare) or Told()
    if all(each is None for each in inner.people):
        return None
    return Told(inner.people, inner.said or _MORE_SAID)


def _part(text: str, of: str) -> Told | None:
    """Of "4 killed and 5 injured" the number that is asked for; None of any other text."""
    parts = [each for each in _PARTS.split(text) if each]
    if not of or len(parts) != len((KILLED, INJURED)):
        return None
    kinds = [
        next((each for each in (KILLED, INJURED) if count_forms.ends_with(part, each)), "") for part in parts
    ]
    if sorted(kinds) != sorted((KILLED, INJURED)):
        return None
    found = _in_words(parts[kinds.index(of)], of)
    if all(each is None for each in found.people):
        return None
    return found._replace(said=found.said or _MORE_SAID)


def _bare(text: str, of: str) -> str:
    """Without what stands behind the number: brackets with words, those counted, some of them."""
    shorter = _FOOTNOTE.sub("", text)
    head, mark, tail = shorter.partition(":")
    if mark and head.strip() in count_forms.counted(of):
        shorter = tail.strip()
    if (bracket := _BRACKETS.fullmatch(shorter)) is not None:
        shorter = bracket[1]
    words = count_forms.including().sub("", shorter).rstrip(".,; ").split(" ")
    counted = count_forms.counted(of)
    while len(words) > 1:
        behind = next((n for n in (3, 2, 1) if len(words) > n and " ".join(words[-n:]) in counted), 0)
        if not behind:
            break
        words = words[:-behind]
    bare = " ".join(words)
    return bare if bare != text else ""


def _nothing() -> Told:
    return Told(said="no number of people that can be read: it stays unknown, the words are in the details")


def _no_count() -> Told:
    return Told(said="a share, or a number with decimals, counts no people: the number stays unknown")
