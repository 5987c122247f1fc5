"""Which rows are refused, with which words; every row is accounted for."""

from __future__ import annotations

import json
from zoneinfo import ZoneInfo

import pytest
from dataset_folders import SMALL, check, small
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.ingest import validation
from geodata.ingest.validation import TABLES
from geodata.model import REJECTED_COLUMNS
from geodata.readers import delimited

BELGRADE = ZoneInfo("Europe/Belgrade")


def changed(file: str, position: int, **cells: str) -> validation.Checked:
    """The small dataset, checked, with some cells of one row changed."""
    tables = small()
    tables[file][position] |= cells
    return check(tables, BELGRADE)


def refusals(checked: validation.Checked, file: str) -> list[tuple[int, str, str, str]]:
    found = checked.rejected[checked.rejected["file"] == file]
    return list(found[["row", "field", "value", "reason"]].itertuples(index=False, name=None))


def test_the_small_dataset_has_nothing_to_refuse_or_to_warn_of() -> None:
    checked = check(small(), BELGRADE)
    assert checked.rejected.empty
    assert checked.warnings.empty
    assert {file: len(rows) for file, rows in checked.accepted.items()} == {
        file: len(SMALL[file]) for file in TABLES
    }


@pytest.mark.parametrize(
    ("file", "position", "cells", "field", "reason"),
    [
        ("incidents.csv", 0, {"id": ""}, "id", "Empty: it has to be filled in"),
        ("incidents.csv", 0, {"id": " b"}, "id", "Begins or ends with a space"),
        ("incidents.csv", 0, {"title": "  "}, "title", "Empty: it has to be filled in"),
        ("incidents.csv", 0, {"kind": "Incident"}, "kind", "one of: incident, deployment, statement, site"),
        ("incidents.csv", 0, {"time_class": "second"}, "time_class", "one of: minute, hour"),
        ("incidents.csv", 0, {"location_class": "town"}, "location_class", "one of: site, settlement"),
        (
            "incidents.csv",
            0,
            {"confidence": "sure"},
            "confidence",
            "low, unverified, or nothing",
        ),
        ("incidents.csv", 0, {"start": "24.9.2023"}, "start", "No date as 2023-09-24"),
        ("incidents.csv", 0, {"start": "2023-02-30T10:00"}, "start", "calendar does not have"),
        ("incidents.csv", 0, {"start": "٢٠٢٣-09-24"}, "start", "No date as 2023-09-24"),
        ("incidents.csv", 0, {"start": ""}, "start", "'minute' needs a date"),
        ("incidents.csv", 0, {"start": "2023-09-24"}, "start", "needs a time of day"),
        (
            "incidents.csv",
            0,
            {"start": "2023-03-26T02:30"},
            "start",
            "does not exist: clocks",
        ),
        ("incidents.csv", 0, {"start": "6000-01-01T00:00"}, "start", "A year outside 0002 to 5999"),
        ("incidents.csv", 0, {"end": "2023-09-24T02:33"}, "end", "Before the start, 2023-09-24T02:34"),
        ("incidents.csv", 1, {"end": ""}, "end", "Too near the start for the time class 'days'"),
        ("incidents.csv", 1, {"time_class": "month"}, "end", "Too near the start for the time class 'month'"),
        ("incidents.csv", 2, {"start": "1999-06-12"}, "start", "'standing' has no date"),
        ("incidents.csv", 3, {"start": "2022-01-01T08:00"}, "start", "with the time class 'day'"),
        ("incidents.csv", 0, {"place": "zvecan"}, "place", "places.csv has no such key"),
        ("incidents.csv", 0, {"place": ""}, "place", "location class is a point or a line"),
        ("incidents.csv", 0, {"place": "kosovo"}, "location_class", "Finer than the class"),
        (
            "incidents.csv",
            0,
            {"location_class": "site"},
            "location_class",
            "Finer than the class",
        ),
        ("incidents.csv", 0, {"location_class": "line"}, "location_class", "A line, but the place is none"),
        (
            "incidents.csv",
            1,
            {"location_class": "near"},
            "location_class",
            "but the place is a line",
        ),
        ("incidents.csv", 0, {"uncertainty_m": "-1"}, "uncertainty_m", "Less than 0"),
        ("incidents.csv", 0, {"fatalities_low": "5"}, "fatalities_low", "More than 'fatalities_best'"),
        (
            "incidents.csv",
            0,
            {"fatalities_best": "", "fatalities_low": "9"},
            "fatalities_low",
            "'fatalities_high'",
        ),
        ("incidents.csv", 0, {"fatalities_best": "-4"}, "fatalities_best", "whole number such as 4"),
        ("incidents.csv", 0, {"injured": "some"}, "injured", "whole number such as 4"),
        ("places.csv", 0, {"key": "two words"}, "key", "holds no spaces"),
        ("places.csv", 2, {"name_en": ""}, "name_en", "No name in any language"),
        ("places.csv", 0, {"class": "town"}, "class", "one of: site, settlement"),
        ("places.csv", 0, {"lat": "42,97"}, "lat", "number with a decimal point"),
        ("places.csv", 0, {"lat": "nan"}, "lat", "number with a decimal point"),
        ("places.csv", 0, {"lat": "91"}, "lat", "More than 90"),
        ("places.csv", 0, {"lon": "-180.5"}, "lon", "Less than -180"),
        ("places.csv", 0, {"lon": ""}, "lon", "Empty, but a latitude is given"),
        ("places.csv", 0, {"lon": "", "lat": ""}, "lon", "this class is drawn as a point"),
        ("places.csv", 0, {"uncertainty_m": "", "coordinate_source": "x"}, None, ""),
        ("places.csv", 0, {"through": "leposavic"}, "through", "only a place of the class 'line'"),
        ("places.csv", 3, {"through": ""}, "through", "a line needs the keys"),
        ("places.csv", 3, {"through": "banjska"}, "through", "two places at least"),
        ("places.csv", 3, {"through": "banjska jarinje"}, "through", "no place 'jarinje'"),
        ("places.csv", 3, {"through": "banjska kosovo"}, "through", "'kosovo' has no coordinates"),
        ("places.csv", 3, {"lon": "20", "lat": "43"}, "lon", "leave lon and lat empty"),
        ("actors.csv", 1, {"name": ""}, "name", "Empty: it has to be filled in"),
        ("actors.csv", 1, {"kind": "army"}, "kind", "one of: state force"),
        ("actors.csv", 1, {"parent": "un"}, "parent", "actors.csv has no such id"),
        ("actors.csv", 0, {"parent": "kfor"}, "parent", "leads back to"),
        ("participations.csv", 0, {"incident": "z"}, "incident", "incidents.csv has no such id"),
        ("participations.csv", 0, {"actor": ""}, "actor", "Empty: it has to name a row of actors.csv"),
        ("participations.csv", 0, {"role": "attacker"}, "role", "one of: initiator"),
        ("quantities.csv", 0, {"low": "300"}, "low", "More than 'best'"),
        ("quantities.csv", 0, {"low": "", "best": ""}, "best", "No number at all"),
        ("quantities.csv", 0, {"best": "many"}, "best", "number with a decimal point"),
        ("sources.csv", 0, {"url": "javascript:alert(1)"}, "url", "begins with https:// or http://"),
        ("sources.csv", 0, {"url": "https://"}, "url", "begins with https:// or http://"),
        ("sources.csv", 0, {"url": "https://example.org/a b"}, "url", "begins with https:// or http://"),
        ("sources.csv", 0, {"archived_url": "ftp://example.org"}, "archived_url", "begins with https://"),
        ("sources.csv", 1, {"publisher": ""}, "title", "Neither title nor publisher"),
        ("sources.csv", 0, {"reliability": "G"}, "reliability", "one of: A, B"),
        ("citations.csv", 0, {"source": "s9"}, "source", "sources.csv has no such source"),
        ("citations.csv", 0, {"credibility": "0"}, "credibility", "one of: 1, 2"),
        ("claims.csv", 0, {"value": ""}, "value", "Empty: it has to be filled in"),
        ("claims.csv", 0, {"said_by": "", "source": ""}, "said_by", "without who says so"),
        ("claims.csv", 0, {"source": "s9"}, "source", "sources.csv has no such source"),
    ],
)
def test_a_row_that_breaks_a_rule_is_refused_with_field_value_and_reason(
    file: str, position: int, cells: dict[str, str], field: str | None, reason: str
) -> None:
    tables = small()
    tables[file][position] |= cells
    checked = check(tables, BELGRADE)
    found = [refusal for refusal in refusals(checked, file) if refusal[0] == position + 2]
    if field is None:
        assert not found
        return
    assert [refusal[:2] for refusal in found] == [(position + 2, field)]
    assert found[0][2] == tables[file][position].get(field, "")
    assert reason.lower() in found[0][3].lower()
    assert found[0][3].endswith(".")


