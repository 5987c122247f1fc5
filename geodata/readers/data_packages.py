"""Reads the zipped Data Package that Incident Map exports: its incidents, and the tables beside them.

The standard: https://datapackage.org. What the description says of paths is not believed: a table is the
member of its name.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from geodata.readers import archives, text_tables
from geodata.readers.raw import Job, Note, RawFile

if TYPE_CHECKING:
    import zipfile

    import pandas as pd

DESCRIPTION: Final = "datapackage.json"
OURS: Final = "incident_map"
"""The member of a description by which an export of ours is known."""
INCIDENTS: Final = "incidents"
BESIDE: Final = (
    *("attributes", "participations", "actors", "aliases", "places", "quantities", "sources", "claims"),
    "columns",
)
"""Tables beside the incidents; those without lines or columns may be missing."""
_LARGEST_DESCRIPTION: Final = 2**24


@dataclass(frozen=True)
class _AsWritten:
    """How the tables of such a package are written; there is nothing to be chosen."""

    table: str | None = None
    encoding: str | None = "utf-8"
    delimiter: str | None = ","
    header_row: int | None = 1
    crs: str | None = None


def is_ours(archive: zipfile.ZipFile, job: Job) -> bool:
    """Whether an archive is an exported Data Package."""
    found = {one.filename: one for one in archives.members(archive)}
    described = found.get(DESCRIPTION)
    if described is None or f"{INCIDENTS}.csv" not in found or described.file_size > _LARGEST_DESCRIPTION:
        return False
    return isinstance(_parsed(archives.content(archive, described, job)).get(OURS), dict)


def read(archive: zipfile.ZipFile, job: Job) -> RawFile:
    """Read the tables of such an archive.

    Raises
    ------
    UnusableFileError
        If one is broken, or goes beyond a limit.
    """
    members = {one.filename: one for one in archives.members(archive)}
    tables, notes = dict[str, RawFile](), list[Note]()
    for name in (INCIDENTS, *BESIDE):
        member = members.get(f"{name}.csv")
        if member is not None:
            inner = Job(member.filename, job.limits, _AsWritten(), every_line=True)
            tables[name] = text_tables.read(archives.content(archive, member, job), inner)
    for name, raw in tables.items():
        if name != INCIDENTS and len(raw.refused):
            first = raw.refused["reason"].iloc[0]
            words = f"{len(raw.refused):,} lines of {name}.csv cannot be read, first: {first}"
            notes.append(Note("members", words))
    beside: dict[str, pd.DataFrame] = {name: raw.rows for name, raw in tables.items() if name != INCIDENTS}
    incidents = tables[INCIDENTS]
    return replace(
        incidents,
        format="datapackage",
        top=(),
        header_row=None,
        notes=(*notes, *incidents.notes),
        extra_tables=beside,
        file=job.file,
    )


def _parsed(content: bytes) -> dict[str, Any]:
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
