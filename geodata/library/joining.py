"""Makes of several datasets the tables of one, in which each record says whose it is.

Nothing is merged but the names of actors: what two datasets tell of one event stays two records. Ids get
their dataset's name before them. A column that several files have under one name is one column; the first of
all says the dataset. What is known to a day or less finely keeps its days where zones differ.
"""

from __future__ import annotations

import itertools
from importlib import metadata
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeGuard

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from geodata import model, settings
from geodata.errors import QuotaError, UnknownDatasetError
from geodata.index import stretches
from geodata.ingest import arrow_tables, ordered_tables
from geodata.ingest.arrow_tables import MappedTable
from geodata.library import (
    catalog,
    decisions,
    files,
    joined_names,
    joints,
    manifests,
    parquet,
    paths,
    placing,
    readers,
    saving,
)
from geodata.library.versions import StoredDataset, check_table, table
from geodata.values import mapped_tables

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from geodata.ingest.arrow_tables import ArrowTable
    from geodata.model import Dataset

_PRECISE: Final = ("minute", "hour")
"""Time classes that tell a moment; the others tell days, which stay the days that they are."""
_LINES: Final = 1 << 16
_NAMING: Final = {
    "incidents": ("id", "place"),
    "participations": ("incident",),
    "quantities": ("incident",),
    "sources": ("incident", "source"),
    "claims": ("incident", "source"),
}
"""Columns that name something of their own dataset."""


class _Seen:
    """Notes the numbers of some records, by their ids, while all of them pass."""

    def __init__(self, ids: set[str]) -> None:
        self._ids = pa.array(sorted(ids), pa.large_string())
        self.rows: dict[str, int] = {}

    def of(self, pieces: Iterator[pa.Table]) -> Iterator[pa.Table]:
        passed = 0
        for piece in pieces:
            if len(self._ids):
                ids = piece.column("id")
                for place in np.flatnonzero(pc.is_in(ids, value_set=self._ids).to_numpy()).tolist():
                    self.rows[ids[place].as_py()] = passed + place
            passed += piece.num_rows
            yield piece


class _Part(NamedTuple):
    """One of the datasets, and what becomes of its names."""

    dataset: Dataset
    actors: dict[str, str]
    """The ids of its actors → those that they have among all."""
    columns: dict[str, str]
    """Its file's own columns, likewise."""

    @property
    def name(self) -> str:
        return self.dataset.name


def make(
    name: str,
    *,
    most: int | None = None,
    progress: Callable[[str, float], None] = lambda _stage, _share: None,
) -> str:
    """Make the tables of datasets that are open together, if they are not there; the version's name.

    Parameters
    ----------
    name
        As `paths.joint_of` gives it.
    most
        Records of all of them together; without, what the settings say of one file's rows.
    progress
        Is told what is done, `saving` or `indexing`, and how much of it.

    Raises
    ------
    UnknownDatasetError, WithdrawnError
        If one of them is not here.
    QuotaError
        If they have too many records together.
    LibraryError
        If the library's folder cannot be written.
    """
    names = paths.parts_of(name)
    if not names:
        raise UnknownDatasetError(name, None, catalog.names())
    datasets = [catalog.load(each) for each in names]
    same = decisions.same(names)
    version, folder = joints.version_of(datasets, same), paths.root() / paths.JOINT / name
    if manifests.manifest(folder / version) is not None:
        return version
    rows = sum(map(_length, datasets))
    _check_rows(rows, settings.current().limit.rows if most is None else most)
    zone = max(datasets, key=_length).info.timezone
    with placing.writing(), placing.beside() as work:
        made = _tables(datasets, same, zone=zone, folder=work, rows=rows, progress=progress)
        tables = ordered_tables.OrderedTables(made)
        remarks = {each: _remarks(datasets, each) for each in ("rejected", "warnings")}
        info = joints.described(datasets, zone)
        of_nothing = model.Dataset(name=name, version=version, info=info, **saving.shared_of(tables, remarks))
        written = itertools.count(1)
        saving.write_tables(
            tables,
            remarks,
            work / "version",
            of_nothing,
            lambda stage: progress(stage, min(1.0, next(written) * stretches.ROWS / max(rows, 1))),
        )
        manifest = manifests.Manifest(
            version=version,
            model=model.MODEL_VERSION,
            layout=joints.LAYOUT,
            choices=joints.choices(datasets),
            timezone=zone,
            tool=f"incident-map {metadata.version('incident-map')}",
            saved=manifests.now(),
            originals=(),
            counts=saving.counts(rows, rows, tables, remarks),
        )
        files.private_folder(folder.parent)
        # Who may see it is asked of each dataset: what stands here lets nobody in.
        placing.publish(work, folder, manifest, info, joins=True, seen_by=readers.NOBODY)
        joints.make_room(folder)
    return version


