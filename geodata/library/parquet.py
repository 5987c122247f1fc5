"""The model's tables to one Parquet file each, and back: the same values, the same types.

Incidents and places are GeoParquet 1.1 (https://geoparquet.org/releases/v1.1.0/); texts are coded by
dictionary and compressed, so that words which repeat cost little.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from geodata import model

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

WARNING_COLUMNS: Final = ("file", "row", "field", "value", "reason")

COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "incidents": model.INCIDENT_COLUMNS,
    "quantities": model.QUANTITY_COLUMNS,
    "participations": model.PARTICIPATION_COLUMNS,
    "actors": model.ACTOR_COLUMNS,
    "places": model.PLACE_COLUMNS,
    "sources": model.SOURCE_COLUMNS,
    "claims": model.CLAIM_COLUMNS,
    "rejected": model.REJECTED_COLUMNS,
    "warnings": WARNING_COLUMNS,
}
"""The tables of a version, which are its Parquet files too, and their columns."""

_WITH_GEOMETRY: Final = ("incidents", "places")
NUMBERS: Final = ("lon", "lat", "uncertainty_m", "low", "best", "high")
COUNTS: Final = ("fatalities_low", "fatalities_best", "fatalities_high", "injured", "credibility")
_COMPRESSION: Final = "zstd"


def write(tables: Mapping[str, pd.DataFrame], folder: Path) -> None:
    """Write every table of `COLUMNS` into `folder`; a table that is missing is written without rows."""
    for name in COLUMNS:
        table = typed(name, tables.get(name))
        path = folder / f"{name}.parquet"
        if isinstance(table, gpd.GeoDataFrame):
            table.to_parquet(path, index=False, compression=_COMPRESSION, schema_version="1.1.0")
        else:
            pq.write_table(pa.Table.from_pandas(table, preserve_index=False), path, compression=_COMPRESSION)


def read(folder: Path, names: tuple[str, ...] = tuple(COLUMNS)) -> dict[str, pd.DataFrame]:
    """Read the tables back; whatever kind of file lies there instead raises `OSError` or `ValueError`."""
    return {name: typed(name, _table(name, folder)) for name in names}


def _table(name: str, folder: Path) -> pd.DataFrame:
    path = folder / f"{name}.parquet"
    return gpd.read_parquet(path) if name in _WITH_GEOMETRY else pd.read_parquet(path)


def typed(name: str, table: pd.DataFrame | None) -> pd.DataFrame:
    """The table in the columns and types of the model: as it is written, and as it is read."""
    columns = COLUMNS[name]
    found = {
        column: _column(name, column, None if table is None or column not in table else table[column])
        for column in columns
        if column != "geometry"
    }
    plain = pd.DataFrame(found)
    if name not in _WITH_GEOMETRY:
        return plain[list(columns)]
    empty = table is None or "geometry" not in table
    shapes = np.full(len(plain), None, object) if empty else table["geometry"].to_numpy()  # type: ignore[index]
    return gpd.GeoDataFrame(plain, geometry=shapes, crs=model.CRS)[list(columns)]


def _column(table: str, name: str, values: pd.Series[Any] | None) -> pd.Series[Any]:
    if values is None:
        values = pd.Series([], dtype=object)
    values = values.reset_index(drop=True)
    if name in ("start", "end"):
        return pd.to_datetime(values, utc=True).astype("datetime64[us, UTC]")
    if name == "row":
        # A remark on a whole file has no row.
        return values.astype("Int64" if table in ("rejected", "warnings") else "int64")
    if name in NUMBERS:
        return values.astype("float64")
    if name in COUNTS:
        return pd.to_numeric(values).astype("Int64")
    if name == "aliases":
        return pd.Series([_names(each) for each in values], dtype=object)
    return values.astype("str").where(values.notna())


def _names(aliases: Any) -> list[str]:
    return [str(alias) for alias in aliases] if isinstance(aliases, (list, tuple, np.ndarray)) else []
