"""Any table of twelve kinds of fault together is accounted for; none of its texts is lost without a word."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from made_tables import Table, tables

from geodata import readers
from geodata.errors import GeodataError
from geodata.ingest.draft import Draft
from geodata.layouts import drafting

MADE_OF_NUMBERS = frozenset(("lat", "lon", "pair"))
"""Fields of which a position may be all that is kept."""


def kept(draft: Draft) -> str:
    """All texts of what is kept, refused and said."""
    found: list[str] = []
    for name in ("attributes", "incidents", "places", "actors", "sources", "quantities"):
        table = draft.tables[name]
        for column in table.columns:
            if column != "geometry":
                found += [str(each) for each in table[column].tolist() if not _missing(each)]
    for table in (draft.rejected, draft.warnings):
        for column in ("field", "value", "reason", "original"):
            if column in table:
                found += table[column].fillna("").astype(str).tolist()
    for original in draft.rejected["original"].tolist():
        found += _strings(json.loads(original))
    return _tidy("\n".join(found))


def _missing(value: Any) -> bool:
    return not isinstance(value, (list, dict)) and bool(pd.isna(value))


def _strings(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for each in value.values() for text in _strings(each)]
    if isinstance(value, list):
        return [text for each in value for text in _strings(each)]
    return [str(value)]


def _tidy(text: str) -> str:
    return " ".join(text.split())


def lost(table: Table, draft: Draft) -> list[str]:
    """The cells that are not found again, in whole or in the parts of a list."""
    everything = kept(draft)
    located = bool(draft.tables["incidents"]["lon"].notna().any())
    missing = []
    for row in table.rows:
        for field, name, cell in zip(table.fields, table.names, row, strict=True):
            repeated = table.format in ("json", "geojson") and table.names.count(name) > 1
            if repeated or (located and field in MADE_OF_NUMBERS):
                continue
            parts = [cell] if _tidy(cell) in everything else re.split(r"[;\n]", cell)
            missing += [part for part in parts if _tidy(part) and _tidy(part) not in everything]
    return missing


def may_be_named_below(table: Table) -> bool:
    """Whether one name above rows is as well a title above names.

    `title,` above `Raid,x` says as much as `Report,` above `title,place`: no text tells which it is. Then a
    row may be taken for the names, and what stands above it for titles: it is said, the lines are shown, and
    which of them holds the names can be chosen.
    """
    return sum(map(bool, table.names)) == 1 < len(table.names)


def check(table: Table, draft: Draft) -> None:
    """Every row is accounted for and every text is kept, but for names and titles, see above."""
    assert draft.rows_in == draft.accepted + len(draft.rejected)
    missing = lost(table, draft)
    if may_be_named_below(table) and (missing or draft.rows_in < len(table.rows)):
        begins = draft.top[: (draft.header_row or 0) or len(draft.top)]
        shown = _tidy("\n".join([*draft.columns, *(cell for _, cells in begins for cell in cells)]))
        assert [each for each in missing if _tidy(each) not in shown] == []
        assert "header" in draft.warnings["field"].tolist()
        missing = []
    else:
        assert draft.rows_in >= len(table.rows), [*draft.warnings["reason"]]
    assert missing == []


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(table=tables())
def test_any_table_is_accounted_for_and_loses_nothing(
    table: Table, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = table.write(tmp_path_factory.getbasetemp())
    try:
        draft = drafting.prepare(readers.read(path, name=path.name))
    except GeodataError:  # in words; any other error fails the test
        return
    check(table, draft)


@pytest.mark.parametrize(
    ("lat", "lon", "others"),
    [
        ("42.93", None, {"lat"}),
        ("42°55'48\"N", "20.68", {"lat"}),
        ("42,94", "20,68", {"lat", "lon"}),
        ("42.93", "20.68", set()),
    ],
)
def test_degrees_are_kept_as_they_are_written_unless_they_are_plain_numbers(
    lat: str, lon: str | None, others: set[str], tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    lines = [["title", "lat"], ["Raid", lat]]
    if lon is not None:
        lines = [["title", "lat", "lon"], ["Raid", lat, lon]]
    with path.open("w", newline="") as stream:
        csv.writer(stream, delimiter=";").writerows(lines)
    draft = drafting.prepare(readers.read(path, name=path.name))
    assert {*draft.tables["attributes"].columns} == others


def test_titles_that_begin_as_comments_do_are_rows_where_most_say_more(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    for rows, kept in (("# a,1\n# b,2\n# c,\n", 3), ("Raid,1\n# a note,\n", 1), ("# a,\n", 1)):
        path.write_text(f"title,id\n{rows}", encoding="utf-8")
        assert readers.read(path, name=path.name).rows_in == kept


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ('"""",b\nRaid,x', 2),
        ("idem,b\nRaid,x", 2),
        ("a,true\nRaid,x", 2),
        ("Raid,x\nRaid,x", 2),
        ("Raid,x\nRaid 1,x", 2),
        ("Raid,x\nTotal,", 1),
    ],
)
def test_words_that_stand_again_below_a_name_without_a_neighbour_are_a_row(
    text: str, rows: int, tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"title,\n{text}\n", encoding="utf-8")
    raw = readers.read(path, name=path.name)
    assert raw.header_row == 1
    assert len(raw.rows) == rows


@pytest.mark.parametrize(
    "text",
    [
        "lat,source,title,lat\nsomewhere,https://example.org/a,Raid,somewhere\nsomewhere,7,Raid,42.93\n,1,,2.5\n",
        "lon,id,lon,title\nx,a-1,x,Raid\nx,1,20.68,Raid\n,1,20.69,\n",
    ],
)
def test_a_first_row_of_words_that_tells_no_columns_apart_is_a_row(text: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(text, encoding="utf-8")
    raw = readers.read(path, name=path.name)
    assert (raw.header_row, raw.rows_in) == (1, 3)


def test_a_row_of_words_whose_words_stand_again_below_is_no_second_line_of_names(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    rows = "inconnu,Raid,a-1,34TDN8573,a-1\n1,Raid,a-1,34TDN8573,a-1\n" + 4 * ",1,,,\n"
    path.write_text(f"id,title,id,coordinates,Event ID\n{rows}", encoding="utf-8")
    raw = readers.read(path, name=path.name)
    assert (raw.header_row, len(raw.rows)) == (1, 2)


def test_rows_with_gaps_above_the_first_full_one_are_rows_where_no_line_holds_names(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(",,title\n1,,Raid\n,1,Raid\n1,1,Raid\n1,1,Raid\n", encoding="utf-8")
    raw = readers.read(path, name=path.name)
    assert (raw.header_row, raw.rows_in, raw.rows.index.tolist()) == (0, 4, [2, 3, 4, 5])
