"""What is wrong with a library is found, what was lost comes back from a backup, nothing is overwritten."""

from __future__ import annotations

import io
import json
import os
import re
import tarfile
import threading
from pathlib import Path

import fsspec
import pytest
from drafts import INFO, draft
from synthetic_libraries import synthetic_library
from test_damage import flip, noise

from geodata.__main__ import main
from geodata.errors import LibraryError, NewerError, UnknownDatasetError
from geodata.library import (
    archives,
    catalog,
    hashes,
    library_format,
    management,
    manifests,
    paths,
    purging,
    restoring,
    safe_copies,
    saving,
    verifying,
)
from geodata.library.placing import is_whole
from geodata.library.safe_copies import Safety


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A library with `mine`, of two versions, and `other`."""
    monkeypatch.setenv("INCIDENTS_LIBRARY", str(tmp_path / "library"))
    saving.save(draft(10), b"old", name="mine", info=INFO, file="old.csv")
    saving.save(draft(20), b"new", name="", info=INFO, new_version_of="mine")
    saving.save(draft(15), b"other", name="other", info=INFO)
    return tmp_path / "library"


def states(name: str | None = None) -> list[tuple[str, str]]:
    return [(each.dataset, each.state) for each in verifying.verify(name)]


def current(library: Path, name: str = "mine") -> Path:
    return library / name / catalog.current(name)


def test_a_library_that_was_just_saved_is_whole(library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    saving.save(draft(5), b"x", name="", info=INFO, private=True)
    assert [state for _, state in states()] == ["whole"] * 4
    assert main(["verify"]) == 0
    assert "4 looked at, 0 with something wrong" in capsys.readouterr().out
    with pytest.raises(UnknownDatasetError):
        states("nobodys")


def older(folder: Path) -> None:
    """Make a version one of those whose own release recorded no hashes."""
    path = folder / paths.MANIFEST
    said = json.loads(path.read_text())
    del said["files"], said["sequence"]
    path.write_text(json.dumps(said))


FAULTS = {
    "noise": lambda folder: noise(folder / "incidents.parquet"),
    "a bit of the original": lambda folder: flip(folder / "original" / "upload"),
    "a bit of a table": lambda folder: flip(folder / "sources.parquet"),
    "a missing table": lambda folder: (folder / "claims.parquet").unlink(),
    "choices that were not made": lambda folder: _say(folder, choices={"timezone": "UTC"}),
    "counts": lambda folder: _say(
        folder, counts={"rows_in": 1, "accepted": 1, "rejected": 0, "incidents": 1}
    ),
    "a manifest": lambda folder: (folder / paths.MANIFEST).write_text("{"),
}


def _say(folder: Path, **said: object) -> None:
    path = folder / paths.MANIFEST
    path.write_text(json.dumps({**json.loads(path.read_text()), **said}))


@pytest.mark.parametrize("spoil", FAULTS.values(), ids=FAULTS)
def test_every_fault_of_a_version_is_found_and_only_there(
    library: Path, capsys: pytest.CaptureFixture[str], spoil
) -> None:
    hurt = current(library)
    spoil(hurt)
    found = {each.version: each for each in verifying.verify()}
    assert {version for version, each in found.items() if each.state == "damaged"} == {hurt.name}
    assert "restore" in found[hurt.name].advice
    assert str(library) not in found[hurt.name].said
    assert main(["verify", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["whole"] is False
    assert main(["verify", "other"]) == 0


def test_a_synthetic_library_is_whole_and_its_tables_are_not_read_into_memory(
    library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = synthetic_library(2_000, tmp_path / "synthetic")
    monkeypatch.setenv("INCIDENTS_LIBRARY", str(given.library))
    monkeypatch.setattr("geodata.library.versions.table", None)
    (found,) = verifying.verify()
    assert (found.state, found.said) == ("whole", "every file is as it was saved")


def test_choices_that_no_import_makes_are_told_as_damage(
    library: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name, version = saving.save(draft(5), b"a", name="another", info=INFO)
    path = library / name / version / paths.MANIFEST
    said = json.loads(path.read_text())
    path.write_text(json.dumps({**said, "choices": {"generator": 2}}))
    assert main(["verify"]) == 1
    assert "its choices or originals are not those that the version is named by" in capsys.readouterr().out


def test_hashes_recorded_later_are_no_evidence_but_tell_later_changes(library: Path) -> None:
    folder = current(library, "other")
    older(folder)
    [first] = verifying.verify("other")
    assert first.state == "whole"
    assert first.said.startswith("hashes not recorded by the release that made it; tables")
    [second] = verifying.verify("other")
    assert "as verify found it on 20" in second.said
    flip(folder / "sources.parquet")
    assert states("other") == [("other", "damaged")]


def test_a_truncated_table_of_an_older_version_is_not_recorded_as_whole(library: Path) -> None:
    folder = current(library, "other")
    older(folder)
    noise(folder / "incidents.parquet")
    assert states("other") == [("other", "damaged")]
    assert not (folder / hashes.RECORDED_LATER).exists()


# Backup and restore ---------------------------------------------------------------------------------------


@pytest.fixture
def archive(library: Path, tmp_path: Path) -> Path:
    assert archives.backup(str(tmp_path / "backup.tar")).whole
    return tmp_path / "backup.tar"


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Another library, which is not there yet."""
    monkeypatch.setenv("INCIDENTS_LIBRARY", str(tmp_path / "empty"))
    return tmp_path / "empty"


