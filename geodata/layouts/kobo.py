"""Reads a form's answers as KoboToolbox and ODK export them; the form's own times are not the incident's.

Columns: KoboToolbox's and ODK's documentation of exports. `start` and `end` say when the form was filled in,
and `today` on which day: none of them is the time of what happened, but where no question asked for that,
`today` is taken, with a remark. A point is asked for once and stands in columns with `_latitude` and so on;
its `_precision` is metres. `_uuid` is the answer's own. What the questions mean is proposed as for any table.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from geodata.layouts import mapped
from geodata.layouts.spellings import plain

if TYPE_CHECKING:
    from geodata.ingest.events import Events
    from geodata.ingest.sheet import Sheet
    from geodata.readers.raw import RawFile

LAYOUT: Final = "kobo"
IDS: Final = ("_uuid", "meta/instanceID", "KEY", "_id")
_OF_THE_FORM: Final = frozenset(
    (
        *("start", "end", "today", "deviceid", "username", "phonenumber", "simserial", "subscriberid"),
        *("audit", "_id", "_uuid", "_submission_time", "_validation_status", "_notes", "_status", "_tags"),
        *("_submitted_by", "__version__", "_index", "_parent_index", "_parent_table_name", "formhub/uuid"),
        *("meta/instanceID", "SubmissionDate", "KEY"),
    )
)
_POINT: Final = {"_latitude": "latitude", "_longitude": "longitude", "_precision": "uncertainty_m"}


def recognises(raw: RawFile) -> bool:
    """Whether the columns of a form's export are there."""
    names = {str(name) for name in raw.rows.columns}
    return {"_uuid", "_submission_time"} <= names and bool(names & {"start", "end", "today", "_id"})


def read(sheet: Sheet) -> Events:
    """Read the rows, by a mapping of what was asked."""
    chosen = sheet.choices
    sheet.choices = replace(chosen, mapping=_mapping(sheet))
    found = mapped.read(sheet)
    sheet.choices = chosen
    return found


def _mapping(sheet: Sheet) -> dict[str, str]:
    columns = list(map(str, sheet.raw.rows.columns))
    asked = sheet.raw.rows[[name for name in sheet.raw.rows.columns if str(name) not in _OF_THE_FORM]]
    proposed = mapped.proposed(replace(sheet.raw, rows=asked, key=None), replace(sheet.choices, mapping={}))
    point = _point(columns)
    taken = {*point.values(), "coordinates"} if point else set()
    found = {name: meaning for name, meaning in proposed.items() if meaning not in taken | {"id"}} | point
    found[next(name for name in IDS if name in columns)] = "id"
    if "today" in columns and not {"date", "start"} & {*found.values()}:
        found["today"] = "date"
        words = "No question asked when it happened: the day on which the form was filled in is taken."
        sheet.remark("today", words)
    return found


def _point(columns: list[str]) -> dict[str, str]:
    """The columns of the first point that was asked for."""
    for name in columns:
        stem = name.removesuffix("_latitude")
        if stem != name and f"{stem}_longitude" in columns and plain(stem):
            return {stem + end: meaning for end, meaning in _POINT.items() if stem + end in columns}
    return {}
