"""Describes the Aid Worker Security Database: attacks on aid workers, killed, wounded and kidnapped.

Codebook: Humanitarian Outcomes, AWSD Codebook (January 2025). The date is as fine as its parts; the position
that of the finest place named: a city, a district, a region or a country; radii are ours. `Location` is a
kind of place (a road, an office). The actor is who attacked; the columns of organisations count the victims
of each.
"""

from __future__ import annotations

from typing import Final

from geodata.layouts.codebook import (
    COUNTRY,
    DISTRICT,
    REGION,
    SETTLEMENT,
    Actors,
    Codebook,
    Of,
    Parts,
    Sources,
    cited,
    finest,
    first_filled,
    joined,
    whole,
)
from geodata.layouts.spellings import Spellings

_PLACES: Final = ("City", "District", "Region", "Country")
_ORGANISATIONS: Final = {
    "UN": "United Nations",
    "INGO": "International NGO",
    "ICRC": "ICRC",
    "NRCS and IFRC": "National Red Cross or Red Crescent society, or IFRC",
    "NNGO": "National NGO",
    "Other": "Another aid organisation",
}
_PEOPLE: Final = ("Nationals", "Internationals")


def _attacker(name: str, kind: str) -> list[tuple[str, str]]:
    words = kind.casefold()
    state = "state force" if "host state" in words or "police" in words or "foreign" in words else "unknown"
    return [(name.strip(), "armed group" if "non-state" in words else state)] if name.strip() else []


def _attacked(*counts: str) -> list[tuple[str, str]]:
    given = zip(_ORGANISATIONS.values(), counts, strict=True)
    return [(name, "civilians") for name, count in given if whole(count) not in ("", "0")]


CODEBOOK: Final = Codebook(
    LAYOUT="aid-worker-security",
    publisher="Humanitarian Outcomes: Aid Worker Security Database (AWSD)",
    address="https://www.aidworkersecurity.org",
    licence="",
    codebook="AWSD Codebook, January 2025",
    COLUMNS=Spellings(
        (
            *("Incident ID", "Year", "Month", "Day", "Country Code", "Country", "Region", "District", "City"),
            *_ORGANISATIONS,
            *(f"{who} {what}" for who in _PEOPLE for what in ("killed", "wounded", "kidnapped", "detained")),
            *("Total nationals", "Total internationals", "Total killed", "Total wounded", "Total kidnapped"),
            *("Total detained", "Total affected", "Gender Male", "Gender Female", "Gender Unknown"),
            *(
                "Means of attack",
                "Attack context",
                "Location",
                "Latitude",
                "Longitude",
                "Motive",
                "Actor type",
            ),
            *("Actor name", "Details", "Verified", "Source"),
        ),
        older={
            "NRCS and IFRC": ("NRCS", "IFRC"),
            "Incident ID": ("ID",),
            "Nationals wounded": ("National wounded",),
            "District": ("District/County",),
            "Region": ("Region/Province",),
        },
    ),
    typical=(frozenset(("Means of attack", "Total killed", "Total kidnapped", "Year")),),
    id="Incident ID",
    when=Parts(("Year", "Month", "Day")),
    event_type="Means of attack",
    title=Of(
        ("Means of attack", "City", "District", "Country"),
        lambda means, *places: joined()(means, first_filled(*places)),
    ),
    summary="Details",
    place=Of(_PLACES, first_filled),
    latitude="Latitude",
    longitude="Longitude",
    where=Of(_PLACES, finest(SETTLEMENT, DISTRICT, REGION, COUNTRY)),
    killed="Total killed",
    injured="Total wounded",
    quantities={
        "Total kidnapped": ("kidnapped", "people"),
        "Total detained": ("detained", "people"),
        **{f"{who} killed": (f"killed, {who.lower()}", "people") for who in _PEOPLE},
    },
    actors=(
        Actors("initiator", ("Actor name", "Actor type"), _attacker),
        Actors("target", tuple(_ORGANISATIONS), _attacked),
    ),
    sources=(Sources(("Source",), cited),),
    nothing=frozenset(("unknown",)),
)
