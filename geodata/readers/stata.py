"""Reads Stata's .dta files of any version as text: labels in place of codes, dates as ISO 8601.

Stata's dates are numbers with a format: `%td` days, `%tc` milliseconds, `%tm` months … since 1960
(https://www.stata.com/manuals/ddatetime.pdf). A month, a quarter or a year is written as the interval that it
is, never as its first day. Missing values, `.` and `.a` to `.z`, are empty cells.
"""

from __future__ import annotations

import struct
import warnings
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
from pandas.api.typing import StataReader

from geodata.errors import UnusableFileError, shown
from geodata.readers.raw import Note, RawFile, check_cells, check_columns, check_rows, text_frame

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from geodata.readers.raw import Job

_FAULTS: Final = (
    *(ValueError, KeyError, IndexError, TypeError, OSError, EOFError, OverflowError, AttributeError),
    *(struct.error, AssertionError, StopIteration),
)
_MONTHS: Final = {"tm": 1, "tq": 3, "th": 6}
_FARTHEST: Final = 3_000_000
"""Days from 1960 beyond which a number is no date: it stays as it is."""
_RELEASE: Final = b"<stata_dta><header><release>"
_UNSURE: Final = (
    "The file does not say in which encoding its texts are: they are read as Latin-1. "
    "If letters are wrong, choose another encoding."
)


def read(path: Path, job: Job) -> RawFile:
    """Read all rows.

    Raises
    ------
    UnusableFileError
        If the file is broken or ends too early, or is larger than the limits allow.
    """
    with path.open("rb") as stream:
        head = stream.read(len(_RELEASE) + 3)
    old = not head.startswith(_RELEASE) or head[-3:] < b"118"  # before 118 no file says its encoding
    try:
        with warnings.catch_warnings(record=True) as told:
            warnings.simplefilter("always")
            data, formats, labels = _contents(path, job)
    except UnusableFileError:
        raise
    except _FAULTS:
        next_step = "Save it again from Stata, or export it as CSV."
        raise job.unusable("malformed", "it is a broken Stata file, or ends too early", next_step) from None
    check_rows(len(data), job)
    check_columns(data.columns.tolist(), job)
    unsure = old or any(issubclass(each.category, UnicodeWarning) for each in told)
    columns = {
        str(name): _cells(data.iloc[:, place], formats[place], labels.get(place, {}), unsure=unsure, job=job)
        for place, name in enumerate(data.columns)
    }
    _check_size(columns, job)
    doubtful = unsure and not job.choices.encoding
    odd = doubtful and not all(cell.isascii() for cells in columns.values() for cell in cells)
    notes = (Note("encoding", _UNSURE),) if odd else ()
    return RawFile("dta", (), None, text_frame(columns, range(1, len(data) + 1)), notes=notes, file=job.file)


def _contents(path: Path, job: Job) -> tuple[pd.DataFrame, list[str], dict[int, Mapping[Any, str]]]:
    """The columns as numbers and texts, their formats, and by a column's place what its codes mean."""
    source: Any = StataReader(path, convert_dates=False, convert_categoricals=False)  # its stubs lack `read`
    with source as reader:
        data = reader.read(nrows=job.limits.rows + 1)
        # pandas tells neither formats nor which labels are a column's in public.
        formats, named = list(reader._fmtlist), list(reader._lbllist)  # noqa: SLF001
        sets = reader.value_labels()
        claimed = int(reader._nobs)  # noqa: SLF001
    if len(data) < min(claimed, job.limits.rows + 1):
        raise EOFError
    return data, formats, {place: sets[name] for place, name in enumerate(named) if name in sets}


def _cells(
    column: pd.Series[Any], format_: str, labels: Mapping[Any, str], *, unsure: bool, job: Job
) -> Sequence[str]:
    if column.dtype == object or isinstance(column.dtype, pd.StringDtype):
        texts = ["" if cell is None or cell != cell else str(cell) for cell in column.tolist()]  # noqa: PLR0124
        return _decoded(texts, job) if unsure and job.choices.encoding else texts
    kind = format_.lstrip("%-").lower()[:2]
    values = column.to_numpy()
    codes, distinct = pd.factorize(values)
    words = np.array([*_dates_or_numbers(distinct, kind), ""], dtype=object)
    for place, value in enumerate(distinct):
        if value in labels:
            words[place] = labels[value]
    return list(words[codes])


