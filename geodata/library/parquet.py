"""Writes the model's tables as one Parquet file each, and reads them back: the same values and types.

Incidents and places are GeoParquet 1.1 (https://geoparquet.org/releases/v1.1.0/); texts are coded by
dictionary and compressed, so that words which repeat cost little.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from geodata import model

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_COMPRESSION: Final = "zstd"


def write(tables: Mapping[str, pd.DataFrame], folder: Path) -> None:
    """Write every table of the model into `folder`; one that is missing is written without rows."""
    for name in model.TABLE_COLUMNS:
        table = model.typed(name, tables.get(name))
        path = folder / f"{name}.parquet"
        if isinstance(table, gpd.GeoDataFrame):
            table.to_parquet(path, index=False, compression=_COMPRESSION, schema_version="1.1.0")
        else:
            pq.write_table(pa.Table.from_pandas(table, preserve_index=False), path, compression=_COMPRESSION)


def read(folder: Path, names: tuple[str, ...] = tuple(model.TABLE_COLUMNS)) -> dict[str, pd.DataFrame]:
    """Read the tables back; whatever kind of file lies there instead raises `OSError` or `ValueError`."""
    return {name: model.typed(name, _table(name, folder)) for name in names}


def _table(name: str, folder: Path) -> pd.DataFrame:
    path = folder / f"{name}.parquet"
    return gpd.read_parquet(path) if name in model.WITH_GEOMETRY else pd.read_parquet(path)
