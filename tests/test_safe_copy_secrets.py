"""Datasets that differ in what a publication-safe copy hides alone have copies that nothing tells apart."""

from __future__ import annotations

import io
import re
import time
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import duckdb
import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from drafts import INFO, draft
from test_access_table import PEOPLE, Asking, address

from access import changes
from access.deciding import sees
from api.asking import Ruled
from components.freezing import document
from geodata.__main__ import main
from geodata.ingest.draft import Draft
from geodata.library import (
    catalog,
    coarse_places,
    copy_ids,
    management,
    manifests,
    paths,
    readers,
    safe_copies,
    saving,
)
from geodata.library.readers import Readers
from geodata.library.safe_copies import SafeCopyError, Safety
from geodata.values import positions_in_texts

DISTRICT = "admin2"
SEED = copy_ids.Seed("c0ffee", "c0ffee")
ROWS = 120
TRIES = 20
"""How often a place is chosen anew in its cell, until none of the cell's edges lies between."""


def two(
    change: Callable[[Draft], None], safety: Safety, folder: Path, patch: pytest.MonkeyPatch
) -> Iterator[Path]:
    """Make the copy of a dataset, and of the same one changed, each in a library of its own."""
    patch.setattr(copy_ids.Seed, "new", lambda: SEED)
    patch.setattr(copy_ids, "own_secret", lambda _: "the same in both")
    patch.setattr(manifests, "now", lambda: "2026-11-29T12:00:00.000000+00:00")
    for name in ("one", "other"):
        patch.setenv("INCIDENTS_LIBRARY", str(folder / name))
        made = draft(ROWS)
        districts = [f"District {n % 3}" for n in range(ROWS)]
        made.tables["attributes"] = pd.DataFrame({DISTRICT: districts, "exact": "the barn"}, dtype="str")
        if name == "other":
            change(made)
        saving.save(made, name.encode(), name="exact", info=INFO, seen_by=Readers(readers.PRIVATE))
        safe_copies.make(catalog.load("exact"), safety, name="safe")
        yield folder / name


def in_the_same_cells(made: Draft, size_km: float) -> None:
    """Put each record elsewhere in its cell; those that no point shows anywhere."""
    random = np.random.default_rng(7)
    incidents = pd.DataFrame(made.tables["incidents"]).reset_index(drop=True)
    coarse = incidents["location_class"].isin(["district", "region", "country"])
    point = shapely.get_type_id(incidents["geometry"].to_numpy()) == shapely.GeometryType.POINT
    lon, lat = incidents["lon"].to_numpy(float), incidents["lat"].to_numpy(float)
    centre, middle, _ = coarse_places.cells(lon, lat, size_km)
    for _ in range(TRIES):
        new_lon = centre + random.uniform(-0.04, 0.04, len(lon))
        new_lat = middle + random.uniform(-0.04, 0.04, len(lat))
        again = coarse_places.cells(new_lon, new_lat, size_km)
        fits = point & ~coarse & (again[0] == centre) & (again[1] == middle)
        lon, lat = np.where(fits, new_lon, lon), np.where(fits, new_lat, lat)
    lon, lat = np.where(coarse, lon + 1, lon), np.where(coarse, lat - 1, lat)
    moved = point | coarse
    shapes = incidents["geometry"].to_numpy(object)
    shapes[moved & ~np.isnan(lon)] = shapely.points(lon, lat)[moved & ~np.isnan(lon)]
    made.tables["incidents"] = gpd.GeoDataFrame(
        incidents.assign(lon=lon, lat=lat), geometry=shapes, crs="EPSG:4326"
    )


