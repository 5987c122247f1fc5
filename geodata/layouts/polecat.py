"""Describes POLECAT's weekly files: events after PLOVER, out of news reports by a machine.

Codebook: POLECAT Weekly Data (Harvard Dataverse, doi:10.7910/DVN/AJGVIT) with PLOVER's event types, modes and
contexts. The position is that of `Placename`: a settlement where a city is named, otherwise the centre of the
district, province or country; radii are ours. The actor of a sentence need not have done it: side A and side
B. `None` is nothing.
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
    finest,
    first_filled,
)
from geodata.layouts.spellings import Spellings

_PLACES: Final = ("City", "District", "Province", "Country")
_KINDS: Final = {
    "COP": "police",
    "MIL": "state force",
    **dict.fromkeys(("REB", "UAF", "PAR"), "armed group"),
    **dict.fromkeys(("GOV", "JUD", "LEG", "SPY"), "government"),
    "CVL": "civilians",
    "PKO": "international force",
}


def _title(actors: str, recipients: str, event: str, mode: str) -> str:
    sides = (", ".join(name for name, _ in _actors(names, "")) for names in (actors, recipients))
    who = " – ".join(filter(None, sides))
    what = ", ".join(filter(None, (event.strip().lower(), mode.strip())))
    return ": ".join(filter(None, (who, what)))


def _actors(names: str, sector: str) -> list[tuple[str, str]]:
    found = [name for name in dict.fromkeys(map(str.strip, names.split(";"))) if name and name != "None"]
    kind = _KINDS.get(sector.strip().upper(), "unknown")
    return [(name, kind if len(found) == 1 else "unknown") for name in found]


def _published(source: str, people: str) -> list[tuple[str | None, str | None, str | None]]:
    return [(source.strip(), people.strip() or None, None)] if source.strip() else []


CODEBOOK: Final = Codebook(
    LAYOUT="polecat",
    publisher="Political Event Classification, Attributes, and Types (POLECAT)",
    address="https://doi.org/10.7910/DVN/AJGVIT",
    licence="",
    codebook="POLECAT Weekly Data with PLOVER",
    COLUMNS=Spellings(
        (
            *("Event ID", "Event Date", "Event Type", "Event Mode", "Intensity", "Quad Code", "Contexts"),
            *("Actor Name", "Actor Country", "Actor COW", "Primary Actor Sector", "Actor Sectors"),
            *("Actor Title", "Actor Name Raw", "Wikipedia Actor ID", "Recipient Name", "Recipient Country"),
            *("Recipient COW", "Primary Recipient Sector", "Recipient Sectors", "Recipient Title"),
            *("Recipient Name Raw", "Wikipedia Recipient ID", "Placename", *_PLACES, "Latitude", "Longitude"),
            *("GeoNames ID", "Raw Placename", "Feature Type", "Source", "Publication Date", "Story People"),
            *("Story Organizations", "Story Locations", "Language", "Version", "Headline"),
        )
    ),
    typical=(
        frozenset(("Event Date", "Event Type", "Event Mode", "Quad Code", "Actor Name", "Recipient Name")),
    ),
    id="Event ID",
    when=Day("Event Date"),
    event_type="Event Type",
    title=Of(("Actor Name", "Recipient Name", "Event Type", "Event Mode"), _title),
    place=Of(("Placename", *_PLACES), first_filled),
    latitude="Latitude",
    longitude="Longitude",
    where=Of(_PLACES, finest(("settlement", 10_000.0), DISTRICT, REGION, COUNTRY)),
    actors=(
        Actors("side A", ("Actor Name", "Primary Actor Sector"), _actors),
        Actors("side B", ("Recipient Name", "Primary Recipient Sector"), _actors),
    ),
    sources=(Sources(("Source", "Headline"), _published),),
    nothing=frozenset(("none",)),
)
