"""Place names in; candidate places out, best first: the case's places and the GeoNames dumps a user added.

Names are folded on both sides, so that Banjska, Banjskë and Бањска find one another.
"""

from __future__ import annotations

import math
import re
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from geodata import geometry
from geodata.library import catalog, paths
from geodata.places import geonames
from geodata.places.candidates import Candidate, Point, country_code
from geodata.values.folding import NAME_COLUMNS, fold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geodata.model import Dataset

_SAME_PLACE_M: Final = 1_500.0


def candidates(
    name: str, *, country: str = "", near: Point | None = None, limit: int = 12
) -> tuple[Candidate, ...]:
    """The places that a name may mean, best first; none of them is meant for certain.

    Parameters
    ----------
    name
        In any language or script; what follows a comma or stands in brackets is left out if the whole
        is nobody's name.
    country
        A hint: an ISO code or a country's name. Places elsewhere come later; none is left out.
    near
        A hint: longitude and latitude near which the place is expected.
    limit
        How many are wanted at most.

    Returns
    -------
    First those that bear the very name, then those whose names begin with it. Among them those known to lie
    in another country than the one hinted at come last; then populated places come before sites, sites before
    what is near by, and areas last; then the nearest to the hint come first, then the largest: those within
    whose wider radius an event may lie.
    """
    code = country_code(country) if country else ""
    for text, remark in _readings(name):
        exact = _deduplicated([*_case(text), *geonames.named(text)])
        longer = _deduplicated([*_case(text, longer=True), *geonames.named(text, longer=True)])
        known = {each.id for each in exact}
        found = [*exact, *(each for each in longer if each.id not in known)]
        if found:
            hinted = [_hinted(each, code, near, remark) for each in found]
            return tuple(sorted(hinted, key=lambda each: _rank(each, code))[:limit])
    return ()


# Asking -------------------------------------------------------------------------------------------------


def _readings(name: str) -> Iterator[tuple[str, str]]:
    """The name folded, then without what was added to it; and what to say of that."""
    whole = fold(name)
    yield whole, ""
    short = fold(re.split(r"[,(;/]", name)[0])
    if short and short != whole:
        yield short, f"read as '{short}'"


def _case(text: str, *, longer: bool = False) -> Iterator[Candidate]:
    for folded, place in _case_places(catalog.load(paths.DEFAULT)):
        if any(each.startswith(f"{text} ") if longer else each == text for each in folded):
            yield replace(place, exact=not longer)


@lru_cache(maxsize=1)
def _case_places(case: Dataset) -> tuple[tuple[frozenset[str], Candidate], ...]:
    """The points among the case's places, and what each is called, folded."""
    found = case.places
    found = found[(found.geometry.geom_type == "Point") & found["uncertainty_m"].notna()]
    places = []
    place: Any
    for place in found.rename(columns={"class": "location_class"}).itertuples():
        spelled = {tag: getattr(place, column) for tag, column in NAME_COLUMNS.items()}
        names = {tag: name for tag, name in spelled.items() if isinstance(name, str) and name}
        candidate = Candidate(
            id=f"case:{place.key}",
            name=next(iter(names.values())),
            location_class=str(place.location_class),
            lon=place.geometry.x,
            lat=place.geometry.y,
            uncertainty_m=float(place.uncertainty_m),
            source=f"the built-in case: {place.coordinate_source}",
            kind="place of the built-in case",
            names=names,
        )
        places.append((frozenset(fold(part) for name in names.values() for part in _called(name)), candidate))
    return tuple(places)


def _called(name: str) -> Iterator[str]:
    """`Leposaviq (Albanik)` is called all of it, and each of the two; `Camp Cabra, Kosovo` Camp Cabra too."""
    yield name
    yield from filter(None, re.split(r"\s*[(/)]\s*", name))
    yield name.partition(",")[0]


def _deduplicated(found: list[Candidate]) -> list[Candidate]:
    """Settlements of the case stand for the same ones in GeoNames, whose country they take over."""
    kept: list[Candidate] = []
    for each in found:
        same = [
            position
            for position, other in enumerate(kept)
            if other.id.startswith("case:")
            and each.id.startswith("geonames:")
            and other.location_class == each.location_class == "settlement"
            and _distance(each, (other.lon, other.lat)) < _SAME_PLACE_M
        ]
        if not same:
            kept.append(each)
        else:
            kept[same[0]] = replace(kept[same[0]], country=kept[same[0]].country or each.country)
    return kept


def _hinted(found: Candidate, country: str, near: Point | None, remark: str) -> Candidate:
    distance = None if near is None else _distance(found, near)
    reasons = [
        "bears this name" if found.exact else "its name begins so",
        *([remark] if remark else []),
        *(
            [f"in {found.country}" + (", as hinted" if found.country == country else "")]
            if found.country
            else []
        ),
        *([f"{distance / 1000:.0f} km from the hint"] if distance is not None else []),
    ]
    return replace(found, distance_m=distance, why="; ".join(reasons))


def _rank(found: Candidate, country: str) -> tuple[bool, bool, int, float, float, str]:
    """Small comes first."""
    elsewhere = bool(country and found.country and found.country != country)
    kind = {"settlement": 0, "site": 1, "near": 2}.get(found.location_class, 3)
    distance = math.inf if found.distance_m is None else found.distance_m
    return not found.exact, elsewhere, kind, distance, -found.uncertainty_m, found.id


def _distance(found: Candidate, point: Point) -> float:
    return float(geometry.WGS84.inv(found.lon, found.lat, *point)[2])
