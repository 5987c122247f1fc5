"""Defines the tables of an export that has several, column by column: name, type, words and meaning.

Types are those of Table Schema (https://datapackage.org/standard/table-schema/).
"""

from __future__ import annotations

from typing import Final, NamedTuple

from geodata import model


class Field(NamedTuple):
    """A column."""

    name: str
    type: str
    meaning: str
    words: tuple[str | int, ...] = ()
    """The only values that it may have; any others where there are none."""


class Table(NamedTuple):
    """A table: its columns, and how its lines are told apart and belong together."""

    name: str
    meaning: str
    fields: tuple[Field, ...]
    key: str | None = None
    refers: tuple[tuple[str, str, str], ...] = ()
    """Column, and the table and column in which its values are found."""


_OWNER: Final = Field("incident", "string", "the record that it belongs to: incidents.id")
_OF_INCIDENT: Final = ("incident", "incidents", "id")
_SHAPE: Final = "longitude and latitude in degrees (WGS 84), as well-known text"
_AREA: Final = "degrees, WGS 84, of what is known only to a district or wider: no point to be drawn"

_GOES_ON: Final = "missing beside a start: it goes on, its end is not known"
EDTF: Final = (
    "when it was, by clocks of the dataset's time zone, as EDTF (ISO 8601-2): 2023-09-24, 2023-09,"
    " 2023-09-24/2023-09-26, 2023-09-29/.. of what goes on; a time of the day to the second, minute or hour"
    " (ISO 8601-1)"
)

_INCIDENTS: Final = (
    Field("id", "string", "the file's own id, or one made of the row's content; unique"),
    Field("kind", "string", "what sort of record it is", model.KINDS),
    Field("count", "integer", "of a total, how many events it stands for; missing if it gives no number"),
    Field("event_type", "string", "in the file's words, such as 'armed clash'"),
    Field("title", "string", "one line"),
    Field("summary", "string", "what happened, in the file's words"),
    Field("start", "datetime", "first moment at which it may have been, UTC"),
    Field("end", "datetime", f"first moment at which it was over for certain, UTC; {_GOES_ON}"),
    Field("start_local", "string", "the start in the dataset's time zone; of whole days the first"),
    Field("end_local", "string", "the end in the dataset's time zone; of whole days the last"),
    Field("timezone", "string", "the dataset's time zone (IANA)"),
    Field("edtf", "string", EDTF),
    Field("time_class", "string", "how finely the time is known", model.TIME_CLASSES),
    Field("place", "string", "the place that the file names: places.key"),
    Field("lon", "number", "degrees east of a representative point, WGS 84"),
    Field("lat", "number", "degrees north of a representative point, WGS 84"),
    Field("representative_lon", "number", _AREA),
    Field("representative_lat", "number", _AREA),
    Field("location_class", "string", "how finely the place is known", model.LOCATION_CLASSES),
    Field("uncertainty_m", "number", "metres around the point or shape within which it lies"),
    Field("fatalities_low", "integer", "people, lowest figure; missing means unknown"),
    Field("fatalities_best", "integer", "people, the source's own best figure; missing means unknown"),
    Field("fatalities_high", "integer", "people, highest figure; missing means unknown"),
    Field("injured", "integer", "people; missing means unknown"),
    Field("confidence", "string", "how sure the dataset's makers are", model.CONFIDENCES),
    Field("geometry", "string", f"where it was, {_SHAPE}"),
)
_PLACES: Final = (
    Field("key", "string", "unique"),
    Field("name_en", "string", "English name"),
    Field("name_sq", "string", "Albanian name"),
    Field("name_sr_latn", "string", "Serbian name, Latin script"),
    Field("name_sr_cyrl", "string", "Serbian name, Cyrillic script"),
    Field("class", "string", "how finely its position is known", model.LOCATION_CLASSES),
    Field("uncertainty_m", "number", "metres, radius of the position"),
    Field("coordinate_source", "string", "where the position is from"),
    Field("representative_lon", "number", _AREA),
    Field("representative_lat", "number", _AREA),
    Field("geometry", "string", f"a point, or the line that the place names, {_SHAPE}"),
)
_SOURCES: Final = (
    _OWNER,
    Field("source", "string", "the source's own id; one source may be cited by many records"),
    Field("publisher", "string", "who published it"),
    Field("title", "string", "its title"),
    Field("url", "string", "its address"),
    Field("archived_url", "string", "address of a copy that stays"),
    Field("published", "string", "as the source has it: a day, a month, or missing"),
    Field("reliability", "string", "of the source, Admiralty code", model.RELIABILITY),
    Field("credibility", "integer", "of this piece of information, Admiralty code", model.CREDIBILITY),
)
_QUANTITIES: Final = (
    _OWNER,
    Field("what", "string", "what is counted, such as 'troops'"),
    Field("low", "number", "lowest figure"),
    Field("best", "number", "best figure"),
    Field("high", "number", "highest figure"),
    Field("unit", "string", "such as 'people'"),
)
_CLAIMS: Final = (
    _OWNER,
    Field("field", "string", "what is disputed, such as 'fatalities'"),
    Field("value", "string", "as it was said"),
    Field("said_by", "string", "who says so"),
    Field("source", "string", "where it is written: sources.source"),
)
_ACTORS: Final = (
    Field("id", "string", "unique"),
    Field("name", "string", "the actor's name"),
    Field("parent", "string", "what it is a part of: actors.id"),
    Field("kind", "string", "what sort of actor it is", model.ACTOR_KINDS),
)
_DICTIONARY: Final = (
    Field("table", "string", "the table that has the column"),
    Field("column", "string", "the column's name there"),
    Field("type", "string", "string, integer, number, date, time or datetime"),
    Field("meaning", "string", "what stands in it, with its unit"),
    Field("values", "string", "the only values that it may have, set apart by commas"),
    Field("name_in_file", "string", "what the imported file called it, for columns of the file itself"),
)

