"""Defines what a researcher chose about a file: its layout, what its columns mean, how its dates are written.

Choices travel as JSON and as a small TOML file, which the page saves and the command line takes; what they
leave open is recognised from the file, or asked. `canonical` is the text that a version's name is made of.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from geodata import model
from geodata.errors import MappingError

if TYPE_CHECKING:
    from collections.abc import Sequence

FIELDS: Final[Mapping[str, str]] = {
    "id": "the row's own identifier",
    "title": "a short title",
    "summary": "a longer description",
    "date": "the date, or date and time",
    "time": "the time of day, beside the date",
    "start": "the first day or moment",
    "end": "the last day or moment",
    "year": "the year, where the date stands in several columns",
    "month": "the month beside the year, a number or a name; empty or 0 is the whole year",
    "day": "the day beside year and month; empty or 0 is the whole month",
    "end_year": "the year in which it ended",
    "end_month": "the month in which it ended",
    "end_day": "the day on which it ended",
    "latitude": "degrees north",
    "longitude": "degrees east",
    "coordinates": "the position in one cell: latitude and longitude, UTM with its zone, MGRS, a plus code, "
    "a link to a map, a geo: address or ISO 6709",
    "wkt": "the shape as well-known text or binary, or as GeoJSON",
    "easting": "metres east, in the coordinate system chosen",
    "northing": "metres north, in the coordinate system chosen",
    "zone": "the UTM zone of eastings and northings, such as 34T",
    "place": "the place's name",
    "location_class": f"how finely the place is known: {', '.join(model.LOCATION_CLASSES)}",
    "uncertainty_m": "within how many metres the true position lies",
    "event_type": "the type of event",
    "kind": f"one of: {', '.join(model.KINDS)}",
    "count": "how many events the row stands for: a total of a week, a month, a district",
    "confidence": f"one of: {', '.join(model.CONFIDENCES)}",
    "actor": "who took part",
    "side_a": "who took part on one side",
    "side_b": "who took part on the other side",
    "initiator": "who began it",
    "target": "whom it was directed at",
    "fatalities": "people killed, the best figure; of several columns, their sum",
    "fatalities_low": "people killed, the lowest figure",
    "fatalities_high": "people killed, the highest figure",
    "injured": "people injured; of several columns, their sum",
    "injured_low": "people injured, the lowest figure",
    "injured_high": "people injured, the highest figure",
    "publisher": "who published the source",
    "source": "the source's title, or its address",
    "source_url": "the source's address",
}
"""What a column may be mapped to, in words; any other stays among the file's own."""

SUMS: Final = ("fatalities", "injured")
"""Fields to which the parts of a number may be mapped, a column each: they are added up."""
SEVERAL: Final = (
    *("summary", "date", "actor", "side_a", "side_b", "initiator", "target", "source", "source_url"),
    *SUMS,
)
"""Fields that more than one column may be mapped to; of dates, the first that a row has counts."""

MOST_HEADER_ROW: Final = 1_000
DATE_ORDERS: Final = ("day-first", "month-first")
FIRST_DAY: Final = "first-day"
GOES_ON: Final = "goes-on"
PAIR_ORDERS: Final = ("latitude-longitude", "longitude-latitude")
SYSTEMS: Final = ("EPSG:32634", "EPSG:32633", "EPSG:25834", "EPSG:3857", "EPSG:6316")
"""Systems to begin a list with: UTM 34N and 33N, ETRS89 / UTM 34N, web mercator, MGI 1901 zone 7."""
DEGREES: Final = ("latitude", "longitude")
LETTER_O: Final = ("west", "east")
NEGATIVE_CODES: Final = ("missing", "numbers")
_WHOLE: Final = {"header_row": "the number of a line", "together": "a number of files", "year": "a year"}
"""Choices that are whole numbers, and what they are."""
ROW_IS: Final = ("event", "victim", "total")


