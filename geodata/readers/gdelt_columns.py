"""Names the columns of GDELT's event files, which come without a header.

Source: GDELT-Event_Codebook-V2.0 (http://data.gdeltproject.org/documentation/).
"""

from __future__ import annotations

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


def of_first_line(line: str) -> tuple[str, ...] | None:
    """The columns, if a file's first line is a GDELT event: 61 or 58 cells, an id and a date first."""
    cells = line.rstrip("\r\n").split("\t")
    columns = {len(EVENTS_2): EVENTS_2, len(EVENTS_1): EVENTS_1}.get(len(cells))
    is_event = columns is not None and cells[0].isdecimal() and len(cells[1]) == 8 and cells[1].isdecimal()
    return columns if is_event else None
