"""Describes the Mass Mobilization Project: protests against governments, one row each, by country.

Codebook: Clark and Regan, Mass Mobilization Protest Data, user's manual of version 5.1 (Harvard Dataverse,
doi:10.7910/DVN/HTTWYL). There are no positions: `location` is a town, a region, or "national". Rows with
`protest` 0 say that a country had none in a year. `participants_category` is a range, `participants` a text.
"""

from __future__ import annotations

from typing import Final

from geodata.layouts.codebook import Actors, Codebook, Of, Parts, Sources, cited, joined, named, whole
from geodata.layouts.spellings import Spellings


def _type(violent: str) -> str:
    return "violent protest" if whole(violent) == "1" else "protest"


def _title(violent: str, demand: str, location: str, country: str) -> str:
    what = f"{_type(violent)} ({demand.strip()})" if demand.strip() else _type(violent)
    return joined()(what, location, country)


def _none(protest: str) -> str:
    return (
        "0: the country had no protest in this year, so the row is no event" if whole(protest) == "0" else ""
    )


CODEBOOK: Final = Codebook(
    LAYOUT="mass-mobilization",
    publisher="Mass Mobilization Project, Clark and Regan",
    address="https://massmobilization.github.io",
    licence="CC0 1.0",
    codebook="Mass Mobilization user's manual, version 5.1",
    COLUMNS=Spellings(
        (
            *("id", "country", "ccode", "year", "region", "protest", "protestnumber", "startday"),
            *("startmonth", "startyear", "endday", "endmonth", "endyear", "protesterviolence", "location"),
            *("participants_category", "participants", "protesteridentity"),
            *(f"protesterdemand{n}" for n in range(1, 5)),
            *(f"stateresponse{n}" for n in range(1, 8)),
            *("sources", "notes"),
        )
    ),
    typical=(frozenset(("startyear", "startmonth", "startday", "protesteridentity", "protesterviolence")),),
    id="id",
    when=Parts(("startyear", "startmonth", "startday"), ("endyear", "endmonth", "endday")),
    event_type=Of(("protesterviolence",), _type),
    title=Of(("protesterviolence", "protesterdemand1", "location", "country"), _title),
    summary="notes",
    place="location",
    quantities={"participants_category": ("participants", "people")},
    actors=(Actors("participant", ("protesteridentity",), named("civilians")),),
    sources=(Sources(("sources",), cited),),
    no_event=Of(("protest",), _none),
    nothing=frozenset(("unspecified", ".", "na")),
)