def test_both_rows_with_one_id_are_refused_and_each_names_the_other() -> None:
    tables = small()
    tables["incidents.csv"][3]["id"] = "b"
    found = refusals(check(tables, BELGRADE), "incidents.csv")
    assert [refusal[:3] for refusal in found] == [(2, "id", "b"), (5, "id", "b")]
    assert "same as in row 5" in found[0][3]
    assert "same as in row 2" in found[1][3]


def test_a_repeated_participation_is_refused_once() -> None:
    tables = small()
    tables["participations.csv"].append(dict(tables["participations.csv"][0]))
    found = refusals(check(tables, BELGRADE), "participations.csv")
    assert [refusal[:2] for refusal in found] == [(4, "incident")]
    assert "Repeats row 2" in found[0][3]


def test_several_faults_of_one_row_are_one_refusal_that_tells_them_all() -> None:
    found = refusals(changed("incidents.csv", 0, kind="x", injured="y"), "incidents.csv")
    assert len(found) == 1
    assert found[0][3].startswith("Has to be one of: incident")
    assert "Also injured: Has to be a whole number" in found[0][3]


def test_a_refused_row_pulls_down_what_refers_to_it_and_says_which() -> None:
    checked = changed("places.csv", 0, lat="x")
    assert [refusal[:2] for refusal in refusals(checked, "places.csv")] == [(2, "lat"), (5, "through")]
    assert [refusal[:2] for refusal in refusals(checked, "incidents.csv")] == [(2, "place"), (3, "place")]
    assert "names row 2 of places.csv, which was refused" in refusals(checked, "incidents.csv")[0][3]
    assert len(refusals(checked, "participations.csv")) == 2
    assert set(checked.accepted["incidents.csv"]["id"]) == {"c", "d"}


