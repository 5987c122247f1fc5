"""What is exported and read back is the same dataset: text, ids, times, classes and coordinates to 1e-9."""

from __future__ import annotations

import hashlib
import string
import tempfile
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from datasets import small_dataset
from drafts import INFO
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geodata import model, readers
from geodata.exporters import registry
from geodata.filters import Filters
from geodata.ingest import row_order
from geodata.ingest.choices import Choices
from geodata.ingest.draft import Draft
from geodata.layouts import drafting
from geodata.library import catalog, paths
from geodata.model import Dataset
from geodata.query import store
from geodata.values import other_columns

READ_BACK = ("zip", "geojson", "gpkg", "parquet")
WITH_TABLES = ("zip", "gpkg")
"""Kinds of file that hold all actors and places, and the file's own columns as columns."""

# No NUL, which neither CSV nor a GeoPackage can hold; a lone surrogate is no text in UTF-8.
CHARACTERS = st.characters(exclude_categories=("Cs",), exclude_characters="\0")
AWKWARD = st.sampled_from(
    (
        "00123",
        "9007199254740993",
        "1e5",
        "1,5",
        "=1+1",
        "NA",
        "null",
        "None",
        "true",
        " x ",
        "a;b",
        "a\tb",
        'a "b" c',
        "a\nb",
        "{{7*7}}",
        "<b>",
        "Бањска",
        "Banjskë",
        "e\u0301",
        "[]",
        "{}",
        "2023-09-24",
        "\ufeffx",
        "nan",
        "-0",
        "🚧",
    )
)
EXTRAS = (
    "{}",
    '{"a": "00123", "b": "9007199254740993"}',
    '{"файл": "x\\ny"}',
    '{"id": "x", "Kind": "y", "kind (in the file)": "z", "incident": "q", "fid": "7", "A": "=1+1"}',
)
"""The last with columns that are called as ours are, or alike but for the case."""
TEXT = st.one_of(AWKWARD, st.text(CHARACTERS, min_size=1, max_size=12)).filter(str.strip)
MAYBE = st.none() | TEXT
KEY = st.text(string.ascii_lowercase + string.digits + "-.", min_size=1, max_size=6)
LON = st.floats(-180, 180, allow_nan=False) | st.sampled_from((-180.0, 180.0, 20.78083, 1e-12))
LAT = st.floats(-90, 90, allow_nan=False) | st.sampled_from((-90.0, 90.0, 42.97333))
RATINGS = (model.RELIABILITY, model.CREDIBILITY)
SHAPES = tuple(
    shapely.from_wkt(
        (
            "MULTIPOINT (20.1 42.5, 20.9 43.25)",
            "POLYGON ((20 42, 23 42, 23 45, 20 45, 20 42), (21 43, 21 44, 22 44, 22 43, 21 43))",
            "MULTIPOLYGON (((20 42, 21 42, 20 43, 20 42)), ((22 42, 23 42, 22 43, 22 42)))",
            "MULTILINESTRING ((20 42, 21 42), (20 43, 21 43))",
            "GEOMETRYCOLLECTION (POINT (20 42), LINESTRING (20 42, 21 43))",
        )
    )
)
COUNT = st.none() | st.integers(0, 100_000)
MOMENT = st.datetimes(datetime(1800, 1, 1), datetime(2200, 1, 1)).map(  # noqa: DTZ001
    lambda found: found.replace(tzinfo=UTC)
)


