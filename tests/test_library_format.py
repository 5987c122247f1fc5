"""The library tells its own format: older ones are migrated before the first write, newer ones only read."""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path

import pytest
from drafts import INFO, draft

from api import health
from geodata.__main__ import main
from geodata.errors import LibraryError, NewerError
from geodata.filters import Filters
from geodata.index import duckdb_file
from geodata.library import catalog, library_format, management, paths, placing, purging, saving, verifying
from geodata.query import answers, store

RELEASED = Path(__file__).with_name("data") / "library-before-rooms.zip"
TOKEN = f"upload-{'0123456789abcdef' * 2}"


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("INCIDENTS_LIBRARY", str(tmp_path / "library"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    store._open.cache_clear()
    return tmp_path / "library"


def released(library: Path) -> None:
    """A library as commit 26ff662 wrote it."""
    with zipfile.ZipFile(RELEASED) as archive:
        archive.extractall(library)


def of_format_1(library: Path) -> None:
    """A library as it was written until November 2026: plain modes, no hashes or numbers, private trash."""
    saving.save(draft(5), b"a", name="mine", info=INFO)
    token, _ = saving.save(draft(5), b"b", name="", info=INFO, private=True)
    (library / "private" / token).rename(library / "private" / TOKEN)
    for path in library.rglob("manifest.json"):
        said = json.loads(path.read_text())
        del said["files"], said["sequence"]
        path.write_text(json.dumps(said))
    for path in library.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)
    deleted = library / paths.TRASH / "9999999999-ab" / f"upload-{'f' * 32}"
    deleted.mkdir(parents=True)
    (deleted / paths.DESCRIPTION).write_text("{}")
    kept = library / paths.TRASH / "9999999998-ab" / "public"
    kept.mkdir(parents=True)
    (library / library_format.FILE).unlink()


def test_a_new_library_is_of_this_format(library: Path) -> None:
    saving.save(draft(5), b"a", name="mine", info=INFO)
    assert json.loads((library / library_format.FILE).read_text())["format"] == library_format.FORMAT


@pytest.mark.parametrize("made", [released, of_format_1])
def test_a_library_without_the_file_is_read_as_it_is_and_migrated_before_the_first_write(
    library: Path, made
) -> None:
    made(library)
    name = next(each for each in catalog.names() if each != paths.DEFAULT)
    before = [each.version for each in catalog.versions(name)]
    assert library_format.number() == 1
    assert answers.counts(store.opened(name), Filters()).total > 0
    assert not (library / library_format.FILE).exists()
    new = saving.save(draft(7), b"new", name="", info=INFO, new_version_of=name)[1]
    assert library_format.number() == library_format.FORMAT
    assert [each.version for each in catalog.versions(name)] == [new, *before]
    assert {each.state for each in verifying.verify()} == {"whole"}


def test_the_migration_makes_private_data_private_and_erases_its_deletions(library: Path) -> None:
    of_format_1(library)
    management.describe("mine", INFO)
    inside = [library / "private", *(library / "private").rglob("*")]
    assert len(inside) > 10
    assert {each.stat().st_mode & 0o077 for each in inside} == {0}
    assert not list((library / paths.TRASH).rglob("upload-*"))
    assert [each.name for each in management.deletions()] == ["public"]
    assert catalog.load(TOKEN).info == INFO


def test_a_migration_that_was_cut_off_is_run_again(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    of_format_1(library)
    with monkeypatch.context() as patch:
        patch.setattr(
            "geodata.library.files.write_json", lambda *_: (_ for _ in ()).throw(OSError(28, "full"))
        )
        with pytest.raises(LibraryError):
            management.describe("mine", INFO)
    assert library_format.number() == 1
    management.describe("mine", INFO)
    assert library_format.number() == library_format.FORMAT


def everything(library: Path) -> dict[str, bytes]:
    found = [each for each in library.rglob("*") if each.is_file()]
    return {str(each.relative_to(library)): each.read_bytes() for each in found}


def test_a_library_of_a_newer_format_is_only_read(library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    name, version = saving.save(draft(5), b"a", name="mine", info=INFO)
    (library / library_format.FILE).write_text('{"format": 4}')
    (library / name / version / duckdb_file.FILE).unlink()
    before = everything(library)
    assert answers.counts(store.opened(name), Filters()).total == 5  # its index lies in the cache
    placing.sweep()
    for change in (
        lambda: saving.save(draft(5), b"b", name="other", info=INFO),
        lambda: management.describe(name, INFO),
        lambda: management.delete(name),
        lambda: management.withdraw(name, reason="x"),
        purging.purge,
    ):
        with pytest.raises(NewerError, match="It is only read here"):
            change()
    assert everything(library) == before
    assert main(["rename", name, "x"]) == 1
    assert "only read here" in capsys.readouterr().err
    assert "newer" in {each.state for each in verifying.verify()}


def test_a_format_that_cannot_be_told_is_only_read_until_it_is_mended(library: Path) -> None:
    name, _ = saving.save(draft(5), b"a", name="mine", info=INFO)
    (library / library_format.FILE).write_bytes(b"\x00noise")
    assert catalog.load(name).info == INFO
    with pytest.raises(LibraryError, match=r"library\.json"):
        management.describe(name, INFO)
    assert "damaged" in {each.state for each in verifying.verify()}


def test_a_library_that_goes_away_is_not_taken_for_an_empty_one(library: Path) -> None:
    name, _ = saving.save(draft(5), b"a", name="mine", info=INFO)
    catalog.load(name)
    shutil.move(library, library.with_name("elsewhere"))
    library.mkdir()  # as where a disk was mounted
    with pytest.raises(LibraryError, match="not there any more"):
        catalog.load(name)
    with pytest.raises(LibraryError, match="not there any more"):
        saving.save(draft(5), b"b", name="other", info=INFO)
    assert catalog.load(paths.DEFAULT).name == paths.DEFAULT
    with pytest.raises(LibraryError, match="not there any more"):
        health.CHECKS["library"]()  # so that a proxy asks another process
    assert not list(library.iterdir())
    library.rmdir()
    shutil.move(library.with_name("elsewhere"), library)
    assert catalog.load(name).info == INFO