def with_other_secrets(made: Draft) -> None:
    """Change whatever a copy leaves out, the order of all tables, and add what its delay holds back."""
    incidents = pd.DataFrame(made.tables["incidents"]).assign(
        title=lambda rows: [f"Another {n}" for n in range(len(rows))], summary="quite another text"
    )
    late = incidents.iloc[:40].assign(
        id=[f"late-{n}" for n in range(40)],
        start=pd.Timestamp(datetime.now(UTC) - timedelta(days=1)),
        end=pd.Timestamp(datetime.now(UTC)),
        event_type="a type of yesterday",
    )
    own = pd.DataFrame(made.tables["attributes"]).assign(
        exact="the mill", another=[str(n) for n in range(ROWS)]
    )
    order = np.random.default_rng(3).permutation(len(incidents) + len(late))
    incidents = pd.concat([incidents, late]).iloc[order]
    made.tables["attributes"] = pd.concat([own, own.iloc[:40]]).iloc[order].reset_index(drop=True)
    made.tables["incidents"] = gpd.GeoDataFrame(
        incidents.reset_index(drop=True), geometry="geometry", crs="EPSG:4326"
    )
    places = pd.DataFrame(made.tables["places"])
    made.tables["places"] = gpd.GeoDataFrame(
        places.assign(name_en="Elsewhere"), geometry="geometry", crs="EPSG:4326"
    )
    actors = pd.DataFrame(made.tables["actors"])
    unseen = {"id": "boss", "name": "Of yesterday alone", "aliases": [], "parent": None, "kind": "police"}
    actors = pd.concat([actors, pd.DataFrame([unseen])], ignore_index=True)
    actors["parent"] = actors["parent"].where(actors["id"] != "kfor", "boss")
    made.tables["actors"] = actors.iloc[::-1].reset_index(drop=True)
    part = pd.DataFrame(made.tables["participations"])
    of_late = pd.DataFrame({"incident": "late-1", "actor": ["boss", "kfor"], "role": "initiator"})
    made.tables["participations"] = pd.concat([part, of_late], ignore_index=True)
    made.tables["sources"] = pd.DataFrame(made.tables["sources"]).assign(
        title="https://example.org/42.9,20.7"
    )
    made.tables["claims"] = pd.DataFrame(made.tables["claims"]).iloc[:3]


def content(path: Path) -> Any:
    if path.name == paths.DESCRIPTION:  # the dataset's own id is drawn by lot
        return re.sub(r'"id": "\w+"', "", path.read_text(encoding="utf-8"))
    if path.suffix != ".duckdb":
        return path.read_bytes()
    with duckdb.connect(str(path), read_only=True) as database:
        tables = sorted(name for (name,) in database.sql("select table_name from duckdb_tables()").fetchall())
        return {name: database.sql(f'select * from "{name}"').fetchall() for name in tables}  # noqa: S608 - its own names


def files(library: Path) -> dict[str, Any]:
    there = sorted(path for path in (library / "safe").rglob("*") if path.is_file())
    return {str(path.relative_to(library)): content(path) for path in there}


def plain(body: bytes, suffix: str) -> Any:
    """What an answer says, without when it was made."""
    if suffix == "gpkg":
        return len(body)
    if zipfile.is_zipfile(io.BytesIO(body)):
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            return {name: plain(archive.read(name), "") for name in archive.namelist()}
    return re.sub(rb"20\d\d-\d\d-\d\dT[\d:.]+(Z|\+00:00)?", b"now", body)


AREA = "area=20.7,42.9,20.9,42.9,20.9,43.1,20.7,43.1"
QUESTIONS = (
    *("", "kind=incident", "q=barn", "q=another", "killed_from=1", "killed_to=3", "actor=kfor", "actor=boss"),
    *("type=patrol", "type=a+type+of+yesterday", "precision=site", "precision=near", "confidence=high"),
    *("publisher=Agency", "disputed=1", "column=exact:the+barn", "column=admin2:District+1"),
    *("column=another:1", "from=2026-01-01", "to=2023-10-01", AREA, f"{AREA}&within=certainly"),
)


