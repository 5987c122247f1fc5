"""Names the columns of GDELT's event files, which come without a header.

Source: GDELT-Event_Codebook-V2.0 (http://data.gdeltproject.org/documentation/).
"""

from __future__ import annotations

import re
from typing import Final

_ACTOR: Final = (
    *("Code", "Name", "CountryCode", "KnownGroupCode", "EthnicCode"),
    *("Religion1Code", "Religion2Code", "Type1Code", "Type2Code", "Type3Code"),
)
_GEO: Final = ("Type", "FullName", "CountryCode", "ADM1Code", "ADM2Code", "Lat", "Long", "FeatureID")

EVENTS_2: Final = (
    *("GLOBALEVENTID", "SQLDATE", "MonthYear", "Year", "FractionDate"),
    *(f"{actor}{part}" for actor in ("Actor1", "Actor2") for part in _ACTOR),
    *("IsRootEvent", "EventCode", "EventBaseCode", "EventRootCode", "QuadClass", "GoldsteinScale"),
    *("NumMentions", "NumSources", "NumArticles", "AvgTone"),
    *(f"{whose}Geo_{part}" for whose in ("Actor1", "Actor2", "Action") for part in _GEO),
    *("DATEADDED", "SOURCEURL"),
)
"""The 61 columns of GDELT 2.0."""

EVENTS_1: Final = tuple(name for name in EVENTS_2 if not name.endswith("ADM2Code"))
"""The 58 columns of GDELT 1.0."""


EVENTS_BEFORE_APRIL_2013: Final = EVENTS_1[:-1]
"""The 57 columns of GDELT 1.0's files by year and month: events before April 2013 come without an address."""
_BY_WIDTH: Final = {len(names): names for names in (EVENTS_2, EVENTS_1, EVENTS_BEFORE_APRIL_2013)}
_MENTION: Final = re.compile(r"[0-9]+\t[0-9]{14}\t[0-9]{14}\t[1-6]\t")
_MENTIONS: Final = 16
_GKG: Final = re.compile(r"[0-9]{14}-T?[0-9]+\t[0-9]{14}\t[1-6]\t")


def of_first_line(line: str) -> tuple[str, ...] | None:
    """The columns, if a file's first line is a GDELT event: 61, 58 or 57 cells, an id and a date first."""
    cells = line.rstrip("\r\n").split("\t")
    columns = _BY_WIDTH.get(len(cells))
    is_event = columns is not None and cells[0].isdecimal() and len(cells[1]) == 8 and cells[1].isdecimal()
    return columns if is_event else None


def other_table(line: str) -> str | None:
    """What else of GDELT's a first line is of, without events: its mentions or its knowledge graph."""
    if _GKG.match(line):
        return "GDELT's knowledge graph (GKG)"
    return "GDELT's mentions" if _MENTION.match(line) and line.count("\t") == _MENTIONS - 1 else None