@st.composite
def incident(draw: st.DrawFn, place_keys: list[str]) -> dict[str, Any]:
    """One incident as the model allows it."""
    located = draw(st.sampled_from(("point", "line", "shape", "nowhere")))
    lon, lat = (draw(LON), draw(LAT)) if located != "nowhere" else (None, None)
    shape = None
    if located == "point":
        shape = shapely.Point(lon, lat)
        location_class = draw(st.sampled_from([each for each in model.LOCATION_CLASSES if each != "line"]))
    elif located == "line":
        shape = shapely.LineString([(20.1, 42.5), (20.9 + draw(st.floats(0, 1)), 43.25)])
        middle = shape.interpolate(0.5, normalized=True)
        lon, lat, location_class = middle.x, middle.y, "line"
    elif located == "shape":
        shape = draw(st.sampled_from(SHAPES))
        middle = shape.representative_point()
        lon, lat, location_class = middle.x, middle.y, draw(st.sampled_from(("near", "district", "region")))
    else:
        location_class = draw(st.sampled_from((None, "region", "country")))
    start = draw(st.none() | MOMENT)
    goes_on = draw(st.sampled_from((False, False, True)))
    timeless = draw(st.sampled_from(("standing", "unknown")))
    timed = draw(
        st.sampled_from([each for each in model.TIME_CLASSES if each not in ("standing", "unknown")])
    )
    best = draw(COUNT)
    kind = draw(st.sampled_from(model.KINDS))
    return {
        "kind": kind,
        "count": draw(COUNT) if kind == model.TOTAL else None,
        "event_type": draw(MAYBE),
        "title": draw(TEXT),
        "summary": draw(MAYBE),
        "start": start,
        "end": None if goes_on or start is None else start + timedelta(minutes=draw(st.integers(1, 600_000))),
        "time_class": timed if start else timeless,
        "place": draw(st.none() | st.sampled_from(place_keys)) if place_keys else None,
        "geometry": shape,
        "lon": lon,
        "lat": lat,
        "location_class": location_class,
        "uncertainty_m": draw(st.none() | st.floats(0, 1e6, allow_nan=False)),
        "fatalities_low": best,
        "fatalities_best": best,
        "fatalities_high": best,
        "injured": draw(COUNT),
        "confidence": draw(st.none() | st.sampled_from(model.CONFIDENCES)),
    }


@st.composite
def datasets(draw: st.DrawFn) -> Dataset:
    """A small dataset of any shape."""
    place_keys = draw(st.lists(KEY, max_size=3, unique=True))
    ids = draw(st.lists(TEXT, min_size=1, max_size=6, unique_by=str.strip))
    ids = list(dict.fromkeys(each.strip() for each in ids))
    records = [{"id": identity, **draw(incident(place_keys))} for identity in ids]
    actor_ids = draw(st.lists(KEY, max_size=3, unique=True))
    belongs = st.sampled_from(ids)
    pairs = st.tuples(belongs, st.sampled_from(actor_ids or [""]), st.sampled_from(model.ROLES))
    cites = st.tuples(belongs, KEY)
    used = draw(st.lists(cites, max_size=4, unique=True))
    about = {key: (draw(MAYBE), draw(MAYBE)) for _, key in used}
    tables = {
        "incidents": gpd.GeoDataFrame(
            pd.DataFrame(records).astype({"start": object, "end": object}).drop(columns="geometry"),
            geometry=np.array([each["geometry"] for each in records], dtype=object),
            crs=model.CRS,
        ),
        "participations": _frame(
            draw(st.lists(pairs, max_size=5, unique=True)) if actor_ids else [],
            ("incident", "actor", "role"),
        ),
        "actors": _frame(
            [
                (
                    key,
                    draw(TEXT),
                    draw(st.lists(TEXT, max_size=2)),
                    None,
                    draw(st.sampled_from(model.ACTOR_KINDS)),
                )
                for key in actor_ids
            ],
            model.ACTOR_COLUMNS,
        ),
        "places": _places(draw, place_keys),
        "quantities": _frame(
            draw(
                st.lists(
                    st.tuples(belongs, TEXT, st.none(), st.integers(0, 10**6), st.none(), MAYBE), max_size=3
                )
            ),
            model.QUANTITY_COLUMNS,
        ),
        "sources": _frame(
            [
                (
                    *(owner, key, *about[key], "https://example.org/a?b=1#c", None, draw(MAYBE)),
                    *(draw(st.none() | st.sampled_from(each)) for each in RATINGS),
                )
                for owner, key in used
            ],
            model.SOURCE_COLUMNS,
        ),
        "claims": _frame(
            draw(st.lists(st.tuples(belongs, TEXT, TEXT, MAYBE, st.none()), max_size=3)), model.CLAIM_COLUMNS
        ),
    }
    carried = [draw(st.sampled_from(EXTRAS)) for _ in records]
    tables["attributes"] = other_columns.frame(pd.Series(carried, dtype="str"))
    tables["incidents"]["start"] = pd.to_datetime(tables["incidents"]["start"], utc=True)
    tables["incidents"]["end"] = pd.to_datetime(tables["incidents"]["end"], utc=True)
    return dataset(tables)


def _places(draw: st.DrawFn, keys: list[str]) -> gpd.GeoDataFrame:
    lines = [
        (
            *(key, draw(TEXT), draw(MAYBE), draw(MAYBE), draw(MAYBE)),
            *(draw(st.sampled_from(model.POINT_CLASSES)), draw(st.floats(0, 1e5)), draw(MAYBE)),
        )
        for key in keys
    ]
    columns = [name for name in model.PLACE_COLUMNS if name != "geometry"]
    points = [shapely.Point(draw(LON), draw(LAT)) for _ in keys]
    return gpd.GeoDataFrame(_frame(lines, tuple(columns)), geometry=points, crs=model.CRS)


