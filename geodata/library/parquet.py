"""Writes the model's tables as one Parquet file each, and reads them back: the same values and types.

Incidents and places are GeoParquet 1.1 (https://geoparquet.org/releases/v1.1.0/); texts are coded by
dictionary and compressed, so that words which repeat cost little. The file's own columns (`attributes`) are
typed where their texts can be made again of the values; their kinds stand in that file's metadata.
"""

from __future__ import annotations

import base64
import contextlib
import io
import json
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from geodata import model
from geodata.ingest import arrow_tables
from geodata.values import attribute_kinds, other_columns

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path
    from typing import Self

_COMPRESSION: Final = "zstd"
_GEO: Final = b"geo"
"""Key of a file's metadata that GeoParquet names."""
_ARROW: Final = b"ARROW:schema"
"""Key of a file's metadata under which Arrow keeps its own types and what is said of columns."""
_ONE_OF_EACH: Final = 16
"""More types of geometries than there are."""
_KINDS: Final = b"kinds"
"""Key of the metadata of `attributes`: the kind of each column, a JSON list."""
_STRETCH: Final = 122_880
"""Rows of `attributes` that are typed and written together."""


def write(tables: Mapping[str, pd.DataFrame], folder: Path) -> None:
    """Write every table of the model into `folder`; one that is missing is written without rows."""
    _write_attributes(tables.get(model.ATTRIBUTES), folder)
    for name in model.TABLE_COLUMNS:
        with _File(folder, name) as file:
            file.add(model.typed(name, tables.get(name)))


@contextlib.contextmanager
def in_stretches(
    folder: Path, kinds: Mapping[str, str]
) -> Iterator[Callable[[Mapping[str, pd.DataFrame]], None]]:
    """Write tables a stretch of their lines after the other: what is given takes some, by the tables' names.

    They are typed already; each stretch is a row group. `kinds` are those of the file's own columns.
    """
    with contextlib.ExitStack() as stack:
        held: dict[str, _File] = {}

        def add(tables: Mapping[str, pd.DataFrame]) -> None:
            for name, table in tables.items():
                if name not in held:
                    made = _Attributes(folder, kinds) if name == model.ATTRIBUTES else _File(folder, name)
                    held[name] = stack.enter_context(made)
                held[name].add(table)

        yield add


class _File:
    """One table's file, while it is written."""

    def __init__(self, folder: Path, name: str) -> None:
        self._path, self._schema = folder / f"{name}.parquet", pa.schema([])
        self._bounds, self._kinds = np.full(4, np.nan), set[str]()
        self._writer: pq.ParquetWriter | None = None

    def __enter__(self) -> Self:
        return self

    def add(self, table: pd.DataFrame) -> None:
        """Write lines of the table, typed."""
        if self._writer is None:
            self._schema = self._schema_of(table)
            # What is said of all lines is only known at their end, and so written there.
            self._writer = pq.ParquetWriter(
                self._path, self._schema.remove_metadata(), compression=_COMPRESSION, store_schema=False
            )
        if len(self._schema):
            self._writer.write_table(self._lines(table))

    def _schema_of(self, table: pd.DataFrame) -> pa.Schema:
        return _schema(table)

    def _lines(self, table: pd.DataFrame) -> pa.Table:
        if isinstance(table, gpd.GeoDataFrame):
            self._look_at(table.geometry)
        return arrow_tables.of_frame(table, flavor="iso").cast(self._schema.remove_metadata())

    def _look_at(self, shapes: gpd.GeoSeries) -> None:
        """What GeoParquet says of all geometries: the box around them, and of which types they are."""
        low, high = np.split(np.stack([self._bounds, shapes.total_bounds]), 2, axis=1)
        self._bounds = np.concatenate([np.fmin(*low), np.fmax(*high)])
        held: Any = shapes.to_numpy()
        kinds = np.stack([shapely.get_type_id(held), shapely.has_z(held)])
        _, first = np.unique(kinds, axis=1, return_index=True)
        one_of_each = shapes.iloc[first].to_frame()
        self._kinds |= set(_said(_schema(one_of_each))["columns"]["geometry"]["geometry_types"])

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if self._writer is None:
            return
        if kind is None:
            said = self._schema.with_metadata(self._metadata())
            arrow = base64.b64encode(said.serialize().to_pybytes())
            self._writer.add_key_value_metadata({**(said.metadata or {}), _ARROW: arrow})
        self._writer.close()

    def _metadata(self) -> dict[bytes, bytes]:
        found = dict(self._schema.metadata or {})
        if _GEO in found:
            said = _said(self._schema)
            column = said["columns"]["geometry"]
            column["geometry_types"] = sorted(self._kinds)
            if not np.isnan(self._bounds).any():
                column["bbox"] = self._bounds.tolist()
            found[_GEO] = json.dumps(said).encode()
        return found


