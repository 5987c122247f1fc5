"""Defines what every reader hands on: a file's rows as text, what could not be read, what was noticed."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd

from geodata.errors import UnusableFileError, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from geodata.limits import Limits
    from geodata.values.mapped_tables import Mapped

Geometries = npt.NDArray[np.object_]

ALL: Final = "all"
"""In the place of a table's name: all tables that have the same columns."""

TopLine = tuple[int, tuple[str, ...]]
"""A line's number and the beginnings of its first cells."""
TOP_LINES: Final = 12
_TOP_CELLS, _TOP_LENGTH = 12, 60

FORMATS: Final = (
    *("csv", "tsv", "gdelt", "xlsx", "json", "geojson", "kml", "kmz"),
    *("gpx", "gpkg", "fgb", "shp", "geoparquet", "parquet", "datapackage"),
    *("dta", "arrow", "geoarrow", "umap", "kepler", "topojson", "esrijson"),
)
CRS_ASKED: Final = "crs-asked"
"""The code of a note whose words are coordinates of a system that the file does not say: it is asked."""
FILE_ROWS: Final = 10**9
"""More than any file's rows: what the rows of each of several files are apart by, see `placed`."""
REFUSED_COLUMNS: Final = ("row", "field", "value", "reason", "original")


class ReadingChoices(Protocol):
    """What a researcher may have chosen about reading, as `ingest.choices.Choices` has it; None: find out."""

    @property
    def table(self) -> str | None:
        """Sheet or layer."""

    @property
    def encoding(self) -> str | None:
        """Of a text file, as Python names it."""

    @property
    def delimiter(self) -> str | None:
        """Of a delimited text."""

    @property
    def header_row(self) -> int | None:
        """The line, or the row of a sheet, that holds the columns' names; 0 where none does."""

    @property
    def crs(self) -> str | None:
        """The coordinate system of a file that does not say its own."""


@dataclass(frozen=True)
class NoChoices:
    """Every choice is left to the reader."""

    table: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    header_row: int | None = None
    crs: str | None = None


@dataclass(frozen=True)
class Job:
    """One file to be read, and how."""

    file: str
    """What it is called, for messages; never used as a path."""
    limits: Limits
    choices: ReadingChoices = field(default_factory=NoChoices)
    scratch: Path | None = None
    """A folder in which files may be made that last as long as what is read."""
    every_line: bool = False
    """Whether each line is a row, as this program writes them: no totals, comments or blanks."""

    def unusable(self, code: str, found: str, next_step: str) -> UnusableFileError:
        """The error for this file: see `UnusableFileError`."""
        return UnusableFileError(self.file, code, found, next_step)

    def too_large(self, found: str, allowed: str, limit: str, code: str = "too-large") -> UnusableFileError:
        """The error for something above a limit, which is named as a field of `Limits`."""
        return too_large(self.file, found, allowed, limit, code)


@dataclass(frozen=True)
class Note:
    """Something about the file as a whole that its researcher should know."""

    code: str
    """One of: format, encoding, delimiter, quotes, decimal-comma, header, columns, comments, blank, macros,
    sheet, hidden, merged, shapes, formulas, links, markup, crs, heights, dates, members, nested,
    duplicates-of-id."""
    words: str


@dataclass(frozen=True, eq=False)
class RawFile:
    """One table of a file. `len(rows) + len(refused)` is the number of rows that came in."""

    format: str
    """One of `FORMATS`: what the content is, whatever the name says."""
    tables: tuple[str, ...]
    """Sheets or layers that hold rows; empty where the format knows no such thing."""
    table: str | None
    """The one that was read; None if there are several and none was chosen: `rows` is the first one's."""
    rows: pd.DataFrame
    """Every cell as text, `""` where it is empty. The index `row` is where a person finds the row: the line
    of a text file, the row of a sheet, the number of a feature from 1."""
    geometry: Geometries | None = None
    """Shapely geometries or None, in EPSG:4326 and two dimensions, one for each of `rows`."""
    refused: pd.DataFrame = field(default_factory=lambda: refused_frame())  # noqa: PLW0108 - it is defined below
    """`REFUSED_COLUMNS`: rows that are there and cannot be read; `original` is JSON text."""
    notes: tuple[Note, ...] = ()
    extra_tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    """Tables beside the rows, as text: those of a timemap file, and of our own exports."""
    file: str = ""
    """The name it was handed in under, for messages."""
    top: tuple[TopLine, ...] = ()
    """The first lines of a table whose header may stand below titles, to choose it from; none elsewhere."""
    header_row: int | None = None
    """The line that was taken for the header, in such a table; 0 where no line holds names."""
    hints: Mapping[str, str] = field(default_factory=dict)
    """Column → what the table calls it as well: a tag, a label, the name that another column has too."""
    mapped: tuple[Mapped, ...] = ()
    """The files in which the cells of `rows` lie, where they are not in memory."""
    scratch: Path | None = None
    """Where large columns that are made of the rows may lie as well; None: in memory."""

    def let_go(self) -> None:
        """Give back the memory of the cells that were looked at."""
        for each in self.mapped:
            each.let_go()

    shown: str | None = None
    """Which of the tables `rows` is, where that is not the first one."""
    alike: tuple[str, ...] = ()
    """Those of the tables that may be read together with it (`ALL`), itself among them."""
    parts: tuple[str, ...] = ()
    """The files that were joined, where several were; a row's number then tells which one has it."""
    key: str | None = None
    """The column by which the file itself says that its rows are told apart."""

    @property
    def rows_in(self) -> int:
        """How many rows the file has, readable or not."""
        return len(self.rows) + len(self.refused)

    def column(self, name: str) -> pd.Series[Any]:
        """One column's texts."""
        return self.rows[name]


