"""Describes ICEWS's coded events: what a sentence of a news report says that one actor did to another.

Codebook: ICEWS Coded Event Data (Harvard Dataverse, doi:10.7910/DVN/28075), and its column names in the R
package icews. An id is unique with its date alone. `Source` is the actor of the sentence, not the source of
the report: that is `Publisher`. A machine placed it at the finest name that it found: a city, a district, a
province or a country; radii are ours. Who a sentence says did it need not have: actors are side A and side B.
"""

from __future__ import annotations

from typing import Final

from geodata.layouts.codebook import (
    COUNTRY,
    DISTRICT,
    REGION,
    Actors,
    Codebook,
    Day,
    Of,
    Sources,
    cited,
    finest,
    first_filled,
)
from geodata.layouts.spellings import Spellings

_PLACES: Final = ("City", "District", "Province", "Country")
_BY_MACHINE: Final = ("settlement", 10_000.0)
_SECTORS: Final = (
    ("police", "police"),
    ("military", "state force"),
    ("army", "state force"),
    ("rebel", "armed group"),
    ("insurgent", "armed group"),
    ("separatist", "armed group"),
    ("government", "government"),
    ("executive", "government"),
    ("general population", "civilians"),
)


def _title(source: str, target: str, event: str) -> str:
    who = " – ".join(filter(None, (source.strip(), target.strip())))
    return ": ".join(filter(None, (who, event.strip())))


def _actor(name: str, sectors: str) -> list[tuple[str, str]]:
    words = sectors.casefold()
    kind = next((kind for word, kind in _SECTORS if word in words), "unknown")
    return [(name.strip(), kind)] if name.strip() else []


CODEBOOK: Final = Codebook(
    LAYOUT="icews",
    publisher="Integrated Crisis Early Warning System (ICEWS), Lockheed Martin",
    address="https://doi.org/10.7910/DVN/28075",
    licence="",
    codebook="ICEWS Coded Event Data, Dataverse edition",
    COLUMNS=Spellings(
        (
            *("Event ID", "Event Date", "Source Name", "Source Sectors", "Source Country", "Event Text"),
            *("CAMEO Code", "Intensity", "Target Name", "Target Sectors", "Target Country", "Story ID"),
            *("Sentence Number", "Publisher", *_PLACES, "Latitude", "Longitude"),
        )
    ),
    typical=(frozenset(("Event Date", "Source Name", "Target Name", "CAMEO Code", "Event Text")),),
    id="Event ID",
    apart="Event Date",
    when=Day("Event Date"),
    event_type="Event Text",
    title=Of(("Source Name", "Target Name", "Event Text"), _title),
    place=Of(_PLACES, first_filled),
    latitude="Latitude",
    longitude="Longitude",
    where=Of(_PLACES, finest(_BY_MACHINE, DISTRICT, REGION, COUNTRY)),
    actors=(
        Actors("side A", ("Source Name", "Source Sectors"), _actor),
        Actors("side B", ("Target Name", "Target Sectors"), _actor),
    ),
    sources=(Sources(("Publisher",), cited),),
    nothing=frozenset(("null", "none", "\\n")),
)
