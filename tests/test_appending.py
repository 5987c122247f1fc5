"""Several files of one layout are one dataset, and a later one changes it: what is added, stays and goes."""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from forked_changes import left_by_a_sweep
from raw_files import raw_file, table
from shapely import Point

from geodata.__main__ import main
from geodata.errors import NothingToSaveError, UnusableFileError
from geodata.ingest.choices import Choices
from geodata.layouts import drafting, merging
from geodata.library import appending, catalog, paths
from geodata.limits import Limits
from geodata.model import ATTRIBUTES
from geodata.places import geocoding, new_version
from geodata.places.candidates import Candidate
from geodata.readers.raw import Job, RawFile, placed

ROOT = Path(__file__).parent.parent
Printed = pytest.CaptureFixture[str]
HEADER = "event_id_cnty,event_date,event_type,actor1,location,latitude,longitude,fatalities,timestamp"


def acled(*events: str, header: str = HEADER) -> str:
    """Events written as `id fatalities timestamp`."""
    cells = (each.split() for each in events)
    lines = [f"{name},02 May 2024,Riots,A,Town,42.9,20.8,{killed},{when}" for name, killed, when in cells]
    return "\n".join([header, *lines]) + "\n"


def merged(*tables: str, together: int | None = 1, **chosen: Any) -> merging.Merged:
    read = [raw_file(table(text)) for text in tables]
    return of_raw(read, Choices(together=together, **chosen))


def of_raw(read: Sequence[RawFile], choices: Choices) -> merging.Merged:
    names = [f"{number}.csv" for number in range(1, len(read) + 1)]
    return merging.merged(read, names, choices, Job("all", Limits(), choices))


def killed(found: merging.Merged) -> dict[str, str]:
    return dict(zip(found.raw.rows["event_id_cnty"], found.raw.rows["fatalities"], strict=True))


def told(found: merging.Merged) -> list[tuple[str, int, str]]:
    refused = found.raw.refused
    return [
        (*placed(row, found.raw.parts), reason)
        for row, reason in zip(refused["row"], refused["reason"], strict=True)
    ]


# Files that came together


def test_files_of_one_layout_are_one_table_though_one_lacks_a_column() -> None:
    short = acled("B 2 1").replace(",timestamp", "").replace(",2,1", ",2")
    found = merged(acled("A 1 1"), short, together=None)
    assert found.raw.rows[["event_id_cnty", "timestamp"]].to_numpy().tolist() == [["A", "1"], ["B", ""]]
    assert found.changes is None


def test_a_row_that_two_files_have_counts_once_and_one_that_differs_is_refused_in_both() -> None:
    found = merged(acled("A 1 1", "B 1 1"), acled("B 1 1", "A 2 1"), together=None)
    assert told(found) == [("2.csv", 2, "The same row stands in row 3 of '1.csv': it counts once.")]
    made = drafting.prepare(found.raw)
    assert (made.rows_in, made.accepted) == (4, 1)
    reasons = made.rejected.set_index(["file", "row"])["reason"].to_dict()
    assert "as in row 3 of '2.csv'" in reasons["1.csv", 2]
    assert "as in row 2 of '1.csv'" in reasons["2.csv", 3]


def test_files_of_two_layouts_are_refused_in_words() -> None:
    plain = "id,date,latitude,longitude\n1,2024-05-01,42.9,20.8\n"
    with pytest.raises(UnusableFileError, match=r"2\.csv: its layout is 'mapped', that of 1\.csv is 'acled'"):
        merged(acled("A 1 1"), plain, together=None)
    with pytest.raises(UnusableFileError, match=r"2\.csv: its layout is 'mapped', that of 1\.csv is 'acled'"):
        merged(acled("A 1 1"), plain, layout="acled")
    other = "id,date,latitude,longitude,note\n1,2024-05-01,42.9,20.8,x\n"
    with pytest.raises(UnusableFileError, match=r"its columns are not those of 1\.csv: only it has 'note'"):
        merged(plain, other, together=None)


# A file that is added