def placed(row: int, parts: Sequence[str]) -> tuple[str, int]:
    """The file in which a row of joined files stands, and its number there; "" where none were joined."""
    number, within = divmod(row, FILE_ROWS)
    return (parts[number - 1], within) if parts and number else ("", row)


def top_line(number: int, cells: Iterable[str]) -> TopLine:
    """What is shown of a line for the header to be chosen."""
    return number, tuple(
        " ".join(encodable(cell).split())[:_TOP_LENGTH] for cell in islice(cells, _TOP_CELLS)
    )


def text_frame(columns: Mapping[str, Sequence[str]], rows: Iterable[int]) -> pd.DataFrame:
    """Columns of text and the rows' numbers as one frame."""
    index = pd.Index(list(rows), name="row", dtype="int64")
    if not columns:
        return pd.DataFrame(index=index)
    return pd.DataFrame({encodable(name): _texts(cells) for name, cells in columns.items()}).set_axis(index)


def _texts(cells: Sequence[str]) -> pd.Series[str]:
    try:
        return pd.Series(cells, dtype="str")
    except UnicodeEncodeError:
        return pd.Series([encodable(cell) for cell in cells], dtype="str")


def encodable(text: str) -> str:
    r"""Text with half characters (JSON's "\ud800" without its other half) written out: UTF-8 has none."""
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode()


def blank_rows(count: int) -> Note:
    """What is said of rows that say nothing."""
    words = "1 row with nothing in any cell is left out."
    if count > 1:
        words = f"{count:,} rows with nothing in any cell are left out."
    return Note("blank", words)


def refused_frame(found: Sequence[tuple[int, str, str, str, str]] = ()) -> pd.DataFrame:
    """Row, field, value, reason and original of what cannot be read, by row."""
    ordered = [(one[0], *map(encodable, one[1:])) for one in sorted(found, key=lambda one: one[0])]
    frame = pd.DataFrame(ordered, columns=list(REFUSED_COLUMNS))
    return frame.astype({name: "int64" if name == "row" else "str" for name in REFUSED_COLUMNS})


def no_geometries(count: int) -> Geometries:
    """An array of `count` times None."""
    return np.full(count, None, dtype=object)


def cell_text(value: Any) -> str:  # noqa: PLR0911 - a type each
    """One typed value as text: integers exact, reals as short as they stay the same, lists as JSON."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return int.__repr__(value)
    if isinstance(value, float):
        return "" if value != value else repr(value)  # noqa: PLR0124  NaN stands for nothing in typed files
    if isinstance(value, (list, dict, tuple)):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)


def check_columns(names: Sequence[str], job: Job) -> None:
    """Refuse a table with too many columns, or with two of one name.

    Raises
    ------
    UnusableFileError
        That names the column.
    """
    if len(names) > job.limits.columns:
        raise job.too_large(f"{len(names):,} columns", f"{job.limits.columns:,}", "columns")
    seen: set[str] = set()
    for name in names:
        if name in seen:
            found = f"several columns are named '{shown(name)}'"
            raise job.unusable("columns", found, "Give each column a name of its own.")
        seen.add(name)


def check_rows(count: int, job: Job) -> None:
    """Refuse a table with too many rows."""
    if count > job.limits.rows:
        raise job.too_large(f"more than {job.limits.rows:,} rows", f"{job.limits.rows:,}", "rows")


def check_cells(cells: Iterable[str], column: str, job: Job) -> None:
    """Refuse a table that holds a cell which is too long."""
    longest = max(map(len, cells), default=0)
    if longest > job.limits.cell_length:
        found = f"a cell of {longest:,} characters in the column '{shown(column)}'"
        raise job.too_large(found, f"{job.limits.cell_length:,} characters", "cell_length")


def too_large(file: str, found: str, allowed: str, limit: str, code: str = "too-large") -> UnusableFileError:
    """The error for something above a limit."""
    return UnusableFileError(
        file,
        code,
        f"{found}: at most {allowed} can be read",
        f"Split the file, or ask whoever runs this server to raise INCIDENTS_LIMIT_{limit.upper()}.",
    )


def chosen_table(tables: Sequence[str], job: Job, kind: str) -> str | None:
    """The sheet or layer to be read: the one asked for, the only one, or None for a question.

    Raises
    ------
    UnusableFileError
        If there is none of the name that was asked for.
    """
    asked = job.choices.table
    if asked is not None and asked not in tables:
        there = ", ".join(f"'{shown(name)}'" for name in tables[:20]) or "none with rows"
        found = f"no {kind} named '{shown(asked)}'. The file has: {there}"
        raise job.unusable("layer-missing", found, f"Choose one of its {kind}s.")
    return asked if asked is not None else tables[0] if len(tables) == 1 else None
