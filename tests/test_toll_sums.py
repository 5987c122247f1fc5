"""How many were killed in some records: lowest, best and highest figures, by rows and by part of the map."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, replace

import numpy as np
import pandas as pd
import pytest
from datasets import small_dataset
from starlette.testclient import TestClient
from test_api import application

from geodata.errors import FilterError
from geodata.filters import Filters
from geodata.library import paths
from geodata.query import answers, grids, store, tolls
from geodata.query.store import opened
from geodata.query.tolls import Toll

WORLD = grids.CellBox(24, 0, 0, 256, 256)
GIVEN = [  # low, best, high
    (1, 2, 5),
    (None, 3, None),
    (None, None, None),
    (4, None, 6),
    (None, 0, 1),
    (None, None, 9),
]


def with_tolls(given: list[tuple[int | None, ...]]) -> store.Store:
    dataset = small_dataset(len(given))
    columns = dict(
        zip(("fatalities_low", "fatalities_best", "fatalities_high"), zip(*given, strict=True), strict=True)
    )
    told = {name: pd.array(values, dtype="Int64") for name, values in columns.items()}
    incidents = dataset.incidents.assign(**told, location_class="site")
    return store.open(replace(dataset, incidents=incidents))


STORE = with_tolls(GIVEN)
ALL = Toll(count=6, low=1 + 3 + 4 + 0 + 9, best=2 + 3 + 0, high=5 + 3 + 6 + 1 + 9, unknown=3)


def test_a_record_adds_the_figures_it_gives_and_one_without_any_adds_nothing() -> None:
    rows = STORE.dataset.incidents["row"].tolist()
    assert tolls.of_rows(STORE, rows) == ALL
    assert tolls.of_rows(STORE, []) == Toll(0, 0, 0, 0, 0)
    for row, (low, best, high) in zip(rows, GIVEN, strict=True):
        toll = tolls.of_rows(STORE, [row])
        known = [each for each in (low, best, high) if each is not None]
        assert (toll.low, toll.high) == ((known[0], known[-1]) if known else (0, 0))
        assert (toll.best, toll.unknown) == ((best, 0) if best is not None else (0, 1))


def test_what_lies_in_a_part_of_the_map_adds_up_as_its_rows_do() -> None:
    whole = opened(paths.DEFAULT)
    for filters in (Filters(), Filters(kinds=("incident",)), Filters(text="nothing of this name")):
        found = grids.lines_within(whole, filters, WORLD, ("row",))["row"]
        toll = tolls.within(whole, filters, WORLD)
        assert toll == tolls.of_rows(whole, np.asarray(found).tolist())
        assert toll.count == len(found) <= answers.counts(whole, filters).drawn
    assert tolls.within(whole, Filters(), WORLD).high > 0


@pytest.fixture
def client() -> Iterator[TestClient]:
    with TestClient(application()) as made:
        yield made


def test_the_address_answers_for_rows_and_for_a_filter_with_a_box_and_refuses_the_rest(
    client: TestClient,
) -> None:
    whole = opened(paths.DEFAULT)
    address = f"/data/{paths.DEFAULT}/{whole.dataset.version}/toll.json"
    answer = client.get(f"{address}?kind=incident&shift=24&box=0,0,256,256")
    assert answer.json() == asdict(tolls.within(whole, Filters(kinds=("incident",)), WORLD))
    assert "max-age" in answer.headers["cache-control"]
    assert client.get(f"{address}?rows=0,1,2").json() == asdict(tolls.of_rows(whole, [0, 1, 2]))
    assert client.get(f"{address}?rows=0,x").status_code == 400
    assert client.get(address).status_code == 400
    with pytest.raises(FilterError):
        tolls.within(whole, Filters(), grids.cell_box("24", "0,0,600,1"))
