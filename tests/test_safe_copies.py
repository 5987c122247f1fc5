"""A publication-safe copy gives nothing of the exact version away, however it is asked."""

from __future__ import annotations

import io
import json
import sqlite3
import zipfile
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pandas as pd
import pytest
import shapely
from drafts import INFO, draft
from pyproj import Geod
from streamlit.testing.v1 import AppTest

from access import changes, shown
from access.acts import Mode, Role
from access.deciding import sees
from access.people import Person, machine
from components.page.safe_copy_form import neutral_name
from geodata.__main__ import main
from geodata.errors import NothingToSaveError
from geodata.exporters import registry, tabular
from geodata.filters import Filters
from geodata.library import (
    appending,
    catalog,
    change_log,
    coarse_places,
    copy_ids,
    management,
    paths,
    safe_copies,
    saving,
    verifying,
)
from geodata.library.safe_copies import SafeCopyError, Safety
from geodata.model import Dataset
from geodata.query import answers
from geodata.query.store import opened

GEOD = Geod(ellps="WGS84")
SECRET_TEXT = "the barn behind the mill"  # noqa: S105


@pytest.fixture
def exact(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Dataset:
    """300 records, each with texts and columns that name its place."""
    monkeypatch.setenv("INCIDENTS_LIBRARY", str(tmp_path))
    made = draft(300)
    incidents = made.tables["incidents"]
    made.tables["incidents"] = incidents.assign(
        summary=SECRET_TEXT,
    )
    districts = [f"District {n % 3}" for n in range(len(incidents))]
    made.tables["attributes"] = pd.DataFrame({"admin2": districts, "exact": SECRET_TEXT}, dtype="str")
    saving.save(made, b"exact bytes", name="exact", info=INFO)
    return catalog.load("exact")


def copied(exact: Dataset, name: str = "safe", **safety: object) -> Dataset:
    return catalog.load(safe_copies.make(exact, Safety(**safety), name=name))  # type: ignore[arg-type]


def changed(exact: Dataset, **fields: Any) -> Dataset:
    """The same dataset with other tables or words."""
    names = ("name", "info", "incidents", "attributes", "participations", "actors", "quantities", "sources")
    return cast("Dataset", SimpleNamespace(**{**{name: getattr(exact, name) for name in names}, **fields}))


def placed(dataset: Dataset) -> pd.DataFrame:
    found = pd.DataFrame(dataset.incidents)
    return found[found["lon"].notna()]


def unpacked(content: bytes) -> bytes:
    """What an archive holds, with what it is itself."""
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return content + b"".join(map(archive.read, archive.namelist()))


@pytest.mark.parametrize("size_km", [0.5, 5, 10, 100, 500])
def test_a_cell_covers_all_that_is_in_it_and_lies_fixed_in_the_world(size_km: float) -> None:
    random = np.random.default_rng(1)
    lon, lat = random.uniform(-180, 180, 3000), random.uniform(-89.9, 89.9, 3000)
    centre, middle, radius = coarse_places.cells(lon, lat, size_km)
    away = GEOD.inv(lon, lat, centre, middle)[2]
    assert (away <= radius).all()
    assert (radius <= size_km * 1000 * 2.5).all()
    again = coarse_places.cells(centre, middle, size_km)
    np.testing.assert_array_equal(again[0], centre)
    np.testing.assert_array_equal(again[1], middle)
    for degrees in {*centre, *middle}:
        assert len(repr(float(degrees)).partition(".")[2]) <= 4, "no more digits than a cell means"


def test_no_exact_position_is_left_and_each_true_place_lies_in_its_disc(exact: Dataset) -> None:
    safe = copied(exact, cells_km=20)
    true = placed(exact)
    true = true[~true["location_class"].isin(["district", "region", "country"])]
    moved = placed(safe)
    assert len(moved) == len(true)
    assert set(moved["location_class"]) == {"near"}
    exact_pairs = set(zip(true["lon"], true["lat"], strict=True))
    assert not exact_pairs & set(zip(moved["lon"], moved["lat"], strict=True))
    said = json.loads(catalog.original("safe").read_bytes())
    ids = copy_ids.seed_of(said["copy"], "safe", exact).ids(true["id"])
    both = true.assign(id=true["id"].map(ids)).merge(moved, on="id", suffixes=("", "_safe"))
    assert len(both) == len(true)
    away = GEOD.inv(*(both[name].to_numpy() for name in ("lon", "lat", "lon_safe", "lat_safe")))[2]
    own, covered = both["uncertainty_m"], both["uncertainty_m_safe"]
    assert own.isna().any()
    assert (away + own.fillna(0) <= covered + 1e-6).all(), (
        "unknown is the point itself, somewhere in the cell"
    )
    assert (shapely.get_type_id(moved["geometry"].to_numpy()) == shapely.GeometryType.POINT).all()


def test_the_disc_of_a_copy_covers_all_of_the_exact_records_disc(exact: Dataset) -> None:
    before = placed(exact).reset_index(drop=True).assign(uncertainty_m=7_000.0, location_class="near")
    after = coarse_places.in_cells(before, 1)
    positions = (frame[name].to_numpy(float) for frame in (before, after) for name in ("lon", "lat"))
    moved_m = np.asarray(GEOD.inv(*positions)[2])
    assert len(moved_m)
    assert (moved_m + 7_000 <= after["uncertainty_m"].to_numpy(float) + 1).all()


def test_what_names_a_place_by_its_numbers_is_refused_and_what_occurs_once_is_counted(exact: Dataset) -> None:
    incidents = exact.incidents.copy()
    incidents["event_type"] = ["Raid at 42.93123 20.73123", *["Raid"] * (len(incidents) - 1)]
    with pytest.raises(safe_copies.SafeCopyError, match="event types read as coordinates"):
        safe_copies.make(changed(exact, incidents=incidents), Safety(), name="safe")
    for actor in ("the post at 42°55'N", "near 42,93123; 20,73123"):
        actors = exact.actors.assign(name=actor)
        with pytest.raises(safe_copies.SafeCopyError, match="actors read as coordinates"):
            safe_copies.make(changed(exact, actors=actors), Safety(), name="safe")
    incidents["event_type"] = ["Raid on 2023-09-24 with 12.7 mm, 30 men", *["Raid"] * (len(incidents) - 1)]
    alone = incidents.index[incidents["start"].notna()][0]
    incidents.loc[alone, ["start", "end"]] = [
        pd.Timestamp("2001-05-04 10:00Z"),
        pd.Timestamp("2001-05-04 11:00Z"),
    ]
    made = changed(exact, incidents=incidents)
    assert safe_copies.make(made, Safety(keep=("event_type",)), name="safe") == "safe"
    once = safe_copies.once(catalog.load("safe"))
    copy = catalog.load("safe")
    days = copy.incidents["start"].dt.tz_convert(copy.info.timezone).dt.strftime("%d.%m.%Y").value_counts()
    cells = copy.incidents[["lon", "lat"]].dropna().value_counts()
    assert once == ((cells == 1).sum(), (days == 1).sum(), 1, 0)
    assert once.places
    assert once.days


def test_no_file_becomes_a_version_of_a_copy_and_no_copy_one_of_another_dataset(exact: Dataset) -> None:
    copied(exact, cells_km=50)
    for saving_it in (
        lambda: saving.save(draft(3), b"a,b", name="safe", info=INFO, new_version_of="safe"),
        lambda: appending.base_of("safe"),
    ):
        with pytest.raises(NothingToSaveError, match="a file would show what it hides"):
            saving_it()
    assert len(catalog.versions("safe")) == 1
    assert "safe" not in shown.replaceable(machine())
    token, _ = saving.save(draft(3), b"a,b", name="", info=INFO, private=True)
    with pytest.raises(NothingToSaveError, match="a file would show what it hides"):
        management.save_upload(token, name="safe", new_version_of="safe")


def test_the_copies_of_a_dataset_are_found_whatever_it_and_they_were_called(exact: Dataset) -> None:
    me, name = machine(), exact.name
    assert changes.safe_copy(me, name, Safety(), to="one") == "one"
    assert changes.safe_copy(me, name, Safety(), to="other") == "other"
    changes.rename(me, "one", "two")
    changes.rename(me, name, "renamed")
    assert main(["safe-copy", "renamed", "third"]) == 0
    assert main(["rename", "third", "fourth"]) == 0
    assert shown.copies_of(me, "renamed") == ["fourth", "other", "two"]
    changes.withdraw(me, "fourth", None, "a mistake")
    assert shown.copies_of(me, "renamed") == ["other", "two"]
    changes.reinstate(me, "fourth")
    changes.delete(me, "other")
    assert shown.copies_of(me, "renamed") == ["fourth", "two"]
    before = catalog.current("two")
    assert (
        changes.safe_copy(me, "renamed", safe_copies.done_to("two"), to="two", new_version_of="two") == "two"
    )
    assert catalog.current("two") == before, "of the same records it is the same version"


def test_a_column_of_addresses_names_no_districts(exact: Dataset) -> None:
    with pytest.raises(
        safe_copies.SafeCopyError, match=r"has no column 'place' of its own; .* Name one of admin2, exact"
    ):
        safe_copies.make(exact, Safety(column="place"), name="safe")
    n = len(exact.incidents)
    addresses = exact.attributes.assign(admin2=[f"{row} Main Street" for row in range(n)])
    with pytest.raises(safe_copies.SafeCopyError, match=f"{n} of {n} records have a name of their own"):
        safe_copies.make(changed(exact, attributes=addresses), Safety(column="admin2"), name="safe")


def test_an_area_that_is_swept_over_a_cell_finds_all_of_it_or_nothing(exact: Dataset) -> None:
    """Two filters that differ by little tell the exact place where points are filtered by what they are."""
    safe = copied(exact, cells_km=50)
    store = opened("safe")
    moved = placed(safe)
    cell = moved.groupby(["lon", "lat", "uncertainty_m"]).size().sort_values().index[-1]
    rows = set(moved[(moved[["lon", "lat", "uncertainty_m"]] == list(cell)).all(axis=1)]["row"])
    assert len(rows) > 1
    exact_rows = placed(exact)
    sides = np.linspace(exact_rows["lon"].min() - 1, exact_rows["lon"].max() + 1, 40)
    seen = set()
    for west, within in ((side, within) for side in sides for within in ("possibly", "certainly")):
        ring = ((west, -80.0), (170.0, -80.0), (170.0, 80.0), (west, 80.0))
        bits = np.unpackbits(
            np.frombuffer(answers.mask(store, Filters(area=ring, within=within)), np.uint8), bitorder="little"
        )
        found = {row for row in rows if bits[row]}
        assert found in (set(), rows), (west, within)
        seen.add(len(found))
    assert len(seen) == 2, "the sweep has to cross the cell"


def test_the_order_of_rows_follows_nothing_but_what_is_published(exact: Dataset) -> None:
    safe = copied(exact, cells_km=50)
    found = pd.DataFrame(safe.incidents)
    same = found[found["lon"].notna()].groupby([found["start"].dt.year, "lon", "lat"])
    assert same.size().max() > 2
    for _, rows in same:
        assert rows["id"].is_monotonic_increasing, "within a cell and a year by ids, which tell nothing"
    assert not set(found["id"]) & set(exact.incidents["id"])


def test_texts_columns_names_and_bytes_of_the_exact_version_are_nowhere(
    exact: Dataset, tmp_path: Path
) -> None:
    safe = copied(exact)
    store = opened("safe")
    for suffix in registry.FORMATS:
        content = b"".join(registry.blocks(suffix, store, Filters()))
        assert SECRET_TEXT.encode() not in unpacked(content), suffix
    names = {name for name in exact.places["name_en"].dropna() if len(name) > 4}
    ids = {each for each in exact.incidents["id"] if len(each) > 4}
    for path in (tmp_path / "safe").rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            for told in (SECRET_TEXT, "exact bytes", exact.version, *sorted(ids)[:20], *sorted(names)[:20]):
                assert told.encode() not in content, (path.name, told)
    assert len(safe.places) == len(safe.claims) == len(safe.sources) == len(safe.rejected) == 0
    assert safe.incidents["title"].isna().all()
    assert safe.attributes.empty
    assert not store.statistics.own_columns
    assert not answers.counts(store, Filters(text=SECRET_TEXT.split()[1])).shown


def test_what_is_kept_is_chosen(exact: Dataset) -> None:
    little = copied(exact, name="little", keep=())
    assert little.incidents["event_type"].isna().all()
    assert little.incidents["fatalities_best"].isna().all()
    assert len(little.participations) == len(little.actors) == len(little.quantities) == 0
    much = copied(exact, name="much", keep=safe_copies.KEPT)
    assert len(much.sources) == len(exact.sources)
    assert len(much.participations) == len(exact.participations)
    assert much.incidents["title"].notna().any()


def test_the_delay_leaves_out_what_is_new_or_undated_and_tells_no_number(
    exact: Dataset, tmp_path: Path
) -> None:
    ends = exact.incidents["end"].fillna(exact.incidents["start"])
    middle = ends.dropna().sort_values().iloc[len(ends.dropna()) // 2]
    days = (datetime.now(UTC) - middle.to_pydatetime()).days
    safe = copied(exact, delay_days=days)
    found = safe.incidents["end"].fillna(safe.incidents["start"])
    assert 0 < len(found) < len(exact.incidents)
    assert found.notna().all()
    assert (found <= pd.Timestamp(datetime.now(UTC).date(), tz="UTC") - timedelta(days=days)).all()
    manifest = catalog.versions("safe")[0]
    assert manifest.counts["rows_in"] == manifest.counts["accepted"] == len(found)
    assert manifest.counts["rejected"] == 0
    told = (tmp_path / "safe" / paths.DESCRIPTION).read_text() + json.dumps(dict(manifest.choices))
    for number in (len(exact.incidents), len(exact.incidents) - len(found)):
        assert f" {number} " not in told


def test_about_says_what_was_done(exact: Dataset) -> None:
    info = copied(exact, cells_km=10, delay_days=30).info
    assert "10 by 10 km" in info.note
    assert "the 30 days before" in info.note
    assert "title, summary, sources" in info.description
    assert info.title == "safe"
    assert (info.licence, info.citation, info.method) == (INFO.licence, INFO.citation, "")


def test_to_the_district_says_the_district_alone(exact: Dataset) -> None:
    safe = copied(exact, column="admin2")
    assert set(safe.places["name_en"]) == {"District 0", "District 1", "District 2"}
    assert set(safe.incidents["location_class"]) == {"district"}
    assert safe.incidents["lon"].isna().all()
    assert safe.incidents["geometry"].isna().all()
    with pytest.raises(SafeCopyError, match="has no column 'no such column' of its own"):
        copied(exact, name="none", column="no such column")


def test_the_same_copy_is_the_same_version_and_a_newer_one_keeps_the_ids(exact: Dataset) -> None:
    first = copied(exact)
    again = safe_copies.make(exact, Safety(), name="safe", new_version_of="safe")
    assert len(catalog.versions(again)) == 1
    later = changed(exact, incidents=exact.incidents.assign(confidence="low"))
    safe_copies.make(later, Safety(), name="safe", new_version_of="safe")
    assert len(catalog.versions("safe")) == 2
    assert set(catalog.load("safe").incidents["id"]) == set(first.incidents["id"])
    assert all(each.state == "whole" for each in verifying.verify("safe"))


def ids_of(name: str) -> set[str]:
    return set(catalog.load(name).incidents["id"])


def renewed(exact: Dataset, name: str, confidence: str) -> set[str]:
    """The ids that the next version of a copy has, of which something else changed."""
    later = changed(exact, incidents=exact.incidents.assign(confidence=confidence))
    safe_copies.make(later, Safety(), name=name, new_version_of=name)
    return ids_of(name)


def test_a_renamed_copy_keeps_its_ids_and_a_new_one_under_its_old_name_has_others(exact: Dataset) -> None:
    copied(exact)
    first = ids_of("safe")
    management.rename("safe", "moved")
    copied(exact)
    assert not ids_of("safe") & first
    management.rename("exact", "exact-moved")
    assert renewed(catalog.load("exact-moved"), "moved", "low") == first
    assert not renewed(catalog.load("exact-moved"), "safe", "low") & first


def test_a_copy_of_an_older_edition_keeps_its_ids_whatever_it_was_renamed_to(
    exact: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as older:
        older.setattr(
            copy_ids.Seed, "new", lambda: copy_ids.Seed(cast("Any", None), "safe\x1fexact")
        )  # made with both names, and said nowhere
        copied(exact)
    first = ids_of("safe")
    assert len(catalog.versions(safe_copies.make(exact, Safety(), name="safe", new_version_of="safe"))) == 1
    assert main(["rename", "safe", "moved"]) == 0
    changes.rename(machine(), "exact", "exact-moved")
    again = catalog.load("exact-moved")
    assert renewed(again, "moved", "low") == first
    (tmp_path / paths.OWN / change_log.FILE).unlink()  # from now on nothing is looked for
    management.rename("moved", "moved-again")
    assert renewed(again, "moved-again", "high") == first
    said = catalog.original("moved-again").read_text()
    assert "exact" not in said.replace("exact place", ""), "nor is the exact dataset's name said"
    copied(again)
    assert not ids_of("safe") & first


def test_the_name_that_is_suggested_says_nothing_of_the_exact_dataset() -> None:
    assert neutral_name(()) == "public-copy"
    assert neutral_name(("public-copy", "public-copy-2")) == "public-copy-3"
    app = AppTest.from_function(_form).run()
    assert not app.exception
    assert app.text_input[0].value == "public-copy"


def _form() -> None:
    from components.page.safe_copy_form import safe_copy_form
    from geodata.library import catalog

    safe_copy_form(catalog.load("northern-kosovo"))


def test_a_new_version_hides_what_the_one_before_hid(
    exact: Dataset, capsys: pytest.CaptureFixture[str]
) -> None:
    copied(exact, cells_km=25, delay_days=30)
    for other in ({"cells_km": 10}, {"delay_days": 0}, {"keep": safe_copies.KEPT}, {"column": "Area"}):
        said = {"cells_km": 25, "delay_days": 30, **other}
        with pytest.raises(SafeCopyError, match="another way"):
            safe_copies.make(exact, Safety(**said), name="safe", new_version_of="safe")
    assert main(["safe-copy", "exact", "safe", "--new-version"]) == 0
    assert "25 by 25 km" in capsys.readouterr().out
    assert "30 days" in catalog.load("safe").info.note
    assert main(["safe-copy", "exact", "safe", "--new-version", "--cells-km", "5"]) == 1
    assert main(["safe-copy", "exact", "exact", "--new-version"]) == 1


def test_two_copies_share_no_id_and_no_word_of_the_exact_one(exact: Dataset) -> None:
    said = changed(exact, info=replace(exact.info, title="Secret", note="inner", source_line="ours"))
    one = copied(said)
    safe_copies.make(said, Safety(cells_km=25), name="other")
    assert not set(catalog.load("other").incidents["id"]) & set(one.incidents["id"])
    assert (one.info.title, one.info.source_line) == ("safe", "")
    assert one.info.note == safe_copies.note(Safety())


def test_every_kind_of_export_says_that_points_are_centres_of_cells(exact: Dataset, tmp_path: Path) -> None:
    copied(exact, delay_days=1)
    store, said = opened("safe"), safe_copies.note(Safety(delay_days=1))
    assert "the centre of a cell" in said
    assert "of the 1 days" not in said
    made = {suffix: b"".join(registry.blocks(suffix, store, Filters())) for suffix in registry.FORMATS}
    made["csv-metadata.json"] = tabular.to_csv_metadata(store, Filters(), "all.csv")
    rows = pd.read_csv(io.BytesIO(made.pop("csv")))  # which has no place for a sentence
    there = rows[rows["latitude"].notna()]
    assert len(there)
    assert (there["uncertainty_m"] > 5_000).all(), "half of a cell of 10 km, and more"
    assert {len(str(each).partition(".")[2]) for each in there["latitude"]} <= {1, 2, 3}
    (tmp_path / "it.gpkg").write_bytes(made["gpkg"])
    with closing(sqlite3.connect(tmp_path / "it.gpkg")) as package:  # its pages cut a long text
        made["gpkg"] = "".join(package.iterdump()).encode()
    for kind, content in made.items():
        assert said.encode() in unpacked(content), kind


def test_the_sentence_of_a_copy_stays_beside_a_note_that_somebody_adds(exact: Dataset) -> None:
    copied(exact)
    said = safe_copies.note(Safety())
    for written in ("Names follow the UN.", f"{said} Names follow the UN."):
        management.describe("safe", replace(management.described("safe"), note=written))
        renewed(exact, "safe", "low")
        assert catalog.load("safe").info.note == f"{said} Names follow the UN."


def test_possibly_within_finds_a_record_of_unknown_radius_wherever_it_is_in_its_cell(exact: Dataset) -> None:
    incidents = exact.incidents.copy()
    incidents["uncertainty_m"] = np.nan
    copied(changed(exact, incidents=incidents), cells_km=50)
    store, asked = opened("safe"), placed(exact)
    for lon, lat in asked[asked["location_class"].eq("settlement")][["lon", "lat"]].drop_duplicates().values:
        near = lon - 0.01, lat - 0.01, lon + 0.01, lat + 0.01
        west, south, east, north = near
        ring = ((west, south), (east, south), (east, north), (west, north))
        assert answers.counts(store, Filters(area=ring, within="possibly")).shown
        assert not answers.counts(store, Filters(area=ring, within="certainly")).shown


@pytest.mark.parametrize(
    ("safety", "words"),
    [
        ({"cells_km": 0}, "0.5 to 500 km"),
        ({"keep": ("exact",)}, "nothing to keep"),
        ({"delay_days": -1}, "delay"),
    ],
)
def test_what_cannot_be_done_is_said(exact: Dataset, safety: dict[str, object], words: str) -> None:
    with pytest.raises(SafeCopyError, match=words):
        copied(exact, **safety)


def test_the_command_makes_one_and_says_what_was_done(
    exact: Dataset, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["safe-copy", "exact", "safe", "--cells-km", "25", "--keep", "event_type"]) == 0
    assert "25 by 25 km" in capsys.readouterr().out
    assert len(catalog.load("safe").participations) == 0
    assert main(["safe-copy", "exact", "safe"]) == 1, "the name is taken"
    assert main(["safe-copy", "exact", "safe", "--new-version"]) == 0
    assert [each.act for each in change_log.latest()] == ["safe-copy", "safe-copy"]


def test_the_command_shows_a_new_copy_to_editors_alone_and_says_how_it_is_opened(
    exact: Dataset, capsys: pytest.CaptureFixture[str]
) -> None:
    visitor, editor = Person(Mode.PUBLIC), Person(Mode.PUBLIC, Role.EDITOR)
    assert main(["safe-copy", "exact", "safe"]) == 0
    assert sees(editor, "safe")
    assert not sees(visitor, "safe")
    said = capsys.readouterr().out
    assert "It may be seen by who has a link, and editors." in said
    opens = said.partition("open it to all: python -m geodata ")[2].split()
    assert main(opens) == 0
    assert sees(visitor, "safe")
    main(["readers", "safe", "--who", "members"])
    capsys.readouterr()
    assert main(["safe-copy", "exact", "safe", "--new-version", "--readers", "public"]) == 2
    assert main(["safe-copy", "exact", "safe", "--new-version"]) == 0
    assert "seen by members who log in" in capsys.readouterr().out
    assert not sees(visitor, "safe")
    assert main(["safe-copy", "exact", "open", "--readers", "public"]) == 0
    assert sees(visitor, "open")
