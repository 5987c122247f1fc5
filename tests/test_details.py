"""The details of an incident: whatever is missing, no empty word reaches a reader."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import pandas as pd
import pytest

from components.panels.details import in_words
from geodata import model
from geodata.query import answers
from geodata.query.answers import IncidentDetail
from geodata.query.store import opened

TABLES = ("participations", "quantities", "claims", "sources")
IN_WORDS = [name for name in model.INCIDENT_COLUMNS if name not in ("row", "id", "geometry", "search_text")]
COLUMNS = [
    *(("incident", name) for name in IN_WORDS),
    *(("place", name) for name in model.PLACE_COLUMNS if name.startswith("name_")),
    *((table, name) for table in TABLES for name in model.TABLE_COLUMNS[table][1:] if name != "row"),
    ("participations", "name"),
]


@pytest.fixture(scope="module")
def fullest() -> IncidentDetail:
    """A record of the case with everything to tell."""
    store = opened("northern-kosovo")
    claimed = store.dataset.claims["incident"]
    known = store.dataset.incidents[store.dataset.incidents["id"].isin(claimed)]
    details = [answers.incident(store, row) for row in known["row"]]
    return max(details, key=lambda each: min(len(getattr(each, table)) for table in TABLES))


def without(detail: IncidentDetail, table: str, column: str) -> IncidentDetail:
    if table in ("incident", "place"):
        told = getattr(detail, table).astype(object).copy()
        told[column] = pd.NaT if column in ("start", "end") else None
        return replace(detail, **{table: told})
    lines = getattr(detail, table)
    return replace(detail, **{table: lines.assign(**{column: pd.Series(None, lines.index, object)})})


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_a_missing_value_in_any_column_leaves_no_empty_word(fullest, table, column):
    markup = in_words(without(fullest, table, column), "Europe/Belgrade")
    assert not re.findall(r"<(dt|h2|h3|strong|caption)>\s*</", markup), "an empty heading"
    for text in re.split(r"<[^>]*>", markup):
        told = unescape(text).strip()
        assert not re.search(r"\b(None|nan|NaT|NA)\b|±\s*\?|^\?$|^[·,]|[·,]$", told) or told == "·", told


def test_a_single_person_is_not_called_people(fullest):
    one = fullest.quantities.iloc[:1].assign(what="arrested", low=1.0, best=1.0, high=1.0, unit="people")
    markup = in_words(replace(fullest, quantities=one), "Europe/Belgrade")
    assert "1 people" not in re.sub(r"<[^>]*>", "", markup)
    assert "<dt>arrested (people)</dt><dd>1</dd>" in markup