def _decoded(texts: list[str], job: Job) -> list[str]:
    """Texts of a file that says no encoding, which pandas reads as Latin-1, in the one that was chosen."""
    try:
        return [text.encode("latin-1").decode(str(job.choices.encoding)) for text in texts]
    except (UnicodeError, LookupError):
        found = f"it is no text in {shown(job.choices.encoding)}"
        raise job.unusable("encoding", found, "Choose another encoding.") from None


def _dates_or_numbers(values: Any, kind: str) -> list[str]:
    """Each number as text: as a date if the column's format says so and the number can be one."""
    plain = _numbers(values)
    if kind == "td" or kind[:1] == "d":
        return _days(values, plain)
    if kind == "tc":
        return _moments(values, plain)
    if kind == "tw":
        return _weeks(values, plain)
    if kind == "ty":
        return [f"{int(v)}" if 0 < v < 10_000 else text for v, text in zip(values, plain, strict=True)]
    if kind in _MONTHS:
        return _of_months(values, plain, _MONTHS[kind])
    return plain


def _numbers(values: Any) -> list[str]:
    """Whole numbers without a point where all are whole; others as short as they stay the same."""
    if values.dtype.kind == "f":
        if np.all(values == np.floor(values)) and np.all(np.abs(values) < 2**53):
            return [str(int(each)) for each in values]
        return [np.format_float_positional(each, trim="-") for each in values]
    return [str(int(each)) for each in values]


def _day(number: float) -> str:
    return str(np.datetime64("1960-01-01", "D") + int(number))


def _days(values: Any, plain: list[str]) -> list[str]:
    return [_day(each) if abs(each) < _FARTHEST else text for each, text in zip(values, plain, strict=True)]


def _moments(values: Any, plain: list[str]) -> list[str]:
    """To the second; Stata's `%tC`, which counts leap seconds, is up to half a minute late."""
    begin = np.datetime64("1960-01-01T00:00:00", "ms")
    return [
        str((begin + int(each)).astype("M8[s]")) if abs(each) < _FARTHEST * 86_400_000 else text
        for each, text in zip(values, plain, strict=True)
    ]


def _weeks(values: Any, plain: list[str]) -> list[str]:
    """Stata's weeks begin on 1 January; the last of a year has eight or nine days."""
    found = []
    for each, text in zip(values, plain, strict=True):
        if abs(each) >= _FARTHEST / 7:
            found.append(text)
            continue
        year, week = 1960 + int(each) // 52, int(each) % 52
        first = np.datetime64(f"{year:04}-01-01", "D") + 7 * week
        last = first + 6 if week < 51 else np.datetime64(f"{year:04}-12-31", "D")
        found.append(f"{first}/{last}")
    return found


def _of_months(values: Any, plain: list[str], length: int) -> list[str]:
    begin, found = np.datetime64("1960-01", "M"), []
    for each, text in zip(values, plain, strict=True):
        if abs(each) >= _FARTHEST / 30:
            found.append(text)
            continue
        first = begin + int(each) * length
        last = (first + length).astype("M8[D]") - 1
        found.append(str(first) if length == 1 else f"{first.astype('M8[D]')}/{last}")
    return found


def _check_size(columns: Mapping[str, Sequence[str]], job: Job) -> None:
    """A long text stands once in the file and may be named by every row."""
    characters = 0
    for name, cells in columns.items():
        check_cells(cells, name, job)
        characters += sum(map(len, cells))
        if characters > job.limits.bytes_unpacked:
            found = f"its cells unpack to more than {job.limits.bytes_unpacked:,} characters"
            raise job.too_large(found, f"{job.limits.bytes_unpacked:,}", "bytes_unpacked", "bomb")
