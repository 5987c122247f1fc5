"""Defines `Filters`, the one description of what is shown, and its form in a page's address."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs, urlencode

from geodata import clock_filters, column_filters, near_filters, region_filters
from geodata.errors import FilterError, UnknownParameterError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from geodata.near_filters import Near

Ring = tuple[tuple[float, float], ...]

MAX_VALUES: Final = 200
MAX_TEXT: Final = 200
MAX_VERTICES: Final = 200
_DIGITS: Final = 10
YES: Final = "yes"
WITHIN: Final = ("possibly", "certainly")


@dataclass(frozen=True)
class Filters:
    """Which incidents are shown; every empty field lets everything pass.

    Values within a field are alternatives, fields are joined by *and*.
    """

    start: date | None = None
    """First day shown, in the dataset's time zone."""
    end: date | None = None
    """Last day shown, inclusive, in the dataset's time zone."""
    weekdays: tuple[str, ...] = ()
    """Days of the week (`clock_filters.WEEKDAYS`), in the dataset's time zone, on one of which a record lies:
    possibly, if it begins or ends on one; certainly, if both. What is not known to the day is on none."""
    hours: tuple[int, ...] = ()
    """Hours of the day, 0 to 23, by the clocks of the dataset's zone, in one of which it lies, likewise.
    What is not known to the hour is in none. With `weekdays`: in one of these hours on one of these days."""
    within: str = "possibly"
    """`certainly`: the whole time interval (and the whole disc of uncertainty) lies inside the dates (and the
    area); `possibly`: they overlap. Standing sites pass every date."""
    actors: tuple[str, ...] = ()
    """Ids of actors, any of which takes part."""
    together: bool = False
    """Whether all of `actors` take part in a record, not any of them: A and B."""
    roles: tuple[str, ...] = ()
    """Roles in which one of `actors` (or, with no actors, anyone) takes part."""
    kinds: tuple[str, ...] = ()
    event_types: tuple[str, ...] = ()
    location_classes: tuple[str, ...] = ()
    confidences: tuple[str, ...] = ()
    publishers: tuple[str, ...] = ()
    """Names of publishers, any of which is cited."""
    columns: tuple[str, ...] = ()
    """Conditions on the file's own columns, as texts: see `column_filters.ColumnFilter`."""
    killed_from: int | None = None
    """Fewest killed: possibly, if a record's highest figure reaches it; certainly, if its lowest does."""
    killed_to: int | None = None
    """Most people killed, likewise. A record that gives no figure passes neither."""
    disputed: bool = False
    """Whether only those are shown of which two sources or speakers claim different values for one field."""
    text: str = ""
    """Words that must all occur, each at its beginning, in titles, summaries, actors, place names, ids,
    sources or the file's own columns, in any script; what stands in quotation marks occurs as it stands."""
    area: Ring = ()
    """Corners of a polygon, (longitude, latitude) in degrees, EPSG:4326, not closed."""
    near: Near | None = None
    """At most so far from a record, a point, a line, an area or all records of another filter."""
    regions: tuple[str, ...] = ()
    """Regions, as texts such as `countries/Kosovo`, in any of which a record lies: see `region_filters`."""

    def __post_init__(self) -> None:
        if self.within not in WITHIN:
            raise FilterError("within", self.within, " or ".join(WITHIN))
        if self.start and self.end and self.start > self.end:
            raise FilterError("from", f"{self.start} … {self.end}", "a first day before the last")
        least, most = self.killed_from, self.killed_to
        if least is not None and most is not None and least > most:
            raise FilterError("killed_from", f"{least} … {most}", "the fewest before the most")
        clock_filters.check(self.weekdays, self.hours)
        for each in self.columns:
            column_filters.read(each)
        for each in self.regions:
            region_filters.read(each)
        if self.area and not 3 <= len(self.area) <= MAX_VERTICES:
            raise FilterError("area", f"{len(self.area)} corners", f"3 to {MAX_VERTICES} corners")
        if self.near and self.near.records and from_query(self.near.records).near:
            raise FilterError("near", self.near.records[:60], "a filter without a distance of its own")

    @property
    def is_empty(self) -> bool:
        """Whether everything is shown: the reading of "inside", or of no actors, alone hides nothing."""
        together = self.together and bool(self.actors)
        return replace(self, within="possibly", together=together) == Filters()

    def without_dates(self) -> Filters:
        """The same choice at any time: what the histogram shows behind its brush."""
        return replace(self, start=None, end=None)

    def to_params(self) -> dict[str, list[str]]:
        """Parameters of the page's address, empty fields left out; equal filters give the same text."""
        params: dict[str, list[str]] = {}
        for name, param in _PARAMS.items():
            value = getattr(self, name)
            if value is None or value in ("", False, (), "possibly"):
                continue
            if isinstance(value, date):
                params[param] = [value.isoformat()]
            elif name == "area":
                params[param] = [near_filters.written(value)]
            elif value is True:
                params[param] = [YES]
            elif isinstance(value, tuple):
                params[param] = [str(each) for each in sorted(value)]
            else:
                params[param] = [str(value)]
        return params

    def to_query(self) -> str:
        """The canonical query string, `from=2023-09-24&actor=kfor`; empty when nothing is filtered."""
        return urlencode(self.to_params(), doseq=True)


