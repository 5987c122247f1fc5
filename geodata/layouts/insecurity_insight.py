"""Describes Insecurity Insight's files on the Humanitarian Data Exchange: attacks on aid, health, schools.

Codebook: the Security in Numbers Database (SiND), as the columns of its files on HDX have it (2024). `Geo
Precision` begins with a number: 1 the place, 2 within 25 km, 3 a district, 4 and 5 a region, 6 a country;
"censored by HDX" has no position. Radii are ours. The figures count workers of one sector alone, not all who
died: they are quantities. The perpetrator is as reported.
"""

from __future__ import annotations

from typing import Final

from geodata.layouts.codebook import (
    COUNTRY,
    DISTRICT,
    NEAR,
    REGION,
    SETTLEMENT,
    UNSAID,
    Actors,
    Codebook,
    Day,
    Of,
    Where,
    first_filled,
    joined,
    named,
)
from geodata.layouts.spellings import Spellings

_PRECISION: Final = {"1": SETTLEMENT, "2": NEAR, "3": DISTRICT, "4": REGION, "5": REGION, "6": COUNTRY}
_PEOPLE: Final = ("Aid Workers", "Health Workers", "Educators", "Students")
_HARM: Final = ("Killed", "Injured", "Kidnapped", "Arrested")
_KINDS: Final = (
    ("nsa", "armed group"),
    ("police", "police"),
    ("military", "state force"),
    ("government", "government"),
)


def _where(precision: str) -> Where:
    return _PRECISION.get(precision.strip().removeprefix("(")[:1], UNSAID)


def _perpetrator(name: str, kind: str) -> list[tuple[str, str]]:
    words = kind.casefold()
    what = next((found for word, found in _KINDS if word in words), "unknown")
    return [(name.strip(), what)] if name.strip() else []


def _title(weapon: str, organisation: str, admin: str, country: str) -> str:
    return joined()(weapon, organisation, admin, country)


CODEBOOK: Final = Codebook(
    LAYOUT="insecurity-insight",
    publisher="Insecurity Insight, Security in Numbers Database (SiND)",
    address="https://insecurityinsight.org",
    licence="",
    codebook="SiND, columns of its files on HDX, 2024",
    COLUMNS=Spellings(
        (
            *("SiND Event ID", "Date", "Event Description", "Country", "Country ISO", "Admin 1", "Latitude"),
            *("Longitude", "Geo Precision", "Location of Incident", "Reported Perpetrator"),
            *("Reported Perpetrator Name", "Weapon Carried/Used", "Organisation Affected", "Programme Focus"),
            *(f"{who} {what}" for who in _PEOPLE for what in _HARM),
        ),
        older={
            "Location of Incident": ("Location of event", "Location Where Sexual Violence Was Committed"),
            "Reported Perpetrator Name": ("Perpetrator Group Name",),
            "Weapon Carried/Used": ("Explosive Weapon Type",),
        },
    ),
    typical=(frozenset(("SiND Event ID", "Date", "Reported Perpetrator")),),
    id="SiND Event ID",
    when=Day("Date"),
    event_type="Weapon Carried/Used",
    title=Of(("Weapon Carried/Used", "Organisation Affected", "Admin 1", "Country"), _title),
    summary="Event Description",
    place=Of(("Admin 1", "Country"), first_filled),
    latitude="Latitude",
    longitude="Longitude",
    where=Of(("Geo Precision",), _where),
    quantities={
        f"{who} {what}": (f"{what.lower()}, {who.lower()}", "people") for who in _PEOPLE for what in _HARM
    },
    actors=(
        Actors("initiator", ("Reported Perpetrator Name", "Reported Perpetrator"), _perpetrator),
        Actors("target", ("Organisation Affected",), named("civilians", ",")),
    ),
    nothing=frozenset(("no information", "no information on the weapon used", "unidentified armed actor")),
)
