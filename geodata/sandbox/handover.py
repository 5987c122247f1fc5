"""Saves a draft of a dataset as a folder of plain files, and loads it: the worker's result."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from geodata import model
from geodata.ingest import choices
from geodata.ingest.draft import Column, Draft, FirstRow, Head
from geodata.readers.raw import text_frame

if TYPE_CHECKING:
    from pathlib import Path

ABOUT: Final = "draft.json"
_REMARKS: Final = ("rejected", "warnings")
_SHAPES: Final = b"shapes"
"""Key of a Parquet file's own metadata: which columns hold shapes, and whether it is a GeoDataFrame."""


def save(draft: Draft, folder: Path) -> None:
    """Write a draft into `folder`."""
    for name, table in draft.tables.items():
        _write(table, folder / f"table-{name}.parquet")
    for name in _REMARKS:
        _write(getattr(draft, name), folder / f"{name}.parquet")
    about = {
        "layout": draft.layout,
        "choices": draft.choices_used.to_dict(),
        "rows_in": draft.rows_in,
        "accepted": draft.accepted,
        "tables": list(draft.tables),
        "questions": [vars(question) for question in draft.questions],
        "proposed": dict(draft.mapping_proposed),
        "columns": list(draft.columns),
        "about_columns": {name: vars(column) for name, column in draft.about_columns.items()},
        "first_rows": [vars(each) for each in draft.first_rows],
        "head": None if draft.head is None else _head_said(draft.head),
        "top": draft.top,
        "header_row": draft.header_row,
    }
    (folder / ABOUT).write_text(json.dumps(about), encoding="utf-8")


def load(folder: Path) -> Draft:
    """Read a draft back."""
    about = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
    return Draft(
        layout=about["layout"],
        choices_used=choices.Choices.from_dict(about["choices"]),
        rows_in=about["rows_in"],
        accepted=about["accepted"],
        tables={name: _read(folder / f"table-{name}.parquet") for name in about["tables"]},
        rejected=_read(folder / "rejected.parquet"),
        warnings=_read(folder / "warnings.parquet"),
        questions=tuple(_question(one) for one in about["questions"]),
        mapping_proposed=about["proposed"],
        columns=tuple(about["columns"]),
        about_columns={
            name: Column(tuple(said["samples"]), said["why"]) for name, said in about["about_columns"].items()
        },
        first_rows=tuple(FirstRow(**said) for said in about["first_rows"]),
        head=None if about["head"] is None else _head(about["head"]),
        top=tuple((number, tuple(cells)) for number, cells in about["top"]),
        header_row=about["header_row"],
    )


def _head_said(head: Head) -> dict[str, Any]:
    columns = [[str(name), head.rows[name].tolist()] for name in head.rows.columns]
    return {
        "format": head.format,
        "rows": head.rows.index.tolist(),
        "columns": columns,
        "shapes": head.shapes,
    }


def _head(said: dict[str, Any]) -> Head:
    shapes = None if said["shapes"] is None else tuple(said["shapes"])
    return Head(said["format"], text_frame(dict(said["columns"]), said["rows"]), shapes)


def _question(said: dict[str, Any]) -> choices.Question:
    return choices.Question(
        said["field"], said["words"], tuple(said["options"]), tuple(said["examples"]), said["about"]
    )


def _write(table: pd.DataFrame, path: Path) -> None:
    # The file may have a column of texts that is called so too.
    shapes = [name for name in table.columns if name == "geometry" and table[name].dtype != "str"]
    plain = pd.DataFrame(table.drop(columns=shapes))
    written = pa.Table.from_pandas(plain, preserve_index=True)
    for name in shapes:
        binary = pa.array(shapely.to_wkb(np.asarray(table[name], dtype=object)), pa.large_binary())
        written = written.append_column(name, binary)
    about = {
        "columns": list(map(str, table.columns)),
        "shapes": shapes,
        "geo": isinstance(table, gpd.GeoDataFrame),
    }
    metadata = {**(written.schema.metadata or {}), _SHAPES: json.dumps(about).encode()}
    pq.write_table(written.replace_schema_metadata(metadata), path, compression="lz4")


def _read(path: Path) -> pd.DataFrame:
    found = pq.read_table(path)
    about = json.loads(found.schema.metadata[_SHAPES])
    if not about["shapes"]:
        return pd.DataFrame(found.to_pandas()[about["columns"]])
    cells = found.column("geometry").to_numpy(zero_copy_only=False)
    plain: pd.DataFrame = found.drop_columns(["geometry"]).to_pandas()
    shapes = pd.Series(shapely.from_wkb(cells), index=plain.index, dtype=object)
    if about["geo"]:
        plain = gpd.GeoDataFrame(plain, geometry=shapes.to_numpy(), crs=model.CRS)
    else:
        plain = plain.assign(geometry=shapes)
    ordered: pd.DataFrame = plain[about["columns"]]
    return ordered
