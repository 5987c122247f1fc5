"""Describes UCDP's yearly tables: battle-related deaths, one-sided violence, non-state conflict.

Codebooks: Battle-Related Deaths, One-sided Violence and Non-State Conflict Dataset (version 22.1 for what
the variables mean; later files have more columns: those of the second parties of non-state conflicts). A row
is a year of a dyad (of a conflict, of an actor): a total, and no event. It has its year as interval, the
countries of the fighting as place, and no position. Lists of names are set apart by commas. The conflict-year
and dyad-year tables without deaths (UCDP/PRIO Armed Conflict, Dyadic) are told apart in `no_incidents`.
"""

from __future__ import annotations

from typing import Final

from geodata.layouts.codebook import Actors, Codebook, Day, Of, joined, named
from geodata.layouts.spellings import Spellings

_PUBLISHER: Final = "Uppsala Conflict Data Program (UCDP)"
_ADDRESS: Final = "https://ucdp.uu.se/downloads/"
_LICENCE: Final = "CC BY 4.0"
_TOTALS: Final = (
    "Each row is a year of fighting with its deaths: a total, and no event. It has no position. Records in "
    "the "
    "charts count totals, not events; UCDP's georeferenced events (GED) have the events themselves."
)
_ONE_SIDE: Final = named("unknown", ", ")


def _worded(words: str) -> Of:
    return Of((), lambda: words)


def _pair(first: str, second: str, where: str) -> str:
    return joined()(" - ".join(filter(None, (first.strip(), second.strip()))), where)


def _government(name: str, code: str) -> list[tuple[str, str]]:
    kind = "government" if code.strip() in ("1", "1.0") else "unknown"
    return [(name.strip(), kind)] if name.strip() else []


BATTLE_DEATHS: Final = Codebook(
    LAYOUT="ucdp-battle-deaths",
    publisher=f"{_PUBLISHER}: Battle-Related Deaths",
    address=_ADDRESS,
    licence=_LICENCE,
    codebook="UCDP Battle-Related Deaths Dataset Codebook, version 22.1",
    COLUMNS=Spellings(
        (
            *("conflict_id", "dyad_id", "location_inc", "side_a", "side_a_id", "side_a_2nd", "side_b"),
            *("side_b_id", "side_b_2nd", "incompatibility", "territory_name", "year", "bd_best", "bd_low"),
            *("bd_high", "type_of_conflict", "battle_location", "gwno_a", "gwno_b", "gwno_loc"),
            *("gwno_a_2nd", "gwno_b_2nd", "gwno_battle", "region", "version"),
        ),
        older={
            "bd_best": ("bdbest",),
            "bd_low": ("bdlow",),
            "bd_high": ("bdhigh",),
            "side_a_2nd": ("sidea2nd",),
            "side_b_2nd": ("sideb2nd",),
            "side_a": ("sidea",),
            "side_b": ("sideb",),
            "battle_location": ("battlelocation",),
            "location_inc": ("locationinc",),
        },
    ),
    typical=(frozenset(("year", "bd_best", "bd_low", "bd_high")),),
    when=Day("year"),
    event_type=_worded("state-based violence"),
    title=Of(("side_a", "side_b", "year"), _pair),
    place="battle_location",
    killed="bd_best",
    killed_low="bd_low",
    killed_high="bd_high",
    actors=(
        *(Actors("side A", (name,), _ONE_SIDE) for name in ("side_a", "side_a_2nd")),
        *(Actors("side B", (name,), _ONE_SIDE) for name in ("side_b", "side_b_2nd")),
    ),
    nothing=frozenset(("-999", "-99", "-9")),
    remarks=(_TOTALS,),
)

ONE_SIDED: Final = Codebook(
    LAYOUT="ucdp-one-sided",
    publisher=f"{_PUBLISHER}: One-sided Violence",
    address=_ADDRESS,
    licence=_LICENCE,
    codebook="UCDP One-sided Violence Dataset Codebook, version 22.1",
    COLUMNS=Spellings(
        (
            *("conflict_id", "dyad_id", "actor_id", "actor_name", "coalition_components"),
            *("actor_name_fulltext", "actor_name_mothertongue", "year", "best_fatality_estimate"),
            *("low_fatality_estimate", "high_fatality_estimate", "is_government_actor", "location"),
            *("gwno_location", "gwnoa", "region", "version"),
        ),
        older={
            "actor_name": ("actorname",),
            "best_fatality_estimate": ("bestfatalityestimate",),
            "low_fatality_estimate": ("lowfatalityestimate",),
            "high_fatality_estimate": ("highfatalityestimate",),
            "is_government_actor": ("isgovernmentactor",),
        },
    ),
    typical=(frozenset(("actor_name", "year", "best_fatality_estimate", "is_government_actor")),),
    when=Day("year"),
    event_type=_worded("one-sided violence"),
    title=Of(("actor_name", "location", "year"), joined()),
    place="location",
    killed="best_fatality_estimate",
    killed_low="low_fatality_estimate",
    killed_high="high_fatality_estimate",
    actors=(Actors("side A", ("actor_name", "is_government_actor"), _government),),
    remarks=(_TOTALS,),
)

NON_STATE: Final = Codebook(
    LAYOUT="ucdp-non-state",
    publisher=f"{_PUBLISHER}: Non-State Conflict",
    address=_ADDRESS,
    licence=_LICENCE,
    codebook="UCDP Non-State Conflict Dataset Codebook, version 22.1",
    COLUMNS=Spellings(
        (
            *("conflict_id", "dyad_id", "org", "side_a_name", "side_a_name_fulltext", "side_a_id"),
            *("side_a_components", "side_b_name", "side_b_name_fulltext", "side_b_id", "side_b_components"),
            *("start_date", "start_prec", "start_date2", "start_prec2", "ep_end", "ep_end_date", "year"),
            *("best_fatality_estimate", "low_fatality_estimate", "high_fatality_estimate", "location"),
            *("gwno_location", "region", "version", "ep_end_prec", "side_a_2nd", "side_b_2nd", "gwno_a_2nd"),
            *("gwno_b_2nd", "side_a_name_mothertongue", "side_b_name_mothertongue"),
        ),
        older={
            "side_a_name": ("sideaname", "side_a"),
            "side_b_name": ("sidebname", "side_b"),
            "best_fatality_estimate": ("bestfatalityestimate",),
            "low_fatality_estimate": ("lowfatalityestimate",),
            "high_fatality_estimate": ("highfatalityestimate",),
        },
    ),
    typical=(frozenset(("side_a_name", "side_b_name", "year", "best_fatality_estimate", "org")),),
    when=Day("year"),
    event_type=_worded("non-state violence"),
    title=Of(("side_a_name", "side_b_name", "year"), _pair),
    place="location",
    killed="best_fatality_estimate",
    killed_low="low_fatality_estimate",
    killed_high="high_fatality_estimate",
    actors=(
        Actors("side A", ("side_a_name",), named("armed group")),
        Actors("side A", ("side_a_2nd",), _ONE_SIDE),
        Actors("side B", ("side_b_name",), named("armed group")),
        Actors("side B", ("side_b_2nd",), _ONE_SIDE),
    ),
    remarks=(_TOTALS,),
)
