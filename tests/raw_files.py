"""Raw files made by hand, as a reader would hand them out, for tests of layouts and values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from geodata.ingest.choices import Choices
from geodata.ingest.draft import Draft
from geodata.layouts import drafting
from geodata.readers.raw import RawFile


def raw_file(
    rows: Sequence[Mapping[str, str]],
    *,
    shapes: Sequence[Any] | None = None,
    format: str = "csv",  # noqa: A002 - the field's name
    first: int = 2,
    **more: Any,
) -> RawFile:
    """Rows of text below a header on line 1."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    frame = pd.DataFrame(
        {name: pd.Series([row.get(name, "") for row in rows], dtype="str") for name in columns},
    ).set_axis(pd.RangeIndex(first, first + len(rows), name="row"))
    geometry = None
    if shapes is not None:
        geometry = np.full(len(rows), None, dtype=object)
        geometry[:] = list(shapes)
    return RawFile(format, (), None, frame, geometry, **more)


def table(text: str, separator: str = ",") -> list[dict[str, str]]:
    """Rows out of a table typed in a test: no quotation marks, one line each."""
    header, *lines = (line.strip() for line in text.strip().splitlines())
    names = header.split(separator)
    return [dict(zip(names, line.split(separator), strict=True)) for line in lines]


def draft(rows: Sequence[Mapping[str, str]], choices: Choices | None = None, **more: Any) -> Draft:
    """What `drafting.prepare` makes of rows; the account of rows has to be whole."""
    raw = raw_file(rows, **more)
    made = drafting.prepare(raw, choices)
    assert made.accepted + len(made.rejected) == made.rows_in == len(rows)
    assert made.rejected["row"].is_unique
    return made


def incident(made: Draft, row: int = 0) -> dict[str, Any]:
    """One incident as plain values."""
    chosen = made.tables["incidents"].iloc[row].astype(object)
    return dict(chosen.where(chosen.notna(), None))


def others(made: Draft, row: int = 0) -> dict[str, str]:
    """What stands in the file's own columns of one incident; no empty ones."""
    return {name: text for name, text in made.tables["attributes"].iloc[row].items() if text}


def lines(made: Draft, name: str, *columns: str) -> list[tuple[Any, ...]]:
    """The lines of a table, some of its columns, with None where a value is missing."""
    chosen = made.tables[name][list(columns)].astype(object)
    return [tuple(chosen.where(chosen.notna(), None).iloc[row]) for row in range(len(chosen))]


def span(made: Draft, row: int = 0) -> tuple[str | None, str | None, str]:
    """Start and end as ISO texts without the zone, which is UTC, and the time class."""
    found = incident(made, row)
    start, end = (
        None if found[name] is None else found[name].strftime("%Y-%m-%dT%H:%M:%S")
        for name in ("start", "end")
    )
    return start, end, found["time_class"]
