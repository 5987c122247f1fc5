"""Who takes part is found however many do: beyond the first, participants stand in a table of their own."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from datasets import small_dataset

from geodata.filters import Filters
from geodata.index.star_schema import SLOTS
from geodata.query import answers, store

ACTORS = [f"actor {number}" for number in range(len(SLOTS) + 3)]
ROLES = ("initiator", "target", "side A")


def opened(participants: list[list[tuple[str, str]]]) -> store.Store:
    """Incidents with these participants: actor and role."""
    dataset = small_dataset(len(participants))
    ids = dataset.incidents["id"]
    lines = [
        {"incident": ids[row], "row": row, "actor": actor, "role": role}
        for row, each in enumerate(participants)
        for actor, role in each
    ]
    named = pd.DataFrame({"id": ACTORS, "name": ACTORS})
    return store.open(
        replace(
            dataset,
            participations=pd.DataFrame(lines)[list(dataset.participations.columns)],
            actors=named.reindex(columns=dataset.actors.columns),
        )
    )


CROWDED = [(actor, ROLES[number % 3]) for number, actor in enumerate(ACTORS)]
STORE = opened([CROWDED, CROWDED[:1], [], CROWDED[::-1], CROWDED[2:4]])


def shown(**filters: tuple[str, ...]) -> list[int]:
    return np.flatnonzero(answers.selection(STORE, Filters(**filters))).tolist()


def test_there_are_more_participants_here_than_have_columns_of_their_own() -> None:
    assert STORE.statistics.more
    assert len(CROWDED) > len(SLOTS)


@pytest.mark.parametrize("place", range(len(ACTORS)))
def test_an_actor_is_found_at_whatever_place_it_is_named(place: int) -> None:
    actor = ACTORS[place]
    expected = [0, *([1] if place == 0 else []), 3, *([4] if place in (2, 3) else [])]
    assert shown(actors=(actor,)) == expected
    assert shown(actors=(actor,), roles=(ROLES[place % 3],)) == expected
    assert shown(actors=(actor,), roles=(ROLES[(place + 1) % 3],)) == []


def test_a_role_alone_is_found_beyond_the_first_participants_too() -> None:
    late = [(actor, "initiator") for actor in ACTORS[:-1]] + [(ACTORS[-1], "third party")]
    one = opened([late, late[:-1]])
    assert np.flatnonzero(answers.selection(one, Filters(roles=("third party",)))).tolist() == [0]
