"""Says what the words around a number of people mean, by a table of forms with `N` for each number."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from geodata.values import number_words
from geodata.values.folding import fold
from geodata.values.numbers import LARGEST, Count

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

KILLED: Final = "killed"
INJURED: Final = "injured"

_FIGURES: Final = re.compile(r"[0-9]{1,15}")
_OF_WHOM: Final = re.compile(r"^(.*?[^\W\d_]) (?:of|de|d'|von|od|od) .{1,40}$")


_MORE_THAN_ONE: Final = 2


class Told(NamedTuple):
    """What a text says of a number of people."""

    people: Count = Count()
    said: str = ""
    """What is remarked, if the text says more or less than the figures."""
    fault: str = ""
    """Why nothing can be read before the researcher says something."""


_NONE: Final = Told(
    said="may say that there were none, or that the number is not known: it stays unknown; write 0 for none"
)


def checked(count: Count, said: str) -> Told:
    """These figures and words, unless no numbers of people can be such."""
    given = [each for each in count if each is not None]
    if max(given, default=0) > LARGEST:
        return Told(said=f"more than {LARGEST} people: the number stays unknown")
    if given != sorted(given):
        return Told(said="a range that falls: the number stays unknown")
    return Told(count, said)


def in_words(text: str) -> Told | None:
    """What a folded text says in words and figures together; None if it is none of the known forms."""
    if (alone := _whole().get(text.replace(" ", ""))) is not None:
        return alone
    if (many := _OF_WHOM.match(text)) and (alone := _whole().get(many[1].replace(" ", ""))) is not None:
        return alone
    written = number_words.in_figures(text, _numbers())
    figures = [int(each) for each in _FIGURES.findall(written.text)]
    form = _FIGURES.sub("N", written.text).replace(" ", "")
    make = _about if form == "N" and written.round else _forms().get(form)
    return None if make is None else make(figures)


def several(text: str) -> bool:
    """Whether a folded text only says that there were some."""
    return text in _several()


def perhaps_none(text: str) -> bool:
    """Whether a folded text may say that there were none, or that nobody knows."""
    return _whole().get(text.replace(" ", "")) is _NONE


@cache
def including() -> re.Pattern[str]:
    """Behind a number, that some of those are told of again."""
    phrases = "|".join(map(re.escape, _phrases(_table()["words"]["including"])))
    return re.compile(rf"[\s,;:]+(?:{phrases})\s.*$")


@cache
def counted(of: str) -> frozenset[str]:
    """People, and the words for those who are counted, behind a number; folded."""
    named = _table()["words"]
    return frozenset((*_phrases(named["people"]), *_phrases(named[of] if of else "")))


def ends_with(text: str, of: str) -> bool:
    """Whether a folded text ends with a word for those who are counted, and not for people of any kind."""
    return text.rstrip(". ").endswith(tuple(f" {each}" for each in _phrases(_table()["words"][of])))


@cache
def _table() -> dict[str, Any]:
    """`count_words.toml`."""
    return tomllib.loads(resources.files("geodata.values").joinpath("count_words.toml").read_text("utf-8"))


def _about(figures: list[int]) -> Told:
    return checked(Count(best=figures[0]), f"approximate: {figures[0]} is the best figure")


def _more_than(figures: list[int]) -> Told:
    return checked(Count(low=figures[0] + 1), f"more than {figures[0]}: at least {figures[0] + 1}")


def _less_than(figures: list[int]) -> Told:
    most = max(figures[0] - 1, 0)
    return checked(Count(high=most), f"less than {figures[0]}: at most {most}")


def _between(figures: list[int]) -> Told:
    return checked(Count(low=figures[0], high=figures[1]), "")


def _about_between(figures: list[int]) -> Told:
    return checked(Count(low=figures[0], high=figures[1]), "approximate: the range is the one written")


_MEANT: Final[dict[str, Callable[[list[int]], Told]]] = {
    "about": _about,
    "less_than": _less_than,
    "at_most": lambda figures: checked(Count(high=figures[0]), ""),
    "more_than": _more_than,
    "at_least": lambda figures: checked(Count(low=figures[0]), ""),
    "between": _between,
}
"""The forms of a number, and what their figures mean; of two that read alike the later counts."""


@cache
def _forms() -> dict[str, Callable[[list[int]], Told]]:
    """Form with `N` for each number, folded, without spaces → what its figures mean."""
    table = _table()["forms"]
    found: dict[str, Callable[[list[int]], Told]] = {
        "N": lambda figures: checked(Count(best=figures[0]), "written in words")
    }
    for phrase in _phrases(table["about"]):
        for between in ("N-N", "NtoN", "NorN", "NaN", "NbisN", "NdoN"):
            found[phrase.replace("N", between).replace(" ", "")] = _about_between
    for name, make in _MEANT.items():
        found.update(dict.fromkeys((phrase.replace(" ", "") for phrase in _phrases(table[name])), make))
    return found


@cache
def _whole() -> dict[str, Told]:
    """Texts without a number, folded, without spaces → what they say."""
    table = _table()
    zero = Told(Count(best=0), "read as 0")
    found = dict.fromkeys((phrase.replace(" ", "") for phrase in _phrases(table["words"]["none"])), _NONE)
    found.update(
        dict.fromkeys((phrase.replace(" ", "") for phrase in _phrases(table["words"]["zero"])), zero)
    )
    for number, phrases in table["round"].items():
        told = Told(Count(best=int(number)), f"approximate: {number} is the best figure")
        found.update(dict.fromkeys((phrase.replace(" ", "") for phrase in _phrases(phrases)), told))
    for number, phrases in table["plenty"].items():
        said = f"not counted: at least {number}, as ACLED codes such words"
        if int(number) == _MORE_THAN_ONE:
            said = "says that there were more than one, not how many: at least 2"
        told = Told(Count(low=int(number)), said)
        found.update(dict.fromkeys((phrase.replace(" ", "") for phrase in _phrases(phrases)), told))
    return found


@cache
def _numbers() -> number_words.Words:
    table = _table()
    figures = {number: tuple(_phrases(each)) for number, each in table["figures"].items()}
    return number_words.words(
        figures, (each for listed in table["dozens"].values() for each in _phrases(listed))
    )


@cache
def _several() -> frozenset[str]:
    return frozenset(_phrases(_table()["words"]["several"]))


def _phrases(text: str) -> Iterator[str]:
    """The phrases of a list, folded but for the `N` in them."""
    for phrase in " ".join(text.split()).split(", "):
        if phrase:
            yield "N".join(fold(f"|{part}|")[1:-1] for part in phrase.split("N"))
