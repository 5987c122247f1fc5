"""Joins tables that several files, or several members of an archive, hold: which row is whose stays known.

Rows of joined tables are numbered file by file: the number of the file times `FILE_ROWS` and the number
within it (`raw.placed` reads it).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geodata.errors import UnusableFileError, shown
from geodata.readers import repeated_tables
from geodata.readers.raw import (
    ALL,
    FILE_ROWS,
    Note,
    RawFile,
    check_columns,
    check_rows,
    no_geometries,
    refused_frame,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from geodata.readers.raw import Job

_NAMED: Final = 4
"""Files that a sentence names before it counts the others."""
_KINDS: Final = {"xlsx": "sheet", "gpkg": "layer", "kml": "folder", "shp": "layer", "gpx": "layer"}
"""What the tables of a format are called, in the column that says which one a row is of."""


@dataclass(frozen=True)
class Part:
    """A table of an archive that has not been read yet."""

    name: str
    """What the table is called, to choose it by."""
    read: Callable[[Job], RawFile]


def table_of(parts: Sequence[Part], job: Job) -> RawFile:
    """The table that was chosen; all of them as one if they have the same columns; otherwise a question.

    Raises
    ------
    UnusableFileError
        If there is none of the chosen name, or the tables that are needed cannot be read.
    """
    names, asked = tuple(part.name for part in parts), job.choices.table
    if asked is not None:
        part = next((one for one in parts if one.name == asked), None)
        if part is None:
            there = ", ".join(f"'{shown(name)}'" for name in names[:20])
            found = f"no table named '{shown(asked)}'. The file has: {there}"
            raise job.unusable("layer-missing", found, "Choose one of its tables.")
        return replace(_read(part, job), tables=names, table=asked)
    read: list[RawFile] = []
    for part in parts:
        try:
            one = _read(part, job)
        except UnusableFileError:
            if not read:
                raise
            return replace(read[0], tables=names, table=None)
        if read and not _alike(read[0], one):
            return replace(read[0], tables=names, table=None)
        read.append(one)
    kept, called, repeated = repeated_tables.without(read, names)
    made = joined(kept, called, job)
    words = f"{len(called)} tables with the same columns are read as one: {listed(called)}."
    return replace(made, notes=(Note("members", words), *repeated, *made.notes))


def all_of(read: Callable[[str | None, Path | None], RawFile], job: Job) -> RawFile:
    """All tables of a file that are like the one with the incidents, as one, each row with its name.

    Parameters
    ----------
    read
        Reads the table of a name, or without one the likely table; what it unpacks goes into the folder.
    """
    first = read(None, _folder(job, 0))
    if ALL in first.tables:
        return read(ALL, _folder(job, 1))
    if len(first.tables) < 2:
        return first
    chosen = first.shown or first.tables[0]
    found = {name: read(name, _folder(job, at)) for at, name in enumerate(first.tables, 2) if name != chosen}
    found = {name: first if name == chosen else found[name] for name in first.tables}
    names = [name for name in first.tables if name == chosen or _nearly_alike(first, found[name])]
    column = _unused(_KINDS.get(first.format, "table"), [found[name] for name in names])
    others = [name for name in first.tables if name not in names]
    kept, names, repeated = repeated_tables.without([found[name] for name in names], names)
    marked = [_marked(one, column, name) for one, name in zip(kept, names, strict=True)]
    made = joined(marked, names, job)
    words = f"{len(names)} tables are read as one: {listed(names)}. The column '{column}' says which."
    words += f" Not read, as they have other columns: {listed(others)}." if others else ""
    notes = (Note("members", words), *repeated, *_gaps(marked, names), *made.notes)
    return replace(made, tables=first.tables, table=ALL, notes=notes, hints=first.hints)


def _folder(job: Job, number: int) -> Path | None:
    if job.scratch is None:
        return None
    found = job.scratch / f"table-{number}"
    found.mkdir()
    return found


def _nearly_alike(one: RawFile, other: RawFile) -> bool:
    """Whether a table has at least half of the other's columns: people add some from year to year."""
    columns, others = ({*map(str, each.rows.columns)} for each in (one, other))
    same = len(columns & others)
    return one.format == other.format and same * 2 > len(columns) and same * 2 > len(others)


def _unused(name: str, tables: Sequence[RawFile]) -> str:
    taken = {str(column) for each in tables for column in each.rows.columns}
    return (
        name
        if name not in taken
        else next(f"{name} {n}" for n in range(2, 10**6) if f"{name} {n}" not in taken)
    )


