"""Describes the Social Conflict Analysis Database: protests, riots, strikes, violence below civil war.

Codebook: SCAD 3.3 (Salehyan and Hendrix). The first and last day are taken from their parts, as `startdate`
is written month first in some editions and with the month's name in others. `locnum` says what the place is:
1 the capital, 2 another large town, 3 the countryside, 4 and 5 several places, 6 a province, 7 the whole
country; radii are ours. Figures below nought (-77, -88, -99) are codes for what is not known.
"""

from __future__ import annotations

from typing import Final

from geodata.layouts.codebook import (
    COUNTRY,
    NEAR,
    REGION,
    SETTLEMENT,
    Actors,
    Codebook,
    Of,
    Parts,
    coded,
    in_words,
    joined,
    named,
)
from geodata.layouts.spellings import Spellings

_TYPES: Final = {
    "1": "organized demonstration",
    "2": "spontaneous demonstration",
    "3": "organized violent riot",
    "4": "spontaneous violent riot",
    "5": "general strike",
    "6": "limited strike",
    "7": "pro-government violence",
    "8": "anti-government violence",
    "9": "extra-government violence",
    "10": "intra-government violence",
}
_PLACED: Final = {
    "1": SETTLEMENT,
    "2": SETTLEMENT,
    "3": NEAR,
    "4": REGION,
    "5": REGION,
    "6": REGION,
    "7": COUNTRY,
}


def _type(code: str) -> str | None:
    # Some editions mark codes by a minus.
    return in_words(_TYPES)(code.strip().removeprefix("-"))


def _title(kind: str, place: str, country: str) -> str:
    return ", ".join(filter(None, (_type(kind) or "", place.strip() or country.strip())))


CODEBOOK: Final = Codebook(
    LAYOUT="scad",
    publisher="Social Conflict Analysis Database (SCAD)",
    address="https://www.strausscenter.org/ccaps-research-areas/social-conflict/",
    licence="free for research, with citation",
    codebook="SCAD codebook 3.3",
    COLUMNS=Spellings(
        (
            *("eventid", "ccode", "id", "countryname", "startdate", "enddate", "duration", "stday", "stmo"),
            *("styr", "eday", "emo", "eyr", "etype", "escalation", "actor1", "actor2", "actor3", "target1"),
            *("target2", "cgovtarget", "rgovtarget", "npart", "ndeath", "repress", "elocal", "ilocal"),
            *(
                "sublocal",
                "locnum",
                "gislocnum",
                "issue1",
                "issue2",
                "issue3",
                "issuenote",
                "nsource",
                "notes",
            ),
            *("coder", "acd_questionable", "latitude", "longitude", "geo_comments", "location_precision"),
        )
    ),
    typical=(frozenset(("styr", "stmo", "stday", "etype", "ndeath", "locnum")),),
    id="eventid",
    when=Parts(("styr", "stmo", "stday"), ("eyr", "emo", "eday")),
    event_type=Of(("etype",), _type),
    title=Of(("etype", "elocal", "countryname"), _title),
    summary=Of(("issuenote", "notes"), joined("\n")),
    place="elocal",
    latitude="latitude",
    longitude="longitude",
    where=Of(("locnum",), coded(_PLACED)),
    killed="ndeath",
    actors=(
        *(Actors("participant", (f"actor{n}",), named()) for n in (1, 2, 3)),
        *(Actors("target", (f"target{n}",), named()) for n in (1, 2)),
    ),
    nothing=frozenset(("-99", "-88", "-77", "-99.0", "-88.0", "-77.0", "-99.00")),
)
