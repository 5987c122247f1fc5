"""A version's name differs wherever the meaning may, and stays the same from release to release."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from geodata.library import catalog, folders, saving
from geodata.model import MODEL_VERSION, Info
from geodata.readers.dataset_folder import Description, Folder

BETWEEN = ["a", "1", "12", "\n", "\n1\n", "\nactors.csv\n", "\nclaims.csv\n"]
"""What stands between two files while they are hashed, as a file might hold it too."""


def of_folder(actors: str, claims: str, timezone: str = "Europe/Belgrade") -> str:
    description = Description("small", Info("", "", timezone, "", "", ""))
    return folders.version_of(
        Folder(description, {"claims.csv": claims.encode(), "actors.csv": actors.encode()})
    )


def of_import(**changed: Any) -> str:
    usual = {"layout": "mapped", "choices": "{}", "located": None, "originals": ["ab", "c"]}
    return saving.version_of(**{**usual, **changed})


contents = st.lists(st.sampled_from(BETWEEN), max_size=5).map("".join)


@given(contents, contents, contents, contents)
@example("a", "a\nclaims.csv\na", "a\nclaims.csv\na", "a")
@example("", "\nclaims.csv\n", "\nclaims.csv\n", "")
def test_no_other_division_of_the_bytes_into_files_gives_the_same_version(
    actors: str, claims: str, other_actors: str, other_claims: str
) -> None:
    same = (actors, claims) == (other_actors, other_claims)
    assert (of_folder(actors, claims) == of_folder(other_actors, other_claims)) == same


def test_whatever_of_an_import_differs_makes_another_version() -> None:
    differing: list[dict[str, Any]] = [
        {},
        {"layout": "acled"},
        {"choices": '{"crs": "EPSG:32634"}'},
        {"originals": ["a", "bc"]},
        {"originals": ["abc"]},
        {"originals": ["c", "ab"]},
        {"originals": ['ab","c']},
        {"located": {"Geneva": {"lon": 6.14}}},
        {"located": {"Geneva": {"lon": 6.15}}},
        {"layout": 'mapped","x":"', "choices": ""},
    ]
    assert len({of_import(**each) for each in differing}) == len(differing)


def test_no_place_chosen_and_nothing_asked_about_places_are_the_same_version() -> None:
    assert of_import(located={}) == of_import(located=None) == of_import()


def test_the_models_number_is_part_of_a_version(monkeypatch: pytest.MonkeyPatch) -> None:
    before = of_folder("a", "b"), of_import()
    for module in (catalog, saving):
        monkeypatch.setattr(module, "MODEL_VERSION", MODEL_VERSION + 1)
    assert not {of_folder("a", "b"), of_import()} & set(before)


@pytest.mark.skipif(MODEL_VERSION != 1, reason="another model makes other versions")
def test_versions_have_the_names_that_they_had_before() -> None:
    # Written down once: people cite them, and the library finds its folders by them.
    assert of_folder("id\nkfor\n", "id\n1\n")[:16] == "70e393650d70b8d4"
    assert of_import(located={"Geneva": {"lon": 6.14}})[:16] == "cd1c24139c6d9f61"
