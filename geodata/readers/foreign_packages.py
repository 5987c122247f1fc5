"""Reads the tables of other people's zipped Data Packages, as their `datapackage.json` describes them.

The standard: https://datapackage.org. What the description says of names, delimiter, encoding, missing values
and primary key is followed; a path in it is only ever looked up among the archive's members.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from geodata.errors import shown
from geodata.readers import archives, several
from geodata.readers.raw import Job, NoChoices, Note, RawFile

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Sequence

DESCRIPTION: Final = "datapackage.json"
_LARGEST_DESCRIPTION: Final = 2**24
_TABULAR: Final = ("csv", "tsv", "tab", "txt", "geojson", "json", "parquet", "arrow", "feather", "gpkg")

Reader = Callable[["zipfile.ZipInfo", Job, bytes], RawFile]
"""Reads one member of the archive, with some bytes before its own."""


@dataclass(frozen=True)
class Described:
    """An archive's description, and the folder in the archive that its paths begin from."""

    said: Mapping[str, Any]
    folder: str


def description(archive: zipfile.ZipFile, job: Job) -> Described | None:
    """The description of the archive's tables, if it has one at its top or in its only folder."""
    found = [one for one in archives.members(archive) if _is_description(one.filename)]
    if len(found) != 1 or found[0].file_size > _LARGEST_DESCRIPTION:
        return None
    try:
        said = json.loads(archives.content(archive, found[0], job))
    except (ValueError, RecursionError):
        raise job.unusable(
            "malformed", f"its {DESCRIPTION} is no JSON", "Correct it, or take it out of the archive."
        ) from None
    if not isinstance(said, dict) or not isinstance(said.get("resources"), list):
        return None
    return Described(said, found[0].filename.removesuffix(DESCRIPTION))


def _is_description(name: str) -> bool:
    return name == DESCRIPTION or (name.endswith(f"/{DESCRIPTION}") and name.count("/") == 1)


def read(archive: zipfile.ZipFile, described: Described, job: Job, reader: Reader) -> RawFile:
    """Read the table that was chosen of a package, the only one, or all where their columns are the same.

    Raises
    ------
    UnusableFileError
        If no table of it is in the archive, or the description asks for what is not read here.
    """
    members = {one.filename: one for one in archives.members(archive)}
    parts = []
    for resource in described.said["resources"]:
        if isinstance(resource, dict) and (paths := _paths(resource)):
            there = [members[path] for path in (described.folder + each for each in paths) if path in members]
            if len(there) == len(paths):
                name = str(resource.get("name") or paths[0])
                parts.append(several.Part(name, _reading(resource, there, reader)))
    if not parts:
        words = f"none of the tables that its {DESCRIPTION} names is in the archive"
        raise job.unusable("malformed", words, "Pack the description together with its tables.")
    if len({part.name for part in parts}) < len(parts):
        words = f"its {DESCRIPTION} gives several tables one name"
        raise job.unusable("malformed", words, "Give each resource a name of its own.")
    raw = several.table_of(parts, job) if len(parts) > 1 or job.choices.table else parts[0].read(job)
    title = described.said.get("title") or described.said.get("name") or ""
    words = f"The table is read as the Data Package describes it{f': {shown(title)}' if title else ''}."
    return replace(raw, notes=(Note("members", words), *raw.notes), file=job.file)


def _paths(resource: Mapping[str, Any]) -> list[str]:
    """The paths of a table's files; none of what is elsewhere, or no table."""
    said = resource.get("path")
    paths = said if isinstance(said, list) else [said]
    good = [each.removeprefix("./") for each in paths if isinstance(each, str)]
    if len(good) < len(paths) or any(each.lower().rpartition(".")[2] not in _TABULAR for each in good):
        return []
    return good


