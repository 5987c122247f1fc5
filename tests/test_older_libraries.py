"""Libraries as earlier commits wrote them (tests/data/older_libraries.sh) open, verify and go on."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from drafts import INFO, draft

from access.acts import Mode, Role
from access.deciding import sees
from access.people import KEY, Person
from geodata.errors import DamagedError
from geodata.filters import Filters
from geodata.library import (
    catalog,
    diff,
    keys,
    library_format,
    management,
    paths,
    readers,
    safe_copies,
    saving,
    verifying,
    versions,
)
from geodata.query import answers, details, store

DATA = Path(__file__).with_name("data")
BEFORE_INDEXES, BEFORE_HASHES, BEFORE_IDS = "3f7fcb6", "ea052b9", "97754c4"


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Path:
    monkeypatch.setenv("INCIDENTS_LIBRARY", str(tmp_path / "library"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    store._open.cache_clear()
    with zipfile.ZipFile(DATA / f"library-{request.param}.zip") as archive:
        archive.extractall(tmp_path / "library")
    return tmp_path / "library"


@pytest.mark.parametrize("library", [BEFORE_INDEXES, BEFORE_HASHES, BEFORE_IDS], indirect=True)
def test_every_version_opens_verifies_and_gets_a_new_one(library: Path) -> None:
    number, before = library_format.number(), [each.version for each in catalog.versions("posts")]
    assert len(before) == 2
    opened = store.opened("posts", before[-1])
    assert answers.counts(opened, Filters(text="складиште")).shown == 1
    assert (len(opened), len(opened.dataset.rejected)) == (2, 2)
    assert library_format.number() == number, "to look at it changes nothing"
    new = saving.save(draft(7), b"new", name="", info=INFO, new_version_of="posts")[1]
    assert library_format.number() == library_format.FORMAT
    assert [each.version for each in catalog.versions("posts")] == [new, *before]
    assert catalog.load("posts").info.title == "Posts"
    assert len(store.opened("posts")) == 7
    assert {each.state for each in verifying.verify()} == {"whole"}


@pytest.mark.parametrize("library", [BEFORE_INDEXES], indirect=True)
def test_the_files_own_columns_that_were_kept_as_json_are_a_table(library: Path) -> None:
    version = catalog.versions("posts")[-1].version
    folder = library / "posts" / version
    opened = store.opened("posts", version)
    written = {path.name: path.read_bytes() for path in folder.glob("*.parquet")}
    assert "attributes.parquet" not in written
    assert opened.dataset.attributes.to_dict("list") == {
        "date": ["2024-03-05", "2024-03-06"],
        "fatalities": ["2", "0"],
    }
    assert opened.statistics.own_columns == (("date", "date"), ("fatalities", "integer"))
    assert details.incident(opened, 1).attributes == {"date": "2024-03-06", "fatalities": "0"}
    assert answers.counts(opened, Filters(text="2024-03-06")).shown == 1
    assert diff.compare(opened.dataset, catalog.load("posts")).rows["field"].tolist()[-1] == "extra: date"
    assert {path.name: path.read_bytes() for path in folder.glob("*.parquet")} == written


@pytest.mark.parametrize("library", [BEFORE_IDS], indirect=True)
def test_damaged_columns_of_an_older_version_are_said_to_be_damaged(library: Path) -> None:
    folder = library / "posts" / catalog.versions("posts")[-1].version
    (folder / "incidents.parquet").write_bytes(b"PAR1")
    with pytest.raises(DamagedError, match=r"incidents\.parquet"):
        _ = versions.whole(folder).attributes


@pytest.mark.parametrize("library", [BEFORE_IDS], indirect=True)
def test_keys_readers_and_safe_copies_follow_what_is_renamed(library: Path) -> None:
    ids = set(catalog.load("safe").incidents["id"])
    exact = catalog.load("posts")
    safe_copies.make(exact, safe_copies.done_to("safe"), name="safe", new_version_of="safe")
    assert len(catalog.versions("safe")) == 2, "the older one said a radius where none was known"
    safe_copies.make(exact, safe_copies.done_to("safe"), name="safe", new_version_of="safe")
    assert len(catalog.versions("safe")) == 2, "it would be the same"
    management.rename("posts", "moved")
    saving.save(draft(5), b"other", name="posts", info=INFO)
    (key,) = keys.listed()
    script = Person(Mode.PUBLIC, Role.VISITOR, KEY, "key", member=True, scope=frozenset(key.ids))
    assert [sees(script, "moved"), sees(script, "posts")] == [True, False]
    assert (readers.of("moved").who, readers.of("posts").who) == (readers.PRIVATE, readers.PUBLIC)
    management.rename("safe", "safe-moved")
    assert set(catalog.load("safe-moved").incidents["id"]) == ids
    assert not list((library / paths.PRIVATE).glob("*"))