def test_what_a_later_file_has_is_added_changed_or_unchanged() -> None:
    found = merged(acled("A 1 10", "B 2 10", "C 3 10"), acled("B 9 20", "C 3 10", "D 4 20"))
    assert killed(found) == {"A": "1", "C": "3", "B": "9", "D": "4"}
    assert found.changes == {"added": 1, "changed": 1, "unchanged": 1, "removed": 0, "older": 0, "refused": 0}
    assert placed(int(found.raw.rows.index[1]), found.raw.parts) == ("1.csv", 4)  # unchanged: as it was


def test_a_row_without_a_timestamp_counts_as_the_newer_one_in_a_later_file() -> None:
    found = merged(acled("A 1 30"), acled("A 5 x").replace(",x", ","))
    assert killed(found) == {"A": "5"}


def test_of_two_rows_of_one_event_the_newer_by_its_timestamp_wins() -> None:
    found = merged(acled("A 1 30", "B 1 10"), acled("A 5 20", "B 6 20"))
    assert killed(found) == {"A": "1", "B": "6"}
    words = "An older state of what row 2 of '1.csv' tells, by its timestamp: it is left out."
    assert told(found) == [("2.csv", 2, words)]
    assert found.changes is not None
    assert (found.changes["changed"], found.changes["older"]) == (1, 1)


def test_a_list_of_deleted_ids_takes_events_out_unless_they_are_newer() -> None:
    base = acled("A 1 10", "B 1 10", "C 1 90")
    deleted = "event_id_cnty,deleted_timestamp\nA,50\nC,50\nZ,50\n"
    found = merged(base, deleted)
    assert set(killed(found)) == {"B", "C"}
    assert found.changes == {"added": 0, "changed": 0, "unchanged": 0, "removed": 1, "older": 1, "refused": 0}
    assert set(killed(merged(base, "EVENT_ID_CNTY\nA\nB\n", acled("D 1 99")))) == {"A", "B", "C", "D"} - {
        "A",
        "B",
    }


def test_what_was_deleted_comes_back_only_with_a_newer_row() -> None:
    deleted = "event_id_cnty,deleted_timestamp\nA,50\nB,50\n"
    found = merged(acled("A 1 10", "B 1 10", "C 1 1"), deleted, acled("A 2 20", "B 2 60"))
    assert killed(found) == {"C": "1", "B": "2"}
    assert told(found)[0][2] == "An older state of an event that a newer file took out: it is left out."


def test_a_row_that_is_refused_replaces_nothing() -> None:
    bad = acled("A 7 20").replace("42.9", "142.9")
    found = merged(acled("A 1 10"), bad)
    assert killed(found) == {"A": "1"}
    made = drafting.prepare(found.raw)
    assert made.rejected[["file", "row", "field"]].to_numpy().tolist() == [["2.csv", 2, "latitude"]]
    assert found.changes is not None
    assert (found.changes["refused"], found.changes["changed"]) == (1, 0)
    # and what was refused before is put right
    assert killed(merged(bad, acled("A 3 30"))) == {"A": "3"}


def test_all_lines_of_a_monadic_event_are_replaced_together() -> None:
    two = acled("A 1 10", "A 1 10").replace("Riots,A", "Riots,B", 1)
    found = merged(two, two.replace(",1,10", ",4,20"))
    assert found.raw.rows["fatalities"].tolist() == ["4", "4"]
    assert merged(two, "\n".join([HEADER, *two.splitlines()[:0:-1]]) + "\n").changes == {
        **dict.fromkeys(merging.CHANGES, 0),
        "unchanged": 1,
    }


def test_rows_without_ids_are_told_by_their_contents_and_how_often_they_stand_there() -> None:
    base = "date,latitude,longitude\n2024-05-01,42.9,20.8\n2024-05-01,42.9,20.8\n"
    more = "date,latitude,longitude\n" + "2024-05-01,42.9,20.8\n" * 3 + "2024-05-02,42.9,20.8\n"
    found = merged(base, more)
    assert len(found.raw.rows) == 4
    assert found.changes is not None
    assert (found.changes["added"], found.changes["unchanged"]) == (2, 2)


def test_shapes_count_among_a_rows_contents() -> None:
    rows = [{"id": "a"}, {"id": "b"}]
    one = raw_file(rows, shapes=[Point(20, 42), Point(21, 42)], format="geojson")
    two = raw_file(rows, shapes=[Point(20, 42), Point(22, 42)], format="geojson")
    found = of_raw([one, two], Choices(together=1))
    assert found.changes is not None
    assert (found.changes["changed"], found.changes["unchanged"]) == (1, 1)
    assert found.raw.geometry is not None
    assert [shape.x for shape in found.raw.geometry] == [20, 22]


