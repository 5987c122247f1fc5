"""Conditions in CQL2 find the records that pandas and shapely find, and say what they cannot be."""

from __future__ import annotations

import contextlib
import json
import operator
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

import geodata
from geodata.__main__ import main
from geodata.errors import FilterError
from geodata.exporters import features
from geodata.model import AREA_CLASSES
from geodata.query import cql, cql_times, store

CASE = "northern-kosovo"
STORE = store.opened(CASE)
RECORDS = geodata.load(CASE).sort_values("row").reset_index(drop=True)
ZONE = STORE.dataset.info.timezone
NOWHERE = RECORDS["location_class"].isin(AREA_CLASSES) & (RECORDS.geom_type == "Point")
SHAPES = gpd.GeoSeries(RECORDS.geometry).where(~NOWHERE)
BOX = shapely.box(20.7, 42.9, 20.9, 43.1)


def found(text: str, language: str = cql.TEXT, opened: store.Store = STORE) -> list[str]:
    holds = cql.holds(opened, cql.Condition(cql.read(text, language)), features.properties(opened))
    return sorted(opened.records(np.flatnonzero(holds), ("id",))["id"])


def wanted(which: Any) -> list[str]:
    return sorted(RECORDS.loc[np.asarray(which, dtype=bool), "id"])


def day(text: str) -> pd.Timestamp:
    return pd.Timestamp(date.fromisoformat(text), tz=ZoneInfo(ZONE))


KILLED = RECORDS["fatalities_best"].astype("Float64")
NEXT = day("2023-09-25")
TOLD: dict[str, Callable[[], Any]] = {
    "kind = 'incident'": lambda: RECORDS["kind"] == "incident",
    "NOT kind = 'incident'": lambda: RECORDS["kind"] != "incident",
    "'incident' <> kind": lambda: RECORDS["kind"] != "incident",
    "kind IN ('site', 'statement')": lambda: RECORDS["kind"].isin(["site", "statement"]),
    "kind NOT IN ('site', 'statement')": lambda: ~RECORDS["kind"].isin(["site", "statement"]),
    "fatalities_best >= 1": lambda: (KILLED >= 1).fillna(False),
    "NOT fatalities_best >= 1": lambda: (KILLED < 1).fillna(False),
    "0 < fatalities_best": lambda: (KILLED > 0).fillna(False),
    "fatalities_best * 2 + 1 = 3": lambda: (KILLED == 1).fillna(False),
    "fatalities_best BETWEEN 1 AND 4": lambda: KILLED.between(1, 4).fillna(False),
    "fatalities_best IS NULL": KILLED.isna,
    "fatalities_best IS NOT NULL": KILLED.notna,
    "title LIKE '%police%'": lambda: RECORDS["title"].str.contains("police"),
    "CASEI(title) LIKE CASEI('%POLICE%')": lambda: RECORDS["title"].str.lower().str.contains("police"),
    "id LIKE 'BNJ-0_'": lambda: RECORDS["id"].str.fullmatch("BNJ-0."),
    "id LIKE 'BNJ\\-0_'": lambda: RECORDS["id"].str.fullmatch("BNJ-0."),
    "CASEI(kind) = 'site' OR kind = 'deployment'": lambda: RECORDS["kind"].isin(["site", "deployment"]),
    "start >= DATE('2023-09-24') AND start < DATE('2023-09-25')": lambda: (
        (RECORDS["start"] >= day("2023-09-24")) & (RECORDS["start"] < NEXT)
    ),
    "start = DATE('2023-09-24')": lambda: (RECORDS["start"] >= day("2023-09-24")) & (RECORDS["start"] < NEXT),
    "start > DATE('2023-09-24')": lambda: RECORDS["start"] >= NEXT,
    "start <= TIMESTAMP('2023-09-24T00:34:00Z')": lambda: (
        RECORDS["start"] <= pd.Timestamp("2023-09-24T00:34Z")
    ),
    "start = '2023-09-24T00:34:00Z'": lambda: RECORDS["start"] == pd.Timestamp("2023-09-24T00:34Z"),
    "T_AFTER(start, DATE('2023-09-24'))": lambda: RECORDS["start"] >= NEXT,
    "T_INTERSECTS(INTERVAL(start, \"end\"), INTERVAL('2023-09-24', '2023-09-24'))": lambda: (
        (RECORDS["start"] < NEXT)
        & (RECORDS["end"].isna() & RECORDS["start"].notna() | (RECORDS["end"] > day("2023-09-24")))
    ),
    "S_INTERSECTS(geometry, BBOX(20.7, 42.9, 20.9, 43.1))": lambda: SHAPES.intersects(BOX),
    "NOT S_INTERSECTS(geometry, BBOX(20.7, 42.9, 20.9, 43.1))": lambda: (
        SHAPES.notna() & ~SHAPES.intersects(BOX)
    ),
    "S_DISJOINT(geometry, BBOX(20.7, 42.9, 20.9, 43.1))": lambda: SHAPES.notna() & ~SHAPES.intersects(BOX),
    "S_WITHIN(geometry, POLYGON((20.7 42.9, 20.9 42.9, 20.9 43.1, 20.7 43.1, 20.7 42.9)))": lambda: (
        SHAPES.within(BOX)
    ),
    "S_CONTAINS(POLYGON((20.7 42.9, 20.9 42.9, 20.9 43.1, 20.7 43.1, 20.7 42.9)), geometry)": lambda: (
        SHAPES.within(BOX)
    ),
    "geometry IS NULL": SHAPES.isna,
    "S_INTERSECTS(geometry, BBOX(170, -80, -60, 80))": lambda: SHAPES.intersects(
        shapely.union_all([shapely.box(170, -80, 180, 80), shapely.box(-180, -80, -60, 80)])
    ),
}


