"""Reads JSON and GeoJSON: rows as text, and shapes; GDAL is not asked.

Numbers keep the digits that the file has. Which tables there are: a list of objects; ACLED's `{"data": […]}`;
timemap's `{"events", "sources", "associations"}`; any other object with lists of objects in it; GeoJSON
(RFC 7946), with the older `crs` member where it names a code; what programs for maps save (`map_files`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, Self

from geodata.errors import UnusableFileError, shown
from geodata.readers import encodings, features, json_columns, keyed_objects, map_files, nested_lists
from geodata.readers.raw import (
    Note,
    RawFile,
    blank_rows,
    cell_text,
    check_cells,
    check_columns,
    check_rows,
    chosen_table,
    refused_frame,
    text_frame,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from geodata.readers.raw import Job

_MOST_DIGITS: Final = 4_000
"""Beyond this Python refuses to read an integer; it stays text."""
_TIMEMAP_TABLES: Final = ("sources", "associations")
_OTHERS: Final = {"gdal_streamed_alg": "a GDAL pipeline, which names other files"}
_SCRIPT: Final = re.compile(
    r"\A\s*(?:(?:/\*.*?\*/|//[^\n]*\n)\s*)*"
    r"(?:(?:(?:export\s+)?(?:var|let|const)\s+)?(?P<name>[A-Za-z_$][\w.$]*)\s*=|export\s+default|(?P<call>[A-Za-z_$][\w.$]*)\s*\()"
    r"\s*(?=[\[{])",
    re.DOTALL,
)
"""What stands before the JSON in a script: `var points = {…};`, or a call of a function with it."""


class _Real(float):
    """A number with the digits it is written with."""

    text: str

    def __new__(cls, text: str) -> Self:
        number = super().__new__(cls, text)
        number.text = text
        return number


def read(content: bytes, job: Job) -> RawFile:
    """Read a JSON or GeoJSON file.

    Raises
    ------
    UnusableFileError
        If it is no JSON, nested too deeply, of no form that holds rows, or beyond a limit.
    """
    decoded = encodings.decode(content, job, job.choices.encoding)
    text, notes = _without_script(decoded.text)
    notes = (*decoded.notes, *notes)
    value = _parsed(text, job)
    if features.is_geojson(value):
        return _geojson(value, job, notes)
    if saved := map_files.of(value, job):
        return _of_map(saved, job, notes)
    _refuse_others(value, job)
    value = json_columns.rows_of(value) or value
    name, tables = None, _tables(value)
    if not tables and (keyed := keyed_objects.rows_of(value)) is not None:
        value = keyed
    if isinstance(value, Mapping) and not tables:
        found = "the object holds no list of objects"
        raise job.unusable("unsupported", found, "Save the rows as a list: [{…}, {…}].")
    if tables:
        name = chosen_table(tuple(tables), job, "table")
        value = tables[name or next(iter(tables))]
    extra = _extra_tables(tables, value, job) if isinstance(tables, dict) else {}
    if not extra and isinstance(value, list) and (nested := nested_lists.rows_of(value)) is not None:
        value, note = nested
        notes = (*notes, note)
    rows, refused, blank = _frame(value, job)
    names = () if extra else tuple(tables)
    notes = (*notes, *blank)
    return RawFile("json", names, name if names else None, rows, None, refused, notes, extra, job.file)


def is_script(start: str) -> bool:
    """Whether a text begins as a script that assigns a JSON value, or calls a function with it."""
    return _SCRIPT.match(start) is not None


def _without_script(text: str) -> tuple[str, tuple[Note, ...]]:
    """The JSON within a script, whatever it is assigned to."""
    found = _SCRIPT.match(text)
    if found is None:
        return text, ()
    inner = text[found.end() :].rstrip().rstrip(";").rstrip()
    if found["call"]:
        inner = inner.removesuffix(")")
    return inner, (Note("format", "The file is a script: the JSON that stands in it is read."),)


def _of_map(found: map_files.MapFile, job: Job, notes: tuple[Note, ...]) -> RawFile:
    """The chosen table of a map that a program saved; a question where it has several."""
    name = chosen_table(tuple(found.tables), job, "table")
    value = found.tables[name or next(iter(found.tables))]
    notes = (*notes, *found.notes)
    if isinstance(value, list):
        rows, refused, blank = _frame(value, job)
        raw = RawFile(found.format, (), None, rows, None, refused, (*notes, *blank), file=job.file)
    else:
        raw = replace(_geojson(value, job, notes), format=found.format)
    return replace(raw, tables=tuple(found.tables), table=name) if len(found.tables) > 1 else raw


def _parsed(text: str, job: Job) -> Any:
    try:
        return _loads(text)
    except RecursionError:
        raise _too_deep(job) from None
    except json.JSONDecodeError as error:
        if (lines := _objects_by_line(text, error)) is not None:
            return lines
        found = f"line {error.lineno} is no JSON ({error.msg})"
        raise job.unusable("malformed", found, "Save it again from the program it came from.") from None


def _loads(text: str) -> Any:
    return json.loads(text, parse_float=_Real, parse_int=_whole)


def _whole(text: str) -> int | str:
    return int(text) if len(text) <= _MOST_DIGITS else text


def _objects_by_line(text: str, error: json.JSONDecodeError) -> list[Any] | None:
    """The objects of a file with one on each line (JSON lines, GeoJSON sequences); None if it is not such."""
    if error.msg != "Extra data":
        return None
    try:
        found = [_loads(line.strip("\x1e")) for line in text.split("\n") if line.strip("\x1e \t\r")]
    except (json.JSONDecodeError, RecursionError):
        return None
    if not all(isinstance(one, dict) for one in found):
        return None
    return {"type": "FeatureCollection", "features": found} if features.are_features(found) else found  # type: ignore[return-value]


def _tables(value: Any) -> dict[str, list[Any]]:
    """Every list of objects that an object holds; timemap's sources may be an object of objects."""
    if not isinstance(value, Mapping):
        return {}
    if _is_timemap(value):
        named = {name: _listed(value[name]) for name in _TIMEMAP_TABLES if name in value}
        return {"events": value["events"], **named}
    if isinstance(value.get("data"), list):  # ACLED's answer
        return {"data": value["data"]}
    return {
        name: found
        for name, inner in value.items()
        if isinstance(found := keyed_objects.rows_of(inner) or inner, list)
        and found
        and all(isinstance(one, Mapping) for one in found[:20])
    }


