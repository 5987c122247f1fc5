"""What `check` enforces beyond the tables' form: each rule fails on a bad line and says what to do."""

from __future__ import annotations

import re
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from dataset_folders import check, small, write

from geodata.__main__ import main
from geodata.ingest import consistency
from geodata.library import folders, paths
from geodata.model import LOCATION_CLASSES

BELGRADE = ZoneInfo("Europe/Belgrade")

Cells = dict[str, str]
Change = tuple[str, int, Cells]


def tables(*changes: Change) -> dict[str, pd.DataFrame]:
    """The small dataset, accepted, with some cells changed."""
    given = small()
    for file, position, cells in changes:
        given[file][position] |= cells
    checked = check(given, BELGRADE)
    assert checked.rejected.empty
    return dict(checked.accepted)


def found(*changes: Change) -> list[tuple[str, int, str, str, str]]:
    faults = consistency.faults(tables(*changes), BELGRADE)
    return list(faults.itertuples(index=False, name=None))


def test_the_small_dataset_is_consistent() -> None:
    assert found() == []


INCIDENTS, PLACES, CITATIONS = "incidents.csv", "places.csv", "citations.csv"
HIGH = (INCIDENTS, 0, {"confidence": "high"})


def rated(rating: str, position: int = 0) -> Change:
    return "sources.csv", position, {"reliability": rating}


@pytest.mark.parametrize(
    ("changes", "where", "reason"),
    [
        ([("claims.csv", 0, {"source": ""})], ("claims.csv", 2, "value"), "No source: name the row"),
        ([HIGH, rated("F")], (INCIDENTS, 2, "confidence"), "Rests on A paper, rated F alone"),
        ([HIGH, rated("D")], (INCIDENTS, 2, "confidence"), "a source rated A, B, C"),
        ([HIGH, rated("")], (INCIDENTS, 2, "confidence"), "Rests on A paper, not rated alone"),
        (
            [(INCIDENTS, 0, {"time_class": "hour", "end": "2023-09-24T14:00"})],
            (INCIDENTS, 2, "time_class"),
            "Lasts 11.4 hours, but 'hour' means 3 hours at most",
        ),
        (
            [(INCIDENTS, 0, {"end": "2023-09-24T03:00"})],
            (INCIDENTS, 2, "time_class"),
            "Lasts 27 minutes, but 'minute' means 15 minutes at most",
        ),
        (
            [(INCIDENTS, 0, {"start": "2023-09-24", "end": "2023-09-25", "time_class": "day"})],
            (INCIDENTS, 2, "time_class"),
            "Lasts 48 hours, but 'day' means 25 hours at most",
        ),
        (
            [(INCIDENTS, 0, {"uncertainty_m": "60000"})],
            (INCIDENTS, 2, "uncertainty_m"),
            "The class 'settlement' goes from 200 to 15000 m",
        ),
        ([(PLACES, 0, {"uncertainty_m": "5"})], (PLACES, 2, "uncertainty_m"), "The class 'settlement' goes"),
        (
            [(PLACES, 0, {"name_sr_cyrl": "Банска"})],
            (PLACES, 2, "name_sr_cyrl"),
            "In Latin letters 'banska', but name_sr_latn has 'Banjska'",
        ),
    ],
)
def test_a_bad_line_is_told_with_its_place_and_what_to_do(
    changes: list[Change], where: tuple[str, int, str], reason: str
) -> None:
    faults = found(*changes)
    assert [fault[:3] for fault in faults] == [where]
    assert reason in faults[0][4]
    assert faults[0][4].endswith(".")


def cited_too(source: str, *changes: Change) -> dict[str, pd.DataFrame]:
    """The first incident cites one source more."""
    given = tables(*changes)
    more = given[CITATIONS].iloc[[0]].assign(source=source).set_axis([99])
    return given | {CITATIONS: pd.concat([given[CITATIONS], more])}


def test_high_confidence_stands_on_a_well_rated_source_or_on_two_publishers() -> None:
    assert found(HIGH, rated("C")) == []
    two = cited_too("s2", HIGH, rated("F"), rated("F", 1))
    assert consistency.faults(two, BELGRADE).empty
    one = cited_too("s2", HIGH, rated("F"), rated("F", 1), ("sources.csv", 1, {"publisher": "A paper"}))
    assert list(consistency.faults(one, BELGRADE)["field"]) == ["confidence"]


