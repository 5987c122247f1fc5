"""The details of an incident: whatever is missing, no empty word reaches a reader."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import pandas as pd
import pytest
import shapely

from components.panels.details import in_words
from components.text.strings import say
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


def test_a_claim_leads_to_its_numbered_source_and_a_grade_explains_itself(fullest):
    sources = fullest.sources.reset_index(drop=True)
    sources = sources.assign(reliability="B", credibility=2)
    claims = fullest.claims.iloc[:1].assign(source=sources["source"].iloc[-1], said_by=None)
    markup = in_words(replace(fullest, sources=sources, claims=claims), "Europe/Belgrade")
    number = len(sources)
    assert f"<a href='#incident-source-{number}' aria-label='Source {number}'>[{number}]</a>" in markup
    assert f"<li id='incident-source-{number}'>" in markup
    assert re.search(r"<abbr title='Admiralty code[^>]*>B2</abbr>: usually reliable, probably true", markup)


def test_a_claim_whose_source_is_not_cited_has_no_number(fullest):
    claims = fullest.claims.iloc[:1].assign(source="another source", said_by="Somebody")
    markup = in_words(replace(fullest, claims=claims), "Europe/Belgrade")
    assert "according to Somebody</span>" in markup


def in_file(detail: IncidentDetail, **columns: str) -> str:
    return in_words(replace(detail, attributes=columns), "Europe/Belgrade").partition("In the file")[2]


def test_every_other_column_of_the_file_stands_in_the_details(fullest):
    markup = in_file(fullest, relid="CAR-1", note="<b>x</b>", nested='{"a": 1}')
    assert "<dt>relid</dt><dd>CAR-1</dd><dt>note</dt><dd>&lt;b&gt;x&lt;/b&gt;</dd>" in markup
    assert "<dt>nested</dt><dd>{&#34;a&#34;: 1}</dd>" in markup


@pytest.mark.parametrize(
    ("value", "linked"),
    [
        ("https://example.org/1", True),
        ("javascript:alert(1)", False),
        ("see https://example.org/1", False),
        ("http://[", False),
    ],
)
def test_only_an_address_of_the_web_is_a_link_in_the_file(fullest, value, linked):
    assert ("<a href=" in in_file(fullest, where=value)) is linked


def test_a_long_value_is_cut_and_there_in_full(fullest):
    long = "word " * 100
    markup = in_file(fullest, text=long)
    assert "<details class='long'><summary>" in markup
    assert "show all" in markup
    assert long in markup
    assert "<details" not in in_file(fullest, text="word " * 20)


def test_a_record_of_no_file_has_no_such_section(fullest):
    assert "In the file" not in in_words(replace(fullest, attributes={}), "Europe/Belgrade")


@pytest.mark.parametrize(
    ("shape", "told"),
    [
        (None, "Not drawn as a point"),
        (shapely.Point(20.8, 42.9), "Not drawn as a point"),
        (shapely.Polygon(), "Not drawn as a point"),
        (shapely.box(20, 42, 21, 43), "Drawn as an area"),
        (shapely.LineString([(20, 42), (21, 43)]), "Drawn as a line"),
        (shapely.MultiPoint([(20, 42), (21, 43)]), "Drawn as several points"),
        (
            shapely.GeometryCollection([shapely.Point(20, 42), shapely.box(20, 42, 21, 43)]),
            "Drawn as an area",
        ),
    ],
)
@pytest.mark.parametrize("wide", ["district", "region", "country"])
def test_of_a_record_of_an_area_is_said_what_the_map_draws(
    fullest: IncidentDetail, shape: shapely.Geometry | None, told: str, wide: str
) -> None:
    incident = fullest.incident.copy()
    incident["location_class"], incident["geometry"] = wide, shape
    said = str(in_words(replace(fullest, incident=incident), "Europe/Belgrade"))
    assert told in said
    assert ("Not drawn" in said) == told.startswith("Not drawn")
    incident["location_class"] = "site"
    assert told not in str(in_words(replace(fullest, incident=incident), "Europe/Belgrade"))


@pytest.mark.parametrize(
    ("low", "high", "words"), [(9, 10, "9–10"), (9, None, "at least 9"), (None, 10, "at most 10")]
)
def test_a_toll_without_a_best_figure_is_told(fullest, low, high, words):
    incident = fullest.incident.astype(object).copy()
    incident[["fatalities_low", "fatalities_best", "fatalities_high"]] = [low, None, high]
    assert f"<dt>{say('details.fatalities')}</dt><dd>{words}</dd>" in in_words(
        replace(fullest, incident=incident), "Europe/Belgrade"
    )
