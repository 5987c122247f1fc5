"""Saves a draft of a dataset as a folder of plain files, and opens it: the worker's result.

The tables are uncompressed Arrow IPC files, which the parent maps: a draft takes little memory until a table
is asked for as a frame; texts that repeat are coded in large ones. They come from a process that has read an
untrusted file, so each byte is validated.
"""

from __future__ import annotations

import contextlib
import json
import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import shapely

from geodata import model
from geodata.errors import UnusableFileError
from geodata.ingest import arrow_tables, choices
from geodata.ingest.arrow_tables import GEOMETRY, ArrowTable, MappedTable
from geodata.ingest.draft import Column, Draft, FirstRow, Head
from geodata.readers.raw import text_frame

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_log: Final = logging.getLogger(__name__)

ABOUT: Final = "draft.json"
_FAULTS: Final = (
    *(pa.ArrowException, shapely.errors.ShapelyError),
    *(ValueError, LookupError, TypeError, AttributeError, OSError),
)
_REMARKS: Final = ("rejected", "warnings")
_SHAPES: Final = b"shapes"
"""Key of a file's own metadata: which columns hold shapes, and whether it is a GeoDataFrame."""
_INDEX: Final = "index"
"""The last column of a file, where the frame's index is not 0 … n−1."""


class HandedTables(Mapping[str, pd.DataFrame]):
    """The tables of a handed-over draft: Arrow columns in mapped files, frames once they are asked for."""

    def __init__(self, mapped: dict[str, MappedTable]) -> None:
        self._mapped, self._frames = mapped, dict[str, pd.DataFrame]()

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name not in self._frames:
            with _checked():
                self._frames[name] = _frame(self._mapped[name])
        return self._frames[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._mapped)

    def __len__(self) -> int:
        return len(self._mapped)

    def arrow(self, name: str) -> ArrowTable:
        """A table as it lies in its file."""
        return self._mapped[name]


def arrow_of(tables: Mapping[str, pd.DataFrame]) -> dict[str, ArrowTable]:
    """A draft's tables as Arrow columns in the model's types: mapped ones as they are, others in memory."""
    if isinstance(tables, HandedTables):
        return {name: tables.arrow(name) for name in tables}
    return {
        name: arrow_tables.in_memory(arrow_tables.of_frame(model.typed(name, _numbered(name, table))))
        for name, table in tables.items()
    }


def _numbered(name: str, table: pd.DataFrame) -> pd.DataFrame:
    """With some number in `row`, which is made anew in row order: a draft may have none."""
    return table.assign(row=np.arange(len(table))) if "row" in model.TABLE_COLUMNS.get(name, ()) else table


def save(draft: Draft, folder: Path, written: Sequence[str] = ()) -> None:
    """Write a draft into `folder`; those of its tables that `write` wrote there already are `written`."""
    for name, table in draft.tables.items():
        write(name, table, folder)
    for name in _REMARKS:
        write_table(getattr(draft, name), folder / f"{name}.arrow")
    about = {
        "layout": draft.layout,
        "choices": draft.choices_used.to_dict(),
        "rows_in": draft.rows_in,
        "accepted": draft.accepted,
        "tables": [*written, *draft.tables],
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


def write(name: str, table: pd.DataFrame, folder: Path) -> None:
    """Write one of a draft's tables, before the draft itself."""
    write_table(table, folder / f"table-{name}.arrow")


def load(folder: Path) -> Draft:
    """Open a draft that was saved; its files are mapped, and may be removed meanwhile.

    Raises
    ------
    UnusableFileError
        If a table holds what no reader may trust: see `MappedTable`.
    """
    with _checked():
        return _opened(folder, json.loads((folder / ABOUT).read_text(encoding="utf-8")))


@contextlib.contextmanager
def _checked() -> Iterator[None]:
    """Say in words that what the child left is not what was agreed upon."""
    try:
        yield
    except _FAULTS as error:
        _log.error("what was handed over cannot be trusted: %s", error)
        found = "what was read of it is damaged"
        raise UnusableFileError(
            "The file", "crashed", found, "Save it in another format, such as CSV."
        ) from None


def _opened(folder: Path, about: dict[str, Any]) -> Draft:
    return Draft(
        layout=about["layout"],
        choices_used=choices.Choices.from_dict(about["choices"]),
        rows_in=about["rows_in"],
        accepted=about["accepted"],
        tables=HandedTables({name: MappedTable(folder / f"table-{name}.arrow") for name in about["tables"]}),
        rejected=_frame(MappedTable(folder / "rejected.arrow")),
        warnings=_frame(MappedTable(folder / "warnings.arrow")),
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
    pairs = tuple((first, last) for first, last in said["pairs"])
    options, examples = tuple(said["options"]), tuple(said["examples"])
    first, last = said["pair_of"]
    return choices.Question(
        said["field"],
        said["words"],
        options,
        examples,
        said["about"],
        pairs,
        (first, last),
        optional=bool(said["optional"]),
    )


def read_table(path: Path) -> pd.DataFrame:
    """A table that `write_table` left.

    Raises
    ------
    UnusableFileError
        If it holds what no reader may trust: see `MappedTable`.
    """
    with _checked():
        return _frame(MappedTable(path))


def write_table(table: pd.DataFrame, path: Path) -> None:
    """Write a table of texts, numbers and shapes."""
    found = arrow_tables.of_frame(table)
    shapes = [name for name in table.columns if pa.types.is_large_binary(found.schema.field(str(name)).type)]
    counted = table.index.equals(pd.RangeIndex(len(table))) or not len(table.columns)
    about = {"shapes": shapes, "geo": isinstance(table, gpd.GeoDataFrame), "counted": counted}
    if not counted:
        found = found.append_column(_INDEX, pa.array(table.index))
    metadata = {**(found.schema.metadata or {}), _SHAPES: json.dumps(about).encode()}
    arrow_tables.write(found.replace_schema_metadata(metadata), path)


def _frame(mapped: MappedTable) -> pd.DataFrame:
    """The frame that was handed over; its texts are views of the file."""
    about = json.loads(mapped.schema.metadata[_SHAPES])
    found, index = arrow_tables.in_texts(mapped.whole()), None
    if not about["counted"]:
        last = found.num_columns - 1
        found, index = found.remove_column(last), found.column(last).to_pandas()
    names, shapes = found.column_names, about["shapes"]
    plain: pd.DataFrame = found.drop_columns(shapes).to_pandas()
    if shapes:
        cells = shapely.from_wkb(found.column(GEOMETRY).to_numpy(zero_copy_only=False))
        held = np.asarray(cells, dtype=object)
        plain = plain.assign(geometry=pd.Series(held, index=plain.index, dtype=object))
        plain = gpd.GeoDataFrame(plain, geometry=GEOMETRY, crs=model.CRS) if about["geo"] else plain
    ordered: pd.DataFrame = plain[names]
    return ordered if index is None else ordered.set_axis(pd.Index(index))