def test_a_refused_parent_refuses_its_children() -> None:
    checked = changed("actors.csv", 0, kind="x")
    assert [refusal[:2] for refusal in refusals(checked, "actors.csv")] == [(2, "kind"), (3, "parent")]


def test_an_incident_needs_a_radius_of_its_own_or_of_its_place() -> None:
    checked = changed("places.csv", 0, uncertainty_m="")
    assert [refusal[:2] for refusal in refusals(checked, "incidents.csv")] == [(2, "uncertainty_m")]
    tables = small()
    tables["places.csv"][0]["uncertainty_m"] = ""
    tables["incidents.csv"][0]["uncertainty_m"] = "0"
    assert check(tables, BELGRADE).rejected.empty


def test_an_incident_without_a_source_is_accepted_with_a_warning() -> None:
    tables = small()
    tables["citations.csv"] = tables["citations.csv"][:-1]
    checked = check(tables, BELGRADE)
    assert checked.rejected.empty
    assert list(checked.warnings["value"]) == ["d"]
    assert "No source supports it" in checked.warnings["reason"].item()


def test_a_column_that_would_not_be_shown_is_warned_of() -> None:
    checked = changed("places.csv", 0, remark="seen from afar")
    assert list(checked.warnings[["file", "row", "field"]].itertuples(index=False, name=None)) == [
        ("places.csv", 1, "remark")
    ]
    assert changed("incidents.csv", 0, remark="kept in extra").warnings.empty