def records(name: str) -> int:
    """How many records datasets have that are open together under a name; raises as `make` does."""
    return sum(_length(catalog.load(each)) for each in paths.parts_of(name))


def _check_rows(rows: int, most: int) -> None:
    if rows > most:
        raise QuotaError(
            f"Together these have {rows:,} records, and at most {most:,} can be opened together "
            "(INCIDENTS_LIMIT_ROWS). Open fewer of them, or save smaller files of them."
        )


def _length(dataset: Dataset) -> int:
    if isinstance(dataset, StoredDataset):
        found = manifests.manifest(dataset.folder)
        return 0 if found is None else int(found.counts["incidents"])
    return len(dataset.incidents)


def _remarks(datasets: Sequence[Dataset], name: str) -> pd.DataFrame:
    """What was refused, or remarked on, of all files, which are named with their datasets."""
    found = []
    for each in datasets:
        lines = table(each.folder, name) if isinstance(each, StoredDataset) else getattr(each, name, None)
        if lines is not None and len(lines):
            found.append(lines.assign(file=f"{each.name}: " + lines["file"].astype("str")))
    return model.typed(name, pd.concat(found, ignore_index=True) if found else None)


# Tables -----------------------------------------------------------------------------------------------------


def _tables(  # noqa: PLR0913 - what they are made of, where, and who is told
    datasets: Sequence[Dataset],
    same: Sequence[decisions.Pair],
    *,
    zone: str,
    folder: Path,
    rows: int,
    progress: Callable[[str, float], None],
) -> dict[str, ArrowTable]:
    """The tables of all, those that grow with the incidents in files of a folder, which are mapped."""
    actors, ids = joined_names.actors([(each.name, each.actors) for each in datasets])
    named = joined_names.columns([(each.name, _own_columns(each)) for each in datasets])
    parts = [_Part(*each) for each in zip(datasets, ids, named, strict=True)]
    seen = _Seen({each for pair in same for each in pair})
    ours = [joints.COLUMN, *([joints.DOUBLE] if same else [])]
    columns = [*ours, *dict.fromkeys(new for part in parts for new in part.columns.values())]
    found: dict[str, ArrowTable] = {
        "actors": arrow_tables.in_memory(arrow_tables.of_frame(actors)),
        "places": arrow_tables.in_memory(arrow_tables.of_frame(_places(datasets))),
    }
    for name in ("incidents", *model.BELONGING):
        schema = _schema(name)
        lines = (_told(part, name, piece, zone) for part in parts for piece in _pieces(part.dataset, name))
        told = seen.of(lines) if name == "incidents" else lines
        found[name] = _mapped(told, schema, folder / f"{name}.arrow", rows, progress)
    schema = pa.schema([pa.field(each, pa.large_string()) for each in columns])
    doubles = decisions.doubles(same, set(seen.rows), [each.name for each in datasets])
    own = _with_doubles(
        (piece for part in parts for piece in _own(part, schema)),
        {seen.rows[each]: kept for each, kept in doubles.items()},
    )
    found[model.ATTRIBUTES] = _mapped(own, schema, folder / "attributes.arrow", rows, progress)
    return found


def _schema(name: str) -> pa.Schema:
    """The columns of a table of a draft, and their types."""
    found = arrow_tables.of_frame(model.typed(name, None)).schema
    kept = [each for each in found if each.name not in ("row", "search_text")]
    textual = [pa.types.is_null(each.type) or pa.types.is_string(each.type) for each in kept]
    return pa.schema(
        [
            pa.field(each.name, pa.large_string() if text else each.type)
            for each, text in zip(kept, textual, strict=True)
        ]
    )


def _mapped(
    lines: Iterator[pa.Table],
    schema: pa.Schema,
    path: Path,
    rows: int,
    progress: Callable[[str, float], None],
) -> MappedTable:
    done = 0
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, schema) as writer:
        for piece in lines:
            writer.write_table(piece.select(schema.names).cast(schema).combine_chunks(), _LINES)
            done += piece.num_rows
            progress("saving", min(done / max(rows, 1), 1.0))
            mapped_tables.let_go_of_all()
    return MappedTable(path)