def _reading(
    resource: Mapping[str, Any], members: Sequence[zipfile.ZipInfo], reader: Reader
) -> Callable[[Job], RawFile]:
    def read_them(job: Job) -> RawFile:
        dialect, schema = (_mapping(resource.get(name)) for name in ("dialect", "schema"))
        inner = replace(job, choices=_choices(resource, dialect, job))
        header = _header(resource, inner)
        read = [reader(one, inner, header) for one in members]
        read = [_a_line_up(one) for one in read] if header else read
        raw = read[0] if len(read) == 1 else several.joined(read, [one.filename for one in members], job)
        return _keyed(_without_missing(raw, resource, schema), schema)

    return read_them


def _choices(resource: Mapping[str, Any], dialect: Mapping[str, Any], job: Job) -> NoChoices:
    """What somebody chose goes before what the description says."""
    asked = job.choices
    if dialect.get("quoteChar", '"') != '"' or dialect.get("commentChar"):
        words = (
            f"the dialect of the table '{shown(resource.get('name'))}' has other quotation marks or comments"
        )
        raise job.unusable("unsupported", words, 'Write it with " as quotation mark, and without comments.')
    delimiter, encoding = dialect.get("delimiter"), resource.get("encoding")
    return NoChoices(
        None,
        asked.encoding or (encoding if isinstance(encoding, str) and encoding.lower() != "utf-8" else None),
        asked.delimiter or (delimiter if isinstance(delimiter, str) else None),
        asked.header_row,
    )


def _header(resource: Mapping[str, Any], job: Job) -> bytes:
    """The line of names that a table without one gets, from the description."""
    dialect, schema = (_mapping(resource.get(name)) for name in ("dialect", "schema"))
    if dialect.get("header", True) is not False:
        return b""
    names = [str(field.get("name")) for field in _fields(schema)]
    if not names:
        words = (
            f"the table '{shown(resource.get('name'))}' has no line of names, and its description none either"
        )
        raise job.unusable("columns", words, "Add the names of its columns.")
    line = io.StringIO()
    csv.writer(line, delimiter=job.choices.delimiter or ",", lineterminator="\n").writerow(names)
    return line.getvalue().encode(job.choices.encoding or "utf-8")


def _a_line_up(raw: RawFile) -> RawFile:
    """A table that got a line of names: its rows stand one line higher in the file."""
    rows = raw.rows.set_axis(pd.Index(raw.rows.index.to_numpy() - 1, name="row"))
    refused = raw.refused.assign(row=raw.refused["row"] - 1)
    return replace(raw, rows=rows, refused=refused, top=(), header_row=None)


def _without_missing(raw: RawFile, resource: Mapping[str, Any], schema: Mapping[str, Any]) -> RawFile:
    """Cells that say that something is missing, as the description writes it, are empty."""
    said = schema.get("missingValues", resource.get("missingValues"))
    words = [each for each in said if isinstance(each, str) and each] if isinstance(said, list) else []
    if not words:
        return raw
    missing = {name: raw.rows[name].isin(words) for name in raw.rows.columns}
    count = sum(int(where.sum()) for where in missing.values())
    if not count:
        return raw
    rows = raw.rows.assign(
        **{str(name): raw.rows[name].mask(where, "") for name, where in missing.items() if where.any()}
    )
    note = Note("blank", f"{count:,} cells are empty, as the description says of {several.listed(words)}.")
    return replace(raw, rows=rows, notes=(*raw.notes, note))


def _keyed(raw: RawFile, schema: Mapping[str, Any]) -> RawFile:
    said = schema.get("primaryKey")
    names = said if isinstance(said, list) else [said]
    if len(names) == 1 and names[0] in raw.rows.columns:
        return replace(raw, key=names[0])
    if len(names) > 1:
        words = "The description tells rows apart by several columns together: they get ids of their own."
        return replace(raw, notes=(*raw.notes, Note("duplicates-of-id", words)))
    return raw


def _fields(schema: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    said = schema.get("fields")
    return [each for each in said if isinstance(each, dict)] if isinstance(said, list) else []


def _mapping(said: Any) -> Mapping[str, Any]:
    return said if isinstance(said, dict) else {}