INCIDENTS: Final = Table("incidents", "a record each", _INCIDENTS, "id", (("place", "places", "key"),))
WITHOUT_TOTALS: Final = INCIDENTS._replace(fields=tuple(each for each in _INCIDENTS if each.name != "count"))
"""The same where no record is a total."""
DISTANCES: Final = (
    Field("distance_km", "number", "from what the filter 'near' names, geodesic"),
    Field("distance_low_km", "number", "the least that it may be, with the uncertainty of both places"),
    Field("distance_high_km", "number", "the most that it may be; missing means unknown"),
)
"""Of each record, where the filter has a distance."""
ATTRIBUTES: Final = Table(
    "attributes", "the imported file's own columns, a record each", (_OWNER,), "incident", (_OF_INCIDENT,)
)
"""With a column for each of the file's."""
PARTICIPATIONS: Final = Table(
    "participations",
    "who took part, a line for each actor and role",
    (
        _OWNER,
        Field("actor", "string", "actors.id"),
        Field("role", "string", "as the file gives it", model.ROLES),
    ),
    None,
    (_OF_INCIDENT, ("actor", "actors", "id")),
)
ACTORS: Final = Table("actors", "who is named", _ACTORS, "id")
ALIASES: Final = Table(
    "aliases",
    "other names by which actors are found",
    (Field("actor", "string", "actors.id"), Field("alias", "string", "in any script")),
    None,
    (("actor", "actors", "id"),),
)
PLACES: Final = Table("places", "the places that records name", _PLACES, "key")
QUANTITIES: Final = Table("quantities", "figures other than the toll", _QUANTITIES, None, (_OF_INCIDENT,))
SOURCES: Final = Table("sources", "what records cite", _SOURCES, None, (_OF_INCIDENT,))
CLAIMS: Final = Table("claims", "rival values of a field", _CLAIMS, None, (_OF_INCIDENT,))
COLUMNS: Final = Table("columns", "this dictionary: every column of every table", _DICTIONARY)

TABLES: Final = (
    *(INCIDENTS, ATTRIBUTES, PARTICIPATIONS, ACTORS, ALIASES, PLACES, QUANTITIES, SOURCES, CLAIMS, COLUMNS),
)
"""In the order in which they are written: what others refer to comes after them."""


def distinct(names: tuple[str, ...], taken: tuple[str, ...]) -> dict[str, str]:
    """Names of the file's own columns, none of which is another's or one of ours, whatever the case.

    Returns
    -------
    For each name the one that is written: " (in the file)" is put behind it as often as it takes.
    """
    found: dict[str, str] = {}
    used = {each.casefold() for each in taken}
    for name in names:
        written = name.strip() or "(no name)"
        while written.casefold() in used:
            written += " (in the file)"
        used.add(written.casefold())
        found[name] = written
    return found