def _marked(raw: RawFile, column: str, name: str) -> RawFile:
    rows = raw.rows.assign(**{column: pd.Series(name, index=raw.rows.index, dtype="str")})
    return replace(raw, rows=rows, notes=tuple(note for note in raw.notes if note.code != "sheet"))


def _gaps(read: Sequence[RawFile], names: Sequence[str]) -> list[Note]:
    """Which columns only some of the tables have."""
    columns = dict.fromkeys(str(name) for one in read for name in one.rows.columns)
    lacking = {
        column: [name for one, name in zip(read, names, strict=True) if column not in one.rows]
        for column in columns
    }
    said = [f"'{shown(column)}' ({listed(without)})" for column, without in lacking.items() if without]
    return (
        [Note("columns", f"Columns that some of the tables lack are empty there: {'; '.join(said)}.")]
        if said
        else []
    )


def _read(part: Part, job: Job) -> RawFile:
    found = part.read(job)
    if len(found.tables) > 1 and found.table is None:
        words = f"'{shown(part.name)}' holds several tables itself"
        raise job.unusable("unsupported", words, "Send it by itself.")
    return found


def _alike(one: RawFile, other: RawFile) -> bool:
    same_columns = {*map(str, one.rows.columns)} == {*map(str, other.rows.columns)}
    return same_columns and one.format == other.format and not (one.extra_tables or other.extra_tables)


def joined(read: Sequence[RawFile], names: Sequence[str], job: Job) -> RawFile:
    """Several tables as one, in their order; a column that one lacks is empty there.

    Raises
    ------
    UnusableFileError
        If together they go beyond a limit, or one has tables beside it.
    """
    for one, name in zip(read, names, strict=True):
        if one.extra_tables:
            found = f"'{shown(name)}' has tables beside its rows, which cannot be joined with other files"
            raise job.unusable("unsupported", found, "Import it by itself.")
    check_rows(sum(one.rows_in for one in read), job)
    parts, starts = _numbered(read, names)
    columns = list(dict.fromkeys(str(name) for one in read for name in one.rows.columns))
    check_columns(columns, job)
    rows = pd.concat([_shifted(one.rows, start) for one, start in zip(read, starts, strict=True)])
    rows = rows.reindex(columns=columns)
    gaps = [name for name in columns if any(name not in one.rows for one in read)]
    rows = rows.fillna(dict.fromkeys(gaps, "")) if gaps else rows
    refused = [
        one.refused.assign(row=one.refused["row"] + start)
        for one, start in zip(read, starts, strict=True)
        if len(one.refused)
    ]
    mapped = tuple(file for one in read for file in one.mapped)
    return RawFile(
        read[0].format,
        (),
        None,
        rows.astype("str"),
        _geometries(read),
        pd.concat(refused, ignore_index=True) if refused else refused_frame(),
        _notes(read, names),
        file=job.file,
        parts=parts,
        key=read[0].key if len({one.key for one in read}) == 1 else None,
        hints=read[0].hints if all(one.hints == read[0].hints for one in read) else {},
        mapped=mapped,
        scratch=job.scratch if mapped else None,
    )


def _numbered(read: Sequence[RawFile], names: Sequence[str]) -> tuple[tuple[str, ...], list[int]]:
    """The files' names, and what is added to the numbers of each one's rows; a file may be joined itself."""
    parts: list[str] = []
    starts = []
    for one, name in zip(read, names, strict=True):
        starts.append((len(parts) + (0 if one.parts else 1)) * FILE_ROWS)
        parts += [f"{name}: {part}" for part in one.parts] or [name]
    return tuple(parts), starts


def _shifted(rows: pd.DataFrame, start: int) -> pd.DataFrame:
    return rows.set_axis(pd.Index(rows.index.to_numpy(np.int64) + start, name="row"))


def _geometries(read: Sequence[RawFile]) -> np.ndarray[tuple[int], np.dtype[np.object_]] | None:
    if all(one.geometry is None for one in read):
        return None
    found = [no_geometries(len(one.rows)) if one.geometry is None else one.geometry for one in read]
    return np.concatenate(found)


def _notes(read: Sequence[RawFile], names: Sequence[str]) -> tuple[Note, ...]:
    """What is noticed of every file is said once, with the names of those that it is said of."""
    of: dict[Note, list[str]] = {}
    for one, name in zip(read, names, strict=True):
        for note in one.notes:
            of.setdefault(note, []).append(name)
    return tuple(
        note if len(files) == len(read) else Note(note.code, f"{listed(files)}: {note.words}")
        for note, files in of.items()
    )


def listed(names: Sequence[str]) -> str:
    """The first few names, and how many others."""
    more = len(names) - _NAMED
    return ", ".join(map(shown, names[:_NAMED])) + (f" and {more:,} more" if more > 0 else "")
