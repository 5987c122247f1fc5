"""Defines what a layout says of a codebook: which of its columns become what, and how they are read.

A layout that is a `Codebook` alone is read by `codebook_reader`, by columns; what is read of a column is
asked once for each distinct text.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from geodata.layouts.description import Description
from geodata.layouts.spellings import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from geodata.layouts.spellings import Spellings
    from geodata.readers.raw import RawFile

Where = tuple[str | None, float]
"""A class of place and a radius in metres."""
NOWHERE: Final[Where] = (None, float("nan"))
SITE: Final[Where] = ("site", 100.0)
SETTLEMENT: Final[Where] = ("settlement", 5_000.0)
NEAR: Final[Where] = ("near", 25_000.0)
DISTRICT: Final[Where] = ("district", 30_000.0)
REGION: Final[Where] = ("region", 100_000.0)
COUNTRY: Final[Where] = ("country", 500_000.0)
UNSAID: Final[Where] = ("near", float("nan"))
"""A position of which the codebook does not say how exact it is."""


@dataclass(frozen=True)
class Of:
    """What a function makes of the texts of some columns."""

    columns: tuple[str, ...]
    read: Callable[..., Any]


@dataclass(frozen=True)
class Day:
    """A column of dates, and one that may hold the time of day; `order` where the codebook decides it."""

    column: str
    time: str | None = None
    order: str | None = None
    precision: str | None = None
    """A column that says `day`, `month` or `year`: the date is then that month or year."""


@dataclass(frozen=True)
class Parts:
    """Columns of year, month and day, of the first day and of the last one."""

    first: tuple[str, str, str]
    last: tuple[str, str, str] | None = None
    about: str | None = None
    """A column that says the date in words where it is not known to the day: the date is marked."""


@dataclass(frozen=True)
class Interval:
    """Columns of the first and of the last day."""

    first: str
    last: str
    order: str | None = None


@dataclass(frozen=True)
class Actors:
    """Columns that name who took part, in one role: names, each with its kind."""

    role: str
    columns: tuple[str, ...]
    read: Callable[..., list[tuple[str, str]]]


@dataclass(frozen=True)
class Sources:
    """Columns that name sources: a list of publisher, title and address of each."""

    columns: tuple[str, ...]
    read: Callable[..., list[tuple[str | None, str | None, str | None]]]


@dataclass(frozen=True)
class Codebook:
    """A publisher's table: what its columns are called, and which become what."""

    LAYOUT: str
    publisher: str
    address: str
    licence: str
    codebook: str
    """Its name and version."""
    COLUMNS: Spellings
    typical: tuple[frozenset[str], ...]
    """Columns that tell the table from others: all of one of the sets."""
    when: Day | Parts | Interval
    own: tuple[frozenset[str], ...] = ()
    """Likewise columns that tell it if they have the codebook's own names, in no other spelling."""
    id: str | None = None
    apart: str | None = None
    """A column that tells rows of one id apart, where the codebook says that ids repeat."""
    event_type: str | Of | None = None
    title: Of | None = None
    summary: str | Of | None = None
    place: Of | str | None = None
    latitude: str | None = None
    longitude: str | None = None
    pair: Of | None = None
    """Longitude and latitude out of several columns, None for nowhere, where they have no column each."""
    where: Of = field(default_factory=lambda: Of((), lambda: UNSAID))
    killed: str | None = None
    killed_low: str | None = None
    killed_high: str | None = None
    injured: str | None = None
    quantities: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Of a column what it counts, and its unit."""
    actors: tuple[Actors, ...] = ()
    sources: tuple[Sources, ...] = ()
    no_event: Of | None = None
    """Says of a row why it is no event: it is refused for that."""
    nothing: frozenset[str] = frozenset()
    """What the codebook writes, in lower case, for what is missing or not known."""
    remarks: tuple[str, ...] = ()
    """What people should know of every such file."""

    def recognises(self, raw: RawFile) -> bool:
        """Whether a file's columns are these."""
        names = self.COLUMNS.of(raw)
        as_named = {plain(str(column)) for column in raw.rows.columns}
        return any(each <= names for each in self.typical) or any(each <= as_named for each in self.own)

    def missing(self, raw: RawFile) -> str | None:
        """A column that tells the table from others and that a file lacks."""
        there, needed = self.COLUMNS.of(raw), (*self.own, *self.typical)[0]
        return next((name for name in self.COLUMNS.names if name in needed - there), None)

    @property
    def description(self) -> Description:
        """What the page says of such files."""
        columns = {
            what: tuple(dict.fromkeys(name.casefold() for name in names if name))
            for what, names in self._become().items()
        }
        taken: set[str] = set()
        for what, names in columns.items():
            columns[what] = tuple(name for name in names if name not in taken)
            taken |= {*names}
        return Description(
            self.publisher,
            self.address,
            self.licence,
            {what: names for what, names in columns.items() if names},
            self.codebook,
        )

    def _become(self) -> dict[str, tuple[str | None, ...]]:
        when = self.when
        if isinstance(when, Parts):
            dated: tuple[str | None, ...] = (*when.first, *(when.last or ()), when.about)
        else:
            dated = (when.column, when.time) if isinstance(when, Day) else (when.first, when.last)
        precision = (when.precision,) if isinstance(when, Day) else ()
        pair = self.pair.columns if self.pair else ()
        toll = (self.killed, self.killed_low, self.killed_high, self.injured, *self.quantities)
        return {
            "id": (self.id,),
            "type": columns_of(self.event_type),
            "when": dated,
            "where": (*columns_of(self.place), self.latitude, self.longitude, *pair),
            "time_precision": precision,
            "place_precision": self.where.columns,
            "who": tuple(name for each in self.actors for name in each.columns),
            "toll": toll,
            "sources": tuple(name for each in self.sources for name in each.columns),
            "summary": columns_of(self.summary),
            "title": columns_of(self.title),
        }