_PARAMS: Final = {
    "start": "from",
    "end": "to",
    "weekdays": "weekday",
    "hours": "hour",
    "within": "within",
    "actors": "actor",
    "together": "together",
    "roles": "role",
    "kinds": "kind",
    "event_types": "type",
    "location_classes": "precision",
    "confidences": "confidence",
    "publishers": "publisher",
    "columns": "column",
    "killed_from": "killed_from",
    "killed_to": "killed_to",
    "disputed": "disputed",
    "text": "q",
    "area": "area",
    "near": "near",
    "regions": "region",
}
PARAMS: Final = tuple(_PARAMS.values())
"""The names that filters take in an address; other parameters are not ours to read."""
_ALSO_CALLED: Final = {**_PARAMS, "search": "q", "query": "q", "text": "q", "since": "from", "until": "to"}
"""Names that people try, the fields of `Filters` first, with those that there are."""

assert tuple(_PARAMS) == tuple(field.name for field in fields(Filters))


def from_params(params: Mapping[str, str | Sequence[str]]) -> Filters:
    """Read filters from an address's parameters; those that are not in `PARAMS` are passed over.

    Raises
    ------
    FilterError
        If a value is not of its parameter's type or range.
    """
    given = {name: _values(params, param) for name, param in _PARAMS.items()}
    return Filters(
        start=_day("from", given["start"]),
        end=_day("to", given["end"]),
        weekdays=_several("weekday", given["weekdays"]),
        hours=clock_filters.hours_of(_several("hour", given["hours"])),
        within=_single("within", given["within"]) or "possibly",
        actors=_several("actor", given["actors"]),
        together=_yes("together", given["together"]),
        roles=_several("role", given["roles"]),
        kinds=_several("kind", given["kinds"]),
        event_types=_several("type", given["event_types"]),
        location_classes=_several("precision", given["location_classes"]),
        confidences=_several("confidence", given["confidences"]),
        publishers=_several("publisher", given["publishers"]),
        columns=_several("column", given["columns"]),
        killed_from=_count("killed_from", given["killed_from"]),
        killed_to=_count("killed_to", given["killed_to"]),
        disputed=_yes("disputed", given["disputed"]),
        text=_text("q", given["text"]),
        area=_ring(_single("area", given["area"])),
        near=_near(_single("near", given["near"])),
        regions=_several("region", given["regions"]),
    )