@pytest.mark.parametrize("text", TOLD)
def test_a_condition_finds_what_pandas_finds(text: str) -> None:
    expected = wanted(TOLD[text]())
    assert found(text) == expected
    as_json = json.dumps(cql.read(text))
    assert found(as_json, cql.JSON) == expected


def test_the_conditions_are_not_empty_ones() -> None:
    assert [text for text, which in TOLD.items() if not 0 < len(wanted(which())) < len(RECORDS)] == []


PARTS = st.sampled_from(
    [text for text in TOLD if "NULL" not in text and not text.startswith(("NOT", "S_", "T_", "geometry"))]
)


@given(PARTS, PARTS, PARTS)
def test_conditions_are_joined_as_in_logic(a: str, b: str, c: str) -> None:
    one, two, three = (set(wanted(TOLD[each]())) for each in (a, b, c))
    assert set(found(f"({a}) AND (({b}) OR ({c}))")) == one & (two | three)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("kinds = 'incident'", "one of the properties"),
        ("kind = 3", "what can be compared with texts"),
        ("kind = ", "not readable from letter"),
        ("DROP TABLE incidents", "not readable from letter 6"),
        ("geometry = 3", "spatial operator"),
        ("S_INTERSECTS(kind, POINT(1 2))", "the property 'geometry' and a shape"),
        ("S_INTERSECTS(geometry, POLYGON((1 2, 3 4)))", "a shape such as"),
        ("S_INTERSECTS(geometry, BBOX(1, 95, 2, 99))", "a shape such as"),
        ("A_CONTAINS(kind, ('x'))", "not understood here"),
        ("ACCENTI(title) = 'x'", "not understood here"),
        ("title LIKE 3", "a property of texts and a pattern"),
        ("start > DATE('2023-13-24')", "a day such as"),
        ("start > 5", "a time such as"),
        ("kind", "a comparison"),
        ("fatalities_best + 'x' = 3", "numbers on both"),
        ("kind = 'a'" + " OR kind = 'a'" * 300, "at most"),
    ],
)
def test_what_cannot_be_is_said(text: str, said: str) -> None:
    with pytest.raises(FilterError) as error:
        found(text)
    assert said in str(error.value)


