"""Several datasets together: the same records, each with its dataset; who sees them; what is taken back."""

from __future__ import annotations

import csv
import io
import json
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from asking_as import asked
from hypothesis import given
from hypothesis import strategies as st

import geodata
from access import deciding
from access.acts import Act, Mode, Role
from access.people import LOGIN, Person
from geodata.__main__ import main
from geodata.errors import (
    GeodataError,
    LibraryError,
    NotTogetherError,
    QuotaError,
    UnknownDatasetError,
    WithdrawnError,
)
from geodata.exporters import registry
from geodata.filters import Filters, from_query
from geodata.library import (
    archived_decisions,
    archives,
    catalog,
    decisions,
    joining,
    joints,
    management,
    parquet,
    paths,
    purging,
    readers,
)
from geodata.library.readers import Readers
from geodata.query import answers, store, whose

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geodata.model import Dataset

CASE = "northern-kosovo"
PAIR = f"{CASE}~own"
OWN = """id,date,latitude,longitude,actor,fatalities,dataset,shared
A,2023-09-24,42.97,20.78,KFOR,1,mine,x
B,2023-10-01 14:30,42.98,20.79,Nobody else,,mine,
C,2023-09-24,43.10,20.80,kfor,2,,7
"""


@pytest.fixture(autouse=True)
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("INCIDENTS_LIBRARY", str(tmp_path / "library"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "library"


def save(
    tmp_path: Path, text: str = OWN, name: str = "own", *more: str, zone: str = "Europe/Belgrade"
) -> None:
    file = tmp_path / f"{name}.csv"
    file.write_text(text)
    assert main(["import", str(file), "--name", name, "--timezone", zone, *more]) == 0


@pytest.fixture
def own(tmp_path: Path) -> str:
    save(tmp_path)
    return "own"


def together(*names: str) -> str:
    name = paths.joint_of(names)
    joining.make(name)
    return name


# What they are


def test_every_record_is_there_and_says_whose_it_is(own: str) -> None:
    name = together(CASE, own)
    whole = geodata.load(name)
    for part in (CASE, own):
        alone = geodata.load(part).set_index("id")
        told = whole[whole["id"].str.startswith(f"{part}:")].assign(
            id=lambda found: found["id"].str.partition(":")[2]
        )
        told = told.set_index("id").loc[alone.index]
        same = [each for each in alone if each not in ("row", "place", "search_text", "extra", "geometry")]
        pd.testing.assert_frame_equal(told[same], alone[same], check_dtype=False)
        assert told.geometry.geom_equals(alone.geometry).sum() == alone.geometry.notna().sum()
        assert answers.counts(store.opened(name), Filters(columns=(f"dataset={part}",))).shown == len(alone)
    assert len(whole) == len(geodata.load(CASE)) + 3


@pytest.mark.parametrize("by", ["month", "actor", "kind", "location_class", "publisher"])
@pytest.mark.parametrize("query", ["", "from=2023-09-24&to=2023-10-10", "area=20.7,42.9;20.9,42.9;20.9,43.2"])
def test_sums_are_those_of_each_together(own: str, by: str, query: str) -> None:
    name = together(CASE, own)
    wanted = from_query(query)
    found = geodata.summarise(name, by, "fatalities", filters=wanted)
    each = [geodata.summarise(part, by, "fatalities", filters=wanted) for part in (CASE, own)]
    for side in ("certain", "possible"):
        for figure, n in found.attrs["whole"][side].items():
            assert n == sum(one.attrs["whole"][side][figure] for one in each)
    if by == "month":
        added = pd.concat(each).groupby("month", dropna=False).sum(numeric_only=True)
        months = found.set_index("month")[list(added)]
        pd.testing.assert_frame_equal(months, added.reindex(months.index, fill_value=0), check_dtype=False)


def test_days_stay_days_and_moments_moments_where_zones_differ(tmp_path: Path) -> None:
    save(tmp_path, zone="UTC")
    name = together(CASE, "own")
    assert catalog.load(name).info.timezone == "Europe/Belgrade"  # of most records
    found = geodata.load(name).set_index("id")
    assert str(found.loc["own:A", "start"].tz_convert("Europe/Belgrade")) == "2023-09-24 00:00:00+02:00"
    assert str(found.loc["own:B", "start"]) == "2023-10-01 14:30:00+00:00"


def test_actors_that_are_called_the_same_are_one_and_others_stay_their_own(tmp_path: Path) -> None:
    head = "id,date,latitude,longitude,actor\n"
    save(tmp_path, f"{head}1,2023-09-24,42,20,KFOR\n2,2023-09-24,42,20,Alpha\n", "one")
    save(tmp_path, f"{head}1,2023-09-24,42,20,kfor\n2,2023-09-24,42,20,Beta\n", "two")
    name = together(CASE, "one", "two")
    found = geodata.summarise(name, "actor").set_index("actor")["records_possible"]
    assert (
        found["kfor"] == geodata.summarise(CASE, "actor").set_index("actor")["records_possible"]["kfor"] + 2
    )
    assert found["Alpha"] == found["Beta"] == 1
    ids = list(catalog.load(name).actors["id"])
    assert len(ids) == len(set(ids))


def test_columns_of_one_name_are_one_and_ours_is_first(own: str, tmp_path: Path) -> None:
    save(tmp_path, "id,date,latitude,longitude,shared\n1,2023-09-24,42,20,seven\n", "two")
    name = together("own", "two")
    opened = store.opened(name)
    assert opened.statistics.own_columns[0] == ("dataset", "text")
    told = geodata.load(name).set_index("id")["extra"]
    assert '"own: dataset": "mine"' in told["own:A"]
    assert '"shared": "seven"' in told["two:1"]
    assert answers.counts(opened, Filters(columns=("shared=7", "shared=seven"))).shown == 2


def test_files_that_are_taken_away_say_whose_each_record_is(own: str) -> None:
    opened = store.opened(together(CASE, own))
    text = b"".join(registry.blocks("csv", opened, Filters())).decode("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(text)))
    versions = {name: catalog.load(name).version[:12] for name in (CASE, "own")}
    assert {each["dataset"]: each["dataset_version"] for each in lines} == versions
    assert sum(each["dataset"] == "own" for each in lines) == 3


def test_the_command_line_takes_the_name_of_both(own: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["together", "own", CASE]) == 0
    assert PAIR in capsys.readouterr().out
    assert main(["summarise", PAIR, "--by", "dataset"]) == 0
    assert f"{CASE},197" in capsys.readouterr().out
    assert main(["together", "own", "own"]) == 2
    assert main(["together", "own", "none"]) == 1


def test_the_same_versions_are_made_once_and_others_anew(own: str, tmp_path: Path) -> None:
    name = together(CASE, own)
    first = catalog.load(name)
    assert joining.make(name) == first.version
    assert catalog.load(name) is first
    save(tmp_path, OWN + "D,2023-09-25,42,20,KFOR,1,,\n", "own", "--new-version")
    with pytest.raises(NotTogetherError):
        catalog.load(name)
    joining.make(name)
    assert len(catalog.load(name).incidents) == 201
    assert len(catalog.load(name, first.version).incidents) == 200  # an older link still opens
    assert name not in catalog.names()


def test_too_many_records_are_refused(own: str) -> None:
    with pytest.raises(QuotaError, match="200 records"):
        joining.make(PAIR, most=199)


def test_what_was_opened_longest_ago_makes_room(
    own: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(tmp_path, OWN, "two")
    monkeypatch.setenv("INCIDENTS_QUOTA_JOINT_BYTES", "1")
    together("own", "two")
    time.sleep(0.01)
    together(CASE, "own")
    assert [each.name for each in paths.children(paths.root() / paths.JOINT)] == [PAIR]


# For whom they are

ANYBODY = Person(Mode.PUBLIC)
EDITOR = Person(Mode.PUBLIC, Role.EDITOR, LOGIN, "edi@desk.org", member=True)
READER = Person(Mode.PUBLIC, Role.VISITOR, LOGIN, "rea@desk.org")
ADMIN = Person(Mode.PUBLIC, Role.ADMIN, LOGIN, "adm@desk.org", member=True)


SEEN = {
    "public": (Readers(), {"anybody", "reader", "editor", "admin"}),
    "private": (Readers(readers.PRIVATE, people=("rea@desk.org",)), {"reader", "admin"}),
    "members": (Readers(readers.MEMBERS), {"editor", "admin"}),
    "embargoed": (Readers(until=4e9), {"editor", "admin"}),
}


@pytest.mark.parametrize("who", SEEN)
def test_whoever_may_not_see_one_may_not_see_them_together(own: str, who: str) -> None:
    said, seen_by = SEEN[who]
    version = joining.make(PAIR)
    folder = f"/data/{PAIR}/{version}"
    for name, person in {"anybody": ANYBODY, "reader": READER, "editor": EDITOR, "admin": ADMIN}.items():
        readers.write(paths.root() / "own", said)
        client = asked(person)
        for each in (
            "columns.bin",
            "mask.bin?q=row",
            "histogram.json",
            "export.csv",
            "summary.json?by=dataset",
        ):
            answer = client.get(f"{folder}/{each}")
            assert (answer.status_code == 200) == (name in seen_by), (name, each)
            if answer.status_code != 200:
                nowhere = client.get(f"/data/{CASE}~none/{version}/{each}")
                assert answer.status_code == nowhere.status_code == 404
                assert answer.text.replace("own", "none") == nowhere.text
            elif said != Readers():
                assert "no-store" in answer.headers["cache-control"]
        assert deciding.sees(person, PAIR) == (name in seen_by)
    assert deciding.sees(replace(ADMIN, scope=frozenset({f"named {CASE}"})), PAIR) is False


def test_nobody_changes_several_at_once(own: str) -> None:
    joining.make(PAIR)
    writing = [act for act in Act if deciding.RULES[act].writes]
    assert writing
    assert not any(deciding.may(ADMIN, act, PAIR) for act in writing)
    for change in (management.delete, lambda name: management.withdraw(name, reason="x")):
        with pytest.raises(GeodataError):
            change(PAIR)
    assert readers.of(PAIR) == readers.NOBODY


# What is taken back


def held(library: Path) -> bytes:
    """All that lies in the library besides the trash and what is withdrawn."""
    return b"".join(each.read_bytes() for each in (library / paths.JOINT).rglob("*.parquet"))


@pytest.mark.parametrize("way", ["withdraw", "withdraw version", "delete", "rename"])
def test_what_is_taken_back_of_one_is_taken_back_of_both(own: str, way: str, library: Path) -> None:
    version = joining.make(PAIR)
    client = asked(ANYBODY)
    address = f"/data/{PAIR}/{version}/mask.bin?q=row"
    assert client.get(address).status_code == 200
    assert held(library)
    match way:
        case "withdraw":
            management.withdraw("own", reason="wrong")
        case "withdraw version":
            management.withdraw("own", catalog.current("own"), reason="wrong")
        case "delete":
            management.delete("own")
        case _:
            management.rename("own", "other")
    assert client.get(address).status_code in (404, 410)
    with pytest.raises((UnknownDatasetError, WithdrawnError)):
        joining.make(PAIR)
    assert not held(library)  # nor does it lie on the disk in another shape


def test_another_dataset_of_the_name_lets_nobody_in_to_what_was_deleted(own: str, tmp_path: Path) -> None:
    version = joining.make(PAIR)
    management.delete("own")
    purging.purge()
    save(tmp_path, OWN.replace("A,", "Z,"), "own")
    assert asked(ANYBODY).get(f"/data/{PAIR}/{version}/columns.bin").status_code == 404
    assert joining.make(PAIR) != version


# One event in both


def decide(tmp_path: Path, *lines: str) -> int:
    file = tmp_path / "decided.csv"
    file.write_text("\n".join(["a_id,b_id,decision", *lines]))
    return main(["matches", CASE, "own", "--decisions", str(file)])


def test_what_is_decided_to_be_one_event_is_counted_once(own: str, tmp_path: Path) -> None:
    before = geodata.summarise(together(CASE, own), "", "fatalities").iloc[0]
    first = catalog.load(PAIR).version
    assert decide(tmp_path, "BNJ-02,A,same", "BNJ-04,A,Same", "BNJ-03,C,different", "BNJ-01,C,unsure") == 0
    found = geodata.load(PAIR).set_index("id")["extra"]
    assert catalog.load(PAIR).version != first
    # of three that are one, that of the dataset whose name comes first, and of two of that the first
    assert '"double_of": "northern-kosovo:BNJ-02"' in found["own:A"]
    assert '"double_of": "northern-kosovo:BNJ-02"' in found[f"{CASE}:BNJ-04"]
    assert sum("double_of" in each for each in found) == 2
    once = Filters(columns=(whose.WITHOUT_DOUBLES,))
    after = geodata.summarise(PAIR, "", "fatalities", filters=once).iloc[0]
    assert before["records_possible"] - after["records_possible"] == 2
    assert before["best_possible"] - after["best_possible"] == 1 + 3  # own:A and BNJ-04
    assert whose.doubles(store.opened(PAIR), Filters()) == 2
    assert whose.left_out(store.opened(PAIR), once) == 2
    assert whose.left_out(store.opened(PAIR), Filters()) == 0


def test_decisions_are_kept_told_along_and_taken_back(
    own: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert decide(tmp_path, "BNJ-02,A,same") == 0
    pairs = geodata.matches("own", CASE)  # the other way round
    decided = pairs[pairs["decision"] != ""]
    assert decided[["a_id", "b_id", "decision"]].to_numpy().tolist() == [["A", "BNJ-02", "same"]]
    management.rename("own", "other")
    assert decisions.same([CASE, "other"]) == ((f"{CASE}:BNJ-02", "other:A"),)
    management.rename("other", "own")
    assert decide(tmp_path, "BNJ-02,A,perhaps") == 1
    assert "'perhaps' is no decision" in capsys.readouterr().err
    assert decisions.keep("own", CASE, {("A", "BNJ-02"): ""}) == 1
    assert decisions.of(CASE, "own") == {}
    with pytest.raises(NotTogetherError):
        catalog.load(PAIR)  # was never put together without


def test_what_was_decided_of_a_record_that_is_gone_leaves_nothing_out(own: str, tmp_path: Path) -> None:
    assert decide(tmp_path, "BNJ-02,A,same", "no-such,C,same") == 0
    found = geodata.load(PAIR)
    assert sum("double_of" in each for each in found["extra"]) == 1


def test_decisions_go_when_one_of_both_is_erased(own: str, tmp_path: Path, library: Path) -> None:
    assert decide(tmp_path, "BNJ-02,A,same") == 0
    management.delete("own")
    purging.purge([CASE])  # erases nothing
    assert list((library / decisions.FOLDER).glob("*.json"))
    purging.purge()
    assert not list((library / decisions.FOLDER).glob("*.json"))


def test_a_backup_holds_decisions_and_restore_brings_them_back_beside_newer_ones(
    own: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert decide(tmp_path, "BNJ-02,A,same", "BNJ-03,C,different", "no-such,C,same") == 0
    assert main(["backup", str(tmp_path / "all.tar")]) == 0
    monkeypatch.setenv("INCIDENTS_LIBRARY", str(tmp_path / "another"))
    assert main(["restore", str(tmp_path / "all.tar")]) == 0
    there = {("BNJ-02", "A"): "same", ("BNJ-03", "C"): "different"}  # of records that are there
    assert decisions.of(CASE, own) == there
    decisions.keep(CASE, own, {("BNJ-02", "A"): "unsure", ("BNJ-03", "C"): ""})
    assert main(["restore", str(tmp_path / "all.tar")]) == 0
    assert decisions.of(CASE, own) == {**there, ("BNJ-02", "A"): "unsure"}  # what was decided since, stays


def test_no_backup_tells_of_pairs_with_what_was_withdrawn_or_is_private(own: str, tmp_path: Path) -> None:
    assert decide(tmp_path, "BNJ-02,A,same", "BNJ-03,C,same") == 0
    first = catalog.load(own).version
    file = tmp_path / "fewer.csv"
    file.write_text(OWN.replace("A,2023-09-24", "D,2023-09-24"))
    assert main(["import", str(file), "--name", own, "--new-version", "--timezone", "UTC"]) == 0
    ids = sorted(
        each for entry in archived_decisions.taken([own]) for pair in entry["pairs"] for each in pair[:2]
    )
    assert ids == ["A", "BNJ-02", "BNJ-03", "C"]
    management.withdraw(own, first, reason="a name stood in it")
    (entry,) = archived_decisions.taken([own])
    assert sorted(entry["pairs"][0]) == ["BNJ-03", "C", "same"]
    assert len(entry["pairs"]) == 1
    assert archived_decisions.taken([]) == []  # of a dataset that the archive does not hold


def test_an_archive_of_an_older_edition_says_nothing_of_decisions_and_a_broken_one_is_refused(
    own: str, tmp_path: Path
) -> None:
    index = {"format": archives.FORMAT, "datasets": {}}
    file = tmp_path / archives.INDEX
    for decided, fits in ((None, True), ([], True), ({}, False), ([{"datasets": ["a"]}], False)):
        file.write_text(json.dumps(index if decided is None else {**index, "decided": decided}))
        if fits:
            assert archives._index(file).decided == []
        else:
            with pytest.raises(LibraryError, match="what was decided"):
                archives._index(file)


NAMES = ("a", "b", "c")
RECORDS = [f"{name}:{number}" for name in NAMES for number in range(4)]


@given(
    st.sets(st.tuples(st.sampled_from(RECORDS), st.sampled_from(RECORDS))), st.sets(st.sampled_from(RECORDS))
)
def test_of_records_that_are_one_exactly_one_is_kept(pairs: set[tuple[str, str]], there: set[str]) -> None:
    doubles = decisions.doubles(pairs, there, NAMES)
    edges = [set(pair) for pair in pairs if set(pair) <= there]
    groups = [{each} for each in there]
    for _ in edges:  # grow until nothing more belongs together
        groups = [set().union(group, *(edge for edge in edges if edge & group)) for group in groups]
    for group in groups:
        kept = group - set(doubles)
        assert kept == {min(group)}
        assert {doubles[each] for each in group - kept} <= kept


def test_what_is_decided_while_it_is_made_is_for_the_next_time(
    own: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = joints.version_of

    def decides_then(parts: Sequence[Dataset], *more: Sequence[decisions.Pair]) -> str:
        version = said(parts, *more)
        decide(tmp_path, "BNJ-02,A,same")
        return version

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(joints, "version_of", decides_then)
        before = joining.make(PAIR)
    after = joining.make(PAIR)
    folder = paths.root() / paths.JOINT / PAIR
    assert before != after
    assert joints.DOUBLE not in parquet.own_columns(folder / before)
    assert joints.DOUBLE in parquet.own_columns(folder / after)
