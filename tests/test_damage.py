"""One damaged file of the library is said to be damaged, in words without a path, and harms nothing else."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from drafts import INFO, draft
from starlette.applications import Starlette
from starlette.testclient import TestClient
from test_page import page

from access import shown
from access.acts import Mode
from access.people import Person
from api.routes import routes
from geodata.__main__ import main
from geodata.errors import DamagedError, GeodataError, LibraryError, NewerError
from geodata.filters import Filters
from geodata.index import duckdb_file
from geodata.library import (
    catalog,
    hashes,
    indexes,
    management,
    manifests,
    paths,
    placing,
    purging,
    readers,
    saving,
)
from geodata.mapdata import columns
from geodata.query import answers, store

Spoil = Callable[[Path], object]


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A library with `hurt`, of two versions, and `well`."""
    monkeypatch.setenv("INCIDENTS_LIBRARY", str(tmp_path / "library"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    saving.save(draft(10), b"old", name="hurt", info=INFO)
    saving.save(draft(20), b"new", name="", info=INFO, new_version_of="hurt")
    saving.save(draft(30), b"well", name="well", info=INFO)
    store._open.cache_clear()
    return tmp_path / "library"


def current(library: Path) -> Path:
    return library / "hurt" / max(catalog.versions("hurt"), key=lambda each: each.sequence).version


def noise(path: Path) -> None:
    path.write_bytes(os.urandom(path.stat().st_size))


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def flip(path: Path) -> None:
    """Change one bit in the middle."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def write(text: str) -> Spoil:
    return lambda path: path.write_text(text)


def newer_key(path: Path) -> None:
    path.write_text(json.dumps({**json.loads(path.read_text()), "colour": "blue"}))


def newer_model(path: Path) -> None:
    path.write_text(json.dumps({**json.loads(path.read_text()), "model": 99}))


MANIFESTS = {
    "broken": write("{"),
    "noise": noise,
    "no object": write("[1]"),
    "empty": write("{}"),
    "of another type": write('{"version": 1}'),
    "missing": Path.unlink,
    "of a newer model": newer_model,
}
TABLES = {"missing": Path.unlink, "truncated": truncate, "noise": noise, "one bit": flip}


@pytest.fixture
def client() -> TestClient:
    made = routes(lambda _: b"", lambda *_: {}, assets=Path(__file__).parent)
    return TestClient(Starlette(routes=made), raise_server_exceptions=True)


def says_nothing_of_the_server(text: str, library: Path) -> bool:
    return str(library) not in text and str(library.parent) not in text


@pytest.mark.parametrize("spoil", MANIFESTS.values(), ids=MANIFESTS)
def test_a_broken_manifest_is_that_versions_alone(
    library: Path, capsys: pytest.CaptureFixture[str], client: TestClient, spoil: Spoil
) -> None:
    folder = current(library)
    spoil(folder / paths.MANIFEST)
    assert catalog.names() == (paths.DEFAULT, "hurt", "well")
    assert answers.counts(store.opened("well"), Filters()).total == 30
    assert answers.counts(store.opened("hurt"), Filters()).total == 10  # the version before
    [problem] = catalog.problems("hurt")
    assert folder.name[:12] in str(problem)
    assert "Delete" not in str(problem)
    with pytest.raises((DamagedError, NewerError)) as error:
        catalog.load("hurt", folder.name)
    assert says_nothing_of_the_server(str(error.value), library)
    assert main(["list"]) == 0
    said = capsys.readouterr()
    assert "well" in said.out
    assert str(problem) in said.err
    answer = client.get(f"/data/hurt/{folder.name}/mask.bin")
    assert (answer.status_code, answer.json()["error"]) == (503, str(problem))
    app = page(dataset="hurt")
    assert not app.exception
    assert app.button(key="add_data")
    assert any(folder.name[:12] in each.value for each in app.warning)


def test_a_manifests_key_of_a_newer_program_is_carried_along(library: Path) -> None:
    token, version = saving.save(draft(5), b"mine", name="", info=INFO, private=True)
    newer_key(library / "private" / token / version / paths.MANIFEST)
    newer_key(current(library) / paths.MANIFEST)
    assert catalog.problems("hurt") == ()
    assert len(catalog.versions("hurt")) == 2
    name, version = management.save_upload(token, name="carried")
    assert json.loads((library / name / version / paths.MANIFEST).read_text())["colour"] == "blue"


@pytest.mark.parametrize("spoil", [write("{"), noise, Path.unlink], ids=["broken", "noise", "missing"])
def test_a_broken_description_is_that_datasets_alone_and_written_anew(library: Path, spoil: Spoil) -> None:
    spoil(library / "hurt" / paths.DESCRIPTION)
    assert catalog.names() == (paths.DEFAULT, "hurt", "well")
    with pytest.raises(DamagedError, match=r"The dataset 'hurt' is damaged .dataset\.json"):
        catalog.load("hurt")
    assert catalog.load("well").info == INFO
    app = page(dataset="hurt")
    assert not app.exception
    assert "is damaged" in app.error[0].value
    assert app.button(key="add_data")
    assert main(["describe", "hurt", "--title", "Anew"]) == 0
    assert catalog.load("hurt").info.title == "Anew"
    assert readers.of("hurt") == readers.NOBODY, "who might see it is lost"


@pytest.mark.parametrize("spoil", [write("{"), noise, Path.unlink], ids=["broken", "noise", "missing"])
def test_a_dataset_without_its_description_is_not_here_for_others(
    library: Path, client: TestClient, spoil: Spoil, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = current(library).name
    spoil(library / "hurt" / paths.DESCRIPTION)
    assert readers.of("hurt") == readers.NOBODY
    assert readers.of("nothing-here") == readers.ALL
    visitor = Person(Mode.PUBLIC)
    assert shown.names(visitor) == (paths.DEFAULT, "well")
    monkeypatch.setenv("INCIDENTS_ACCESS", "public")
    for name in ("hurt", "nothing-here"):
        answer = client.get(f"/data/{name}/{version}/mask.bin")
        assert answer.status_code == 404
        assert answer.json()["error"].count("hurt") == (name == "hurt"), "by name in no list of others"
    management.delete("hurt")
    [gone] = management.deletions()
    assert readers.of_folder(library / paths.TRASH / gone.token / "hurt") == readers.NOBODY


def test_a_dataset_purged_without_its_description_is_not_told_to_others(library: Path) -> None:
    (library / "hurt" / paths.DESCRIPTION).unlink()
    management.withdraw("hurt", reason="a name")
    purging.purge()
    assert readers.of("hurt") == readers.NOBODY


@pytest.mark.parametrize("spoil", [write("{"), noise, Path.unlink], ids=["broken", "noise", "missing"])
@pytest.mark.parametrize("mend", ["same file", "new version", "describe"])
def test_what_the_error_advises_mends_a_description_for_nobody_else(
    library: Path, spoil: Spoil, mend: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "few.csv"
    file.write_text("id,date,latitude,longitude\na,2023-09-24,42.9,20.8\n")
    assert main(["import", str(file), "--name", "few"]) == 0
    spoil(library / "few" / paths.DESCRIPTION)
    with pytest.raises(DamagedError, match=r"geodata describe, or its file imported again.*nobody"):
        catalog.load("few")
    assert main(["readers", "few", "--who", "public"]) == 1, "first the description"
    if mend == "new version":
        file.write_text(file.read_text() + "b,2023-09-25,42.9,20.8\n")
    importing = ["import", str(file), "--name", "few", "--title", "Anew"]
    changed = {
        "same file": importing,
        "new version": [*importing, "--new-version"],
        "describe": ["describe", "few", "--title", "Anew"],
    }
    capsys.readouterr()
    assert main(changed[mend]) == 0
    assert "is written anew. Who might see it was lost too" in capsys.readouterr().out
    assert catalog.load("few").info.title == "Anew"
    assert readers.of("few") == readers.NOBODY
    assert main(["readers", "few", "--who", "public"]) == 0
    assert readers.of("few") == readers.ALL


def test_describe_says_what_it_did(library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["describe", "well", "--title", "Anew", "--source-line", "Ours"]) == 0
    assert capsys.readouterr().out == "'well' has its title now: Anew\n'well' has its source line now: Ours\n"
    assert main(["describe", "well"]) == 0
    assert "Nothing of 'well' is changed" in capsys.readouterr().out


@pytest.mark.parametrize("spoil", TABLES.values(), ids=TABLES)
def test_a_damaged_table_is_noticed_when_it_is_read_and_when_an_index_is_made(
    library: Path, client: TestClient, spoil: Spoil
) -> None:
    folder = current(library)
    spoil(folder / "incidents.parquet")
    with pytest.raises(DamagedError, match=r"incidents\.parquet"):
        catalog.load("hurt", folder.name).incidents  # noqa: B018 - read when it is asked for
    (folder / duckdb_file.FILE).unlink()
    with pytest.raises(DamagedError, match=r"incidents\.parquet") as error:
        store.opened("hurt")
    assert says_nothing_of_the_server(str(error.value), library)
    assert client.get(f"/data/hurt/{folder.name}/columns.bin").status_code == 503
    [other] = [each.version for each in catalog.versions("hurt") if each.version != folder.name]
    assert client.get(f"/data/hurt/{other}/columns.bin").status_code == 200
    assert answers.counts(store.opened("well"), Filters()).total == 30
    app = page(dataset="hurt")
    assert not app.exception
    assert "Shown instead is the newest version that is whole" in app.error[0].value
    assert other[:12] in app.error[0].value


def _everything(opened: store.Store) -> object:
    opened.records(range(len(opened)))
    return answers.counts(opened, Filters()), answers.histogram(opened, Filters()).to_dict()


def _flip_all_over(path: Path) -> None:
    content = bytearray(path.read_bytes())
    for place in range(16_384, len(content), 4_096):
        content[place] ^= 4
    path.write_bytes(content)


INDEXES = {"truncated": truncate, "noise": noise, "bits": _flip_all_over}


@pytest.mark.parametrize("spoil", INDEXES.values(), ids=INDEXES)
def test_a_damaged_index_is_made_anew_when_it_is_opened_or_asked(library: Path, spoil: Spoil) -> None:
    before = _everything(store.opened("hurt"))
    store._open.cache_clear()
    index = current(library) / duckdb_file.FILE
    spoil(index)
    assert _everything(store.opened("hurt")) == before
    store._open.cache_clear()
    assert _everything(store.opened("hurt")) == before


def test_an_area_that_was_drawn_is_there_after_the_index_was_made_anew(library: Path) -> None:
    opened = store.opened("well")
    everywhere = Filters(area=((-180.0, -85.0), (180.0, -85.0), (180.0, 85.0), (-180.0, 85.0)))
    shown = answers.counts(opened, everywhere).shown
    opened._engine._renew(ValueError("damaged"))
    opened._answers = type(opened._answers)(8)
    assert answers.counts(opened, everywhere).shown == shown


def test_an_index_that_is_damaged_again_at_once_is_said_to_be(library: Path) -> None:
    opened = store.opened("well")
    opened._engine._renew(ValueError("damaged"))
    with pytest.raises(DamagedError, match="damaged again"):
        opened._engine._renew(ValueError("damaged"))


def test_where_tables_and_index_are_damaged_while_they_are_asked_each_question_is_told_so(
    library: Path,
) -> None:
    opened = store.opened("hurt")
    folder = current(library)
    noise(folder / "incidents.parquet")
    noise(folder / duckdb_file.FILE)
    for _ in range(3):  # the second question found the connection closed, which looked like a bug
        with pytest.raises(DamagedError, match=r"incidents.parquet"):
            opened._engine._renew(
                duckdb.IOException("Could not read enough bytes"), opened._engine._connection
            )
        with pytest.raises(DamagedError, match=r"incidents.parquet"):
            opened._engine.lines("select count(*) from incidents")


def test_an_index_that_cannot_be_made_anew_yet_is_made_by_a_later_question(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = store.opened("well")

    def full(*_: object) -> Path:
        raise LibraryError("An index cannot be written", "No space left on device", "Make room.")

    with monkeypatch.context() as patch:
        patch.setattr(indexes, "_opened_at", full)
        with pytest.raises(LibraryError, match="No space left"):
            opened._engine._renew(duckdb.IOException("damaged"), opened._engine._connection)
        with pytest.raises(LibraryError, match="No space left"):
            opened._engine.lines("select 1 as one")
    assert opened._engine.lines("select 1 as one").num_rows == 1


@pytest.mark.parametrize("spoil", [truncate, noise, flip], ids=["truncated", "noise", "one bit"])
def test_damaged_packed_columns_are_made_anew(library: Path, spoil: Spoil) -> None:
    opened = store.opened("hurt")
    packed = columns.packed_file(opened)
    assert packed is not None
    before = packed.read_bytes()
    spoil(packed)
    os.utime(packed, ns=(1, 1))
    assert columns.packed_file(opened) == packed
    assert packed.read_bytes() == before


def test_importing_the_same_file_mends_a_damaged_version(library: Path) -> None:
    folder = current(library)
    noise(folder / "incidents.parquet")
    assert saving.save(draft(20), b"new", name="hurt", info=INFO) == ("hurt", folder.name)
    assert placing.is_whole(folder)
    assert len(catalog.load("hurt", folder.name).incidents) == 20
    (folder / paths.MANIFEST).write_text("{")
    saving.save(draft(20), b"new", name="hurt", info=INFO)
    assert placing.is_whole(folder)
    assert not list(folder.parent.glob(".*"))


def test_a_crash_while_mending_leaves_what_was_there(library: Path) -> None:
    folder = current(library)
    folder.rename(folder.with_name(f".{folder.name}{placing._DAMAGED}"))
    placing.sweep()
    assert placing.is_whole(folder)


def test_a_manifest_tells_the_hash_of_every_file(library: Path) -> None:
    found = manifests.usable(current(library))
    assert set(found.files) == {
        *(f"{name}.parquet" for name in ("incidents", "quantities", "participations", "actors", "places")),
        *(f"{name}.parquet" for name in ("attributes", "sources", "claims", "rejected", "warnings")),
        "original/upload",
    }
    assert hashes.differences(current(library), found.files, found.files) == {}


def test_what_cannot_be_written_is_an_error_of_ours(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device", str(library))

    monkeypatch.setattr("geodata.library.parquet.write", full)
    with pytest.raises(GeodataError, match="No space left on device") as error:
        saving.save(draft(5), b"x", name="x", info=INFO)
    assert says_nothing_of_the_server(str(error.value), library)
