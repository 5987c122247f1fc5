"""Datasets by name and version: found, kept in memory, read again when their files change."""

from __future__ import annotations

import os
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from dataset_folders import small, write

import geodata
from geodata.errors import (
    DescriptionError,
    GeodataError,
    MissingColumnError,
    MissingFileError,
    UnknownDatasetError,
)
from geodata.filters import Filters
from geodata.ingest.validation import TABLES
from geodata.library import catalog, paths
from geodata.library import folders as library_folders

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty library."""
    folder = tmp_path / "library"
    folder.mkdir()
    monkeypatch.setenv("INCIDENTS_LIBRARY", str(folder))
    return folder


def rest(folder: Path) -> None:
    """Make the files look as if nobody had touched them for an hour."""
    hour_ago = time.time() - 3600
    for path in folder.iterdir():
        os.utime(path, (hour_ago, hour_ago))


def test_the_built_in_case_comes_first(shelf: Path) -> None:
    write(shelf / "x", small(), name="a-first")
    assert catalog.names() == ("northern-kosovo", "a-first")
    assert paths.DEFAULT == "northern-kosovo"


def test_a_folder_with_a_description_is_a_dataset_and_others_are_not(shelf: Path) -> None:
    write(shelf / "Any Folder Name", small(), name="small")
    (shelf / "notes").mkdir()
    (shelf / "readme.txt").write_text("hello")
    assert "small" in catalog.names()
    assert library_folders.problems() == ()
    assert catalog.load("small").info.title == "A small dataset"


def test_folders_that_cannot_be_used_hide_no_others(shelf: Path) -> None:
    for folder, old, new in (
        ("a", 'name = "small"', 'name = "Small!"'),
        ("b", "Europe/Belgrade", "../../etc/passwd"),
        ("c", "title = ", "title : "),
        ("d", 'title = "A small dataset"', "title = 7"),
        ("e", 'name = "small"', 'name = "northern-kosovo"'),
    ):
        path = write(shelf / folder, small()) / "dataset.toml"
        path.write_text(path.read_text().replace(old, new))
    write(shelf / "f", small(), name="good")
    assert catalog.names() == ("northern-kosovo", "good")
    fields = [(problem.file, problem.field) for problem in library_folders.problems()]  # type: ignore[attr-defined]
    assert fields == [
        ("a/dataset.toml", "name"),
        ("b/dataset.toml", "timezone"),
        ("c/dataset.toml", "the file"),
        ("d/dataset.toml", "title"),
        ("e/dataset.toml", "name"),
    ]


def test_an_unknown_name_is_answered_with_the_known_ones(shelf: Path) -> None:
    write(shelf / "x", small())
    for name in ("nowhere", "../case", "", "SMALL"):
        with pytest.raises(UnknownDatasetError, match="Choose one of: northern-kosovo, small"):
            catalog.load(name)


def test_a_library_that_is_not_there_is_empty(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("INCIDENTS_LIBRARY", str(tmp_path / "none"))
    assert catalog.names() == ("northern-kosovo",)


def test_a_version_can_be_asked_for_and_another_one_is_not_given(shelf: Path) -> None:
    write(shelf / "x", small())
    version = catalog.load("small").version
    assert len(version) == 64
    assert catalog.load("small", version).version == version
    with pytest.raises(UnknownDatasetError, match="no dataset 'small' in version 0000000000"):
        catalog.load("small", "0" * 64)


def test_an_unchanged_dataset_is_the_same_object(shelf: Path) -> None:
    folder = write(shelf / "x", small())
    first = catalog.load("small")
    rest(folder)
    assert catalog.load("small") is first
    assert catalog.load("small") is first


def test_a_changed_table_is_a_new_version_even_within_one_tick_of_the_clock(shelf: Path) -> None:
    folder = write(shelf / "x", small())
    path = folder / "incidents.csv"
    status, first = path.stat(), catalog.load("small")
    path.write_bytes(path.read_bytes().replace(b"A statement", b"B statement"))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    second = catalog.load("small")
    assert "B statement" in set(second.incidents["title"])
    assert second.version != first.version
    assert "A statement" in set(first.incidents["title"])


def test_a_change_is_seen_after_the_files_have_rested(shelf: Path) -> None:
    folder = write(shelf / "x", small())
    rest(folder)
    first = catalog.load("small")
    tables = small()
    tables["incidents.csv"].pop()
    tables["citations.csv"].pop()
    write(folder, tables)
    assert len(catalog.load("small").incidents) == len(first.incidents) - 1


def test_another_title_is_the_same_version(shelf: Path) -> None:
    folder = write(shelf / "x", small())
    first = catalog.load("small")
    path = folder / "dataset.toml"
    path.write_text(path.read_text().replace("A small dataset", "Another title"))
    second = catalog.load("small")
    assert second.info.title == "Another title"
    assert second.version == first.version
    assert second.incidents is first.incidents


def test_the_same_bytes_are_the_same_version_wherever_they_are(tmp_path: Path) -> None:
    one = library_folders.load_folder(write(tmp_path / "one", small()))
    other = library_folders.load_folder(write(tmp_path / "other", small(), name="other"))
    assert one.version == other.version


def test_another_time_zone_is_another_version(tmp_path: Path) -> None:
    one = library_folders.load_folder(write(tmp_path / "one", small()))
    path = write(tmp_path / "other", small()) / "dataset.toml"
    path.write_text(path.read_text().replace("Belgrade", "London"))
    assert library_folders.load_folder(path.parent).version != one.version


def test_a_byte_that_moves_to_another_file_is_another_version(tmp_path: Path) -> None:
    folders = [write(tmp_path / name, {}) for name in ("one", "other")]
    for folder, file in zip(folders, ("actors.csv", "claims.csv"), strict=True):
        with (folder / file).open("ab") as stream:
            stream.write(b"\n")
    assert library_folders.load_folder(folders[0]).version != library_folders.load_folder(folders[1]).version


def test_the_method_note_comes_along(tmp_path: Path) -> None:
    folder = write(tmp_path / "one", small())
    (folder / "METHOD.md").write_text("# How\n", encoding="utf-8")
    assert library_folders.load_folder(folder).info.method == "# How\n"


def test_a_missing_file_or_column_is_told_in_words(tmp_path: Path) -> None:
    folder = write(tmp_path / "one", small())
    (folder / "claims.csv").unlink()
    with pytest.raises(MissingFileError, match=r"'claims\.csv' is missing\. The folder has: actors"):
        library_folders.load_folder(folder)
    (folder / "claims.csv").write_text("incident,field\n")
    with pytest.raises(MissingColumnError, match=r"claims\.csv: no column named 'value', 'said_by'"):
        library_folders.load_folder(folder)
    (folder / "dataset.toml").write_text('name = "x"\n')
    with pytest.raises(DescriptionError, match=r"one/dataset\.toml: 'timezone' is missing"):
        library_folders.load_folder(folder)
    with pytest.raises(MissingFileError, match="The folder has: no files"):
        library_folders.load_folder(tmp_path / "nowhere")


def test_errors_can_be_caught_as_what_they_are_in_python(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="missing"):
        library_folders.load_folder(tmp_path / "nowhere")
    assert issubclass(MissingColumnError, ValueError)
    assert issubclass(MissingColumnError, GeodataError)


def test_a_dataset_that_was_broken_is_loaded_once_it_is_mended(shelf: Path) -> None:
    folder = write(shelf / "x", small())
    (folder / "actors.csv").write_bytes(b"\xff")
    with pytest.raises(GeodataError, match="the byte 0xFF"):
        catalog.load("small")
    write(folder, small())
    assert catalog.load("small").rejected.empty


def test_many_threads_get_one_object(shelf: Path) -> None:
    write(shelf / "x", small())
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: catalog.load("small"), range(40)))
    assert len({id(dataset.incidents) for dataset in found}) == 1


def test_load_gives_a_frame_by_name_or_by_path(shelf: Path) -> None:
    folder = write(shelf / "x", small())
    by_name, by_path, by_text = geodata.load("small"), geodata.load(folder), geodata.load(str(folder))
    assert set(by_name["id"]) == set(by_path["id"]) == set(by_text["id"]) == {"a", "b", "c", "d"}
    assert by_name.crs == "EPSG:4326"
    assert set(geodata.load("small", Filters(kinds=("incident",)))["id"]) == {"b"}


def test_a_loaded_frame_is_ones_own(shelf: Path) -> None:
    write(shelf / "x", small())
    frame = geodata.load("small")
    frame["title"] = "changed"
    frame.loc[0, "summary"] = "changed"
    assert "changed" not in set(catalog.load("small").incidents["title"])
    assert "changed" not in set(catalog.load("small").incidents["summary"])


def test_the_built_in_case_loads_without_a_refusal() -> None:
    dataset = catalog.load(paths.DEFAULT)
    assert dataset.name == paths.DEFAULT
    assert dataset.rejected.empty
    assert len(dataset.incidents) >= 75
    assert set(TABLES) <= {path.name for path in paths.CASE.iterdir()}
