"""Defines what is counted (`Measure`) and by what it is grouped, with their names in an address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geodata.errors import FilterError

if TYPE_CHECKING:
    from collections.abc import Iterable

RECORDS, FATALITIES, INJURED = NAMED = ("records", "fatalities", "injured")
"""What is counted, but for the file's own columns."""
COLUMN: Final = "column:"
"""Before the name of a column of the file: needed only where it has another meaning without."""

PERIODS: Final = ("day", "week", "month", "year")
"""What time is cut into, in the dataset's zone; weeks begin on Monday."""
ACTOR, PAIR, PUBLISHER = "actor", "actor_pair", "publisher"
SHARED: Final = (ACTOR, PAIR, PUBLISHER)
"""Fields of which a record may have several values: it stands in the group of each."""
FIELDS: Final = (ACTOR, PAIR, "event_type", "kind", "location_class", "confidence", PUBLISHER)
"""Fields of the model by which is grouped; any other name is a column of the file."""
_ALSO_CALLED: Final = {"dyad": PAIR, "type": "event_type", "precision": "location_class"}


@dataclass(frozen=True)
class Measure:
    """What is counted: records, people killed or injured, or the numbers in a column of the file."""

    name: str = RECORDS
    """One of `NAMED`; or, where `column` is set, the column's name."""
    column: bool = False

    def __str__(self) -> str:
        """As in an address, where `measure` reads it again."""
        return f"{COLUMN}{self.name}" if self.column else self.name

    @property
    def has_range(self) -> bool:
        """Whether a record gives a lowest, a best and a highest figure, not one number alone."""
        return not self.column and self.name == FATALITIES


@dataclass(frozen=True)
class Key:
    """By what is grouped: a period of time, a field of the model, or a column of the file."""

    name: str
    column: bool = False

    def __str__(self) -> str:
        """As in an address, where `keys` reads it again."""
        return f"{COLUMN}{self.name}" if self.column else self.name

    @property
    def is_period(self) -> bool:
        """Whether time is cut into periods."""
        return not self.column and self.name in PERIODS

    @property
    def is_shared(self) -> bool:
        """Whether a record may stand in several groups of it."""
        return not self.column and self.name in SHARED


def measure(text: str) -> Measure:
    """Read what is counted; a name without another meaning is a column of the file. Empty: records."""
    if not text or text in NAMED:
        return Measure(text or RECORDS)
    return Measure(_column(text, "measure"), column=True)


def keys(texts: str | Iterable[str]) -> tuple[Key, ...]:
    """Read by what is grouped: nothing, a key, or a period and a key.

    Raises
    ------
    FilterError
        If there are more, or two of a sort.
    """
    given = tuple(map(_key, (texts,) if isinstance(texts, str) else texts))
    found = tuple(sorted((key for key in given if key.name), key=lambda key: not key.is_period))
    if len(found) > 2 or (len(found) == 2 and found[0].is_period == found[1].is_period):
        wanted = "one key; or two, of which one is a period: " + ", ".join(PERIODS)
        raise FilterError("by", ", ".join(map(str, found)), wanted)
    return found


def _key(text: str) -> Key:
    name = _ALSO_CALLED.get(text, text)
    if not name or name in (*PERIODS, *FIELDS):
        return Key(name)
    return Key(_column(text, "by"), column=True)


def _column(text: str, parameter: str) -> str:
    name = text.removeprefix(COLUMN)
    if not name:
        raise FilterError(parameter, text, f"the name of a column after '{COLUMN}'")
    return name
