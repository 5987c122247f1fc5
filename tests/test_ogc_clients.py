"""Clients that nobody here wrote read the features: GDAL as QGIS does, and OWSLib."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pandas as pd
import pyogrio
import pytest
from live_routes import served
from owslib.ogcapi.features import Features

import geodata
from geodata.filters import Filters

CASE = "northern-kosovo"
DAY = pd.Timestamp("2023-09-24T00:00Z"), pd.Timestamp("2023-09-24T23:59:59Z")


@pytest.fixture(scope="module")
def root() -> Iterator[str]:
    """The landing page's address."""
    with served() as server:
        yield f"{server}ogc"


def test_gdal_reads_a_layer_whole(root: str) -> None:
    records = geodata.load(CASE).set_index("id")
    assert pyogrio.list_layers(f"OAPIF:{root}")[:, 0].tolist() == [CASE]
    read = pyogrio.read_dataframe(f"OAPIF:{root}", layer=CASE).set_index("id")
    assert set(read.index) == set(records.index)
    there = read.geometry.notna()
    for name in ("lon", "lat"):
        assert (read.loc[there, name] == records.loc[read.index[there], name]).all()
    assert (
        read["uncertainty_m"].dropna() == records.loc[read.index, "uncertainty_m"].dropna().astype(float)
    ).all()
    assert set(read.loc[~there, "location_class"]) <= {"district", "region", "country"}


def test_gdal_has_the_server_choose(root: str) -> None:
    sites = pyogrio.read_dataframe(f"OAPIF:{root}", layer=CASE, where="kind = 'site'")
    assert set(sites["id"]) == set(geodata.load(CASE, Filters(kinds=("site",)))["id"])
    near = pyogrio.read_dataframe(f"OAPIF:{root}", layer=CASE, bbox=(20.7, 42.9, 20.9, 43.1))
    assert len(near) == near.geometry.intersects(near.union_all().envelope).sum() > 20


@pytest.mark.parametrize(
    ("where", "which"),
    [
        (
            "start >= '2023/09/24 00:00:00' AND start <= '2023/09/24 23:59:59'",
            lambda all_: all_["start"].between(*DAY),
        ),
        ("start = '2023/09/23 22:00:00'", lambda all_: all_["start"] == pd.Timestamp("2023-09-23T22:00Z")),
        ("start >= '2023/09/24'", lambda all_: all_["start"] >= DAY[0]),
        ("\"end\" >= '2023/09/24 00:00:00'", lambda all_: all_["end"] >= DAY[0]),
        (
            "title LIKE '%police%' OR kind = 'site'",
            lambda all_: _holds(all_["title"], "police") | (all_["kind"] == "site"),
        ),
        (
            "title ILIKE '%POLICE%' AND NOT (fatalities_best IS NULL)",
            lambda all_: _holds(all_["title"].str.lower(), "police") & all_["fatalities_best"].notna(),
        ),
        ("fatalities_best >= 1", lambda all_: all_["fatalities_best"].fillna(0) >= 1),
    ],
)
def test_gdal_finds_what_pandas_finds(
    root: str, where: str, which: Callable[[pd.DataFrame], pd.Series]
) -> None:
    records = geodata.load(CASE)
    read = pyogrio.read_dataframe(f"OAPIF:{root}", layer=CASE, where=where)
    assert set(read["id"]) == set(records.loc[which(records), "id"]) != set()


def _holds(texts: pd.Series, word: str) -> pd.Series:
    # GDAL's LIKE passes over capitals where it looks itself; the server's does not
    return texts.fillna("").str.contains(word)


def test_owslib_walks_through_it(root: str) -> None:
    server = Features(root)
    assert server.feature_collections() == [CASE]
    assert any(
        each.endswith("ogcapi-features-3/1.0/conf/filter") for each in server.conformance()["conformsTo"]
    )
    assert "fatalities_best" in server.collection_queryables(CASE)["properties"]
    assert server.collection_item(CASE, "BNJ-01")["id"] == "BNJ-01"
    found = server.collection_items(CASE, filter="kind = 'incident' AND fatalities_best >= 1", limit=500)
    records = geodata.load(CASE, Filters(kinds=("incident",)))
    expected = records.loc[records["fatalities_best"].fillna(0) >= 1, "id"]
    assert {each["id"] for each in found["features"]} == set(expected) != set()
