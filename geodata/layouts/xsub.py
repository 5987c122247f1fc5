"""Describes xSub's events: violence out of many collections, in one form.

Codebook: Zhukov, Davenport and Kostyuk, "Introducing xSub", Journal of Peace Research 56(4), 2019, and
cross-sub.org. INITIATOR and TARGET name who did it to whom, SIDE_… on whose side they are. GEOPRECISION and
DATEPRECISION are words; radii are ours. ACTION_… columns are 1 for what was done.
"""

from __future__ import annotations

from typing import Final

from geodata.layouts.codebook import (
    COUNTRY,
    DISTRICT,
    REGION,
    SETTLEMENT,
    SITE,
    Actors,
    Codebook,
    Day,
    Of,
    Sources,
    cited,
    coded,
    first_filled,
    joined,
    named,
    whole,
)
from geodata.layouts.spellings import Spellings

_PLACED: Final = {
    "street": SITE,
    "settlement": SETTLEMENT,
    "adm2": DISTRICT,
    "adm1": REGION,
    "adm0": COUNTRY,
    "country": COUNTRY,
}
_ACTIONS: Final = {
    "ACTION_DIR": "direct violence",
    "ACTION_IND": "indirect violence",
    "ACTION_PRT": "protest",
    "ACTION_ANY": "violence",
}


def _action(*marks: str) -> str | None:
    done = zip(_ACTIONS.values(), marks, strict=True)
    return next((words for words, mark in done if whole(mark) == "1"), None)


def _title(initiator: str, target: str, place: str) -> str:
    return joined()(" – ".join(filter(None, (initiator.strip(), target.strip()))), place)


CODEBOOK: Final = Codebook(
    LAYOUT="xsub",
    publisher="xSub, cross-national data on sub-national violence",
    address="https://cross-sub.org",
    licence="",
    codebook="xSub, event level, 2019",
    COLUMNS=Spellings(
        (
            *(
                "SOURCE",
                "DATE",
                "YRMO",
                "YEAR",
                "COUNTRY",
                "ISO3",
                "ID_0",
                "NAME_0",
                "ID_1",
                "NAME_1",
                "ID_2",
            ),
            *("NAME_2", "LONG", "LAT", "GEOPRECISION", "DATEPRECISION", "INITIATOR", "TARGET", "SIDE_A"),
            *("SIDE_B", *_ACTIONS),
        )
    ),
    typical=(frozenset(("DATE", "GEOPRECISION", "DATEPRECISION", "INITIATOR", "TARGET")),),
    when=Day("DATE", precision="DATEPRECISION"),
    event_type=Of(tuple(_ACTIONS), _action),
    title=Of(("INITIATOR", "TARGET", "NAME_1"), _title),
    place=Of(("NAME_2", "NAME_1", "NAME_0"), first_filled),
    latitude="LAT",
    longitude="LONG",
    where=Of(("GEOPRECISION",), lambda cell: coded(_PLACED)(cell.casefold())),
    actors=(
        Actors("initiator", ("INITIATOR",), named()),
        Actors("target", ("TARGET",), named()),
    ),
    sources=(Sources(("SOURCE",), cited),),
    nothing=frozenset(("na",)),
)