def columns_of(said: str | Of | None) -> tuple[str, ...]:
    """The columns that a part of a codebook is read from."""
    if said is None:
        return ()
    return (said,) if isinstance(said, str) else said.columns


def named(kind: str = "unknown", between: str | None = None) -> Callable[[str], list[tuple[str, str]]]:
    """Reads a column of names, or of lists of them, all of one kind."""

    def read(cell: str) -> list[tuple[str, str]]:
        parts = [cell] if between is None else cell.split(between)
        return [(name, kind) for name in dict.fromkeys(part.strip() for part in parts) if name]

    return read


def cited(*cells: str) -> list[tuple[str | None, str | None, str | None]]:
    """Reads sources as texts: addresses where there are some, otherwise each cell as it is."""
    from geodata.values import texts  # noqa: PLC0415 - describing a layout needs no pandas

    found: list[tuple[str | None, str | None, str | None]] = []
    for cell in filter(None, map(str.strip, cells)):
        links = texts.links(cell)
        found += [(texts.host(link) or None, None, link) for link in links] or [(None, cell, None)]
    return found


def coded(words: Mapping[str, Where], otherwise: Where = UNSAID) -> Callable[[str], Where]:
    """Reads the precision of a place from a column of codes."""
    return lambda cell: words.get(whole(cell), otherwise)


def whole(cell: str) -> str:
    """A code without spaces and without the `.0` that programs write behind it."""
    return cell.strip().removesuffix(".0")


def in_words(words: Mapping[str, str]) -> Callable[[str], str | None]:
    """Reads codes as words; what is no code stays as it is."""
    return lambda cell: words.get(whole(cell), cell.strip() or None)


def joined(between: str = ", ") -> Callable[..., str]:
    """Puts the filled ones of several cells together."""
    return lambda *cells: between.join(filter(None, (cell.strip() for cell in cells)))


def first_filled(*cells: str) -> str:
    """The first cell with something in it."""
    return next((cell.strip() for cell in cells if cell.strip()), "")


def finest(*classes: Where) -> Callable[..., Where]:
    """Reads names of places, the finest first: the class of the first that is given."""
    return lambda *cells: next(
        (each for each, cell in zip(classes, cells, strict=True) if cell.strip()), NOWHERE
    )