def readable(params: Mapping[str, str | Sequence[str]]) -> tuple[Filters, tuple[FilterError, ...]]:
    """The filters of an address without what cannot be, and what is wrong with each parameter left out."""
    good: dict[str, str | Sequence[str]] = {}
    wrong: list[FilterError] = []
    for param in (param for param in PARAMS if param in params):
        try:
            from_params({param: params[param]})
        except FilterError as error:
            wrong.append(error)
        else:
            good[param] = params[param]
    try:
        return from_params(good), tuple(wrong)
    except (
        FilterError
    ) as error:  # each is a day, but the first is after the last: neither is known to be meant
        days = ("from", "to")
        return from_params({param: good[param] for param in good if param not in days}), (*wrong, error)


def from_query(query: str, *, also: Collection[str] = ()) -> Filters:
    """Read filters from a query string, as `from_params` does, which has no names but these and those `also`.

    Raises
    ------
    UnknownParameterError
        If it has: what is asked for would not be what is answered.
    """
    given = checked_parameters(query, known=(*PARAMS, *also))
    return from_params({name: [each for each in values if each] for name, values in given.items()})


def checked_parameters(query: str, *, known: Sequence[str]) -> dict[str, list[str]]:
    """The parameters of a query string whose names all have to be known ones.

    Raises
    ------
    FilterError
        If they are too many.
    UnknownParameterError
        At the first name that is not among the known ones.
    """
    given = parameters(query, most=MAX_VALUES * len(_PARAMS), keep_blank_values=True)
    for name in given:
        if name not in known:
            raise UnknownParameterError(name, _nearest(name, known), tuple(known))
    return given


def _nearest(name: str, known: Sequence[str]) -> str:
    meant = _ALSO_CALLED.get(name.casefold().lstrip("?").replace("-", "_"), "")
    return meant if meant in known else next(iter(difflib.get_close_matches(name, known, 1)), "")


def parameters(query: str, *, most: int, keep_blank_values: bool = False) -> dict[str, list[str]]:
    """The parameters of a query string, each with its values.

    Raises
    ------
    FilterError
        If they are more than `most`.
    """
    try:
        return parse_qs(query, keep_blank_values=keep_blank_values, max_num_fields=most)
    except ValueError:
        found = query.count("&") + 1
        raise FilterError("address", f"{found:,} parameters", f"at most {most:,}") from None


def _values(params: Mapping[str, str | Sequence[str]], param: str) -> list[str]:
    value = params.get(param, ())
    return [value] if isinstance(value, str) else list(value)


def _single(param: str, values: list[str]) -> str:
    if len(values) > 1:
        raise FilterError(param, " and ".join(values[:3]), "one value")
    return values[0] if values else ""


def _text(param: str, values: list[str]) -> str:
    text = _single(param, values).strip()
    if len(text) > MAX_TEXT:
        raise FilterError(param, text, f"at most {MAX_TEXT} characters, not {len(text):,}")
    return text


def _several(param: str, values: Iterable[str]) -> tuple[str, ...]:
    distinct = tuple(sorted({value for value in values if value}))
    if len(distinct) > MAX_VALUES:
        raise FilterError(param, f"{len(distinct)} values", f"at most {MAX_VALUES}")
    return distinct


def _yes(param: str, values: list[str]) -> bool:
    text = _single(param, values)
    if text not in ("", YES):
        raise FilterError(param, text, YES)
    return text == YES


def _count(param: str, values: list[str]) -> int | None:
    text = _single(param, values)
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < _DIGITS):
        raise FilterError(param, text, "a whole number of people such as 10")
    return int(text)


def _day(param: str, values: list[str]) -> date | None:
    text = _single(param, values)
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise FilterError(param, text, "a day such as 2023-09-24") from None


def _ring(text: str) -> Ring:
    return near_filters.corners("area", text) if text else ()


def _near(text: str) -> Near | None:
    """A distance; the filter in it is written as every filter is, so that equal ones give equal texts."""
    found = near_filters.read(text) if text else None
    if found is None or not found.records:
        return found
    of = from_query(found.records)
    if of.is_empty:
        raise FilterError("near", text[:60], "a filter of records that leaves some out")
    return replace(found, records=of.to_query())