def _pieces(dataset: Dataset, name: str) -> Iterator[pa.Table]:
    """The lines of one of a dataset's tables, some at a time where they lie in a file."""
    if isinstance(dataset, StoredDataset):
        check_table(dataset.folder, name)
        yield from parquet.pieces(dataset.folder, name)
    else:
        yield arrow_tables.of_frame(model.typed(name, getattr(dataset, name)))


def _told(part: _Part, name: str, piece: pa.Table, zone: str) -> pa.Table:
    """Lines of a dataset's table under the names that its things have among all."""
    for column in _NAMING[name]:
        piece = _set(piece, column, _prefixed(part.name, piece.column(column)))
    if name == "participations":
        known = piece.column("actor").cast(pa.large_string())
        words = pa.array(list(part.actors), pa.large_string())
        names = pa.array(list(part.actors.values()), pa.large_string())
        told = names.take(pc.index_in(known, value_set=words))
        piece = _set(piece, "actor", pc.coalesce(told, known))
    if name == "incidents" and part.dataset.info.timezone != zone:
        piece = _with_days_of(piece, part.dataset.info.timezone, zone)
    return piece


def _set(piece: pa.Table, column: str, values: Any) -> pa.Table:
    return piece.set_column(piece.column_names.index(column), column, values)


def _prefixed(name: str, ids: pa.ChunkedArray) -> pa.ChunkedArray:
    before = pa.scalar(f"{name}:", pa.large_string())
    nothing = pa.scalar("", pa.large_string())
    return pc.binary_join_element_wise(before, ids.cast(pa.large_string()), nothing)


def _with_days_of(piece: pa.Table, zone: str, other: str) -> pa.Table:
    """The days of one zone as the same days of another; moments stay what they are."""
    days = ~pc.is_in(piece.column("time_class"), pa.array(_PRECISE)).to_numpy().astype(bool)
    for column in ("start", "end"):
        moments = piece.column(column).to_pandas()
        there = moments.dt.tz_convert(zone).dt.tz_localize(None)
        moved = there.dt.tz_localize(
            other, ambiguous=np.ones(len(there), bool), nonexistent="shift_forward"
        ).dt.tz_convert("UTC")
        told = moments.where(~days, moved)
        piece = _set(piece, column, pa.chunked_array([pa.array(told, pa.timestamp("us", "UTC"))]))
    return piece


def _keeps_own_columns(dataset: Dataset) -> TypeGuard[StoredDataset]:
    """Whether its file's own columns are a table of their own; older editions kept them otherwise."""
    return isinstance(dataset, StoredDataset) and (dataset.folder / f"{model.ATTRIBUTES}.parquet").exists()


def _own_columns(dataset: Dataset) -> list[str]:
    if _keeps_own_columns(dataset):
        return parquet.own_columns(dataset.folder)
    return list(map(str, dataset.attributes.columns))


def _own(part: _Part, schema: pa.Schema) -> Iterator[pa.Table]:
    """The columns of all files for the records of one of them, with its name in the first."""
    for piece in _own_pieces(part):
        columns = {new: piece.column(old) for old, new in part.columns.items()}
        n = piece.num_rows
        columns[joints.COLUMN] = pa.array([part.name], pa.large_string()).take(pa.array(np.zeros(n, int)))
        yield pa.table({name: columns.get(name, pa.nulls(n, pa.large_string())) for name in schema.names})


def _with_doubles(pieces: Iterator[pa.Table], doubles: dict[int, str]) -> Iterator[pa.Table]:
    """The same with what each record doubles, by the numbers of those that do."""
    passed = 0
    for piece in pieces:
        here = {row - passed: kept for row, kept in doubles.items() if 0 <= row - passed < piece.num_rows}
        passed += piece.num_rows
        told = np.full(piece.num_rows if here else 0, None, object)
        for row, kept in here.items():
            told[row] = kept
        yield _set(piece, joints.DOUBLE, pa.array(told, pa.large_string())) if here else piece


def _own_pieces(part: _Part) -> Iterator[pa.Table]:
    """Lines of the file's own columns; where it has none, as many as it has records."""
    dataset = part.dataset
    if not part.columns:
        rows = _length(dataset)
        for first in range(0, rows, _LINES):
            yield pa.table({"nothing": pa.nulls(min(_LINES, rows - first))})
        return
    if _keeps_own_columns(dataset):
        yield from _pieces(dataset, model.ATTRIBUTES)
    else:
        yield arrow_tables.of_frame(dataset.attributes)


def _places(datasets: Sequence[Dataset]) -> pd.DataFrame:
    found = [each.places.assign(key=f"{each.name}:" + each.places["key"]) for each in datasets]
    return model.typed("places", pd.concat(found, ignore_index=True))
