"""Writes the model's tables as one Parquet file each, and reads them back: the same values and types.

Incidents and places are GeoParquet 1.1 (https://geoparquet.org/releases/v1.1.0/); texts are coded by
dictionary and compressed, so that words which repeat cost little. The file's own columns (`attributes`) are
typed where their texts can be made again of the values; their kinds stand in that file's metadata.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from geodata import model
from geodata.values import attribute_kinds, other_columns

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

_COMPRESSION: Final = "zstd"
_KINDS: Final = b"kinds"
"""Key of the metadata of `attributes`: the kind of each column, a JSON list."""
_STRETCH: Final = 122_880
"""Rows of `attributes` that are typed and written together."""


def write(tables: Mapping[str, pd.DataFrame], folder: Path) -> None:
    """Write every table of the model into `folder`; one that is missing is written without rows."""
    write_attributes(tables.get(model.ATTRIBUTES), folder)
    for name in model.TABLE_COLUMNS:
        table = model.typed(name, tables.get(name))
        path = folder / f"{name}.parquet"
        if isinstance(table, gpd.GeoDataFrame):
            table.to_parquet(path, index=False, compression=_COMPRESSION, schema_version="1.1.0")
        else:
            pq.write_table(pa.Table.from_pandas(table, preserve_index=False), path, compression=_COMPRESSION)


def write_attributes(table: pd.DataFrame | None, folder: Path) -> None:
    """Write the file's own columns into `folder`, typed, without a copy of the whole."""
    texts = model.typed(model.ATTRIBUTES, table)
    kinds = [attribute_kinds.kind_of(texts[name]) for name in texts]
    schema = pa.schema(
        [pa.field(str(name), attribute_kinds.type_of(kind)) for name, kind in zip(texts, kinds, strict=True)],
        {_KINDS: json.dumps(kinds).encode()},
    )
    with pq.ParquetWriter(folder / f"{model.ATTRIBUTES}.parquet", schema, compression=_COMPRESSION) as writer:
        for begin in range(0, len(texts) if kinds else 0, _STRETCH):
            some = texts.iloc[begin : begin + _STRETCH]
            cells = zip((some[name] for name in some), kinds, strict=True)
            writer.write_table(
                pa.Table.from_arrays([attribute_kinds.typed(*each) for each in cells], schema=schema)
            )


def read(folder: Path, names: tuple[str, ...] = model.TABLES) -> dict[str, pd.DataFrame]:
    """Read the tables back; whatever kind of file lies there instead raises `OSError` or `ValueError`."""
    return {name: model.typed(name, _table(name, folder)) for name in names}


def _table(name: str, folder: Path) -> pd.DataFrame:
    path = folder / f"{name}.parquet"
    if name == model.ATTRIBUTES:
        return _attributes(path) if path.exists() else _of_older(path)
    return gpd.read_parquet(path) if name in model.WITH_GEOMETRY else pd.read_parquet(path)


def _attributes(path: Path) -> pd.DataFrame:
    found = pq.read_table(path)
    kinds = json.loads(found.schema.metadata[_KINDS])
    return _frame(
        (name, attribute_kinds.texts_of(column, kind))
        for name, column, kind in zip(found.column_names, found.columns, kinds, strict=True)
    )


def _of_older(path: Path) -> pd.DataFrame:
    """What editions before this table kept as JSON, a text for each incident."""
    incidents = path.with_name("incidents.parquet")
    if "extra" not in pq.read_schema(incidents).names:
        raise FileNotFoundError(path)
    return _frame(other_columns.columns(pq.read_table(incidents, columns=["extra"])["extra"]).items())


def _frame(columns: Iterable[tuple[str, pa.Array]]) -> pd.DataFrame:
    return pd.DataFrame({name: attribute_kinds.series(texts) for name, texts in columns})
