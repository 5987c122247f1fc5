"""Imports are saved whole or not at all, as immutable versions named by content, with the original bytes."""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from dataset_folders import small, write
from drafts import INFO, TABLES, draft, remarks
from forked_changes import left_by_a_sweep
from pandas.testing import assert_frame_equal

import geodata
from geodata import model
from geodata.errors import (
    BadNameError,
    LibraryError,
    NameTakenError,
    NothingToSaveError,
    NothingToUndoError,
    ReadOnlyDatasetError,
    UnknownDatasetError,
)
from geodata.filters import Filters
from geodata.index import duckdb_file
from geodata.ingest import row_order
from geodata.ingest.choices import Choices, Question
from geodata.library import (
    catalog,
    folders,
    hashes,
    management,
    manifests,
    parquet,
    paths,
    placing,
    saving,
    versions,
)
from geodata.library.loaded_datasets import Slots
from geodata.query import answers, store

ROOT = Path(__file__).parents[1]


@pytest.fixture
def library_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A library that is not there yet."""
    monkeypatch.setenv("INCIDENTS_LIBRARY", str(tmp_path / "library"))
    return tmp_path / "library"


def save(original: bytes = b"a,b\n", name: str = "mine", **options) -> tuple[str, str]:
    """Save it as a new dataset, or as a new version of the one that has the name."""
    folder = paths.folder_of(name)
    if not options.get("private") and folder is not None and paths.is_saved(folder):
        options.setdefault("new_version_of", name)
    return saving.save(options.pop("draft", draft()), original, name=name, info=INFO, **options)


def leftovers(library_folder: Path) -> list[str]:
    return [
        path.name for folder in (".incoming", ".trash") for path in paths.children(library_folder / folder)
    ]


def test_the_original_is_read_once_for_its_hash(
    library_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[Path] = []
    of_file = hashes.of_file
    monkeypatch.setattr(hashes, "of_file", lambda path: read.append(path) or of_file(path))
    name, version = save(b"a,b\n1,2\n")
    assert [path.name for path in read if path.parent.name == paths.ORIGINAL] == ["upload"]
    found = json.loads((library_folder / name / version / "manifest.json").read_text(encoding="utf-8"))
    stored = library_folder / name / version / paths.ORIGINAL / "upload"
    assert found["files"]["original/upload"] == of_file(stored)
    assert len(found["files"]) == len(list((library_folder / name / version).glob("*.parquet"))) + 1


def test_what_is_saved_is_loaded_with_every_value_and_type(library_folder: Path) -> None:
    prepared = draft(120)
    name, version = save(draft=prepared, file="strikes.csv")
    dataset = catalog.load(name)
    assert (dataset.name, dataset.version, dataset.info) == ("mine", version, INFO)
    expected = row_order.in_row_order(prepared.tables)
    for table in TABLES:
        typed = model.typed(table, expected[table])
        typed = typed.mask(typed == "") if table == "attributes" else typed
        assert_frame_equal(getattr(dataset, table), typed)
    assert dataset.rejected.to_dict("records") == [
        {"file": "strikes.csv", "row": 7, "field": "date", "value": "soon", "reason": "no date"}
        | {"original": '["a","soon"]'}
    ]
    assert catalog.warnings(name)["reason"].tolist() == ["the delimiter is ;", "0/0"]
    assert dataset.actors["aliases"].iloc[0] == ["Kosovo Force", "КФОР"]


def test_types_are_those_of_the_case_so_that_every_question_has_its_answer(library_folder: Path) -> None:
    name, version = save()
    mine, case = catalog.load(name), catalog.load(paths.DEFAULT)
    for table in {*TABLES, "rejected"} - {"attributes"}:
        types = getattr(mine, table).dtypes.astype(str)
        expected = getattr(case, table).dtypes.astype(str)
        if table == "rejected":  # a remark on a whole file has no row
            types, expected = types.drop("row"), expected.drop("row")
        assert types.to_dict() == expected.to_dict(), table
    opened = store.opened(name, version)
    assert answers.counts(opened, Filters()).total == 60
    assert len(geodata.load(name, Filters(actors=("kfor",)))) > 0


def test_incidents_are_geoparquet_in_row_order(library_folder: Path) -> None:
    name, version = save()
    path = library_folder / name / version / "incidents.parquet"
    meta = json.loads(
        pd.io.parquet.import_optional_dependency("pyarrow.parquet").read_schema(path).metadata[b"geo"]
    )
    assert meta["version"] == "1.1.0"
    incidents = gpd.read_parquet(path)
    assert incidents["row"].tolist() == list(range(60))
    years = incidents["start"].dt.year.fillna(9999).tolist()
    assert years == sorted(years)


def test_the_manifest_tells_bytes_layout_choices_tool_and_counts(library_folder: Path) -> None:
    content = "naïve;файл\n".encode()
    name, version = save(content, file="../../My file.csv")
    manifest = catalog.versions(name)[0]
    assert manifest.originals[0].sha256 == hashlib.sha256(content).hexdigest()
    assert (manifest.originals[0].name, manifest.originals[0].bytes) == ("My file.csv", len(content))
    assert catalog.original(name, version).read_bytes() == content
    assert catalog.original(name).parent == library_folder / name / version / "original"
    assert (manifest.layout, manifest.choices) == ("mapped", {"timezone": "Europe/Belgrade"})
    assert manifest.tool.startswith("incident-map ")
    assert manifest.model == model.MODEL_VERSION
    counts = manifest.counts
    assert counts["rows_in"] == counts["accepted"] + counts["rejected"] == 61


def test_the_same_file_is_the_same_version_and_another_choice_is_not(library_folder: Path) -> None:
    first = save(b"same", file="a.csv")
    assert save(b"same", file="b (1).csv") == first
    assert len(catalog.versions("mine")) == 1
    titled = dataclasses.replace(draft(), choices_used=Choices(timezone="Europe/Belgrade", title="Other"))
    assert save(b"same", draft=titled) == first
    chosen = dataclasses.replace(draft(), choices_used=Choices(date_order="day-first"))
    assert save(b"same", draft=chosen)[1] != first[1]
    assert save(b"other")[1] != first[1]
    assert save(b"same", located={"Banjska": {"id": "geonames:792910"}})[1] != first[1]


def test_the_newest_version_is_current_and_the_older_stays_as_it_was(library_folder: Path) -> None:
    _, old = save(b"old", draft=draft(10))
    _, new = save(b"new", draft=draft(20))
    assert [each.version for each in catalog.versions("mine")] == [new, old]
    assert catalog.current("mine") == new
    assert (len(catalog.load("mine").incidents), len(catalog.load("mine", old).incidents)) == (20, 10)
    with pytest.raises(UnknownDatasetError, match="no dataset 'mine' in version 000000000000"):
        catalog.load("mine", "0" * 64)


def test_a_file_on_disk_is_copied_byte_by_byte(library_folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "дaten.csv"
    path.write_bytes(b"\xff\x00" * 3_000_000)
    name, _ = save(path)  # type: ignore[arg-type]
    assert catalog.original(name).read_bytes() == path.read_bytes()
    assert catalog.versions(name)[0].originals[0].name == "дaten.csv"


def test_an_open_question_or_no_row_saves_nothing(library_folder: Path) -> None:
    question = Question("date_order", "Which comes first?", ("day-first", "month-first"), ("03/04/2023",))
    asked = dataclasses.replace(draft(), questions=(question,))
    with pytest.raises(
        NothingToSaveError, match=r'answered: "Which comes first\?" \(for example: 03/04/2023\)\.'
    ):
        save(draft=asked)
    with pytest.raises(NothingToSaveError, match="no row of the file was accepted"):
        save(draft=draft(0))
    assert catalog.names() == ("northern-kosovo",)
    assert not library_folder.exists()


def test_an_error_while_writing_leaves_nothing(library_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(parquet, "write", full)
        with pytest.raises(LibraryError, match=r"cannot be written \(No space left on device\)"):
            save()
    assert catalog.names() == ("northern-kosovo",)
    assert leftovers(library_folder) == []


def test_names_are_checked_and_never_shared_with_what_is_only_read(library_folder: Path) -> None:
    write(library_folder / "Tables", small())
    (library_folder / "notes").mkdir()
    for name in ("Big", "../x", "", "-a", "a" * 61, "private", "upload-" + "0" * 32, ".incoming"):
        with pytest.raises(BadNameError, match="1 to 60 of the characters"):
            save(name=name)
    for name in ("small", "northern-kosovo", "notes"):
        with pytest.raises(NameTakenError, match=f"'{name}' is taken"):
            save(name=name)
    save(name="zz")
    save(name="aa")
    assert catalog.names() == ("northern-kosovo", "aa", "small", "zz")
    assert saving.suggested_name("Бањска 2023, (final)!.csv") == "banjska-2023-final-csv"
    assert saving.suggested_name("…") == saving.suggested_name("private") == "dataset"


def test_the_description_is_edited_without_a_new_version(library_folder: Path) -> None:
    name, version = save()
    first = catalog.load(name)
    management.describe(name, dataclasses.replace(INFO, title="Better {{7*7}}", timezone="UTC"))
    second = catalog.load(name)
    assert (second.info.title, second.version) == ("Better {{7*7}}", version)
    assert second.info.timezone == "Europe/Belgrade", "dates were read in it"
    assert second.incidents.equals(first.incidents)
    save(b"another")
    assert catalog.load(name).info.title == "Better {{7*7}}"


def test_a_dataset_is_renamed_and_renamed_back(library_folder: Path) -> None:
    name, version = save()
    save(name="other")
    management.rename(name, "new-name")
    assert catalog.names() == ("northern-kosovo", "new-name", "other")
    assert catalog.load("new-name", version).name == "new-name"
    for taken in ("other", "northern-kosovo"):
        with pytest.raises(NameTakenError):
            management.rename("new-name", taken)
    management.rename("new-name", name)
    assert catalog.load(name).version == version


def test_a_deleted_dataset_can_be_brought_back(library_folder: Path) -> None:
    name, version = save()
    token = management.delete(name)
    assert catalog.names() == ("northern-kosovo",)
    with pytest.raises(UnknownDatasetError):
        catalog.load(name, version)
    assert [(each.token, each.name) for each in management.deletions()] == [(token, name)]
    assert management.undelete(token) == name
    assert catalog.load(name, version).version == version
    assert management.deletions() == []
    with pytest.raises(NothingToUndoError, match="Import the file again"):
        management.undelete(token)


def test_a_deletion_is_not_undone_over_another_dataset(library_folder: Path) -> None:
    name, _ = save()
    token = management.delete(name)
    save(b"other")
    with pytest.raises(NameTakenError, match="meanwhile"):
        management.undelete(token)
    management.rename(name, "moved")
    assert management.undelete(token) == name


def test_old_deletions_are_cleared_away(library_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    token = management.delete(save()[0])
    placing.sweep()
    assert management.deletions()
    monkeypatch.setattr(paths, "UNDO_DAYS", -1)
    placing.sweep()
    assert management.deletions() == []
    with pytest.raises(NothingToUndoError):
        management.undelete(token)


def test_folders_of_tables_and_the_case_are_never_changed(library_folder: Path) -> None:
    write(library_folder / "Tables", small())
    for name in ("small", "northern-kosovo"):
        for change in (
            lambda name: management.describe(name, INFO),
            lambda name: management.rename(name, "x"),
            management.delete,
        ):
            with pytest.raises(ReadOnlyDatasetError, match="only read here"):
                change(name)
        assert catalog.versions(name) == ()
        assert catalog.current(name) == catalog.load(name).version
    with pytest.raises(UnknownDatasetError):
        management.delete("nowhere")


def test_a_private_upload_is_found_by_its_token_alone(library_folder: Path) -> None:
    token, version = save(b"secret", name="ignored", private=True)
    other, same = save(b"secret", name="ignored", private=True)
    assert token != other
    assert version == same
    assert paths.is_private(token)
    assert not paths.is_private("mine")
    assert catalog.names() == ("northern-kosovo",)
    assert catalog.load(token, version).name == token
    for guess in (version, "private", f"private/{token}", token[:-1], token.upper(), "../" + token):
        with pytest.raises(UnknownDatasetError) as error:
            catalog.load(guess)
        assert token in guess or token not in str(error.value)


def test_a_private_upload_expires_unless_it_is_opened(library_folder: Path) -> None:
    token, _ = save(private=True)
    path = library_folder / "private" / token / "dataset.json"

    def unused_for(time_: timedelta) -> None:
        then = time.time() - time_.total_seconds()
        os.utime(path, (then, then))

    unused_for(timedelta(hours=paths.PRIVATE_HOURS - 1))
    catalog.load(token)
    assert time.time() - path.stat().st_mtime < 60, "opening it begins the time anew"
    unused_for(timedelta(hours=paths.PRIVATE_HOURS + 1))
    with pytest.raises(UnknownDatasetError):
        catalog.load(token)
    placing.sweep()
    assert paths.children(library_folder / "private") == []


def test_saving_a_private_upload_copies_it_into_the_library(library_folder: Path) -> None:
    token, version = save(b"mine now", private=True)
    assert management.save_upload(token, name="saved") == ("saved", version)
    assert management.save_upload(token, name="saved") == ("saved", version)
    assert catalog.load("saved").info == INFO
    assert catalog.original("saved").read_bytes() == b"mine now"
    assert catalog.load(token).version == version
    assert save(b"mine now", name="saved") == ("saved", version)
    assert management.delete(token) is None
    assert catalog.load("saved").version == version


def test_a_deleted_private_upload_is_erased_at_once_and_listed_nowhere(library_folder: Path) -> None:
    token, _ = save(b"a secret", private=True)
    management.delete(token)
    assert management.deletions() == []
    assert not [path for path in library_folder.rglob("*") if token in str(path)]
    assert [path.name for path in library_folder.rglob("*") if path.is_file()] == ["library.json"]


def test_a_private_upload_that_an_older_version_threw_away_is_not_listed_and_is_swept(
    library_folder: Path,
) -> None:
    token, _ = save(b"a secret", private=True)
    bin_ = library_folder / paths.TRASH / f"{2**33}-old"
    bin_.mkdir(parents=True)
    (library_folder / paths.PRIVATE / token).rename(bin_ / token)
    assert management.deletions() == []
    with pytest.raises(NothingToUndoError):
        management.undelete(bin_.name)
    placing.sweep()
    assert not bin_.exists()


def test_a_saved_version_is_one_object_for_all_threads(library_folder: Path) -> None:
    save()
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: catalog.load("mine"), range(40)))
    assert len({id(dataset) for dataset in found}) == 1


def test_memory_holds_the_latest_datasets_only(library_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(versions, "_slots", Slots(2))
    names = [save(name=f"d{number}", draft=draft(2))[0] for number in range(4)]
    for name in names:
        catalog.load(name)
    assert len(versions._slots) == 2
    assert catalog.load(names[0]).name == names[0]


def test_many_at_once_save_one_version_each_and_lose_none(library_folder: Path) -> None:
    save(b"0", draft=draft(5))

    def one(number: int) -> tuple[str, str]:
        return save(b"%d" % (number % 3), draft=draft(5))

    with ThreadPoolExecutor(6) as pool:
        found = set(pool.map(one, range(12)))
    assert len(found) == 3
    assert {each.version for each in catalog.versions("mine")} == {version for _, version in found}
    assert leftovers(library_folder) == []


def test_a_damaged_version_is_told_in_words_without_a_path(library_folder: Path) -> None:
    name, version = save()
    (library_folder / name / version / "incidents.parquet").write_bytes(b"PAR1 not any more")
    with pytest.raises(LibraryError, match="import its file again") as error:
        catalog.load(name).incidents  # noqa: B018 - read when it is asked for
    assert str(library_folder) not in str(error.value)
    (library_folder / name / version / "manifest.json").write_text("{")
    with pytest.raises(LibraryError, match="no JSON"):
        catalog.load(name)


def test_a_lost_or_damaged_index_is_made_anew(library_folder: Path) -> None:
    name, version = save()
    before = answers.counts(store.opened(name), Filters())
    index = library_folder / name / version / duckdb_file.FILE
    index.with_name("index-0.duckdb").write_bytes(b"of another version of this program")
    for spoil in (Path.unlink, lambda path: path.write_bytes(b"no database" * 1000)):
        spoil(index)
        store._open.cache_clear()
        assert answers.counts(store.opened(name), Filters()) == before
    assert [each.name for each in index.parent.glob("index-*")] == [index.name]


def test_an_index_that_cannot_be_made_is_told_in_words_without_a_path(library_folder: Path) -> None:
    name, version = save()
    (library_folder / name / version / duckdb_file.FILE).unlink()
    (library_folder / name / version / "incidents.parquet").write_bytes(b"PAR1 not any more")
    store._open.cache_clear()
    with pytest.raises(LibraryError, match="is damaged") as error:
        store.opened(name)
    assert str(library_folder) not in str(error.value)


def test_a_library_that_cannot_be_written_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("INCIDENTS_LIBRARY", str(tmp_path / "file" / "library"))
    with pytest.raises(LibraryError, match="Check the free space and the rights of the folder") as error:
        save()
    assert str(tmp_path) not in str(error.value)


def test_a_hundred_thousand_rows_load_within_two_seconds(library_folder: Path) -> None:
    incidents = draft(2_000).tables["incidents"]
    big = pd.concat([incidents] * 50, ignore_index=True)
    big["id"] = [f"n{number:06d}" for number in range(len(big))]
    save(draft=dataclasses.replace(draft(1), tables={"incidents": big}))
    began = time.perf_counter()
    dataset = catalog.load("mine")
    assert time.perf_counter() - began < 2
    assert len(dataset.incidents) == 100_000


def test_remarks_of_a_whole_file_have_no_row(library_folder: Path) -> None:
    noted = dataclasses.replace(draft(3), warnings=remarks(lines=((None, "", "", "read as UTF-8"),)))
    save(draft=noted)
    assert catalog.warnings("mine")["row"].isna().all()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the system cannot fork")
def test_kill_9_at_twenty_random_points_leaves_all_or_nothing(library_folder: Path) -> None:
    random_ = random.Random(20)  # noqa: S311 - the same points each time
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}"}
    command = [sys.executable, str(ROOT / "tests" / "killed_imports.py"), "20000"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment, cwd=ROOT
    ) as server:
        assert server.stdin
        assert server.stdout

        def begin(line: str) -> int:
            server.stdin.write(line + "\n")
            server.stdin.flush()
            return int(server.stdout.readline())

        assert server.stdout.readline() == "ready\n"
        begin("first")
        began = time.perf_counter()
        assert "done" in server.stdout.readline()
        duration = time.perf_counter() - began
        assert server.stdout.readline() == "ended\n"
        shapes = set()
        for trial in range(20):
            if trial % 2:
                management.delete("killed")
            before = [each.version for each in manifests.manifests(library_folder / "killed")]
            pid = begin(f"trial {trial}")
            time.sleep(random_.random() * duration * 1.1)
            with contextlib.suppress(ProcessLookupError):  # it was quicker
                os.kill(pid, signal.SIGKILL)
            while (said := server.stdout.readline()) != "ended\n":
                assert said == f"{pid} done\n"
            added = _added(library_folder, before)
            shapes.add(added)
            assert left_by_a_sweep(library_folder) == []
            if trial % 2 and not added:
                management.undelete(management.deletions()[0].token)
        before = [each.version for each in manifests.manifests(library_folder / "killed")]
        begin("in peace")
        assert "done" in server.stdout.readline()
        assert _added(library_folder, before) == 1
        server.stdin.close()
    assert 0 in shapes <= {0, 1}


def _added(library_folder: Path, before: list[str]) -> int:
    """How many versions a killed import added; each version that is there is whole."""
    assert folders.problems() == ()
    if not before and "killed" not in catalog.names():
        assert not (library_folder / "killed").exists()
        return 0
    found = catalog.versions("killed")
    for each in found:
        dataset = catalog.load("killed", each.version)
        assert len(dataset.incidents) == 20_000
        assert len(dataset.rejected) == 1
        assert dataset.info == INFO
        original = catalog.original("killed", each.version).read_bytes()
        assert hashlib.sha256(original).hexdigest() == each.originals[0].sha256
    return len(found) - len(before)
