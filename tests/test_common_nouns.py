"""A name that is only a common noun is not looked up as a place."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from geodata.places import common_nouns, geocoding
from geodata.places.candidates import Candidate
from geodata.places.geocoding import Wanted


@pytest.mark.parametrize(
    "name",
    [
        "Road",
        "the road",
        "School",
        "checkpoint",
        "Vía Pública",
        "Domicilio",
        "блокпост",
        "Rruga",
        "Put",
        "حاجز",
        *("near the bridge", "Road / Street", "Residential area", "Schools", "деревня", "Unknown location"),
    ],
)
def test_a_common_noun_is_told(name: str) -> None:
    assert common_nouns.is_one(name)


@pytest.mark.parametrize(
    "name",
    [
        "Road Town",
        "School Street, Banjska",
        "Most na Soči",
        "Banjska",
        "Casablanca",
        "Campos",
        "Road / Banjska",
        "near Banjska",
        "",
    ],
)
def test_a_name_that_holds_one_is_none(name: str) -> None:
    assert not common_nouns.is_one(name)


def test_nobody_is_asked_about_a_common_noun() -> None:
    asked = []

    def geocode(name: str, **_: str) -> Sequence[Candidate]:
        asked.append(name)
        return []

    found = geocoding.locate([Wanted("School"), Wanted("Nowhere at all")], geocode=geocode)
    assert asked == ["Nowhere at all"]
    assert found.unknown == ("School", "Nowhere at all")