@given(st.text(max_size=60) | st.text("()'\"=<>andorlike%_ kindtitle1.,", max_size=60))
def test_no_text_is_more_than_a_wrong_condition(text: str) -> None:
    with contextlib.suppress(FilterError):
        found(text)


def test_own_columns_are_asked_by_their_kind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INCIDENTS_LIBRARY", str(tmp_path / "library"))
    file = tmp_path / "own.csv"
    file.write_text(
        "id,date,latitude,longitude,weapon,people,armed,seen,Title\n"
        "A,2023-09-24,42.97,20.78,rifle,3,yes,2023-10-01,one\n"
        "B,2023-09-25,42.98,20.79,Rifle,,no,2023-10-02,two\n"
        "C,2023-09-26,42.99,20.80,it's,10,,,\n"
    )
    assert main(["import", str(file), "--name", "own", "--timezone", "Europe/Belgrade"]) == 0
    opened = store.opened("own")
    kinds = {name: each.kind for name, each in features.properties(opened).items()}
    assert {kinds["weapon"], kinds["people"], kinds["seen"]} == {"text", "integer", "date"}
    assert found("weapon = 'rifle'", opened=opened) == ["A"]
    assert found("CASEI(weapon) = 'rifle'", opened=opened) == ["A", "B"]
    assert found("weapon = 'it''s'", opened=opened) == ["C"]
    assert found("people > 3 OR people IS NULL", opened=opened) == ["B", "C"]
    assert found("seen >= DATE('2023-10-02')", opened=opened) == ["B"]
    assert found("armed = TRUE", opened=opened) == ["A"]
    assert found("NOT armed", opened=opened) == ["B"]


def test_times_of_the_parameter_datetime() -> None:
    def told(text: str) -> tuple[int | None, int | None]:
        return cql_times.interval(text, "Europe/Belgrade")

    midnight = 1_695_506_400_000_000  # 2023-09-24 00:00 in Belgrade
    assert told("2023-09-24") == (midnight, midnight + 86_400_000_000)
    assert told("2023-09-24/..") == (midnight, None)
    assert told("/2023-09-24") == (None, midnight + 86_400_000_000)
    assert told("2023-09-23T22:00:00Z") == (midnight, midnight + 1)
    for wrong in ("../..", "2023-09-25/2023-09-24", "yesterday", "2023-09-24T03:00:00", ""):
        with pytest.raises(FilterError):
            told(wrong)


def test_an_answer_is_held(monkeypatch: pytest.MonkeyPatch) -> None:
    first = found("id LIKE 'BNJ%' AND kind <> 'site'")
    monkeypatch.setattr(STORE, "run", operator.itemgetter(0))  # which would fail
    assert found("id LIKE 'BNJ%' AND kind <> 'site'") == first


@pytest.mark.parametrize(
    "text",
    [
        *("(" * 40, "(" * 1600 + "true" + ")" * 1600, "-" * 3997 + "1=1", "NOT " * 900 + "true"),
        *("id IN " + "(" * 1995 + "1" + ")" * 1995, "[" * 40 + "kind", "kind = (" * 40, "f(" * 900),
        *('"' + "(" * 40, "'" + "(" * 40, "kind LIKE '" + "%_" * 1_500 + "'"),
    ],
)
def test_what_keeps_the_parser_busy_is_refused_at_once(text: str) -> None:
    began = time.perf_counter()
    with pytest.raises(FilterError):
        found(text)
    assert time.perf_counter() - began < 2


def test_brackets_in_quotation_marks_are_none() -> None:
    assert found(f"title = '{'(' * 40}' OR kind = 'site'") == found("kind = 'site'")
    assert found("(((((((((kind = 'site')))))))))") == found("kind = 'site'")


def test_the_draft_of_the_language_is_read_as_gdal_writes_it() -> None:
    assert found("title ILIKE '%POLICE%'", cql.OF_THE_DRAFT) == wanted(
        RECORDS["title"].str.lower().str.contains("police")
    )
    midnight = pd.Timestamp("2023-09-24", tz="UTC")
    assert found("start >= '2023-09-24T'", cql.OF_THE_DRAFT) == wanted(RECORDS["start"] >= midnight)
