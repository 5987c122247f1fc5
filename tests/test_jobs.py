"""A large file is read and saved by processes of its own: followed, stopped, found by its owner alone."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from drafts import INFO, draft

from access import imports
from access.acts import Act, Mode, Role
from access.deciding import AccessDeniedError, require
from access.imports import Brought, Import
from access.people import LOGIN, Person, machine
from access.savings import Saving
from geodata.errors import GeodataError
from geodata.ingest.choices import Choices
from geodata.jobs import notes, preview, process
from geodata.jobs.following import Job
from geodata.library import catalog, change_log, saving, versions
from geodata.sandbox import parent
from geodata.sandbox.private_folders import PrivateFolder

HEADER = "id,date,latitude,longitude,title,deaths\n"
WAIT_S = 60


def table(rows: int) -> str:
    lines = (f"e{n},2023-09-{n % 28 + 1:02},42.{n % 1000:03},20.78,Shots {n},0\n" for n in range(rows))
    return HEADER + "".join(lines)


def brought(content: str, browser: str = "mine") -> Brought:
    folder = PrivateFolder()
    (folder.path / "upload").write_text(content, encoding="utf-8")
    return Brought(folder, len(content), browser)


@pytest.fixture(autouse=True)
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("INCIDENTS_LIBRARY", str(tmp_path / "library"))
    return tmp_path / "library"


@pytest.fixture
def begun() -> Iterator[Callable[..., Import]]:
    made: list[Import] = []

    def begin(content: str, person: Person | None = None, browser: str = "mine") -> Import:
        made.append(imports.begin([brought(content, browser)], person or machine(), ["events.csv"]))
        return made[-1]

    yield begin
    for each in made:
        imports.end(each)
    _until(lambda: all(each.under_way is None for each in made))


def _until(holds: Callable[[], Any]) -> None:
    ends = time.monotonic() + WAIT_S
    while not holds():
        assert time.monotonic() < ends
        time.sleep(0.02)


def test_a_file_is_read_and_saved_by_processes_and_the_log_says_who(
    begun: Callable[..., Import],
) -> None:
    editor = Person(Mode.PUBLIC, Role.EDITOR, LOGIN, "edi@desk.org", member=True)
    taken = begun(table(40) + "late,when,42,20,No date,0\n", editor)
    reading = taken.read(Choices())
    assert taken.read(Choices()) is reading
    assert reading.wait(WAIT_S)
    found = taken.preview()
    assert (found.draft.accepted, found.counts["refused"], len(found.draft.tables["incidents"])) == (40, 1, 8)
    assert b"No date" in found.csv("refused")
    assert reading.progress.rows == 41

    keeping = taken.keep(editor, {}, Saving("kept", INFO, private=False, file="events.csv"))
    assert keeping.wait(WAIT_S)
    assert keeping.result() == "kept"
    assert len(versions.load("kept").incidents) == 40
    assert [(each.who, each.act) for each in change_log.latest()] == [("edi@desk.org", "save")]


def saved(content: str) -> None:
    with parent.prepare(content.encode(), name="base.csv") as prepared:
        saving.save(prepared, content.encode(), name="kept", info=INFO, file="base.csv")


def test_a_file_is_added_to_a_dataset_by_processes_and_the_log_says_who() -> None:
    saved(table(3))
    editor = Person(Mode.PUBLIC, Role.EDITOR, LOGIN, "edi@desk.org", member=True)
    more = table(5).replace("Shots 0", "Shots 00") + "late,when,42,20,No date,0\n"
    taken = imports.begin([brought(more)], editor, ["more.csv"], "kept")
    assert taken.read(Choices()).wait(WAIT_S)
    expected = {"added": 2, "changed": 1, "unchanged": 2, "removed": 0, "older": 0, "refused": 1}
    assert taken.looked().changes == expected
    assert taken.preview().counts["refused"] == 1
    assert len(catalog.versions("kept")) == 1

    adding = taken.add(editor)
    assert adding.wait(WAIT_S)
    assert adding.result() == "kept"
    assert len(versions.load("kept").incidents) == 5
    assert [each.name for each in catalog.versions("kept")[0].originals] == ["base.csv", "more.csv"]
    said = [(each.who, each.act, each.about) for each in change_log.latest()]
    assert said == [("edi@desk.org", "new version", "more.csv added")]
    imports.end(taken)


def test_who_may_no_longer_add_when_the_turn_comes_adds_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    saved(table(3))
    editor = Person(Mode.PUBLIC, Role.EDITOR, LOGIN, "edi@desk.org", member=True)
    taken = imports.begin([brought(table(5))], editor, ["more.csv"], "kept")
    assert taken.read(Choices()).wait(WAIT_S)
    asked = []

    def check(person: Person, name: str) -> None:
        asked.append(name)
        if len(asked) > 1:  # the dataset was given to others meanwhile
            require(replace(person, role=Role.CONTRIBUTOR), Act.NEW_VERSION, name)

    monkeypatch.setattr("access.imports.additions.check", check)
    adding = taken.add(editor)
    assert adding.wait(WAIT_S)
    with pytest.raises(AccessDeniedError):
        adding.result()
    assert len(catalog.versions("kept")) == 1
    assert change_log.latest() == []
    imports.end(taken)


def test_an_addition_that_is_stopped_leaves_the_dataset_as_it_was() -> None:
    saved(table(3))
    taken = imports.begin([brought(table(60_000))], machine(), ["more.csv"], "kept")
    assert taken.read(Choices()).wait(WAIT_S)
    adding = taken.add(machine())
    _until(lambda: adding.progress.stage == "saving")
    taken.stop()
    assert adding.wait(10)
    assert adding.was_stopped
    assert len(catalog.versions("kept")) == 1
    imports.end(taken)


def test_several_files_become_one_dataset_and_of_several_layouts_some_are_chosen() -> None:
    first, second = table(3), table(6).replace("e0,", "f0,")
    texts = [first, second, "name,when\nx,2024-05-01\n"]
    taken = imports.begin([brought(each) for each in texts], machine(), ["a.csv", "b.csv", "c.csv"])
    assert taken.name == "a.csv and 2 more"
    assert taken.read(Choices()).wait(WAIT_S)
    assert [each.files for each in taken.groups()] == [("a.csv", "b.csv"), ("c.csv",)]
    taken.only = ("a.csv", "b.csv")
    assert taken.read(Choices()).wait(WAIT_S)
    assert taken.groups() == ()
    assert (taken.preview().draft.rows_in, taken.preview().draft.accepted) == (9, 7)
    keeping = taken.keep(machine(), {}, Saving("kept", INFO, private=False, file=taken.name))
    assert keeping.wait(WAIT_S)
    assert keeping.result() == "kept"
    assert [each.name for each in catalog.versions("kept")[0].originals] == ["a.csv", "b.csv"]
    folders = [each.folder.path for each in taken._brought]
    imports.end(taken)
    assert not any(each.exists() for each in folders)


def test_what_is_shown_of_a_draft_is_the_same_before_and_after_it_is_cut(tmp_path: Path) -> None:
    whole = draft(60)
    preview.save(whole, tmp_path / "it")
    found, all_of_it = preview.load(tmp_path / "it"), preview.of(whole)
    assert (found.counts, found.wanted, found.near) == (all_of_it.counts, all_of_it.wanted, all_of_it.near)
    assert found.csv("warned") == all_of_it.csv("warned")
    assert (found.draft.rows_in, found.draft.accepted) == (61, 60)


def test_who_may_not_save_is_refused_before_anything_is_started(begun: Callable[..., Import]) -> None:
    visitor = Person(Mode.PUBLIC, Role.CONTRIBUTOR, LOGIN, "cem@desk.org", member=True)
    taken = begun(table(3), visitor)
    assert taken.read(Choices()).wait(WAIT_S)
    with pytest.raises(AccessDeniedError):
        taken.keep(visitor, {}, Saving("kept", INFO, private=False, file="events.csv"))
    assert taken.keeping is None


def test_what_cannot_be_read_is_told_in_words(begun: Callable[..., Import]) -> None:
    taken = begun("\0\1\2" * 50)
    assert taken.read(Choices()).wait(WAIT_S)
    with pytest.raises(GeodataError, match=r"events\.csv"):
        taken.preview()


def test_nobody_but_its_owner_finds_an_import_and_a_reloaded_page_does(begun: Callable[..., Import]) -> None:
    ana = Person(Mode.PUBLIC, Role.CONTRIBUTOR, LOGIN, "ana@desk.org", member=True)
    eve = Person(Mode.PUBLIC, Role.ADMIN, LOGIN, "eve@desk.org", member=True)
    taken = begun(table(3), ana)
    assert imports.of("mine", ana) is taken
    assert imports.of("mine", eve) is None  # another login in the same browser
    assert imports.of("other", ana) is None
    assert imports.of("", ana) is None
    imports.end(taken)
    assert imports.of("mine", ana) is None


def test_stopping_ends_the_process_and_the_one_that_it_started(begun: Callable[..., Import]) -> None:
    taken = begun(table(400_000))
    job = taken.read(Choices())
    _until(lambda: job.progress.stage == "reading" and _children(job))
    pids = _children(job)
    begins = time.monotonic()
    taken.stop()
    assert job.wait(10)
    assert time.monotonic() - begins < 5
    assert job.was_stopped
    assert not any(_lives(pid) for pid in pids)


@pytest.mark.skipif(not Path("/proc/self/autogroup").exists(), reason="Linux weighs sessions so if told to")
def test_a_job_and_the_one_that_it_started_stand_back_for_the_server(begun: Callable[..., Import]) -> None:
    taken = begun(table(400_000))
    job = taken.read(Choices())
    # Within the server's session its priority counts; the child begins a session, which has to have it too.
    _until(lambda: job.progress.stage == "reading" and _children(job))
    own, child = _children(job)
    before = os.getpriority(os.PRIO_PROCESS, 0)
    assert (os.getsid(own), os.getpriority(os.PRIO_PROCESS, own)) == (os.getsid(0), before + process.NICE)
    _until(lambda: os.getsid(child) != os.getsid(0))  # which it begins once it runs
    group = Path(f"/proc/{child}/autogroup")
    _until(lambda: group.read_text().split()[-1] == str(before + process.NICE))
    taken.stop()
    assert job.wait(10)


def test_a_keepingthat_is_stopped_leaves_nothing(begun: Callable[..., Import]) -> None:
    taken = begun(table(60_000))
    assert taken.read(Choices()).wait(WAIT_S)
    job = taken.keep(machine(), {}, Saving("kept", INFO, private=False, file="events.csv"))
    _until(lambda: job.progress.stage == "saving")
    job.stop()
    assert job.wait(10)
    assert job.was_stopped
    assert "kept" not in catalog.names()
    assert change_log.latest() == []


def test_a_job_ends_with_the_server_that_started_it(tmp_path: Path) -> None:
    script = (
        "import os, sys, time; from pathlib import Path; from geodata.jobs.following import Job\n"
        "job = Job('test_jobs:endless', {}, Path(sys.argv[1]), name='it')\n"
        "while not (Path(sys.argv[1]) / 'pid').exists(): time.sleep(0.02)\n"
        "os.kill(os.getpid(), 9)"
    )
    folder = Path(__file__).parent
    path = [str(folder), str(folder.parent), *filter(None, sys.path)]
    subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path[:] = {path!r}\n{script}", str(tmp_path)],
        check=False,
        timeout=WAIT_S,
    )
    pid = int((tmp_path / "pid").read_text())
    _until(lambda: not _lives(pid))


def endless(order: dict[str, Any], context: Any) -> None:
    """A job that ends only when it is told to."""
    beside = context.folder / "pid.new"
    beside.write_text(str(os.getpid()))
    beside.rename(context.folder / "pid")
    while True:
        context.say("saving")
        time.sleep(0.05)


def test_more_than_the_settings_let_wait_and_can_be_stopped_while_they_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("INCIDENTS_LIMIT_AT_ONCE", "1")
    folders = [tmp_path / "a", tmp_path / "b"]
    for folder in folders:
        folder.mkdir()
    first = Job("test_jobs:endless", {}, folders[0], name="a")
    _until((folders[0] / "pid").exists)
    second = Job("test_jobs:endless", {}, folders[1], name="b")
    assert not second.wait(0.3)
    assert second.progress.stage == "waiting"
    second.stop()
    assert second.wait(5)
    assert not (folders[1] / "pid").exists()
    first.stop()
    assert first.wait(10)


def test_an_import_that_nobody_looks_at_is_let_go_of(begun: Callable[..., Import]) -> None:
    taken = begun(table(3))
    assert taken.read(Choices()).wait(WAIT_S)
    folder = taken._brought[0].folder.path
    imports.forget(older_than_s=1000)
    assert folder.exists()
    imports.forget(older_than_s=-1)
    assert not folder.exists()
    assert imports.of("mine", machine()) is None


def test_a_ticket_is_taken_once_and_what_looks_like_one_is_none() -> None:
    kept = brought("a,b\n")
    ticket = imports.put(kept.folder, 4, "mine")
    assert imports.taken(ticket[:-1] + b"x") is None
    assert (imports.size_of(ticket), imports.size_of(b"a,b")) == (4, 3)
    assert imports.taken(ticket).path.read_text() == "a,b\n"
    assert imports.taken(ticket) is None


def test_time_left_is_said_once_it_can_be_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1_000.0]
    monkeypatch.setattr(notes.time, "time", lambda: now[0])
    teller = notes.Teller(tmp_path)
    teller.say("reading")
    assert notes.progress(tmp_path).left_s is None
    now[0] += 9.0
    teller.say("reading", 1_800, 1.0)
    found = notes.progress(tmp_path)
    assert (found.rows, found.rate, found.share) == (1_800, 200.0, 0.45)
    assert found.left_s == pytest.approx(11)
    now[0] += 4.0
    assert found.seconds_left == pytest.approx(7)


def _children(job: Job) -> list[int]:
    process = job._process
    if process is None:
        return []
    listed = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    return [process.pid, *map(int, listed)] if listed else []


def _lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in ("Z", "X")
    except (FileNotFoundError, ProcessLookupError):
        return False
