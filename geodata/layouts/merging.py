"""Makes one table of several files of a layout: repeated rows count once, later files change earlier ones.

A row is told by its id; where its layout or file has none, by all of its cells, and then a row that one file
has twice stands for two events. Of ACLED's rows the one with the greater `timestamp` is the newer one,
whichever file has it, and a file of ids alone, as ACLED's list of deleted events is, takes them out.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import shapely

from geodata.errors import FileGroup, SeveralLayoutsError, UnusableFileError, shown
from geodata.ingest.draft import REFUSAL_COLUMNS
from geodata.layouts import drafting, registry
from geodata.readers import several
from geodata.readers.raw import FILE_ROWS, REFUSED_COLUMNS, Note, RawFile, placed, refused_frame
from geodata.values import mapped_tables, text_columns, texts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

    from geodata.ingest.choices import Choices
    from geodata.readers.raw import Job
    from geodata.values.mapped_tables import Mapped

    Hashes = npt.NDArray[np.uint64]
    Mask = npt.NDArray[np.bool_]

CHANGES: Final = ("added", "changed", "unchanged", "removed", "older", "refused")
"""What a file that is added to others does: events by the first four, rows by the last two."""
ADDED: Final = "was added to what was there"
"""Words of the remark that tells of it."""
_DELETED: Final = "deleted_timestamp"
_NEWER: Final = "timestamp"
_NOBODY: Final = -1
_AT_ONCE: Final = 1 << 16
"""Texts that all differ are made numbers so many at a time."""
_MULTIPLIER: Final = np.uint64(0x9E3779B97F4A7C15)
"""Knuth's: makes a cell's place in its row count."""


@dataclass(frozen=True)
class Merged:
    """One table of several files, and what the last of them did where it was added to the others."""

    raw: RawFile
    changes: Mapping[str, int] | None = None


def merged(read: Sequence[RawFile], names: Sequence[str], choices: Choices, job: Job) -> Merged:
    """Make one table of files that came together, and of those that were added to them later.

    Raises
    ------
    UnusableFileError
        If they are not of one layout, or cannot be joined.
    """
    together = min(choices.together or len(read), len(read))
    read = [_spelled_as(read[0], one) for one in read]
    taken_out = [_is_list_of_ids(one, read[0], choices) for one in read]
    rows = [each for each, out in zip(zip(read, names, strict=True), taken_out, strict=True) if not out]
    _check_one_layout([one for one, _ in rows], [name for _, name in rows], choices)
    if together == len(read):
        return Merged(once(several.joined(read, names, job), choices))
    first, added = read[:together], read[together:]
    checked = [
        one if out else _without_refused(one, choices)
        for one, out in zip(added, taken_out[together:], strict=True)
    ]
    raw = several.joined([*first, *checked], names, job)
    steps = np.repeat([*[0] * together, *range(1, len(added) + 1)], [len(o.rows) for o in (*first, *checked)])
    hashes = _hashes(raw)
    raw, stay = _once(raw, choices, steps == 0, hashes)
    lists = {n for n, out in enumerate(taken_out[together:], 1) if out}
    return _folded(raw, steps[stay], hashes[stay], lists, choices)


def once(raw: RawFile, choices: Choices) -> RawFile:
    """A row that another of the joined files has, in every cell, is refused with its place there."""
    return _once(raw, choices, np.ones(len(raw.rows), bool))[0]


def _once(raw: RawFile, choices: Choices, among: Mask, hashes: Hashes | None = None) -> tuple[RawFile, Mask]:
    """Likewise among some of the rows, and which of all rows stay."""
    column = registry.key_column(raw, choices)
    every = np.ones(len(raw.rows), bool)
    if not raw.parts or column is None or raw.geometry is not None:
        return raw, every
    files = raw.rows.index.to_numpy() // FILE_ROWS
    there = files[among]
    if (there == there[:1]).all():
        return raw, every
    hashes = _hashes(raw) if hashes is None else hashes
    seen = pd.DataFrame({"hash": hashes, "file": files})[among]
    earlier = seen.groupby("hash")["file"].transform("min")
    again = (raw.rows[column] != "").to_numpy(bool) & among
    again[among] &= (earlier < seen["file"]).to_numpy(bool)
    if not again.any():
        return raw, ~again
    first = pd.Series(raw.rows.index, index=hashes)
    first = first[~first.index.duplicated()]
    reasons = [
        f"The same row stands in {_place(int(first[one]), raw)}: it counts once." for one in hashes[again]
    ]
    return _refused(raw, again, column, reasons), ~again


def _spelled_as(first: RawFile, other: RawFile) -> RawFile:
    """Columns whose names differ from the first file's in capitals alone, under its names."""
    known = {str(name).strip().casefold(): str(name) for name in first.rows.columns}
    names = {str(name): known.get(str(name).strip().casefold(), str(name)) for name in other.rows.columns}
    if other is first or len({*names.values()}) < len(names) or all(a == b for a, b in names.items()):
        return other
    return replace(other, rows=other.rows.rename(columns=names), key=names.get(other.key or "", other.key))


