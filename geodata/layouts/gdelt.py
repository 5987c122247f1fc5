"""Reads GDELT events (1.0 and 2.0) as incidents; the reader names the columns, as files have no header.

Codes: GDELT-Event_Codebook-V2.0 (http://data.gdeltproject.org/documentation/) and CAMEO's root classes. The
position is that of the action. Its types 1 (country), 2 and 5 (a state) are centres of areas, which are never
drawn; 3 and 4 are cities. Radii are ours: 10 km for a city named by a machine, 100 km for a state, 500 km for
a country. Actor 1 is who a sentence says did it, not who was found to: actors are side A and side B.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geodata.ingest import positions
from geodata.ingest.events import Events
from geodata.layouts.codebook import UNSAID
from geodata.values import dates, texts

if TYPE_CHECKING:
    from geodata.ingest.sheet import Sheet
    from geodata.readers.raw import RawFile

LAYOUT: Final = "gdelt"

_LOCATION: Final = {
    "1": ("country", 500_000.0),
    "2": ("region", 100_000.0),
    "3": ("settlement", 10_000.0),
    "4": ("settlement", 10_000.0),
    "5": ("region", 100_000.0),
    "0": (None, np.nan),
}
_ROOTS: Final = (
    *("make public statement", "appeal", "express intent to cooperate", "consult"),
    *("engage in diplomatic cooperation", "engage in material cooperation", "provide aid", "yield"),
    *("investigate", "demand", "disapprove", "reject", "threaten", "protest", "exhibit force posture"),
    *("reduce relations", "coerce", "assault", "fight", "use unconventional mass violence"),
)
_EVENT_TYPES: Final = {f"{number:02}": words for number, words in enumerate(_ROOTS, start=1)}
_KINDS: Final = (("MIL", "state force"), ("COP", "police"), ("GOV", "government"), ("CVL", "civilians"))
_KINDS_MORE: Final = (("REB", "armed group"), ("INS", "armed group"), ("SEP", "armed group"))
_HELD: Final = ("globaleventid", "actiongeo_fullname", "actiongeo_lat", "actiongeo_long", "sourceurl")


def recognises(raw: RawFile) -> bool:
    """Whether the columns are those of GDELT's events."""
    names = {str(name).strip().casefold() for name in raw.rows.columns}
    return raw.format == "gdelt" or {"globaleventid", "sqldate", "actiongeo_lat"} <= names


def read(sheet: Sheet) -> Events:
    """Read the rows."""
    ids = sheet.identify("globaleventid")
    at = positions.read(sheet, "actiongeo_lat", "actiongeo_long")
    where = sheet.codes("actiongeo_type", _LOCATION, (None, np.nan), "no position", unknown=UNSAID)
    zone = sheet.choices.zone
    spans = texts.each_distinct(lambda text: dates.read(text, zone), sheet["sqldate"])
    when = sheet.dates("sqldate", spans, needed=True)
    roots = texts.each_distinct(lambda text: text.zfill(2) if text else text, sheet["eventrootcode"])
    unknown = roots.where(lambda text: text != "" and text not in _EVENT_TYPES)
    sheet.warn_where("eventrootcode", unknown, "no root class of CAMEO: the type of event stays unknown")
    types = roots.each(_EVENT_TYPES.get)
    titles = texts.each_distinct(_title, sheet["actor1name"], sheet["actor2name"], types)
    incidents = pd.DataFrame(
        {
            "id": ids,
            "kind": texts.constant("incident", len(sheet.index)),
            "event_type": types.column(),
            "title": texts.or_else(titles.column(), "event ", ids),
            "summary": None,
            "start": when.start,
            "end": when.end,
            "time_class": when.time_class,
            "place": sheet["actiongeo_fullname"],
            "lon": at.lon,
            "lat": at.lat,
            **positions.classed(at, where),
        },
        index=sheet.index,
    )
    return Events(incidents, at.shapes, sheet.others(_HELD), _participations(sheet), sources=_sources(sheet))


def _title(first: str, second: str, kind: str | None) -> str:
    return ": ".join(filter(None, (" – ".join(filter(None, (first, second))), kind)))


def _participations(sheet: Sheet) -> pd.DataFrame:
    return texts.frames_below([_side(sheet, *side) for side in (("actor1", "side A"), ("actor2", "side B"))])


def _side(sheet: Sheet, column: str, role: str) -> pd.DataFrame:
    kind_of = dict((*_KINDS, *_KINDS_MORE))
    kinds = texts.each_distinct(lambda code: kind_of.get(code, "unknown"), sheet[f"{column}type1code"])
    names = texts.distinct(sheet[f"{column}name"])
    given = np.flatnonzero(texts.there(names))
    return pd.DataFrame(
        {
            "row": sheet.rows_at(given),
            "actor": names[given],
            "role": texts.constant(role, len(given)),
            "kind": kinds.column()[given],
        }
    )


def _sources(sheet: Sheet) -> pd.DataFrame:
    places, cells = texts.lines(texts.each_distinct(_lines, sheet["sourceurl"]), 4)
    named = dict(zip(("source", "publisher", "title", "url"), cells, strict=True))
    return pd.DataFrame({"row": sheet.rows_at(places), **named})


def _lines(cell: str) -> list[tuple[str | None, ...]]:
    """Source, publisher, title and address of a row's source."""
    if texts.link(cell):
        return [(cell, texts.host(cell) or None, None, cell)]
    return [(cell, None, cell, None)] if cell else []