def _frame(lines: list[Any], columns: tuple[str, ...]) -> pd.DataFrame:
    return pd.DataFrame(lines, columns=list(columns), dtype=object)


def dataset(tables: dict[str, pd.DataFrame]) -> Dataset:
    """The tables in the model's order and types, as the library would save them."""
    ordered = row_order.in_row_order(
        {
            name: model.typed(name, table) if name != "incidents" else table
            for name, table in tables.items()
            if name != "participations"
        }
        | {"participations": tables["participations"]}
    )
    typed = {name: model.typed(name, ordered.get(name)) for name in model.TABLES if name != "warnings"}
    version = hashlib.sha256(repr(tables).encode()).hexdigest()
    return Dataset(name="any", version=version, info=INFO, **typed)  # type: ignore[arg-type]


def read_back(content: bytes, suffix: str) -> tuple[Draft, Dataset]:
    """What an import makes of an exported file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"export.{suffix}"
        path.write_bytes(content)
        raw = readers.read(path, name=path.name, choices=Choices())
        draft = drafting.prepare(raw, Choices())
    return draft, dataset(dict(draft.tables))


def exported(before: Dataset, suffix: str) -> bytes:
    return b"".join(registry.blocks(suffix, store.open(before), Filters()))


def own(found: Dataset) -> list[dict[str, str]]:
    """What stands in the file's own columns of each record."""
    columns = {name: found.attributes[name].fillna("").tolist() for name in found.attributes}
    cells = list(zip(*columns.values(), strict=True)) or [()] * len(found.incidents)
    return [{name: text for name, text in zip(columns, each, strict=True) if text} for each in cells]


def assert_same(before: Dataset, after: Dataset, suffix: str) -> None:
    assert after.incidents["id"].tolist() == before.incidents["id"].tolist()
    for name in model.INCIDENT_COLUMNS:
        old, new = before.incidents[name], after.incidents[name]
        if name == "geometry":
            assert_same_shapes(old, new)
        elif name in ("lon", "lat", "uncertainty_m"):
            np.testing.assert_allclose(
                new.to_numpy(float), old.to_numpy(float), rtol=0, atol=1e-9, err_msg=name
            )
        else:
            assert plain(new) == plain(old), name
    assert own(after) == own(before)
    for table, keys in (
        ("participations", ["incident", "actor", "role"]),
        ("quantities", list(model.QUANTITY_COLUMNS)),
        ("sources", list(model.SOURCE_COLUMNS)),
        ("claims", list(model.CLAIM_COLUMNS)),
    ):
        assert lines(after, table, keys) == lines(before, table, keys), table
    if suffix in WITH_TABLES:
        assert set(after.actors["id"]) == set(before.actors["id"])
        assert set(after.places["key"]) == set(before.places["key"])
    assert_same_actors_and_places(before, after)


def assert_same_actors_and_places(before: Dataset, after: Dataset) -> None:
    """Those that an incident names; a file of one table holds no others."""
    named = before.actors[before.actors["id"].isin(after.actors["id"])]
    assert set(before.participations["actor"]) <= set(named["id"])
    for column in model.ACTOR_COLUMNS:
        old = dict(zip(named["id"], plain(named[column]), strict=True))
        assert dict(zip(after.actors["id"], plain(after.actors[column]), strict=True)) == old
    places = before.places[before.places["key"].isin(after.places["key"])]
    assert set(before.incidents["place"].dropna()) <= set(places["key"])
    for column in model.PLACE_COLUMNS:
        if column != "geometry":
            old = dict(zip(places["key"], plain(places[column]), strict=True))
            assert dict(zip(after.places["key"], plain(after.places[column]), strict=True)) == old, column
    shapes = after.places.set_index("key").geometry
    assert_same_shapes(places.geometry, shapes.reindex(places["key"]))


def assert_same_shapes(old: Any, new: Any) -> None:
    old, new = np.asarray(old, dtype=object), np.asarray(new, dtype=object)
    assert (shapely.is_missing(old) == shapely.is_missing(new)).all()
    known = ~shapely.is_missing(old)
    assert shapely.equals_exact(old[known], new[known], tolerance=1e-9).all()