def test_the_original_of_a_refused_row_is_kept_as_json() -> None:
    checked = changed("incidents.csv", 0, kind="x", remark="<b>{{ 1 }}</b>")
    original = json.loads(checked.rejected.loc[0, "original"])
    assert original["summary"] == 'They said "stop"'
    assert original["remark"] == "<b>{{ 1 }}</b>"
    assert list(original) == [*TABLES["incidents.csv"], "remark"]


def test_a_row_with_a_cell_too_many_is_refused_with_its_line() -> None:
    raw = {
        file: delimited.read((",".join(columns) + "\n").encode(), file, columns=columns)
        for file, columns in TABLES.items()
    }
    header = ",".join(TABLES["actors.csv"])
    content = f'{header}\nnato,"NA\nTO",,,police\nkfor,KFOR, the force,,,police\n'.encode()
    raw["actors.csv"] = delimited.read(content, "actors.csv", columns=TABLES["actors.csv"])
    checked = validation.check(raw, BELGRADE)
    assert checked.rows_in["actors.csv"] == 2
    assert len(checked.accepted["actors.csv"]) == 1
    assert refusals(checked, "actors.csv")[0][0] == 4
    assert "6 cells, but the header has 5" in refusals(checked, "actors.csv")[0][3]
    assert json.loads(checked.rejected.loc[0, "original"])[2] == " the force"


AWKWARD = {
    "numbers": ["1", "-1", "1e99", "nan", "inf"],
    "ids": ["b", "banjska", "kfor", "s1"],
    "dates": ["2023-09-24", "2023-10-29T02:30", "0001-01-01"],
    "words": ["month", "line", "site", "unknown"],
    "texts": ["", " ", "a\nb", "a,b", '"', "=1+1", "{{7*7}}", "Бањска", "\u202e"],
}
printable = st.text(max_size=8).filter(str.isprintable)
cells = st.sampled_from([text for texts in AWKWARD.values() for text in texts]) | printable
changes = st.lists(
    st.sampled_from([(file, column) for file, columns in TABLES.items() for column in columns]).flatmap(
        lambda at: st.tuples(st.just(at), st.integers(0, 9), cells)
    ),
    max_size=12,
)
repeats = st.lists(st.tuples(st.sampled_from(list(TABLES)), st.integers(0, 9)), max_size=4)


@settings(max_examples=60, deadline=None)
@given(changes=changes, repeats=repeats)
def test_accepted_and_refused_are_all_rows_whatever_the_cells_hold(
    changes: list[tuple[tuple[str, str], int, str]], repeats: list[tuple[str, int]]
) -> None:
    tables = small()
    for file, position in repeats:
        tables[file].append(dict(tables[file][position % len(tables[file])]))
    for (file, column), position, text in changes:
        tables[file][position % len(tables[file])][column] = text
    checked = check(tables, BELGRADE)
    assert tuple(checked.rejected.columns) == REJECTED_COLUMNS
    for file in TABLES:
        refused = checked.rejected.loc[checked.rejected["file"] == file, "row"]
        assert checked.rows_in[file] == len(tables[file]) == len(checked.accepted[file]) + len(refused)
        assert not set(refused) & set(checked.accepted[file].index)
    incidents = set(checked.accepted["incidents.csv"]["id"])
    for file in ("participations.csv", "quantities.csv", "citations.csv", "claims.csv"):
        assert set(checked.accepted[file]["incident"]) <= incidents