def answered(library: Path, patch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What every address of ours says of the copy, under many filters."""
    patch.setenv("INCIDENTS_LIBRARY", str(library))
    asking, found = Asking(document.freeze_for), {}
    for route in asking.routes:
        if not isinstance(route, Ruled) or "{dataset}" not in route.path:
            continue
        whole, suffix = address(route, "safe"), route.path.rpartition(".")[2]
        for question in QUESTIONS if route.path.endswith(("mask.bin", "histogram.json")) else QUESTIONS[:1]:
            path = f"{whole}{'&' if '?' in whole else '?'}{question}" if question else whole
            answer = asking.get("anonymous", path)
            headers = {
                name: value
                for name, value in answer.headers.items()
                if name not in ("etag", "date", "last-modified", "content-length")
            }
            found[path] = answer.status_code, headers, plain(answer.content, suffix)
    return found


@pytest.mark.parametrize(
    "safety",
    [Safety(delay_days=30), Safety(column=DISTRICT, delay_days=30)],
    ids=["cells", "districts"],
)
def test_no_file_and_no_answer_tells_what_is_hidden(
    safety: Safety, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def change(made: Draft) -> None:
        in_the_same_cells(made, safety.cells_km)
        with_other_secrets(made)

    one, other = two(change, safety, tmp_path, monkeypatch)
    left, right = files(one), files(other)
    assert left.keys() == right.keys()
    for name in left:
        assert left[name] == right[name], name
    if safety.column:
        return
    mine, theirs = answered(one, monkeypatch), answered(other, monkeypatch)
    assert len(mine) > 50
    assert mine.keys() == theirs.keys()
    for path in mine:
        assert mine[path] == theirs[path], path
    assert {status for status, *_ in mine.values()} <= {200, 400}


def saying(table: str = "", **columns: object) -> Any:
    """A dataset of which some cells of a table say something else."""
    tables = draft(40).tables
    tables["attributes"] = pd.DataFrame({DISTRICT: ["42.93123"] * 40}, dtype="str")
    tables["participations"] = tables["participations"].assign(row=0)
    if table:
        lines = len(tables[table])
        tables[table] = tables[table].assign(**{name: [value] * lines for name, value in columns.items()})
    return SimpleNamespace(name="exact", info=INFO, **tables)


@pytest.mark.parametrize(
    ("table", "column", "value", "words"),
    [
        ("actors", "aliases", ["the post at 42.93123, 20.73123"], "actors read as coordinates"),
        ("actors", "name", "Post 34T DN 73225 53255", "actors read as coordinates"),
        ("participations", "role", "N42.93123 E20.73123", "roles of actors read as coordinates"),
        ("quantities", "what", "tents at 8GJ7WPJ2+XX", "casualties read as coordinates"),
        ("incidents", "event_type", "raid (42 55 52 N)", "event types read as coordinates"),
        ("incidents", "title", "A fight at lat=42.93", "titles read as coordinates"),
        ("incidents", "summary", "At 42.93 N, 20.73 E they met.", "summaries read as coordinates"),
        ("sources", "url", "https://example.org/maps/@42.93123,20.73123,15z", "sources read as coordinates"),
    ],
)
def test_a_text_that_gives_a_position_in_numbers_is_no_copys(
    table: str, column: str, value: object, words: str
) -> None:
    dataset = saying(table, **{column: value})
    with pytest.raises(SafeCopyError, match=words) as caught:
        safe_copies.make(dataset, Safety(keep=safe_copies.KEPT), name="safe")
    left_out = tuple(re.findall(r"--keep (\w+)", str(caught.value)))
    assert set(left_out) < set(safe_copies.KEPT), "what is advised leaves it out"
    tables = safe_copies._tables(dataset, Safety(keep=left_out), datetime.now(UTC), seed=SEED)
    safe_copies._check_texts(tables, left_out)


def test_a_column_of_coordinates_names_no_districts() -> None:
    with pytest.raises(SafeCopyError, match=r"1 districts read as coordinates, such as '42.93123'"):
        safe_copies.make(saying(), Safety(column=DISTRICT), name="safe")


def test_where_a_clock_was_ahead_nothing_that_a_delay_holds_back_is_published_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INCIDENTS_LIBRARY", str(tmp_path))
    dataset, safety = saying(), Safety(delay_days=30)
    safe_copies.make(dataset, safety, name="safe")
    ahead = (datetime.now(UTC) + timedelta(days=400)).isoformat(timespec="microseconds")
    with monkeypatch.context() as patch:
        patch.setattr(manifests, "now", lambda: ahead)
        safe_copies.make(saying("incidents", confidence="low"), safety, name="safe", new_version_of="safe")
    with pytest.raises(SafeCopyError, match="a day that has not come") as caught:
        safe_copies.make(dataset, safety, name="safe", new_version_of="safe")
    version = catalog.current("safe")
    assert f"withdraw safe --version {version[:12]}" in str(caught.value)
    management.withdraw("safe", version, reason="the clock")
    safe_copies.make(dataset, safety, name="safe", new_version_of="safe")
    assert catalog.current("safe") != version


POSITIONS = """Raid at 42.93123 20.73123
the post at 42°55'N
near 42,93123; 20,73123
42.93123 N, 20.73123 E
N42.93123 E20.73123
N 42.93 / E 20.73
42.93123N20.73123E
42º55'
42˚55′
42 55 52 N
42:55:52N 20:43:52E
42d55m52s
N 42 55 52
N42 55.867 E20 43.874
425552N 0204352E
4255N 02044E
42.93, 20.73
(42.9312)(20.7312)
42.93123|20.73123
42.9312 and 20.7312
lat 42.931, lon 20.731
lat=42.9&lon=20.7
mlat=42.93
34TDN7322553255
34T DN 73225 53255
34TDN 7322 5325
34T 472000 4753000
472000 4753000
8GJ7WPJ2+XX
at WPJ2+XXQ Leposavić
https://www.google.com/maps/@42.9312,20.7312,15z
https://www.openstreetmap.org/#map=15/42.9312/20.7312
geo:42.9,20.7
POINT (20.7 42.9)
///filled.count.soap
+4255.5+02041.2/
+425530+0204102/
https://www.bing.com/maps?cp=42.9~20.7
https://yandex.ru/maps/?ll=20.7%2C42.9
https://geohack.toolforge.org/geohack.php?params=42_55_48_N_20_40_48_E
٤٢.٩٣١٢ ٢٠.٧٣١٢
４２.９３１２ ２０.７３１２
42.931–20.731
42.93123 -20.73123
latitude: 42.9312
42,9312 20,7312
42.93123,20.73123
42o55'"""
NONE = """\
Raid on 2023-09-24 with 12.7 mm, 30 men
Kosovo Force (KFOR)
Battalion 42, 3rd Company
killed 1,200 and wounded 1,500
7.62 mm rifles
Brigade 2+2
12.5 km north
5 N
34 TDF soldiers
Group 42
1st of May 2023, 12:30 UTC
at 12:30:45 West gate
41 Brigade NE 1234
Armed Group 92 (MS13)
155 mm M777
R-7 M-16
A1+B2
11.09.2023
2023-09-24 03:15, 04:20
24.09.2023, 25.09.2023
$1.25, 30 men
Euro 12.50 each
3.14, pi
AFP+REUTERS
15th S Brigade
https://example.org/news/2023/09/24/12345678
UN Resolution 1244 (1999)
5.56 NATO rounds
12 officers
at 10 o'clock
3 on foot"""


def test_the_log_names_the_exact_dataset_to_those_who_may_see_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INCIDENTS_LIBRARY", str(tmp_path))
    saving.save(draft(40), b"x", name="exact", info=INFO)
    assert main(["safe-copy", "exact", "safe"]) == 0
    changes.safe_copy(PEOPLE["editor"], "exact", Safety(), to="other")
    assert [each.about for each in changes.log(PEOPLE["editor"])] == ["of exact", "of exact"]
    readers.write(management.editable_folder("exact"), Readers(readers.PRIVATE))
    assert [each.about for each in changes.log(PEOPLE["editor"])] == ["", ""]
    assert [each.about for each in changes.log(PEOPLE["admin"])] == ["of exact", "of exact"]


def test_a_copy_is_its_makers_alone_from_its_first_moment_where_that_was_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INCIDENTS_LIBRARY", str(tmp_path))
    saving.save(draft(40), b"x", name="exact", info=INFO)
    editor = PEOPLE["editor"]
    changes.safe_copy(editor, "exact", Safety(), to="safe", seen_by=Readers(readers.PRIVATE))
    assert readers.of("safe") == Readers(readers.PRIVATE, (editor.name,))
    assert not sees(PEOPLE["anonymous"], "safe")


@pytest.mark.parametrize("text", POSITIONS.splitlines())
def test_a_position_is_found_however_it_is_written(text: str) -> None:
    assert positions_in_texts.is_there(f"Fighters met {text} and left.") or positions_in_texts.is_there(text)
    assert positions_in_texts.is_part(text)


@pytest.mark.parametrize("text", NONE.splitlines())
def test_what_is_no_position_is_taken_for_none(text: str) -> None:
    assert not positions_in_texts.is_there(text)


def test_a_long_text_is_looked_through_in_a_moment() -> None:
    for text in ("1" * 200_000, "1 " * 100_000, "1.23 " * 50_000, "1.234" + " (" * 100_000):
        before = time.perf_counter()
        positions_in_texts.is_there(text)
        assert time.perf_counter() - before < 2
