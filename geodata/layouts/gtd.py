"""Describes the Global Terrorism Database: one row an attack, perpetrators and targets named.

Codebook: START, GTD Codebook: Methodology, Inclusion Criteria, and Variables (August 2021). `specificity` 1
has the position of the town (in its surroundings where `vicinity` is 1), 2 and 3 the centre of the smallest
division found, 4 that of a first-order one, 5 none. Radii are ours. `resolution` is when a long attack ended,
and no date of the event; with `approxdate` the date is not known to the day. -9 and -99 are unknown, as is
the group "Unknown". Copies that people pass on call the parts of the date year, month and day.
"""

from __future__ import annotations

from typing import Final

from geodata.layouts.codebook import (
    DISTRICT,
    NEAR,
    NOWHERE,
    REGION,
    SETTLEMENT,
    UNSAID,
    Actors,
    Codebook,
    Of,
    Parts,
    Sources,
    Where,
    cited,
    first_filled,
    joined,
    named,
    whole,
)
from geodata.layouts.spellings import Spellings

_KINDS: Final = {
    **dict.fromkeys(("2", "7"), "government"),
    "3": "police",
    "4": "state force",
    **dict.fromkeys(("1", "5", "6", "8", "10", "12", "14", "15", "18"), "civilians"),
    **dict.fromkeys(("17", "22"), "armed group"),
}
_BY_SPECIFICITY: Final = {"2": DISTRICT, "3": DISTRICT, "4": REGION, "5": NOWHERE}


def _where(specificity: str, vicinity: str) -> Where:
    if whole(specificity) == "1":
        return NEAR if whole(vicinity) == "1" else SETTLEMENT
    return _BY_SPECIFICITY.get(whole(specificity), UNSAID)


def _target(name: str, kind: str) -> list[tuple[str, str]]:
    return [(name.strip(), _KINDS.get(whole(kind), "unknown"))] if name.strip() else []


CODEBOOK: Final = Codebook(
    LAYOUT="gtd",
    publisher="START, University of Maryland: Global Terrorism Database (GTD)",
    address="https://www.start.umd.edu/gtd/",
    licence="START's end user licence agreement: no redistribution of the data",
    codebook="GTD Codebook, August 2021",
    COLUMNS=Spellings(
        (
            *("eventid", "iyear", "imonth", "iday", "approxdate", "extended", "resolution", "country"),
            *("country_txt", "region", "region_txt", "provstate", "city", "latitude", "longitude"),
            *("specificity", "vicinity", "location", "summary", "doubtterr", "success", "suicide"),
            *("attacktype1", "attacktype1_txt", "targtype1", "targtype1_txt", "corp1", "target1", "natlty1"),
            *("targtype2", "target2", "targtype3", "target3", "gname", "gsubname", "gname2", "gname3"),
            *("motive", "guncertain1", "nperps", "claimed", "weaptype1_txt", "nkill", "nkillus", "nkillter"),
            *("nwound", "nwoundus", "nwoundte", "property", "ishostkid", "nhostkid", "addnotes"),
            *("scite1", "scite2", "scite3", "dbsource"),
        ),
        older={
            **{name: (name[1:],) for name in ("iyear", "imonth", "iday")},
            "attacktype1_txt": ("attacktype", "attack_type"),
            "gname": ("group", "group_name"),
            "nkill": ("killed",),
            "nwound": ("wounded",),
            "target1": ("target",),
            "targtype1_txt": ("target_type", "targettype"),
            "weaptype1_txt": ("weapon_type", "weapontype"),
            "provstate": ("state",),
        },
    ),
    typical=(
        frozenset(("eventid", "iyear", "imonth", "iday", "attacktype1_txt", "nkill")),
        frozenset(("eventid", "iyear", "imonth", "iday", "gname", "nkill")),
        frozenset(("iyear", "imonth", "iday", "attacktype1_txt", "gname", "targtype1_txt", "nkill")),
    ),
    own=(
        frozenset(("eventid", "iyear", "imonth", "iday")),
        frozenset(("iyear", "imonth", "iday", "attacktype1_txt", "gname")),
    ),
    id="eventid",
    when=Parts(("iyear", "imonth", "iday"), about="approxdate"),
    event_type="attacktype1_txt",
    title=Of(("attacktype1_txt", "city", "country_txt"), joined()),
    summary="summary",
    place=Of(("city", "provstate", "country_txt"), first_filled),
    latitude="latitude",
    longitude="longitude",
    where=Of(("specificity", "vicinity"), _where),
    killed="nkill",
    injured="nwound",
    quantities={
        "nkillter": ("killed, perpetrators", "people"),
        "nwoundte": ("injured, perpetrators", "people"),
        "nperps": ("perpetrators", "people"),
        "nhostkid": ("hostages or kidnapped", "people"),
    },
    actors=(
        *(Actors("initiator", (name,), named("armed group")) for name in ("gname", "gname2", "gname3")),
        *(Actors("target", (f"target{n}", f"targtype{n}"), _target) for n in (1, 2, 3)),
    ),
    sources=(Sources(("scite1", "scite2", "scite3"), cited),),
    nothing=frozenset(("-9", "-99", "-9.0", "-99.0", ".", "unknown")),
)