class _Attributes(_File):
    """The file of the file's own columns, whose texts are written as values of their kinds."""

    def __init__(self, folder: Path, kinds: Mapping[str, str]) -> None:
        super().__init__(folder, model.ATTRIBUTES)
        self._kind_of = kinds

    def _schema_of(self, _: pd.DataFrame) -> pa.Schema:
        fields = [pa.field(name, attribute_kinds.type_of(kind)) for name, kind in self._kind_of.items()]
        return pa.schema(fields, {_KINDS: json.dumps(list(self._kind_of.values())).encode()})

    def _lines(self, table: pd.DataFrame) -> pa.Table:
        cells = [attribute_kinds.typed(table[name], kind) for name, kind in self._kind_of.items()]
        return pa.Table.from_arrays(cells, schema=self._schema.remove_metadata())


def _write_attributes(table: pd.DataFrame | None, folder: Path) -> None:
    """Write the file's own columns into `folder`, typed, without a copy of the whole."""
    texts = model.typed(model.ATTRIBUTES, table)
    kinds = {str(name): attribute_kinds.kind_of(texts[name]) for name in texts}
    with _Attributes(folder, kinds) as file:
        for begin in range(0, max(len(texts), 1), _STRETCH):
            file.add(texts.iloc[begin : begin + _STRETCH])


def read(folder: Path, names: tuple[str, ...] = model.TABLES) -> dict[str, pd.DataFrame]:
    """Read the tables back; whatever kind of file lies there instead raises `OSError` or `ValueError`."""
    return {name: model.typed(name, _table(name, folder)) for name in names}


def pieces(folder: Path, name: str) -> Iterator[pa.Table]:
    """A table's lines as Arrow columns, as many at a time as were written together; shapes as binary.

    Of the file's own columns the texts. Nothing where an older edition has no such file.
    """
    path = folder / f"{name}.parquet"
    if not path.exists():
        return
    with pq.ParquetFile(path) as file:
        kinds = json.loads(file.schema_arrow.metadata[_KINDS]) if name == model.ATTRIBUTES else []
        for number in range(file.num_row_groups):
            found = file.read_row_group(number, use_threads=False)
            for place, kind in enumerate(kinds):
                texts = attribute_kinds.texts_of(found.column(place), kind)
                found = found.set_column(place, found.column_names[place], texts)
            yield found


def own_columns(folder: Path) -> list[str]:
    """The names of the file's own columns, as `pieces` has them."""
    path = folder / f"{model.ATTRIBUTES}.parquet"
    return pq.read_schema(path).names if path.exists() else []


def _schema(table: pd.DataFrame) -> pa.Schema:
    """The columns of a table's file, and what is said of them there."""
    if not isinstance(table, gpd.GeoDataFrame):
        return pa.Table.from_pandas(table, preserve_index=False).schema
    file = io.BytesIO()
    table.iloc[:_ONE_OF_EACH].to_parquet(file, index=False, schema_version="1.1.0")
    return pq.read_schema(file)


def _said(schema: pa.Schema) -> Any:
    """What GeoParquet says in a file's metadata."""
    return json.loads(schema.metadata[_GEO])


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