def plain(values: pd.Series) -> list[Any]:
    return [
        each if isinstance(each, list) else None if pd.isna(each) else each
        for each in values.astype(object).tolist()
    ]


def lines(found: Dataset, table: str, columns: list[str]) -> list[str]:
    frame = getattr(found, table)
    return sorted(map(repr, zip(*(plain(frame[name]) for name in columns), strict=True)))


@settings(max_examples=12, suppress_health_check=list(HealthCheck))
@given(before=datasets())
@pytest.mark.parametrize("suffix", READ_BACK)
def test_an_exported_dataset_is_read_back_the_same(suffix: str, before: Dataset) -> None:
    draft, after = read_back(exported(before, suffix), suffix)
    assert draft.layout == "own"
    assert draft.questions == ()
    assert draft.rejected.empty, draft.rejected.to_dict("records")
    assert draft.accepted == draft.rows_in == len(before.incidents)
    assert_same(before, after, suffix)


@pytest.mark.parametrize("suffix", READ_BACK)
def test_the_case_comes_back_from_every_format(suffix: str) -> None:
    case = catalog.load(paths.DEFAULT)
    draft, after = read_back(exported(case, suffix), suffix)
    assert draft.rejected.empty
    assert_same(case, after, suffix)


OLDER = Path(__file__).parent / "data" / "exports-before-words.zip"
"""Exports of `small_dataset(24, seed=5)` as they were before CSV was a table in words."""


@pytest.mark.parametrize("suffix", ["csv", "gpkg"])
def test_exports_of_older_editions_come_back_as_new_ones_do(suffix: str) -> None:
    with zipfile.ZipFile(OLDER) as archive:
        draft, older = read_back(archive.read(f"before-words.{suffix}"), suffix)
    assert (draft.layout, draft.rejected.empty) == ("own", True)
    _, newer = read_back(exported(small_dataset(24, seed=5, open_ends=False), "geojson"), "geojson")
    assert_same(newer, older, "geojson")


def people(found: Dataset) -> list[tuple[str, str, str]]:
    names = dict(zip(found.actors["id"], found.actors["name"], strict=True))
    took = found.participations
    return sorted(zip(took["incident"], took["actor"].map(names), took["role"], strict=True))


def assert_same_as_far_as_words_tell(before: Dataset, after: Dataset) -> None:
    old, new = before.incidents.set_index("id"), after.incidents.set_index("id")
    new = new.loc[old.index]
    for name in model.INCIDENT_COLUMNS:
        if name not in (
            "row",
            "id",
            "place",
            "geometry",
            "lon",
            "lat",
            "search_text",
            "uncertainty_m",
        ):
            assert plain(new[name]) == plain(old[name]), name
    pointless = old["location_class"].isin(("district", "region", "country"))
    for name in ("lon", "lat"):
        np.testing.assert_allclose(
            new[name].to_numpy(float), old[name].mask(pointless).to_numpy(float), rtol=0, atol=1e-9
        )
    in_words = ("claims", "other_figures")
    became = dict(zip(after.incidents["id"], own(after), strict=True))
    for one, was in zip(before.incidents["id"], own(before), strict=True):
        assert {name: text for name, text in became[one].items() if name not in in_words} == was


@settings(max_examples=12, suppress_health_check=list(HealthCheck))
@given(before=datasets())
def test_a_csv_for_people_comes_back_with_texts_times_figures_and_the_files_columns(before: Dataset) -> None:
    draft, after = read_back(exported(before, "csv"), "csv")
    assert (draft.layout, draft.rejected.to_dict("records")) == ("own", [])
    shapes = (
        before.incidents.geometry.geom_type.isin(("Point", "LineString")) | before.incidents.geometry.isna()
    )
    if shapes.all():  # a representative point within an area is found anew
        assert_same_as_far_as_words_tell(before, after)


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_the_case_comes_back_from_tables_for_people_with_its_people_and_the_addresses_of_its_sources(
    suffix: str,
) -> None:
    case = catalog.load(paths.DEFAULT)
    draft, after = read_back(exported(case, suffix), suffix)
    assert (draft.layout, draft.questions) == ("own", ())
    assert (draft.rejected.empty, draft.accepted) == (True, len(case.incidents))
    assert_same_as_far_as_words_tell(case, after)
    assert people(after) == people(case)
    cited = [set(zip(each.sources["incident"], each.sources["url"], strict=True)) for each in (case, after)]
    assert cited[0] == cited[1]