def _check_one_layout(read: Sequence[RawFile], names: Sequence[str], choices: Choices) -> None:
    found = [choices.layout or registry.recognise(one, choices) for one in read]
    for one, layout, name in zip(read, found, names, strict=True):
        if len(one.tables) > 1 and one.table is None:
            words = "it holds several tables"
            raise UnusableFileError(
                one.file, "unsupported", words, "Import it by itself, or choose one of them."
            )
        problem = ""
        if layout != found[0] or not _is_of(one, layout, choices):
            here = registry.recognise(one, replace(choices, mapping={}))
            problem = f"its layout is '{here}', that of {shown(names[0])} is '{found[0]}'"
        elif layout == registry.MAPPED and {*one.rows.columns} != {*read[0].rows.columns}:
            problem = _difference(one, read[0], names[0])
        if problem:
            next_step = "Import files of one layout together."
            raise SeveralLayoutsError(name, "columns", problem, next_step, groups(read, names, choices))


def groups(read: Sequence[RawFile], names: Sequence[str], choices: Choices) -> tuple[FileGroup, ...]:
    """Which of the files could be read together: those of a known layout, or of the same columns."""
    found: dict[tuple[str, frozenset[str]], list[str]] = {}
    for one, name in zip(read, names, strict=True):
        layout = registry.recognise(one, replace(choices, mapping={}))
        columns = frozenset(map(str, one.rows.columns)) if layout == registry.MAPPED else frozenset()
        found.setdefault((layout, columns), []).append(name)
    columns_of = {name: [*map(str, one.rows.columns)] for one, name in zip(read, names, strict=True)}
    return tuple(
        FileGroup(layout, tuple(files), several.listed(columns_of[files[0]]) if columns else "")
        for (layout, columns), files in found.items()
    )


def _is_of(raw: RawFile, layout: str, choices: Choices) -> bool:
    """A chosen layout has to be that of every file."""
    return not choices.layout or layout == registry.MAPPED or registry.recognise(raw, choices) == layout


def _difference(one: RawFile, other: RawFile, name: str) -> str:
    here, there = ({*map(str, each.rows.columns)} for each in (one, other))
    parts = [
        f"{word} {', '.join(repr(shown(column)) for column in sorted(columns)[:5])}"
        for word, columns in (("it lacks", there - here), ("only it has", here - there))
        if columns
    ]
    return f"its columns are not those of {shown(name)}: {'; '.join(parts)}"


def _is_list_of_ids(raw: RawFile, first: RawFile, choices: Choices) -> bool:
    """Whether a file has the first one's column of ids, and beside it at most when they were deleted."""
    column = registry.key_column(first, choices)
    if raw is first or column is None or raw.geometry is not None or len(first.rows.columns) < 2:
        return False
    names = {str(name).strip().casefold() for name in raw.rows.columns}
    return column.casefold() in names and names <= {column.casefold(), _DELETED}


def _without_refused(raw: RawFile, choices: Choices) -> RawFile:
    """A file's rows that its layout would refuse are refused before they replace any."""
    found = drafting.prepare(raw, choices).rejected
    if "file" in found:  # joined itself: its rows are told apart when all are
        return raw
    bad = raw.rows.index.isin(found["row"])
    told = found[found["row"].isin(raw.rows.index[bad])]
    originals = [_original(raw, int(row)) for row in told["row"]]
    told = told[list(REFUSAL_COLUMNS)].assign(original=pd.Series(originals, index=told.index, dtype="str"))
    return _kept(raw, ~bad, told)


# What later files do to earlier ones ------------------------------------------------------------------------