@dataclass(frozen=True)
class Choices:
    """Everything about a file that is not in its bytes; what is None or empty is left to be recognised."""

    table: str | None = None
    """Sheet or layer."""
    encoding: str | None = None
    delimiter: str | None = None
    header_row: int | None = None
    """The line of a text, or the row of a sheet, that holds the columns' names; 0: none does."""
    layout: str | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    """Column → one of `FIELDS`, for the layout "mapped"."""
    date_order: str | None = None
    """One of `DATE_ORDERS`: what 03/04/2023 means."""
    open_end: str | None = None
    """What an interval becomes of which nobody says when it ended: `GOES_ON` leaves its end
    open; a day such as 2023-12-31 is the last one until which it is known to have gone on; `FIRST_DAY` keeps
    its beginning only."""
    year: int | None = None
    """The year of days that are written without one, such as 24-Sep."""
    decimal: str | None = None
    """`.` or `,`: which of the two begins the decimals; the other then separates thousands."""
    pair_order: str | None = None
    """One of `PAIR_ORDERS`: what comes first in a cell with two coordinates."""
    letter_o: str | None = None
    """One of `LETTER_O`: what O behind degrees says, which is west in French and east in German."""
    negative_codes: str | None = None
    """One of `NEGATIVE_CODES`: what -9 means beside the same -9 in the column of the other coordinate."""
    row_is: str | None = None
    """One of `ROW_IS`: a row is an event of its own, or a victim (or another participant) of the event that
    its id, which repeats, names, or a total of as many events as the column mapped to `count` says."""
    crs: str | None = None
    """The coordinate system of eastings and northings, such as EPSG:32634."""
    location_class: str | None = None
    """How finely places are known, where the file does not say it by row."""
    uncertainty_m: float | None = None
    """Within how many metres positions lie, where the file does not say it by row."""
    timezone: str = "UTC"
    """IANA name of the zone in which the file's times are written, where they have no offset."""
    together: int | None = None
    """Of several files, how many, from the first, came together; each one after them was added to what was
    there by then. All of them, if None."""
    name: str | None = None
    title: str | None = None

    def __post_init__(self) -> None:
        for name, known in (
            ("date_order", DATE_ORDERS),
            ("decimal", (".", ",")),
            ("pair_order", PAIR_ORDERS),
            ("letter_o", LETTER_O),
            ("negative_codes", NEGATIVE_CODES),
            ("row_is", ROW_IS),
            ("location_class", model.LOCATION_CLASSES),
        ):
            value = getattr(self, name)
            if value is not None and value not in known:
                raise MappingError(name, str(value), f"one of {', '.join(known)}")
        _check_open_end(self.open_end)
        _check_year(self.year)
        for column, meaning in self.mapping.items():
            if meaning not in FIELDS:
                raise MappingError(f"mapping of '{column}'", meaning, f"one of {', '.join(FIELDS)}")
        _check_once(self.mapping)
        try:
            ZoneInfo(self.timezone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            expected = "an IANA time zone such as Europe/Belgrade"
            raise MappingError("timezone", self.timezone, expected) from None
        if self.header_row is not None and not 0 <= self.header_row <= MOST_HEADER_ROW:
            expected = f"a line from 1 to {MOST_HEADER_ROW}, or 0 where no line holds names"
            raise MappingError("header_row", str(self.header_row), expected)
        if self.uncertainty_m is not None and not 0 <= self.uncertainty_m < 3e7:
            raise MappingError("uncertainty_m", str(self.uncertainty_m), "metres, such as 500")
        _check_together(self.together)

    @property
    def zone(self) -> ZoneInfo:
        """The zone of times without an offset."""
        return ZoneInfo(self.timezone)

    def to_dict(self) -> dict[str, Any]:
        """What was chosen, as plain values; what was not is left out."""
        values = {one.name: getattr(self, one.name) for one in fields(self)}
        return {
            name: dict(value) if isinstance(value, Mapping) else value
            for name, value in values.items()
            if value is not None and value != {}
        }

    @classmethod
    def from_dict(cls, said: Mapping[str, Any]) -> Choices:
        """Read what `to_dict` wrote, or a person.

        Raises
        ------
        MappingError
            If a name or a value is none that can be chosen.
        """
        known = [one.name for one in fields(cls)]
        for name, value in said.items():
            if name not in known:
                raise MappingError("the file", name, f"one of {', '.join(known)}")
            _check_type(name, value)
        return cls(**said)

    def to_json(self) -> str:
        """One line of JSON."""
        return json.dumps(self.to_dict(), ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> Choices:
        """Read what `to_json` wrote."""
        try:
            said = json.loads(text)
        except ValueError:
            raise MappingError("the choices", text, "JSON") from None
        if not isinstance(said, dict):
            raise MappingError("the choices", text, "a JSON object")
        return cls.from_dict(said)

    def to_toml(self) -> str:
        """A small TOML file, in UTF-8, for people to save beside their data."""
        said = self.to_dict()
        columns = said.pop("mapping", {})
        lines = [f"{name} = {_toml(value)}" for name, value in said.items()]
        if columns:
            lines += ["", "# column of the file = what it means", "[mapping]"]
            lines += [f"{_toml(column)} = {_toml(meaning)}" for column, meaning in columns.items()]
        return "\n".join(lines) + "\n"

    @classmethod
    def from_toml(cls, text: str) -> Choices:
        """Read what `to_toml` wrote, or a person.

        Raises
        ------
        MappingError
            If it is no TOML, or a name or a value is none that can be chosen.
        """
        try:
            said = tomllib.loads(text.removeprefix("\ufeff"))
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            raise MappingError("the file", str(error), 'TOML, with lines such as layout = "mapped"') from None
        return cls.from_dict(said)

    def canonical(self) -> str:
        """The text that stands for these choices in a version's name; equal choices give equal texts.

        Without name and title, which are no part of what the bytes mean.
        """
        said = {key: value for key, value in self.to_dict().items() if key not in ("name", "title")}
        return json.dumps(said, ensure_ascii=True, sort_keys=True, separators=(",", ":"))


@dataclass(frozen=True)
class Question:
    """What only the researcher knows; the answer is the value of the choice named `field`."""

    field: str
    """The name of the choice: `date_order`, `table`, `crs`, or `mapping` with the field in `about`."""
    words: str
    options: tuple[str, ...]
    examples: tuple[str, ...] = ()
    about: str = ""
    """With `mapping`: which of `FIELDS` the answer, a column, is mapped to."""
    pairs: tuple[tuple[str, str], ...] = ()
    """With `mapping`: two columns that may be what `pair_of` says instead."""
    pair_of: tuple[str, str] = ("start", "end")
    """What the columns of a pair are mapped to."""
    optional: bool = False
    """With `mapping`: whether no column may be it, so that the mapping stays as it is proposed."""

    def to_dict(self) -> dict[str, Any]:
        """As `inspect --json` prints it."""
        said = {"field": self.field, "question": self.words, "options": list(self.options)}
        also: dict[str, Any] = {"about": self.about} if self.about else {}
        if self.pairs:
            also |= {"pairs": [list(pair) for pair in self.pairs], "pair_of": list(self.pair_of)}
        also |= {"optional": True} if self.optional else {}
        return {**said, "examples": list(self.examples), **also}


def header_key(columns: Sequence[str]) -> str:
    """The name under which a mapping is stored: the same for the same columns in any order."""
    text = json.dumps(sorted(columns), ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _check_once(mapping: Mapping[str, str]) -> None:
    seen: dict[str, str] = {}
    for column, meaning in mapping.items():
        if meaning in seen and meaning not in SEVERAL:
            expected = f"one column for '{meaning}', which '{seen[meaning]}' is already"
            raise MappingError(f"mapping of '{column}'", meaning, expected)
        seen[meaning] = column


def _check_open_end(value: str | None) -> None:
    if value is None or value in (FIRST_DAY, GOES_ON):
        return
    try:
        good = len(value) == 10 and 1 < date.fromisoformat(value).year < 6000
    except ValueError:
        good = False
    if not good:
        raise MappingError("open_end", value, f"{GOES_ON}, {FIRST_DAY}, or a day such as 2023-12-31")


def _check_year(year: int | None) -> None:
    if year is not None and not 2 <= year < 6000:
        raise MappingError("year", str(year), "a year such as 2023")


def _check_together(files: int | None) -> None:
    if files is not None and files < 1:
        raise MappingError("together", str(files), "a number of files")


def _check_type(name: str, value: object) -> None:
    if name == "mapping":
        good = isinstance(value, dict) and all(isinstance(one, str) for one in value.values())
        expected = 'a table of lines such as "Datum" = "date"'
    elif name in _WHOLE:
        good, expected = isinstance(value, int) and not isinstance(value, bool), _WHOLE[name]
    elif name == "uncertainty_m":
        good = isinstance(value, (int, float)) and not isinstance(value, bool)
        expected = "a number of metres"
    else:
        good, expected = isinstance(value, str), "a text in quotation marks"
    if not good:
        raise MappingError(name, str(value), expected)


def _toml(value: object) -> str:
    # A JSON text in ASCII is a TOML text as well, but for DEL and for pairs of surrogates.
    if isinstance(value, str):
        plain = json.dumps(value, ensure_ascii=False)
        return plain.replace("\x7f", "\\u007f")
    return json.dumps(value)
