"""The tables of a draft are made one after the other, and none is held when the next is made."""

from __future__ import annotations

import weakref

import pandas as pd
from raw_files import raw_file

from geodata.layouts import drafting

ROWS = [
    {
        "id": f"a{n}",
        "date": "2023-09-24",
        "latitude": "42.97",
        "longitude": "20.69",
        "actor": "A",
        "deaths": "",
    }
    for n in range(3)
]


def test_the_tables_are_those_of_the_whole_draft() -> None:
    whole = drafting.prepare(raw_file(ROWS))
    draft, tables = drafting.in_parts(raw_file(ROWS))
    assert (draft.accepted, dict(draft.tables)) == (3, {})
    made = dict(tables)
    assert list(made) == list(whole.tables)
    for name, table in made.items():
        pd.testing.assert_frame_equal(pd.DataFrame(table), pd.DataFrame(whole.tables[name]))


def test_no_table_is_held_when_the_next_is_made() -> None:
    _, tables = drafting.in_parts(raw_file(ROWS))
    held = {}
    for name, table in tables:
        # What many incidents name is small.
        assert {each for each, seen in held.items() if seen() is not None} <= {"actors", "places"}
        held[name] = weakref.ref(table)
        del table
    assert len(held) > 3