def _is_timemap(value: Mapping[str, Any]) -> bool:
    return isinstance(value.get("events"), list) and any(name in value for name in _TIMEMAP_TABLES)


def _listed(value: Any) -> list[Any]:
    if isinstance(value, Mapping):
        return [{"id": key, **one} for key, one in value.items() if isinstance(one, Mapping)]
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def _extra_tables(tables: Mapping[str, list[Any]], chosen: Any, job: Job) -> dict[str, pd.DataFrame]:
    if chosen is not tables.get("events") or not any(name in tables for name in _TIMEMAP_TABLES):
        return {}
    return {name: _frame(tables[name], job)[0] for name in _TIMEMAP_TABLES if name in tables}


def _frame(records: Any, job: Job) -> tuple[pd.DataFrame, pd.DataFrame, tuple[Note, ...]]:
    if not isinstance(records, list):
        found = f"it holds {_kind(records)} and no rows"
        raise job.unusable("unsupported", found, "Save the rows as a list: [{…}, {…}].")
    check_rows(len(records), job)
    good = [place for place, one in enumerate(records) if isinstance(one, Mapping)]
    refused = [
        (
            place + 1,
            "",
            shown(one),
            f"{_kind(one).capitalize()} stands where an object was expected.",
            _dumped(one),
        )
        for place, one in enumerate(records)
        if not isinstance(one, Mapping)
    ]
    columns = cells([records[place] for place in good], job)
    filled = {at for column in columns.values() for at, cell in enumerate(column) if cell.strip()}
    blank = len(good) - len(filled) if filled else 0
    if blank:
        columns = {name: [column[at] for at in sorted(filled)] for name, column in columns.items()}
        good = [good[at] for at in sorted(filled)]
    return (
        text_frame(columns, [place + 1 for place in good]),
        refused_frame(refused),
        (blank_rows(blank),) if blank else (),
    )


def cells(records: Sequence[Mapping[str, Any]], job: Job) -> dict[str, list[str]]:
    """Objects as columns of text, in the order in which the names come up."""
    names = list(dict.fromkeys(name for one in records for name in one))
    check_columns(names, job)
    columns: dict[str, list[str]] = {}
    try:
        for name in names:
            columns[name] = [_cell(one.get(name), job) for one in records]
            check_cells(columns[name], name, job)
    except RecursionError:
        raise _too_deep(job) from None
    return columns


def _cell(value: Any, job: Job) -> str:
    if isinstance(value, _Real):
        return value.text
    if isinstance(value, (list, dict)) and depth(value) > job.limits.depth:
        raise _too_deep(job)
    if isinstance(value, float):
        return repr(value)  # NaN and Infinity, which are no JSON, but are written
    return cell_text(value)


def depth(value: Any) -> int:
    """How many lists and objects lie within one another."""
    level, deep = [value], 0
    while level:
        level = [
            inner
            for one in level
            if isinstance(one, (list, dict))
            for inner in (one.values() if isinstance(one, dict) else one)
            if isinstance(inner, (list, dict))
        ]
        deep += 1
    return deep


def _geojson(value: Any, job: Job, notes: tuple[Note, ...]) -> RawFile:
    found = features.of(value)
    check_rows(len(found), job)
    for one in found:
        if isinstance(one, Mapping) and depth(one.get("geometry")) > job.limits.depth:
            raise _too_deep(job)
    read_ = features.read(found)
    columns = cells(read_.records, job)
    shapes, said = features.converted(value, read_.shapes, job)
    return RawFile(
        "geojson",
        (),
        None,
        text_frame(columns, read_.numbers),
        shapes,
        refused_frame(
            [(row, field, value, why, _dumped(one)) for row, field, value, why, one in read_.refused]
        ),
        (*notes, *read_.notes, *said),
        file=job.file,
    )


def _refuse_others(value: Any, job: Job) -> None:
    kind = str(value.get("type", "")).lower() if isinstance(value, Mapping) else ""
    if what := _OTHERS.get(kind):
        found = f"it is {what}"
        raise job.unusable("unsupported", found, "Save the data as GeoJSON (RFC 7946).")


def _dumped(value: Any) -> str:
    try:
        return json.dumps(value, ensure_ascii=False)
    except RecursionError:
        return '"…"'


def _kind(value: Any) -> str:
    for types, words in ((dict, "an object"), (list, "a list"), (str, "a text"), (bool, "true or false")):
        if isinstance(value, types):
            return words
    return "nothing" if value is None else "a number"


def _too_deep(job: Job) -> UnusableFileError:
    found = "lists and objects within one another, too deep to be read"
    return job.unusable("nesting", found, "Save the data without that nesting.")