def contents(library: Path) -> dict[str, bytes]:
    found = [*library.glob("[a-z]*/*.json"), *library.glob("[a-z]*/*/*.json")]
    found += [*library.glob("[a-z]*/*/*.parquet"), *library.glob("[a-z]*/*/original/*")]
    return {str(each.relative_to(library)): each.read_bytes() for each in found}


def test_what_was_backed_up_comes_back_byte_for_byte(library: Path, archive: Path, empty: Path) -> None:
    reports = restoring.restore(str(archive))
    assert [(each.dataset, each.said) for each in reports] == [("mine", "restored"), ("other", "restored")]
    assert contents(empty) == contents(library)
    assert [state for _, state in states()] == ["whole"] * 3
    assert [each.said for each in restoring.restore(str(archive))] == ["is there already"] * 3
    assert archive.stat().st_mode & 0o777 == 0o600
    assert not paths.children(empty / paths.INCOMING)


def test_private_uploads_deletions_and_what_was_withdrawn_are_in_no_backup(
    library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    saving.save(draft(5), b"private", name="", info=INFO, private=True)
    management.delete("other")
    withdrawn = catalog.current("mine")
    management.withdraw("mine", withdrawn, reason="names a witness")
    archives.backup(str(tmp_path / "b.tar"))
    with tarfile.open(tmp_path / "b.tar") as archive:
        names = archive.getnames()
    assert not [each for each in names if "upload-" in each or "other" in each]
    assert [each for each in names if withdrawn in each] == [f"datasets/mine/{withdrawn}/withdrawn.json"]
    monkeypatch.setenv("INCIDENTS_LIBRARY", str(tmp_path / "again"))
    restoring.restore(str(tmp_path / "b.tar"))
    assert [each.reason for each in catalog.withdrawn("mine")] == ["names a witness"]
    assert len(catalog.versions("mine")) == 1


def test_a_damaged_version_and_a_lost_dataset_are_put_back(library: Path, archive: Path) -> None:
    hurt = current(library)
    noise(hurt / "incidents.parquet")
    (library / "mine" / paths.DESCRIPTION).write_text("{")
    management.delete("other")
    said = {(each.dataset, each.said) for each in restoring.restore(str(archive))}
    assert said == {
        ("mine", "restored"),
        ("mine", "is there already"),
        ("mine", "its description is restored"),
        ("other", "restored"),
    }
    assert [state for _, state in states()] == ["whole"] * 3


def test_what_differs_is_not_overwritten(library: Path, archive: Path) -> None:
    management.describe("other", INFO.__class__(**{**vars(INFO), "title": "Edited since"}))
    folder = current(library)
    (folder / "sources.parquet").write_bytes((folder / "claims.parquet").read_bytes())
    said = json.loads((folder / paths.MANIFEST).read_text())
    (folder / paths.MANIFEST).write_text(json.dumps({**said, "files": hashes.of(folder)}))
    before = contents(library)
    reports = restoring.restore(str(archive))
    assert [each.said for each in reports if not each.well] == [
        "refused: the library has it with other contents"
    ]
    assert contents(library) == before
    assert catalog.load("other").info.title == "Edited since"
    assert any("edited since" in each.said for each in reports)


def test_what_another_dataset_has_the_name_of_by_now_is_not_put_among_its_versions(
    library: Path, archive: Path
) -> None:
    management.rename("other", "field-notes")
    safe_copies.make(catalog.load("field-notes"), Safety(cells_km=500), name="other")
    management.rename("mine", "elsewhere")
    saving.save(draft(4), b"something else", name="mine", info=INFO)
    before = contents(library)
    reports = restoring.restore(str(archive))
    assert {(each.dataset, each.well) for each in reports} == {("mine", False), ("other", False)}
    assert all("another dataset has this name" in each.said for each in reports)
    assert contents(library) == before
    for name in ("mine", "other"):
        management.rename(name, f"{name}-of-today")
    assert {each.said for each in restoring.restore(str(archive))} == {"restored"}


def test_what_was_withdrawn_since_stays_so(library: Path, archive: Path) -> None:
    management.withdraw("other", reason="x")
    purging.purge()
    assert ("other", "left as it is: it was withdrawn here") in {
        (each.dataset, each.said) for each in restoring.restore(str(archive))
    }
    assert "other" not in catalog.names()


def test_a_dataset_of_several_versions_is_put_back_whole_or_not_at_all(
    library: Path, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = catalog.current("mine")
    saving.save(draft(8), b"third", name="", info=INFO, new_version_of="mine")
    archives.backup(str(archive))
    for each in [each.version for each in catalog.versions("mine") if each.version != kept]:
        (library / "mine" / each).rename(library.parent / each)
    put = []

    def fails_the_second_time(ready: Path, place: Path) -> None:
        if put:
            raise OSError(28, "No space left on device")
        put.append(place)
        ready.rename(place)

    monkeypatch.setattr(restoring, "join", fails_the_second_time)
    with pytest.raises(LibraryError, match="No space left"):
        restoring.restore(str(archive))
    assert [each.version for each in catalog.versions("mine")] == [kept]


def listed(archive: Path) -> tuple[dict[str, dict], list[str]]:
    """The archive's list, and the names of its members."""
    with tarfile.open(archive) as opened:
        return json.loads(opened.extractfile(archives.INDEX).read()), opened.getnames()


@pytest.mark.parametrize("kind", ["recorded", "of an older edition", "its manifest", "the description"])
def test_an_archive_that_is_not_whole_takes_no_good_ones_place(
    library: Path, archive: Path, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    hurt, before = current(library), archive.read_bytes()
    if kind == "of an older edition":
        older(hurt)
    damaged = {
        "its manifest": hurt / paths.MANIFEST,
        "the description": library / "mine" / paths.DESCRIPTION,
    }.get(kind, hurt / "incidents.parquet")
    damaged.write_bytes(damaged.read_bytes()[:99])
    for name in ("backup.incomplete.tar", "backup.incomplete-2.tar"):
        assert main(["backup", str(archive)]) == 1
        assert name in capsys.readouterr().err
        assert archive.read_bytes() == before
        index, names = listed(archive.with_name(name))
        [missing] = index["missing"]
        assert missing["dataset"] == "mine"
        lost = f"mine/{missing['version']}".rstrip("/") if missing["version"] else "mine/dataset.json"
        assert lost == ("mine/dataset.json" if kind == "the description" else f"mine/{hurt.name}")
        assert not [each for each in names if lost in each]


def test_what_an_archive_lacks_is_said_when_it_is_restored(
    library: Path, archive: Path, tmp_path: Path, monkeypatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = current(library, "other")
    whole = (folder / "sources.parquet").read_bytes()
    flip(folder / "sources.parquet")
    assert main(["backup", str(archive)]) == 1
    capsys.readouterr()
    poor = str(archive.with_name("backup.incomplete.tar"))
    (folder / "sources.parquet").write_bytes(whole)
    assert main(["restore", poor]) == 0  # what it lacks is here
    assert "0 brought back, 2 there already, 0 missing in the archive, 0 refused." in capsys.readouterr().out
    monkeypatch.setenv("INCIDENTS_LIBRARY", str(tmp_path / "elsewhere"))
    assert main(["restore", poor]) == 1
    said = capsys.readouterr().out
    assert f"other                    {folder.name[:12]} missing in the archive: left out: damaged" in said
    assert "1 brought back, 0 there already, 1 missing in the archive, 0 refused." in said


def test_an_earlier_editions_archive_says_too_what_it_lacks(
    library: Path, archive: Path, empty: Path
) -> None:
    """They held files of versions that they left out, and no list of those."""
    gone = min(each.name for each in (library / "mine").glob("?" * 64))

    def as_before(member: tarfile.TarInfo, content: bytes) -> list[tuple[tarfile.TarInfo, bytes]]:
        if member.name == archives.INDEX:
            said = json.loads(content)
            said.pop("missing")
            said["datasets"]["mine"] = {
                file: each for file, each in said["datasets"]["mine"].items() if gone not in file
            }
            content = json.dumps(said).encode()
        return [(member, content)]

    reports = restoring.restore(str(repacked(archive, as_before)))
    assert [(each.dataset, each.version) for each in reports if not each.well] == [("mine", gone)]


def test_what_was_withdrawn_since_can_be_left_in_the_archive(
    library: Path, archive: Path, empty: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept, gone = (each.name for each in (library / "mine").glob("?" * 64))
    assert main(["restore", str(archive), "--without", "othr"]) == 1
    assert manifests.saved_names() == []
    assert main(["restore", str(archive), "--without", "other", "--without", f"mine/{gone[:8]}"]) == 0
    assert manifests.saved_names() == ["mine"]
    assert [each.version for each in catalog.versions("mine")] == [kept]


def test_nightly_archives_are_dated_and_old_ones_go_after_a_whole_one_alone(
    library: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "nightly"
    assert main(["backup", "--keep", "2", str(folder)]) == 1  # no such folder
    folder.mkdir()
    older_ones = [f"incident-map-2026-0{month}-01T0300Z.tar" for month in (1, 2, 3)]
    for name in (*older_ones, "somebody's.tar"):
        (folder / name).write_bytes(b"")
    folder_of_other = current(library, "other")
    whole = (folder_of_other / "sources.parquet").read_bytes()
    flip(folder_of_other / "sources.parquet")
    assert main(["backup", "--keep", "2", str(folder)]) == 1
    assert {*older_ones, "somebody's.tar"} < {each.name for each in folder.iterdir()}
    [poor] = folder.glob("*.incomplete.tar")
    (folder_of_other / "sources.parquet").write_bytes(whole)
    assert main(["backup", "--keep", "2", str(folder)]) == 0
    left = {each.name for each in folder.iterdir()} - {poor.name, "somebody's.tar", older_ones[2]}
    [made] = left
    assert re.fullmatch(r"incident-map-\d{4}-\d\d-\d\dT\d{4}Z\.tar", made)
    assert archives.INDEX in listed(folder / made)[1]


def test_an_empty_library_is_no_backup(archive: Path, empty: Path) -> None:
    before = archive.read_bytes()
    assert main(["backup", str(archive)]) == 1
    assert archive.read_bytes() == before


def repacked(archive: Path, change) -> Path:
    """The archive with members changed: `change(name, content)` gives members."""
    changed = archive.with_name("changed.tar")
    with tarfile.open(archive) as old, tarfile.open(changed, "w") as new:
        for member in old:
            for info, content in change(member, old.extractfile(member).read()):
                info.size = len(content)
                new.addfile(info, io.BytesIO(content))
    return changed


def _named(name: str, **said: object) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    for field, value in said.items():
        setattr(member, field, value)
    return member


BAD = {
    "cut off": lambda member, content: [] if member.name == archives.INDEX else [(member, content)],
    "a changed table": lambda member, content: [
        (member, content[:-9] + b"different" if member.name.endswith("sources.parquet") else content)
    ],
    "outside": lambda member, content: [(member, content), (_named("datasets/mine/../../../out"), b"x")],
    "absolute": lambda member, content: [(member, content), (_named("/datasets/mine/out"), b"x")],
    "a link": lambda member, content: [
        (_named("datasets/mine/link", type=tarfile.SYMTYPE, linkname="/etc"), b""),
        (member, content),
    ],
    "a hidden name": lambda member, content: [(member, content), (_named("datasets/.trash/x"), b"x")],
}


@pytest.mark.parametrize("change", BAD.values(), ids=BAD)
def test_a_bad_archive_changes_nothing(archive: Path, empty: Path, tmp_path: Path, change) -> None:
    changed = repacked(archive, change)
    before = {each for each in tmp_path.rglob("*") if not each.is_relative_to(empty)}
    with pytest.raises(LibraryError, match=r"cannot be used|cannot be read"):
        restoring.restore(str(changed))
    assert {each for each in tmp_path.rglob("*") if not each.is_relative_to(empty)} == before
    assert manifests.saved_names() == []
    assert [each.name for each in empty.rglob("*") if each.is_file()] == [library_format.FILE]


def test_an_archive_that_is_none_is_told_in_words(
    library: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "no.tar").write_bytes(b"no archive" * 1000)
    for name in ("no.tar", "missing.tar"):
        assert main(["restore", str(tmp_path / name)]) == 1
    assert "Traceback" not in capsys.readouterr().err


def test_a_backup_that_cannot_be_finished_leaves_the_last_one(
    library: Path, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = archive.read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(archives, "_add", full)
    with pytest.raises(LibraryError, match="No space left"):
        archives.backup(str(archive))
    assert archive.read_bytes() == before
    assert [each.name for each in archive.parent.iterdir() if each.name.startswith(".")] == []


def test_a_backup_goes_to_an_object_store_and_comes_back(library: Path, tmp_path: Path, empty: Path) -> None:
    fsspec.filesystem("memory").store.clear()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("INCIDENTS_LIBRARY", str(library))
        archives.backup("memory://bucket/b.tar")
    restoring.restore("memory://bucket/b.tar")
    assert contents(empty) == contents(library)
    with pytest.raises(LibraryError):
        restoring.restore("memory://bucket/nothing.tar")


def test_an_object_store_that_fails_is_told_in_words_and_nothing_is_left(
    library: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class EndpointError(Exception):
        """As botocore's and others' are: no error of the system."""

    EndpointError.__module__ = "botocore.exceptions"
    memory = type(fsspec.filesystem("memory"))
    memory.store.clear()

    def gone(*_: object, **__: object) -> None:
        raise EndpointError("Could not connect to the endpoint")

    with monkeypatch.context() as patch:
        patch.setattr(memory, "mv", gone)
        assert main(["backup", "memory://bucket/b.tar"]) == 1
        assert list(memory.store) == []
        patch.setattr(memory, "rm", gone)
        patch.setattr(memory, "open", gone)
        assert main(["backup", "memory://bucket/b.tar"]) == 1
        assert main(["restore", "memory://bucket/b.tar"]) == 1
    said = capsys.readouterr().err
    assert said.count("the object store: EndpointError, Could not connect to the endpoint") == 3
    assert "Nothing was changed. Check its address" in said


def test_what_a_killed_backup_left_is_removed_by_one_of_another_day(library: Path, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    names = {
        ".incident-map-2026-11-27T0300Z.tar.0a1b2c3d": True,
        ".b.tar.0a1b2c3d": True,
        ".other.tar.0a1b2c3d": False,
        ".incident-map-2026-11-27T0300Z.tar": False,
        "incident-map-2026-11-27T0300Z.incomplete-2.tar": False,
    }
    for name in names:
        (folder / name).touch()
        os.utime(folder / name, (0, 0))
    (folder / ".b.tar.ffffffff").touch()
    archives.backup(str(folder / "b.tar"))
    left = {path.name for path in folder.iterdir()}
    assert left == {"b.tar", ".b.tar.ffffffff", *(name for name, goes in names.items() if not goes)}


def test_backups_are_consistent_while_versions_are_saved(library: Path, tmp_path: Path, monkeypatch) -> None:
    stop = threading.Event()

    def save_on() -> None:
        number = 0
        while not stop.is_set() and number < 12:
            number += 1
            saving.save(draft(5), b"%d" % number, name="", info=INFO, new_version_of="other")

    writer = threading.Thread(target=save_on)
    writer.start()
    try:
        for number in range(3):
            archives.backup(str(tmp_path / f"{number}.tar"))
    finally:
        stop.set()
        writer.join()
    for number in range(3):
        monkeypatch.setenv("INCIDENTS_LIBRARY", str(tmp_path / f"library-{number}"))
        assert all(each.well for each in restoring.restore(str(tmp_path / f"{number}.tar")))
        assert all(
            is_whole(each.parent) for each in (tmp_path / f"library-{number}").glob("*/*/manifest.json")
        )


def test_an_archive_of_a_newer_edition_is_refused(archive: Path, empty: Path) -> None:
    def newer(member: tarfile.TarInfo, content: bytes) -> list[tuple[tarfile.TarInfo, bytes]]:
        if member.name == archives.INDEX:
            content = json.dumps({**json.loads(content), "format": 9}).encode()
        return [(member, content)]

    with pytest.raises(NewerError):
        restoring.restore(str(repacked(archive, newer)))


def test_of_the_folder_only_dated_archives_are_removed(tmp_path: Path) -> None:
    from geodata.library import archive_names

    dated = [f"incident-map-2026-11-{day:02}T0300Z.tar" for day in (1, 2, 3)]
    for name in (*dated, "by-hand.tar", "own.tar", "notes.txt"):
        (tmp_path / name).touch()
    assert [each.name for each in archive_names.old(tmp_path, 2)] == dated[:1]
