"""What an editor takes back is given out no more: not by the page, not over HTTP, not out of any cache."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from drafts import INFO, draft
from starlette.applications import Starlette
from starlette.testclient import TestClient
from test_page import page

from access import people, shown
from access.acts import Mode, Role
from access.people import Person
from api import data
from api.routes import routes
from geodata.__main__ import main
from geodata.errors import NameTakenError, NothingToUndoError, UnknownDatasetError, WithdrawnError
from geodata.index import duckdb_file
from geodata.library import (
    catalog,
    change_log,
    keys,
    management,
    paths,
    placing,
    purging,
    saving,
    withdrawals,
)
from geodata.query import store

ROOT = Path(__file__).parents[1]
TITLE = "Shots near Banjska"


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("INCIDENTS_LIBRARY", str(tmp_path / "library"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "library"


@pytest.fixture
def versions(library: Path) -> tuple[str, str]:
    """The older version and the newer."""
    old = saving.save(draft(10), b"old", name="mine", info=INFO)[1]
    return old, saving.save(draft(20), b"new", name="", info=INFO, new_version_of="mine")[1]


@pytest.fixture
def client() -> TestClient:
    made = routes(lambda _: b"", lambda *_: {}, assets=Path(__file__).parent)
    return TestClient(Starlette(routes=made), raise_server_exceptions=True)


ADDRESSES = (
    "columns.bin",
    "reference.json",
    "mask.bin",
    "histogram.json",
    "rows.json?rows=0",
    "export.csv",
    "summary.json?by=month",
)


@pytest.mark.parametrize("scope", ["version", "dataset"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_a_withdrawn_address_answers_410_also_to_a_browser_that_has_it(
    versions: tuple[str, str], client: TestClient, address: str, scope: str
) -> None:
    asked = f"/data/mine/{versions[1]}/{address}"
    tag = {"If-None-Match": client.get(asked).headers.get("etag", "")}
    management.withdraw("mine", versions[1] if scope == "version" else None, reason="Names a witness.")
    for headers in ({}, tag, {"If-None-Match": "*"}):
        answer = client.get(asked, headers=headers)
        assert answer.status_code == 410
        assert "Names a witness." in answer.json()["error"]
        assert answer.headers["cache-control"] == "no-store"


def test_of_the_others_the_latest_is_current_and_the_page_says_why(versions: tuple[str, str]) -> None:
    old, new = versions
    management.withdraw("mine", new, reason="Names a {{witness}} <b>.")
    assert catalog.current("mine") == old
    assert [each.version for each in catalog.versions("mine")] == [old]
    app = page(dataset="mine", v=new[:12])
    assert not app.exception
    assert any("has been withdrawn on" in each.value and "witness" in each.value for each in app.error)


def test_the_page_of_a_withdrawn_dataset_says_so_and_shows_nothing_of_it(versions: tuple[str, str]) -> None:
    management.withdraw("mine", reason="Names a witness.")
    assert "mine" not in catalog.names()
    saving.save(draft(5), b"other", name="other", info=replace(INFO, title="Another"))
    app = page(dataset="mine")
    assert not app.exception
    assert "has been withdrawn on" in app.error[0].value
    assert TITLE not in str(app.main)
    assert INFO.title not in str(app.main)
    chooser = next(each for each in app.selectbox if str(each.key).startswith("dataset "))
    chooser.set_value("other").run()
    assert not app.error, "it is said as long as what was shown instead is open"


def test_where_every_version_is_withdrawn_the_dataset_is(versions: tuple[str, str]) -> None:
    for each in versions:
        management.withdraw("mine", each, reason="x")
    assert "mine" not in catalog.names()
    with pytest.raises(WithdrawnError):
        catalog.load("mine")


def test_a_withdrawal_can_be_undone_until_it_is_purged(versions: tuple[str, str], library: Path) -> None:
    new = versions[1]
    management.withdraw("mine", new, reason="by mistake")
    management.reinstate("mine", new)
    assert catalog.current("mine") == new
    management.withdraw("mine", new, reason="for good")
    assert purging.purge(older_than_days=1) == []
    [erased] = purging.purge()
    assert "for good" in erased
    assert [each.name for each in (library / "mine" / new).iterdir()] == [withdrawals.MARKER]
    with pytest.raises(NothingToUndoError):
        management.reinstate("mine", new)
    with pytest.raises(WithdrawnError, match="for good"):
        catalog.load("mine", new)
    assert purging.purge() == []


def test_a_purged_dataset_leaves_its_mark_and_its_name_is_nobody_elses(
    versions: tuple[str, str], library: Path
) -> None:
    management.withdraw("mine", reason="all wrong")
    purging.purge()
    left = {each.name: json.loads(each.read_text()) for each in (library / "mine").rglob("*")}
    assert set(left) == {withdrawals.MARKER, paths.DESCRIPTION}
    assert set(left[paths.DESCRIPTION]) == {"readers", "id"}, "who may be told"
    assert not any(TITLE.encode() in each.read_bytes() for each in library.rglob("*") if each.is_file())
    with pytest.raises(WithdrawnError, match="all wrong"):
        catalog.load("mine", versions[0])
    with pytest.raises(NameTakenError, match="withdrawn"):
        saving.save(draft(5), b"other", name="mine", info=INFO)


def test_the_same_bytes_do_not_bring_a_withdrawn_version_back(versions: tuple[str, str]) -> None:
    management.withdraw("mine", versions[1], reason="x")
    with pytest.raises(WithdrawnError):
        saving.save(draft(20), b"new", name="", info=INFO, new_version_of="mine")
    later = saving.save(draft(15), b"later", name="", info=INFO, new_version_of="mine")[1]
    assert catalog.current("mine") == later


def test_the_command_says_what_is_withdrawn_and_since_when(
    versions: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    def said(*options: str, code: int = 0) -> str:
        assert main(["withdraw", "mine", *options]) == code
        printed = capsys.readouterr()
        return (printed.err if code else printed.out).strip()

    short = versions[1][:12]
    day = f"{datetime.now(UTC):%Y-%m-%d}"
    only = f"Version {short} of 'mine'"
    first, told, warned = said("--version", short, "--reason", "wrong").splitlines()
    assert told == f"Who had an address of it reads: {only} has been withdrawn on {day}: wrong."
    assert "name nobody" in warned
    assert first == f"{only} is withdrawn; --version {short} --undo takes that back until it is purged."
    for name in (short, versions[1]):
        assert said("--version", name, code=1) == f"{only} is withdrawn already, since {day}: wrong."
    assert f"these versions are: {short}" in said("--undo", code=1)
    assert said("--version", short, "--undo") == f"{only} is given out again."
    assert said("--version", short, "--undo", code=1).startswith(
        f"Version {short} of 'mine' is not withdrawn"
    )
    assert said().startswith("The dataset 'mine' is withdrawn; --undo takes")
    assert said(code=1) == f"The dataset 'mine' is withdrawn already, since {day}."
    assert "the whole dataset is" in said("--version", versions[1], "--undo", code=1)
    purging.purge()
    assert said("--undo", code=1) == (
        "The dataset 'mine' stays withdrawn: its content was erased for good, and nothing brings it back."
    )


def test_an_earlier_withdrawal_keeps_its_day_and_reason(versions: tuple[str, str]) -> None:
    for version in (versions[1], None):
        management.withdraw("mine", version, reason="first")
        with pytest.raises(WithdrawnError, match=r"already, since .*: first"):
            management.withdraw("mine", version, reason="second")
    assert {each.reason for each in catalog.withdrawn("mine")} == {"first"}


def test_a_mark_that_cannot_be_read_still_withdraws(versions: tuple[str, str], library: Path) -> None:
    (library / "mine" / versions[1] / withdrawals.MARKER).write_bytes(b"\x00")
    with pytest.raises(WithdrawnError):
        catalog.load("mine", versions[1])
    assert catalog.current("mine") == versions[0]


def test_memory_forgets_it_at_once(versions: tuple[str, str]) -> None:
    store.opened("mine", versions[1])
    management.withdraw("mine", versions[1], reason="x")
    with pytest.raises(WithdrawnError):
        store.opened("mine", versions[1])
    assert store._open.cache_info().currsize == 0


def test_another_process_knows_within_two_seconds(versions: tuple[str, str], client: TestClient) -> None:
    asked = f"/data/mine/{versions[1]}/mask.bin"
    assert client.get(asked).status_code == 200
    command = [
        sys.executable,
        "-m",
        "geodata",
        "withdraw",
        "mine",
        "--version",
        versions[1][:12],
        "--reason",
        "x",
    ]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    started = time.monotonic()
    at = started  # when it was asked: how long the answer takes is not what this is about
    while client.get(asked).status_code != 410:
        assert at - started < 2
        time.sleep(0.05)
        at = time.monotonic()


def test_private_uploads_are_deleted_not_withdrawn(library: Path) -> None:
    token, _ = saving.save(draft(5), b"x", name="", info=INFO, private=True)
    with pytest.raises(UnknownDatasetError):
        management.withdraw(token, reason="x")


def test_purge_empties_the_trash(versions: tuple[str, str], library: Path) -> None:
    management.delete("mine")
    assert len(purging.purge()) == 1
    assert management.deletions() == []
    assert not list(library.rglob("*.parquet"))


def test_the_command_line_withdraws_lists_and_takes_back(
    versions: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["withdraw", "mine", "--version", versions[1][:8], "--reason", "wrong map"]) == 0
    assert main(["withdraw"]) == 0
    assert "wrong map" in capsys.readouterr().out
    assert main(["withdraw", "mine", "--version", versions[1][:8], "--undo"]) == 0
    assert catalog.current("mine") == versions[1]
    assert main(["withdraw", "mine", "--reason", "all of it"]) == 0
    assert main(["purge", "mine"]) == 0
    assert main(["show", "mine"]) == 1
    assert "all of it" in capsys.readouterr().err


def test_purge_erases_what_is_named_and_nothing_that_was_not(
    versions: tuple[str, str], library: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    saving.save(draft(5), b"x", name="other", info=INFO)
    management.delete("other")
    management.withdraw("mine", versions[0], reason="names a witness")
    for nothing in ([], ["--dry-run", "--all"], ["--older-than", "1"], ["mine", "--dry-run"]):
        assert main(["purge", *nothing]) == 0
        assert len(purging.erasable()) == 2, nothing
    assert "can be erased: 'other', deleted" in capsys.readouterr().out
    assert main(["purge", "mine", "nobodys"]) == 1
    assert len(purging.erasable()) == 2
    with pytest.raises(SystemExit):
        main(["purge", "--older-than", "nan"])
    assert main(["purge", "mine"]) == 0
    assert [each.name for each in management.deletions()] == ["other"]
    capsys.readouterr()
    assert main(["log"]) == 0
    [said] = capsys.readouterr().out.splitlines()
    assert f"purge Version {versions[0][:12]} of 'mine' has been withdrawn" in said
    assert main(["purge", "--all"]) == 0
    assert management.deletions() == []


def test_the_page_offers_to_give_out_again_only_what_is_still_there(versions: tuple[str, str]) -> None:
    person = Person(Mode.PUBLIC, Role.ADMIN, people.LOGIN, "ops@desk.org")
    management.withdraw("mine", versions[0], reason="x")
    [mark] = shown.withdrawn_of(person, "mine")
    assert shown.can_be_reinstated(person, mark)
    assert len(shown.erasable(person)) == 1
    purging.purge()
    assert not shown.can_be_reinstated(person, mark)
    assert shown.erasable(person) == []


@pytest.mark.parametrize(
    "command", ["show mine --version {}", "export mine x.csv --version {}", "diff mine {}"]
)
def test_of_a_withdrawn_version_it_is_said_that_it_was_withdrawn(
    versions: tuple[str, str], command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    management.withdraw("mine", versions[0], reason="wrong map")
    assert main(command.format(versions[0][:8]).split()) == 1
    assert "wrong map" in capsys.readouterr().err


def test_a_misused_command_prints_its_own_usage(capsys: pytest.CaptureFixture[str]) -> None:
    for asked in (["purge", "--everything"], ["withdraw", "a", "b"]):
        with pytest.raises(SystemExit):
            main(asked)
        assert f"usage: python -m geodata {asked[0]} [-h]" in capsys.readouterr().err


def test_the_log_names_version_reason_and_key(
    versions: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["withdraw", "mine", "--version", versions[0][:8], "--reason", "wrong map"]) == 0
    assert main(["keys", "add", "nightly", "--dataset", "mine"]) == 0
    capsys.readouterr()
    key, mark = change_log.latest()
    assert (mark.act, mark.dataset, mark.version, mark.about) == (
        "withdraw",
        "mine",
        versions[0],
        "wrong map",
    )
    assert key.about == f"add; {keys.listed()[0].id}; nightly; visitor; ['mine']"


# Caches ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_is_private_is_in_no_cache(library: Path, client: TestClient, address: str) -> None:
    token, version = saving.save(draft(5), b"x", name="", info=INFO, private=True)
    answer = client.get(f"/data/{token}/{version}/{address}")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "private, no-store"
    management.delete(token)
    assert client.get(f"/data/{token}/{version}/{address}").status_code == 404


@pytest.mark.parametrize("address", ADDRESSES[:4])
def test_what_is_public_is_asked_about_again_within_minutes(
    versions: tuple[str, str], client: TestClient, address: str
) -> None:
    answer = client.get(f"/data/mine/{versions[1]}/{address}")
    assert answer.headers["cache-control"] == "public, max-age=300, must-revalidate"


@pytest.mark.parametrize("address", ADDRESSES[:4])
def test_a_browser_that_has_it_costs_no_work(
    versions: tuple[str, str], client: TestClient, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    asked = f"/data/mine/{versions[1]}/{address}"
    tag = client.get(asked).headers["etag"]

    def worked(*_: object) -> None:
        pytest.fail("the store was opened")

    monkeypatch.setattr(data, "_opened", worked)
    answer = client.get(asked, headers={"If-None-Match": tag})
    assert (answer.status_code, answer.headers["etag"]) == (304, tag)


# Order and ownership --------------------------------------------------------------------------------------


def test_a_version_saved_while_the_clock_is_a_day_back_is_current(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("geodata.library.manifests.now", lambda: "2026-11-28T12:00:00.000000+00:00")
    saving.save(draft(10), b"old", name="mine", info=INFO)
    monkeypatch.setattr("geodata.library.manifests.now", lambda: "2026-11-27T12:00:00.000000+00:00")
    new = saving.save(draft(20), b"new", name="", info=INFO, new_version_of="mine")[1]
    assert catalog.current("mine") == new
    token, uploaded = saving.save(draft(15), b"third", name="", info=INFO, private=True)
    monkeypatch.setattr("geodata.library.manifests.now", lambda: "2026-11-26T12:00:00.000000+00:00")
    management.save_upload(token, name="", new_version_of="mine")
    assert catalog.current("mine") == uploaded


def test_versions_of_older_editions_keep_their_order_and_new_ones_come_after(library: Path) -> None:
    for day, content in ((1, b"a"), (3, b"b"), (2, b"c")):
        there = {"new_version_of": "mine"} if "mine" in catalog.names() else {}
        version = saving.save(draft(5), content, name="mine", info=INFO, **there)[1]
        path = library / "mine" / version / paths.MANIFEST
        said = json.loads(path.read_text())
        del said["sequence"], said["files"]
        path.write_text(json.dumps({**said, "kept": f"2099-01-0{day}T00:00:00.000000+00:00"}))
    assert [each.saved[9] for each in catalog.versions("mine")] == ["3", "2", "1"]
    new = saving.save(draft(5), b"d", name="", info=INFO, new_version_of="mine")[1]
    assert catalog.current("mine") == new


def test_nothing_is_saved_under_a_datasets_name_unless_it_is_said_to_be_a_version(library: Path) -> None:
    newsroom = saving.save(draft(10), b"ours", name="news", info=INFO)[1]
    with pytest.raises(NameTakenError, match="new version"):
        saving.save(draft(5), b"a stranger's", name="news", info=INFO)
    token, _ = saving.save(draft(5), b"a stranger's", name="", info=INFO, private=True)
    with pytest.raises(NameTakenError, match="new version"):
        management.save_upload(token, name="news")
    assert [each.version for each in catalog.versions("news")] == [newsroom]
    assert saving.save(draft(10), b"ours", name="news", info=INFO) == ("news", newsroom)
    with pytest.raises(UnknownDatasetError):
        saving.save(draft(5), b"x", name="", info=INFO, new_version_of="nobodys")
    said = management.save_upload(token, name="", new_version_of="news")
    assert catalog.current("news") == said[1]


def test_of_two_that_save_a_new_dataset_of_one_name_at_once_one_is_refused(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def quicker(folder: Path) -> int:
        monkeypatch.undo()
        monkeypatch.setenv("INCIDENTS_LIBRARY", str(library))
        saving.save(draft(5), b"quicker", name="same", info=INFO)
        return 1

    monkeypatch.setattr("geodata.library.manifests.next_sequence", quicker)
    with pytest.raises(NameTakenError):
        saving.save(draft(5), b"slower", name="same", info=INFO)
    assert len(catalog.versions("same")) == 1
    assert paths.children(library / paths.INCOMING) == []


def test_the_command_line_asks_for_the_word(
    library: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = tmp_path / "t.csv"
    head = "title,date,latitude,longitude\n"
    table.write_text(f"{head}A,2023-09-24,42.9,20.8\n")
    assert main(["import", str(table), "--name", "t"]) == 0
    table.write_text(f"{head}B,2023-09-25,42.9,20.8\n")
    assert main(["import", str(table), "--name", "t"]) == 1
    assert "--new-version" in capsys.readouterr().err
    assert main(["import", str(table), "--name", "t", "--new-version"]) == 0
    assert len(catalog.versions("t")) == 2


# Private files --------------------------------------------------------------------------------------------


def test_private_data_is_for_this_user_alone(library: Path, client: TestClient) -> None:
    token, version = saving.save(draft(5), b"x", name="", info=INFO, private=True)
    folder = library / "private" / token
    (folder / version / duckdb_file.FILE).unlink()
    assert client.get(f"/data/{token}/{version}/columns.bin").status_code == 200
    catalog.load(token)
    inside = [library / "private", folder, *folder.rglob("*")]
    assert any(each.name.startswith("columns-") for each in inside)
    assert any(each.name.startswith("index-") for each in inside)
    for each in inside:
        assert each.stat().st_mode & 0o777 == (0o700 if each.is_dir() else 0o600), each
    name, version = management.save_upload(token, name="shared")
    assert (library / name / version / "incidents.parquet").stat().st_mode & 0o044
    placing.sweep()
    assert (library / paths.INCOMING).stat().st_mode & 0o777 == 0o700