@pytest.mark.parametrize(
    ("published", "lines"),
    [("2023-09-24", [3]), ("2023-08", [2, 3]), ("2022", [2, 3]), ("2021-12-31", [2, 3, 5])],
)
def test_a_source_older_than_its_record_needs_a_note(published: str, lines: list[int]) -> None:
    faults = found(("sources.csv", 0, {"published": published}))
    assert [fault[:4] for fault in faults] == [(CITATIONS, line, "source", "s1") for line in lines]
    assert f"Published {published}, before the record's first day, 2023-09-2" in faults[0][4]
    assert "in the column 'note'" in faults[0][4]


@pytest.mark.parametrize("published", ["2023-09-25", "2023-09", "2023", "", "spring 2020", "2023-13"])
def test_a_source_of_the_day_or_without_a_readable_date_is_not_older(published: str) -> None:
    assert found(("sources.csv", 0, {"published": published})) == []


def test_a_note_says_why_an_older_source_is_cited() -> None:
    given = tables(("sources.csv", 0, {"published": "2022"}))
    noted = given | {CITATIONS: given[CITATIONS].assign(note="says what was planned")}
    assert consistency.faults(noted, BELGRADE).empty


def test_every_location_class_has_its_radii() -> None:
    assert set(consistency.RADII_M) == set(LOCATION_CLASSES)


def test_two_records_of_one_place_day_and_type_are_to_be_looked_at_but_no_fault() -> None:
    twin = {"event_type": "ambush", "start": "2023-09-24", "end": "", "time_class": "day"}
    given = tables((INCIDENTS, 3, twin | {"place": "banjska", "location_class": "settlement"}))
    seen = consistency.alike(given)
    assert [(row.row, row.value) for row in seen.itertuples()] == [(5, given[INCIDENTS].at[5, "id"])]
    assert "are those of b: one event told twice?" in seen["reason"].iloc[0]
    assert consistency.faults(given, BELGRADE).empty
    other_day = tables((INCIDENTS, 3, twin | {"start": "2023-09-25", "place": "banjska"}))
    assert consistency.alike(other_day).empty


def test_check_tells_faults_and_ends_with_one(tmp_path, capsys: pytest.CaptureFixture[str]) -> None:
    given = small()
    given["claims.csv"][0]["source"] = ""
    assert main(["check", str(write(tmp_path / "a", given))]) == 1
    value = given["claims.csv"][0]["value"]
    assert f"error: claims.csv:2 value '{value}' No source: name the row" in capsys.readouterr().out


def test_the_built_in_case_is_consistent() -> None:
    checked = folders.check_folder(paths.CASE)[1]
    assert consistency.faults(checked.accepted, BELGRADE).to_dict("records") == []
    assert checked.warnings.empty


def test_the_method_note_counts_what_is_there() -> None:
    told = (paths.CASE / "METHOD.md").read_text(encoding="utf-8")
    accepted = folders.check_folder(paths.CASE)[1].accepted
    years = accepted["incidents.csv"]["start"].str[:4].value_counts()
    parts = ", ".join(f"{years[year]} of {year}" for year in ("2022", "2023", "2024", "2025"))
    assert f"{len(accepted['incidents.csv'])} records: {parts}" in told
    for rating, count in accepted["sources.csv"]["reliability"].value_counts().items():
        assert re.search(rf"^\| \*\*{rating}\*\* .* \| {count} \|$", told, re.MULTILINE), (rating, count)


def test_each_publisher_of_the_built_in_case_has_one_rating_with_its_reason() -> None:
    sources = folders.check_folder(paths.CASE)[1].accepted["sources.csv"]
    assert (sources["rating_reason"] != "").all()
    assert (sources.groupby("publisher")[["reliability", "rating_reason"]].nunique() == 1).all(axis=None)


def test_the_title_says_the_years_that_the_built_in_case_covers() -> None:
    found, checked = folders.check_folder(paths.CASE)
    years = checked.accepted["incidents.csv"]["start"].str[:4]
    covered = years[years.between("2022", "2099")]
    assert f"{covered.min()}–{covered.max()}" in found.description.info.title
    assert all(count >= 12 for count in covered.value_counts())


def test_every_new_record_and_correction_is_told_in_the_changes() -> None:
    told = (paths.CASE / "CHANGES.md").read_text(encoding="utf-8")
    ids = folders.check_folder(paths.CASE)[1].accepted["incidents.csv"]["id"]
    lines = [line.split(" | ") for line in told.splitlines() if line.startswith("| ")]
    named = {part.strip("| ") for line in lines for part in line[0].split(",")}
    gone = {"FAC-K06", "Record", "place serbia", "place kosovo"}
    assert named - gone <= set(ids)
    assert len(named & set(ids)) > 100
