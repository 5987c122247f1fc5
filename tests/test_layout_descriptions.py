"""What the page says of a known layout's columns is what its reader does with them."""

from __future__ import annotations

import contextlib

import pandas as pd
import pytest

from geodata.errors import GeodataError
from geodata.ingest.choices import Choices
from geodata.ingest.sheet import Sheet
from geodata.layouts import registry
from geodata.layouts.descriptions import BECOMES, DESCRIPTIONS
from geodata.readers.raw import RawFile


class Watched(Sheet):
    """A sheet that knows which columns were read."""

    def __init__(self, raw: RawFile, choices: Choices) -> None:
        super().__init__(raw, choices)
        self.asked: set[str] = set()

    def __getitem__(self, name: str) -> pd.Series[str]:
        self.asked.add(name.casefold())
        return super().__getitem__(name)

    def signed(self, name: str) -> pd.Series[str]:
        self.asked.add(name.casefold())
        return super().signed(name)


def asked(layout: str, columns: tuple[str, ...]) -> set[str]:
    """Which of these columns a layout reads in a file that has them all."""
    rows = pd.DataFrame({name: ["1"] for name in columns}, index=pd.Index([2], name="row"), dtype="str")
    sheet = Watched(RawFile("csv", (), None, rows), Choices())
    with contextlib.suppress(GeodataError):
        registry.reader(layout)(sheet)
    return sheet.asked


@pytest.mark.parametrize("layout", DESCRIPTIONS)
def test_every_column_that_is_said_to_be_read_is_read(layout: str) -> None:
    groups = DESCRIPTIONS[layout].columns.values()
    said = [name for names in groups for name in names]
    assert len(said) == len(set(said))
    found = asked(layout, tuple(said))
    for names in groups:  # of several spellings a layout reads one: each in the absence of the others
        absent = [set(names) - {name} for name in names] + [set(names[:k]) for k in range(len(names))]
        for others in absent:
            found |= asked(layout, tuple(each for each in said if each not in others))
    assert set(said) - found == set()


@pytest.mark.parametrize("layout", DESCRIPTIONS)
def test_what_columns_become_has_a_word_and_unknown_ones_are_kept(layout: str) -> None:
    description = DESCRIPTIONS[layout]
    assert set(description.columns) <= set(BECOMES)
    assert description.becomes("a column that nobody knows") is None
    first = next(iter(description.columns))
    assert description.becomes(f" {description.columns[first][0].upper()} ") == first


def test_every_known_layout_but_our_own_export_is_described() -> None:
    assert {*registry.NAMES} - {*DESCRIPTIONS} == {"own", registry.MAPPED}
