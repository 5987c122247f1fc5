"""Reads cells that hold more than one date, or a note beside it: lists of days, words in brackets, R's X.

A list is read as the interval from its first to its last day, and says where not every day between is meant.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from geodata.values import clock_times, date_lists, date_words, spans
from geodata.values.spans import Span

if TYPE_CHECKING:
    from collections.abc import Callable

    Read = Callable[[str], Span | str]

_MOST: Final = 31
_AND: Final = r"and|et|y|e|i|und|ve|dhe|и|і|та|و|or|ou|oder|ili|или|або|ose|veya"
_COMMAS: Final = re.compile(rf"\s*[;&]\s*|\s*,\s+(?:(?:{_AND})\s+)?|\s+(?:{_AND})\s+", re.IGNORECASE)
_SEMICOLONS: Final = re.compile(r"\s*;\s*")
_NAMES_SEVERAL: Final = re.compile(rf"[0-9].*(?:[;&]|,\s|\s(?:{_AND})\s).*[0-9]", re.IGNORECASE)
_BARE_DAY: Final = re.compile(r"[0-9]{1,2}\.?")
_LAST: Final = re.compile(r"[0-9]{1,2}\.?(?P<rest>\s*(?:[./-][0-9]{1,2}[./-]|[^\W\d_]).*)", re.DOTALL)
_MONTH_FIRST: Final = re.compile(
    rf"(?P<month>[^\W\d_]+\.?)\s+(?P<days>[0-9]{{1,2}}(?:(?:,\s*(?:(?:{_AND})\s+)?|\s*&\s*|\s+(?:{_AND})\s+)"
    r"[0-9]{1,2})+),?\s+(?P<year>[0-9]{4})",
    re.IGNORECASE,
)
_YEAR_BEHIND: Final = re.compile(r"(?<![0-9])[0-9]{4}$")
_NOTE: Final = re.compile(
    r"(?P<before>.*?[0-9.].*?)\s*[(\[](?P<note>[^()\[\]]+)[)\]]$|[(\[](?P<first>[^()\[\]]+)[)\]]\s*(?P<behind>.*[0-9].*)"
)
_UNSURE: Final = re.compile(
    r"~|\?|approx(?:\.|imate(?:ly)?)?|ca\.?|circa|about|around|est(?:\.|imated?)?|uncertain|unsure|unclear|tbc"
    r"|to be confirmed|unconfirmed|not confirmed|unverified|probably|possibly|likely",
    re.IGNORECASE,
)
_OF_R: Final = re.compile(r"[Xx](?P<year>[0-9]{4})(?:[._-](?P<month>[0-9]{2})(?:[._-](?P<day>[0-9]{2}))?)?")
SEVERAL: Final = "several days are named, and not each one between them is meant: the interval holds them all"


def read(text: str, inner: Read) -> Span | str | None:
    """Read a list of dates, a date with a note in brackets, or R's name of a column; None for any other text.

    `inner` reads a date alone. A note that says that the date is uncertain marks it; any other is a remark.
    """
    if found := _OF_R.fullmatch(text):
        made = inner("-".join(filter(None, found.groups())))
        return made if isinstance(made, str) else made._replace(said="column name of R")
    if (noted := _NOTE.fullmatch(text)) and (dated := _without_note(noted, inner)) is not None:
        return dated
    return (_of_list(text, inner) if _NAMES_SEVERAL.search(text) else None) or _of_figures(text, inner)


def _of_figures(text: str, inner: Read) -> Span | str | None:
    """From the earliest to the latest of days in figures."""
    found = date_lists.days(text, inner)
    if not isinstance(found, list):
        return found
    if any(each.start is None for each in found):
        return spans.UNKNOWN  # until the order of day and month is said
    return _together(sorted(found, key=lambda each: (each.start or 0, each.end or 0)))


def remarked(found: Span, text: str, inner: Read) -> Span:
    """An interval as it was read, with a remark where the text names several days ("and")."""
    if found.remark or not _NAMES_SEVERAL.search(text) or date_words.FROM.match(date_words.folded(text)):
        return found
    several = _of_list(text, inner)
    if isinstance(several, Span) and several.remark == SEVERAL and several[:2] == found[:2]:
        return found._replace(remark=SEVERAL)
    return found


def _without_note(parts: re.Match[str], inner: Read) -> Span | str | None:
    note, rest = (parts["note"], parts["before"]) if parts["note"] else (parts["first"], parts["behind"])
    note, rest = note.strip(), rest.strip(" ,")
    if not note or not rest:
        return None
    left, clock = clock_times.taken(note)
    if clock is not None and not left.strip():
        return inner(f"{rest} {note}")
    if not re.search(r"[^\W\d_]|[~?]", note):
        return None  # other figures: which of the two is meant, nobody says
    made = inner(rest)
    if isinstance(made, str):
        made = _of_list(rest, inner) or made
    if isinstance(made, str) or made.start is None:
        return made
    if _UNSURE.fullmatch(note):
        return made._replace(approximate=True)
    return made._replace(remark=made.remark or f"read without the note beside it: '{note[:40]}'")


def _of_list(text: str, inner: Read) -> Span | str | None:
    """From the earliest to the latest of the dates; None where some part is none."""
    for parts in (_SEMICOLONS.split(text), _COMMAS.split(text), _days_of_a_month(text)):
        named = [each for each in parts if each.strip()]
        if 2 <= len(named) <= _MOST and (found := _all_read(named, inner)):
            if any(each.start is None for each in found):
                return spans.UNKNOWN  # until the order of day and month is said
            found.sort(key=lambda each: (each.start or 0, each.end or 0))
            return _together(found)
    return None


def _days_of_a_month(text: str) -> list[str]:
    """September 24, 26 and 28, 2023: each day with the month and the year."""
    found = _MONTH_FIRST.fullmatch(text)
    if not found:
        return []
    return [f"{found['month']} {day} {found['year']}" for day in re.findall(r"[0-9]+", found["days"])]


def _all_read(parts: list[str], inner: Read) -> list[Span]:
    """Each part as a date, with month and year of the last where it has none; empty if one is none."""
    last, year = _LAST.fullmatch(parts[-1].strip()), _YEAR_BEHIND.search(parts[-1].strip())
    found = []
    for part in map(str.strip, parts):
        if _BARE_DAY.fullmatch(part):
            made = inner(part.rstrip(".") + last["rest"]) if last else ""
        else:
            made = inner(part)
            if isinstance(made, str) and year:
                made = inner(f"{part.rstrip('.')} {year[0]}")
        if isinstance(made, str) or made.open_end:
            return []
        found.append(made)
    return found


def _together(found: list[Span]) -> Span | str:
    made = spans.joined(found[0], max(found, key=lambda each: each.end or 0))
    if isinstance(made, str):
        return made
    reached, gap = found[0].end or 0, False
    for each in found[1:]:
        gap |= (each.start or 0) > reached
        reached = max(reached, each.end or 0)
    marked = made._replace(approximate=any(each.approximate for each in found))
    return marked._replace(remark=SEVERAL) if gap else marked
