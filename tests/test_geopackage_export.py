"""A GeoPackage has a layer or table for each of ours, and other programs find how they belong together."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pyogrio
import pytest
from datasets import small_dataset

from geodata.exporters import geopackage
from geodata.filters import from_query
from geodata.query import store

DATASET = small_dataset(120, seed=11)


def written(folder: Path, query: str = "", opened: store.Store | None = None) -> Path:
    path = folder / "x.gpkg"
    blocks = geopackage.to_geopackage(opened or store.open(DATASET), from_query(query))
    path.write_bytes(b"".join(blocks))
    return path


@contextlib.contextmanager
def asked(path: Path) -> Iterator[sqlite3.Connection]:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        yield connection


@pytest.mark.parametrize("query", ["", "kind=site", "actor=nobody"])
def test_the_file_is_whole_and_every_reference_leads_somewhere(tmp_path: Path, query: str) -> None:
    with asked(written(tmp_path, query)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        connection.execute("PRAGMA foreign_keys = ON")  # fails where what is referred to is no key
        connection.execute("DELETE FROM incidents WHERE 0")


def test_tables_refer_to_one_another(tmp_path: Path) -> None:
    with asked(written(tmp_path)) as connection:
        found = {
            (table, column, other, key)
            for table in (
                "incidents",
                "participations",
                "sources",
                "claims",
                "quantities",
                "attributes",
                "aliases",
            )
            for _, _, other, column, key, *_ in connection.execute(f"PRAGMA foreign_key_list({table})")
        }
        connection.execute("PRAGMA foreign_keys = ON")
        with pytest.raises(sqlite3.IntegrityError):
            connection.execute("INSERT INTO claims (incident) VALUES ('nobody')")
    belonging = ("participations", "sources", "claims", "quantities", "attributes")
    assert found == {
        ("incidents", "place", "places", "key"),
        ("participations", "actor", "actors", "id"),
        ("aliases", "actor", "actors", "id"),
        *((table, "incident", "incidents", "id") for table in belonging),
    }


def test_a_second_reader_finds_every_line_and_says_where_it_comes_from(tmp_path: Path) -> None:
    path = written(tmp_path)
    for name in ("participations", "sources", "claims", "quantities", "actors", "places"):
        lines = pyogrio.read_dataframe(path, layer=name)
        assert len(lines) == len(getattr(DATASET, name)), name
    titles = pyogrio.read_dataframe(path, layer="sources")["title"]
    assert titles.tolist() == DATASET.sources["title"].tolist()
    said = pyogrio.read_info(path, layer="incidents")
    assert "CC0-1.0" in said["dataset_metadata"]["incident_map"]
    assert said["crs"] == "EPSG:4326"


@pytest.mark.parametrize(("finer", "kind"), [(0, "datetime64"), (1, "str")])
def test_times_are_times_unless_one_is_finer_than_the_format_holds(
    tmp_path: Path, finer: int, kind: str
) -> None:
    incidents = DATASET.incidents.copy()
    incidents["start"] = incidents["start"].astype("datetime64[us, UTC]")
    row = incidents["start"].first_valid_index()
    incidents.loc[row, "start"] += pd.Timedelta(microseconds=finer)
    opened = store.open(replace(DATASET, incidents=incidents, version=f"{finer:064}"))
    read = pyogrio.read_dataframe(written(tmp_path, opened=opened), layer="incidents")
    assert str(read["start"].dtype).startswith(kind)
    moment = pd.to_datetime(read["start"], utc=True, format="ISO8601")[row]
    assert moment == incidents.loc[row, "start"]