def test_adding_in_steps_is_the_same_as_taking_the_newest_of_each() -> None:
    chance = np.random.default_rng(7)
    for _ in range(10):
        files = [
            [
                (f"E{n}", int(chance.integers(9)), int(chance.integers(5)))
                for n in np.flatnonzero(chance.random(6) < 0.6)
            ]
            for _ in range(4)
        ]
        files[0] = files[0] or [("E0", 1, 1)]
        kept: dict[str, tuple[int, int]] = {}
        for rows in files:
            for name, count, when in rows:
                if when >= kept.get(name, (0, -1))[1]:
                    kept[name] = (count, when)
        found = merged(*(acled(*(f"{a} {b} {c}" for a, b, c in rows)) for rows in files if rows))
        assert killed(found) == {name: str(count) for name, (count, _) in kept.items()}


# In the library


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("INCIDENTS_LIBRARY", str(tmp_path / "library"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "one").mkdir()
    (tmp_path / "one/a.csv").write_text(acled("A 1 10", "B 1 10"))
    (tmp_path / "one/b.csv").write_text(acled("C 1 10", "B 1 10"))
    (tmp_path / "new.csv").write_text(acled("A 5 20", "B 1 10", "D 1 20"))
    return tmp_path / "library"


def run(capsys: Printed, *arguments: str, code: int = 0) -> dict[str, Any]:
    assert main([*arguments, "--json"]) == code
    said: dict[str, Any] = json.loads(capsys.readouterr().out)
    return said


def test_a_folder_is_one_dataset_and_a_file_is_added_to_it(library: Path, capsys: Printed) -> None:
    first = run(capsys, "import", "one/*.csv", "--name", "k")
    assert (first["rows_in"], first["accepted"]) == (4, 3)
    assert run(capsys, "import", "one", "--name", "k")["version"] == first["version"]
    refused = catalog.load("k").rejected
    assert refused[["file", "row"]].to_numpy().tolist() == [["b.csv", 3]]

    looked = run(capsys, "append", "k", "new.csv", "--dry-run")
    assert looked["version"] is None
    assert len(catalog.versions("k")) == 1
    added = run(capsys, "append", "k", "new.csv")
    assert added["changes"] == looked["changes"]
    assert added["changes"] == {
        "added": 1,
        "changed": 1,
        "unchanged": 1,
        "removed": 0,
        "older": 0,
        "refused": 0,
    }
    found = catalog.load("k")
    assert sorted(found.incidents["id"]) == ["A", "B", "C", "D"]
    assert sorted(catalog.load("k", first["version"]).incidents["id"]) == ["A", "B", "C"]

    # the same again is the same version; a file that has nothing new makes none
    assert run(capsys, "append", "k", "new.csv") == {
        "dataset": "k",
        "version": added["version"],
        "new": False,
        "error": None,
    }
    assert run(capsys, "append", "k", "new.csv", "--version", first["version"])["version"] == added["version"]
    Path("less.csv").write_text(acled("A 5 20"))
    assert run(capsys, "append", "k", "less.csv")["version"] is None
    assert len(catalog.versions("k")) == 2

    # originals in order, on the disk once
    newest, oldest = catalog.versions("k")
    assert [each.name for each in newest.originals] == ["a.csv", "b.csv", "new.csv"]
    places = [library / "k" / each.version / paths.ORIGINAL for each in (oldest, newest)]
    for name in ("1-a.csv", "2-b.csv"):
        assert (places[0] / name).samefile(places[1] / name)
    assert main(["verify"]) == 0


def test_a_dataset_that_was_added_to_is_added_to_again_and_is_backed_up(
    library: Path, capsys: Printed, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(capsys, "import", "one/a.csv", "--name", "k")
    run(capsys, "append", "k", "new.csv")
    Path("deleted.csv").write_text("event_id_cnty,deleted_timestamp\nA,99\n")
    assert run(capsys, "append", "k", "deleted.csv")["changes"]["removed"] == 1
    assert sorted(catalog.load("k").incidents["id"]) == ["B", "D"]
    assert main(["backup", "all.tar"]) == 0
    monkeypatch.setenv("INCIDENTS_LIBRARY", str(library.with_name("restored")))
    assert main(["restore", "all.tar"]) == 0
    assert main(["verify"]) == 0
    assert sorted(catalog.load("k").incidents["id"]) == ["B", "D"]


def test_what_cannot_be_added_is_said_and_nothing_is_saved(library: Path, capsys: Printed) -> None:
    run(capsys, "import", "one/a.csv", "--name", "k")
    Path("other.csv").write_text("id,date\n1,2024-05-01\n")
    said = run(capsys, "append", "k", "other.csv", code=1)["error"]["message"]
    assert said.startswith("other.csv: its layout is 'mapped', that of a.csv is 'acled'")
    said = run(capsys, "append", "nobody", "new.csv", code=1)["error"]["message"]
    assert said.startswith("There is no dataset")
    assert run(capsys, "append", "k", "none.csv", code=1)["error"]["code"] == "unreadable"
    assert len(catalog.versions("k")) == 1
    with appending.looked_at(appending.base_of("k"), b"event_id_cnty\nZ\n", file="z.csv") as added:
        assert added.changes_nothing
        with pytest.raises(NothingToSaveError, match=r"has every event of z\.csv already"):
            appending.save(added)
    assert len(list((library / "k").iterdir())) == 2


def test_places_are_chosen_for_a_dataset_of_several_files_without_losing_one(
    library: Path, capsys: Printed
) -> None:
    (library.parent / "one/b.csv").write_text(acled("C 1 10").replace("42.9,20.8", ","))
    run(capsys, "import", "one", "--name", "k")
    place = Candidate("test:1", "Town", "settlement", 20.8, 42.9, 5_000.0, "test")
    found = catalog.load("k")
    wanted = geocoding.wanted({each: getattr(found, each) for each in ("incidents", "places", ATTRIBUTES)})
    new_version.with_places("k", {each.key: place for each in wanted})
    assert [each.name for each in catalog.versions("k")[0].originals] == ["a.csv", "b.csv"]
    assert main(["verify"]) == 0
    with pytest.raises(NothingToSaveError, match="places were chosen by name"):
        appending.base_of("k")


KILLS = int(os.environ.get("TEST_KILLS", "2"))
"""At how many random moments an addition is killed; 20 were tried when this was written."""


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="the reading child is looked for in /proc")
def test_kill_9_at_random_moments_of_an_addition_leaves_the_library_whole(
    library: Path, capsys: Printed
) -> None:
    Path("base.csv").write_text(acled(*(f"E{n} 1 10" for n in range(4_000))))
    first = run(capsys, "import", "base.csv", "--name", "k")["version"]
    append = [sys.executable, "-m", "geodata", "append", "k", "more.csv", "--version", first]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    duration, saved, random_ = 0.0, {first}, random.Random(15)  # noqa: S311 - the same moments each time
    for trial in range(KILLS + 1):
        Path("more.csv").write_text(acled(*(f"N{trial}-{n} 1 20" for n in range(1_000))))
        began = time.perf_counter()
        with subprocess.Popen(
            append, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as it:
            if trial:  # the first one tells how long it takes
                time.sleep(duration * random_.uniform(0.1, 1.05))
                _kill(it, child_first=trial % 3 == 2)
        duration = duration or time.perf_counter() - began
        here = {each.version for each in catalog.versions("k")}
        assert saved <= here
        assert len(here - saved) <= 1
        for version in (first, *(here - saved)):
            assert len(catalog.load("k", version).incidents) == (4_000 if version == first else 5_000)
        saved = here
        assert left_by_a_sweep(library) == []
    assert main(["verify"]) == 0


def _kill(running: subprocess.Popen[bytes], *, child_first: bool) -> None:
    """Kill the command, or the child in which it reads, after which it has to end by itself."""
    children = Path(f"/proc/{running.pid}/task/{running.pid}/children")
    found = children.read_text().split() if child_first and running.poll() is None else []
    if found:
        with contextlib.suppress(ProcessLookupError):  # it was quicker
            os.kill(int(found[0]), signal.SIGKILL)
    else:
        running.send_signal(signal.SIGKILL)
    running.wait(60)
