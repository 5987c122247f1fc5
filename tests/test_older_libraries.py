"""What an earlier edition of this program saved opens with this one, under the same names.

`data/library-before-rooms.zip` was made by commit 26ff662 (November 2026, when `geodata/` had no rooms yet)
from a table of invented rows: one dataset, two versions, with their indexes.
"""

from __future__ import annotations

import gzip
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from test_api import application

import geodata
from geodata import readers
from geodata.filters import Filters
from geodata.index import duckdb_file
from geodata.ingest.choices import Choices
from geodata.layouts import drafting
from geodata.library import catalog, saving
from geodata.mapdata import columns
from geodata.query import answers, store

ARCHIVE = Path(__file__).with_name("data") / "library-before-rooms.zip"
FIRST = "61d7b1918864289fc97232ae5668dfeb6c4b934232ee04fd3524f0c428cc88d3"
SECOND = "5fc81eee1259a4e73d7bd8cd76884300358bf96025ec2d307bf6be0bd9554a5d"


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    with zipfile.ZipFile(ARCHIVE) as archive:
        archive.extractall(tmp_path)
    monkeypatch.setenv("INCIDENTS_LIBRARY", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize("indexed", [True, False], ids=["its index", "an index made anew"])
def test_an_older_library_opens_and_answers(library: Path, *, indexed: bool) -> None:
    if not indexed:
        for index in library.glob(f"posts/*/{duckdb_file.FILE}"):
            index.unlink()
    assert [each.version for each in catalog.versions("posts")] == [SECOND, FIRST]
    assert catalog.versions("posts")[0].saved.startswith("2026-11-28T")
    assert catalog.current("posts") == SECOND
    opened = store.opened("posts", FIRST)
    assert answers.counts(opened, Filters(actors=("KFOR",))).shown == 1
    found = geodata.load("posts").set_index("title")
    assert list(found.index) == ["Shots at a post", "Road blocked", "Patrol seen"]
    assert found.at["Shots at a post", "start"].isoformat() == "2023-09-23T22:00:00+00:00"
    assert (found.at["Shots at a post", "lon"], found.at["Shots at a post", "lat"]) == (20.78083, 42.97333)
    assert answers.rows(opened, Filters()).set_index("title").at["Shots at a post", "fatalities_best"] == 4
    assert catalog.original("posts", FIRST).read_bytes().startswith(b"what;day;x;y;who;dead;note\n")


def test_the_same_bytes_with_the_same_choices_are_the_version_that_they_were(library: Path) -> None:
    mapping = {"what": "title", "day": "date", "y": "latitude", "x": "longitude", "who": "actor"}
    mapping["dead"] = "fatalities"
    choices = Choices(mapping=mapping, date_order="day-first", timezone="Europe/Belgrade")
    original = catalog.original("posts", FIRST)
    draft = drafting.prepare(readers.read(original, name="posts.csv", choices=choices), choices)
    info = catalog.load("posts").info
    assert saving.save(draft, original, name="again", info=info) == ("again", FIRST)
    assert saving.save(draft, original, name="posts", info=info) == ("posts", FIRST)
    assert catalog.current("posts") == SECOND  # it was there already


@pytest.mark.parametrize(
    ("name", "made"),
    [("reference-1-map.json.gz", columns.reference_file), ("columns-1-posts.inc2.gz", columns.packed_file)],
)
def test_what_an_earlier_edition_made_for_the_map_makes_room(
    library: Path, name: str, made: Callable[[store.Store], Path | None]
) -> None:
    older = library / "posts" / SECOND / name
    older.touch()
    kept = made(store.opened("posts"))
    assert kept is not None
    assert kept.parent == older.parent
    assert (kept.exists(), older.exists()) == (True, False)


def test_what_lies_beside_the_points_is_worked_out_once_for_a_version_whoever_asks(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = store.opened("posts")
    kept = columns.reference_file(opened)
    assert kept is not None
    assert gzip.decompress(kept.read_bytes()) == columns.reference_bytes(opened)
    monkeypatch.setattr(columns, "reference", lambda _: pytest.fail("made anew"))
    assert columns.reference_file(opened) == kept
    with TestClient(application()) as client:
        address = f"/data/posts/{opened.dataset.version}/reference.json"
        for accepted in ("gzip", "identity"):
            answer = client.get(address, headers={"Accept-Encoding": accepted})
            assert answer.content == gzip.decompress(kept.read_bytes())
            assert "max-age" in answer.headers["cache-control"]
