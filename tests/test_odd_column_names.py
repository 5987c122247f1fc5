"""Columns that are named as parts of a file are exported in every kind of it, and read back."""

from __future__ import annotations

import io
from pathlib import Path

import pandas as pd
import pyogrio
import pytest

import geodata
from geodata.__main__ import main
from geodata.exporters.registry import FORMATS
from geodata.filters import Filters
from geodata.query import store

NAMES = (
    *("geometry", "geom", "shape", "x", "y", "fid", "ogc_fid", "incident", "row", "FID", "Geometry", "rowid"),
    *("type", "properties", "place_details", "from", "id (in the file)", "a b", "ä", "features", "bbox"),
)


@pytest.fixture
def odd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> store.Store:
    monkeypatch.setenv("INCIDENTS_LIBRARY", str(tmp_path / "library"))
    table = pd.DataFrame(
        {"nr": ["a", "b"], "date": "2024-01-01", "latitude": [42.5, 42.6], "longitude": 20.5, "title": "t"}
    ).assign(**{name: [f"{name} 1", None] for name in NAMES})
    file = tmp_path / "odd.csv"
    table.to_csv(file, index=False)
    assert main(["import", str(file), "--name", "odd", "--timezone", "UTC"]) == 0
    return store.opened("odd")


@pytest.mark.parametrize("suffix", FORMATS)
def test_each_kind_of_file_holds_them(suffix: str, odd: store.Store, tmp_path: Path) -> None:
    file = tmp_path / f"odd.{suffix}"
    file.write_bytes(b"".join(FORMATS[suffix].write(odd, Filters())))
    if suffix == "gpkg":
        told = pyogrio.read_dataframe(file, layer="attributes")
    elif suffix == "csv":
        told = pd.read_csv(io.BytesIO(file.read_bytes()), dtype=str)
    else:
        assert file.stat().st_size > 500
        return
    own = {name for name, _ in odd.statistics.own_columns} & set(NAMES)
    cells = set(told.astype(str).to_numpy().ravel())
    assert {f"{name} 1" for name in own} <= cells
    assert len(own) > 15


def test_a_data_package_is_read_back_whole(odd: store.Store, tmp_path: Path) -> None:
    file = tmp_path / "odd.zip"
    file.write_bytes(b"".join(FORMATS["zip"].write(odd, Filters())))
    assert main(["import", str(file), "--name", "again"]) == 0
    before, after = (geodata.load(name).set_index("id")["extra"].to_dict() for name in ("odd", "again"))
    assert before == after