def _folded(raw: RawFile, steps: Any, hashes: Hashes, lists: set[int], choices: Choices) -> Merged:
    """Step by step: which step has the rows of each key."""
    keys, column = _keys(raw, steps, hashes, choices)
    codes, _ = pd.factorize(keys)
    count = int(codes.max(initial=-1)) + 1
    holder, contents = np.full(count, _NOBODY), np.zeros(count, np.uint64)
    times, latest = _times(raw), np.full(count, -np.inf)
    last = int(steps.max(initial=0))
    stale = np.zeros(len(steps), bool)
    changes = dict.fromkeys(CHANGES, 0)
    for step in range(last + 1):
        here = np.flatnonzero(steps == step)
        touched, sums, newest = _of_step(codes[here], hashes[here], times[here])
        before = holder[touched]
        older = np.isfinite(newest) & (newest < latest[touched])
        same = (before != _NOBODY) & (contents[touched] == sums) & (step not in lists)
        if step in lists:
            out = (before != _NOBODY) & ~older
            holder[touched[out]] = _NOBODY
            latest[touched[out]] = np.maximum(newest, latest[touched])[out]
            found = {"removed": int(out.sum()), "older": int((older & (before != _NOBODY)).sum())}
        else:
            taken = touched[~older & ~same]
            holder[taken], contents[taken] = step, sums[~older & ~same]
            latest[taken] = np.maximum(newest[~older & ~same], latest[taken])
            stale[here] = np.isin(codes[here], touched[older & ~same])
            new = int(((before == _NOBODY) & ~older).sum())
            changed = int((~older & ~same).sum()) - new
            found = {
                "added": new,
                "changed": changed,
                "unchanged": int(same.sum()),
                "older": int(stale[here].sum()),
            }
        if step == last:
            changes |= found
    keep = (holder[codes] == steps) & ~np.isin(steps, list(lists))
    raw = _without_stale(raw, stale, codes, keep, column)
    changes["refused"] = int(_of_last(raw, steps, last) - changes["older"] * (last not in lists))
    return Merged(_kept(raw, keep, None, _told(changes, raw)), changes)


def _of_step(codes: Any, hashes: Hashes, times: Any) -> tuple[Any, Hashes, Any]:
    """The keys of a step's rows, a sum of each one's contents that no order changes, and its newest time."""
    order = np.argsort(codes, kind="stable")
    codes, hashes, times = codes[order], hashes[order], times[order]
    starts = np.flatnonzero(np.r_[True, codes[1:] != codes[:-1]]) if len(codes) else np.zeros(0, int)
    if not len(starts):
        return codes, hashes, times
    return codes[starts], np.add.reduceat(hashes, starts), np.maximum.reduceat(times, starts)


def _keys(raw: RawFile, steps: Any, hashes: Hashes, choices: Choices) -> tuple[Any, str | None]:
    """A text for each row: its id, or its contents with how often they stood there before in its step."""
    column = registry.key_column(raw, choices)
    ids = raw.rows[column].str.strip() if column else pd.Series("", raw.rows.index, dtype="str")
    if (
        column
        and registry.is_guessed(raw, choices)
        and pd.DataFrame({"id": ids, "step": steps}).duplicated().any()
    ):
        column, ids = None, pd.Series("", raw.rows.index, dtype="str")
    without = (ids == "").to_numpy(bool)
    if not without.any():
        return ids.array, column
    made_of = pd.Series(hashes[without])
    again = pd.DataFrame({"hash": made_of, "step": steps[without]}).groupby(["hash", "step"]).cumcount()
    made = "\0" + made_of.astype(str) + "-" + again.astype(str)
    keys = ids.copy()
    keys[without] = made.to_numpy()
    return keys.array, column


def _hashes(raw: RawFile) -> Hashes:
    """A number for each row's cells, the same for the same cells in the columns' order."""
    found = np.zeros(len(raw.rows), np.uint64)
    for name in raw.rows.columns:
        found = found * _MULTIPLIER + _of_column(raw.rows[name])
        raw.let_go()
    if raw.geometry is not None:
        shapes = ["" if each is None else each for each in shapely.to_wkb(raw.geometry, hex=True)]
        found = found * _MULTIPLIER + _hashed(np.array(shapes, object))
    return found


