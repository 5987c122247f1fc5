"""Says in words what each answer to a question means, and which questions are open, with their reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geodata.ingest.choices import FIRST_DAY, GOES_ON

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from geodata.ingest.choices import Question

MEANT: Final[Mapping[str, Mapping[str, str]]] = {
    "date_order": {
        "day-first": "the day comes first: 03/04/2023 is the 3rd of April",
        "month-first": "the month comes first: 03/04/2023 is the 4th of March",
    },
    "open_end": {
        GOES_ON: "nobody says until when: they may be going on on every later day",
        FIRST_DAY: "only the beginning is kept",
    },
    "pair_order": {
        "latitude-longitude": "the latitude (degrees north) comes first",
        "longitude-latitude": "the longitude (degrees east) comes first",
    },
    "letter_o": {
        "west": "west: oeste, ouest",
        "east": "east: Ost",
    },
    "negative_codes": {
        "missing": "the position is missing",
        "numbers": "these are degrees",
    },
    "row_is": {
        "event": "an event of its own",
        "victim": "a victim, or another participant, of the event that the id names",
        "total": "a total of as many events as the column of counts says",
    },
    "decimal": {
        ".": "a point begins the decimals: 1.204 is a little more than 1",
        ",": "a comma begins the decimals: 1,204 is a little more than 1",
    },
    "table": {"all": "all of them, as one dataset"},
}
"""Of each choice its answers, in words; an answer that is not here, such as a column, speaks for itself."""
_UNTIL: Final = "they went on until {day}, the last day of the file"
_EXAMPLES: Final = 3


def label(field: str, answer: str) -> str:
    """An answer as people read it."""
    if (words := MEANT.get(field, {}).get(answer)) is not None:
        return words
    return _UNTIL.format(day=answer) if field == "open_end" else answer


def still_asked(questions: Iterable[Question]) -> str:
    """The questions themselves, each with what it is about, as one text."""
    told = (
        f'"{each.words}"'
        + (f" (for example: {', '.join(each.examples[:_EXAMPLES])})" if each.examples else "")
        for each in questions
    )
    return " ".join(dict.fromkeys(told))
