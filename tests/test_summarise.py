"""Sums for scripts: `geodata.summarise`, the command, and the addresses give the same numbers."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from starlette.testclient import TestClient
from test_api import application
from test_column_filters import weapons  # noqa: F401 - a fixture

import geodata
from geodata.__main__ import main
from geodata.errors import FilterError, NotLoadedError
from geodata.filters import Filters
from geodata.library import paths
from geodata.query.store import opened

ARRESTS = Filters(event_types=("arrest",))


def test_a_frame_of_load_is_summed_as_its_dataset_and_its_rows_alone() -> None:
    incidents = geodata.load("northern-kosovo", Filters(kinds=("incident",)))
    by_actor = geodata.summarise(incidents, "actor", "injured")
    named = geodata.summarise("northern-kosovo", "actor", "injured", filters=Filters(kinds=("incident",)))
    pd.testing.assert_frame_equal(by_actor, named)
    assert by_actor.attrs == named.attrs
    assert by_actor.attrs["whole"]["possible"]["records"] == len(incidents)
    arrests = incidents[incidents["event_type"] == "arrest"]
    some = geodata.summarise(arrests, ("month", "actor"))
    pd.testing.assert_frame_equal(some, geodata.summarise(incidents, ("month", "actor"), filters=ARRESTS))
    assert some.attrs["whole"]["certain"]["records"] == len(arrests) > 0
    assert geodata.summarise(incidents.head(0)).to_numpy().tolist() == [[0, 0]]


def test_columns_are_those_that_the_measure_has() -> None:
    figures = ("records", "low", "best", "high", "unknown", "bounds_only")
    both = [f"{figure}_{suffix}" for figure in figures for suffix in ("certain", "possible")]
    assert list(geodata.summarise("northern-kosovo", "year", "fatalities")) == ["year", "start", "end", *both]
    assert list(geodata.summarise("northern-kosovo")) == ["records_certain", "records_possible"]
    pairs = geodata.summarise("northern-kosovo", "dyad")
    assert list(pairs)[:4] == ["actor_1", "actor_2", "actor_1_name", "actor_2_name"]


def test_a_frame_of_somebody_else_and_a_column_that_is_not_there_are_refused() -> None:
    with pytest.raises(NotLoadedError, match=r"what geodata\.load gave"):
        geodata.summarise(pd.DataFrame({"row": [1]}))
    incidents = geodata.load("northern-kosovo")
    with pytest.raises(NotLoadedError):
        geodata.summarise(incidents.drop(columns="row"))
    with pytest.raises(FilterError, match="filter 'by': 'province' was found"):
        geodata.summarise(incidents, "province")


def test_the_command_writes_what_python_gives(
    weapons: str,  # noqa: F811
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = tmp_path / "crowds.csv"
    wanted = ["--by", "weapon", "--measure", "crowd", "--filter", "killed_from=1"]
    assert main(["summarise", weapons, *wanted, "--to", str(file)]) == 0
    said = capsys.readouterr().err
    assert "The whole, each record once: records 3 certainly, 3 possibly; sum 2,010.0" in said
    assert file.read_text(encoding="utf-8-sig").splitlines() == [
        "weapon,records_certain,records_possible,sum_certain,sum_possible,unknown_certain,unknown_possible",
        "rifle,2,2,2010.0,2010.0,0,0",
        "mine,1,1,0.0,0.0,1,1",
    ]
    assert (
        main(["summarise", weapons, "--by", "month", "--by", "weapon", "--to", str(tmp_path / "a.json")]) == 0
    )
    groups = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))["groups"]
    assert groups["month"] == ["2023-09"] * 3
    assert groups["weapon"] == ["rifle", "mine", None]
    assert main(["summarise", weapons, "--to", str(tmp_path / "a.xlsx")]) == 2
    assert main(["summarise", weapons, "--measure", "weapon"]) == 1
    assert "a column of numbers: 'fatalities', 'crowd'" in capsys.readouterr().err


@pytest.fixture
def client() -> Iterator[TestClient]:
    with TestClient(application()) as made:
        yield made


def test_the_addresses_give_what_python_gives_and_are_cached_as_their_siblings(client: TestClient) -> None:
    address = f"/data/{paths.DEFAULT}/{opened(paths.DEFAULT).dataset.version}"
    asked = "type=arrest&by=year&by=actor&measure=injured"
    expected = geodata.summarise("northern-kosovo", ("year", "actor"), "injured", filters=ARRESTS)
    answer = client.get(f"{address}/summary.json?{asked}")
    said = answer.json()
    assert said["whole"] == expected.attrs["whole"]
    assert (said["measure"], said["by"], said["step"]) == ("injured", ["year", "actor"], "year")
    found = pd.DataFrame(said["groups"])
    pd.testing.assert_frame_equal(
        found.drop(columns=["start", "end"]), expected.drop(columns=["start", "end"]), check_dtype=False
    )
    assert found["start"].tolist() == [each.isoformat() for each in expected["start"]]
    table = client.get(f"{address}/summary.csv?{asked}")
    assert table.headers["content-type"].startswith("text/csv")
    read = pd.read_csv(io.BytesIO(table.content), dtype={"year": "str"})
    pd.testing.assert_frame_equal(read, expected.drop(columns=["start", "end"]), check_dtype=False)
    for each in (answer, table):
        assert "max-age" in each.headers["cache-control"]
        again = client.get(str(each.url), headers={"If-None-Match": each.headers["etag"]})
        assert again.status_code == 304


@pytest.mark.parametrize(
    "wrong", ["by=nothing", "measure=title", "limit=0", "limit=x", "by=day&by=month", "bye=day"]
)
def test_what_cannot_be_answered_is_refused_over_http(client: TestClient, wrong: str) -> None:
    address = f"/data/{paths.DEFAULT}/{opened(paths.DEFAULT).dataset.version}/summary.json"
    assert client.get(f"{address}?{wrong}").status_code == 400