def _of_column(cells: pd.Series[str]) -> Hashes:
    if text_columns.repeat(texts.arrow(cells)):
        codes, words = pd.factorize(cells)
        return _hashed(np.asarray(words, object))[codes]
    # Most of its texts are others: as Python has them, all together would take gigabytes.
    begins = range(0, max(len(cells), 1), _AT_ONCE)
    return np.concatenate(
        [_hashed(cells.iloc[begin : begin + _AT_ONCE].to_numpy(object)) for begin in begins]
    )


def _hashed(words: Any) -> Hashes:
    found: Hashes = pd.util.hash_array(words, categorize=False)
    return found


def _times(raw: RawFile) -> Any:
    """When each row was written, seconds since 1970, as ACLED says it; minus infinity where none is."""
    found = np.full(len(raw.rows), -np.inf)
    for name in raw.rows.columns:
        if str(name).strip().casefold() in (_NEWER, _DELETED):
            given = pd.to_numeric(raw.rows[name], errors="coerce").to_numpy(float, na_value=np.nan)
            found = np.where(np.isnan(given), found, np.fmax(found, given))
    return found


def _without_stale(raw: RawFile, stale: Any, codes: Any, keep: Any, column: str | None) -> RawFile:
    """Rows that are older than what was there are told, with the newer one's place."""
    if not stale.any():
        return raw
    kept = pd.Series(raw.rows.index[keep], index=codes[keep])
    kept = kept[~kept.index.duplicated()]
    reasons = [
        f"An older state of what {_place(int(kept[code]), raw)} tells, by its timestamp: it is left out."
        if code in kept.index
        else "An older state of an event that a newer file took out: it is left out."
        for code in codes[stale]
    ]
    return _refused(raw, stale, column or "", reasons, keep_rows=True)


def _of_last(raw: RawFile, steps: Any, last: int) -> int:
    """How many rows of the last file are refused."""
    if not len(raw.refused):
        return 0
    start = int(raw.rows.index[steps == last].min()) if (steps == last).any() else len(raw.parts) * FILE_ROWS
    begin = start // FILE_ROWS * FILE_ROWS
    return int((raw.refused["row"] >= begin).sum())


def _told(changes: Mapping[str, int], raw: RawFile) -> Note:
    counts = ", ".join(f"{changes[name]:,} {name}" for name in CHANGES[:4])
    return Note("members", f"{shown(raw.parts[-1])} {ADDED}: events {counts}.")


# Rows taken out of a table ----------------------------------------------------------------------------------


def _kept(raw: RawFile, keep: Any, refused: pd.DataFrame | None, *notes: Note) -> RawFile:
    told = raw.refused if refused is None or not len(refused) else _sorted([raw.refused, refused])
    geometry = None if raw.geometry is None else raw.geometry[keep]
    rows, mapped = raw.rows, raw.mapped
    if not keep.all():
        rows, mapped = _rows(raw, keep)
    return replace(raw, rows=rows, mapped=mapped, geometry=geometry, refused=told, notes=(*notes, *raw.notes))


def _rows(raw: RawFile, keep: Any) -> tuple[pd.DataFrame, tuple[Mapped, ...]]:
    """Some of the rows: what lies in files stays out of memory."""
    if raw.scratch is None:
        return raw.rows[keep], ()
    rows, mapped = mapped_tables.of_rows(raw.rows, np.asarray(keep), raw.scratch / "kept.arrow")
    return rows, (mapped,)


def _refused(
    raw: RawFile, bad: Any, column: str, reasons: Sequence[str], *, keep_rows: bool = False
) -> RawFile:
    rows = raw.rows.index[bad].tolist()
    values = raw.rows[column][bad].tolist() if column else [""] * len(rows)
    originals = [_original(raw, row) for row in rows]
    told = refused_frame(
        [
            (row, column, shown(value), reason, original)
            for row, value, reason, original in zip(rows, values, reasons, originals, strict=True)
        ]
    )
    return _kept(raw, np.ones(len(bad), bool) if keep_rows else ~bad, told)


def _sorted(tables: Sequence[pd.DataFrame]) -> pd.DataFrame:
    found = pd.concat([table[list(REFUSED_COLUMNS)] for table in tables if len(table)], ignore_index=True)
    return found.sort_values("row", kind="stable", ignore_index=True)


def _original(raw: RawFile, row: int) -> str:
    return json.dumps(dict(raw.rows.loc[row]), ensure_ascii=False)


def _place(row: int, raw: RawFile) -> str:
    file, within = placed(row, raw.parts)
    return f"row {within} of '{shown(file)}'"
