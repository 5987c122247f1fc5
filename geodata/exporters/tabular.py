"""Writes what is shown as CSV (RFC 4180) for the person who opens it, a line for each record.

Texts are written exactly as they are: nothing is put before a text that begins with "=", so a spreadsheet may
take one for a formula. Import such a file as text; do not open a stranger's by a click.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from geodata.exporters import columns, escaping, plain_words
from geodata.exporters.selection import Selection

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geodata.exporters.dictionary import Field
    from geodata.filters import Filters
    from geodata.query.store import Store

_MARK: Final = "\ufeff"
"""By which Excel knows UTF-8."""


def to_csv(store: Store, filters: Filters) -> Iterator[bytes]:
    """The incidents shown as CSV (RFC 4180, UTF-8 with its mark), in blocks; one line each.

    The columns are those of `plain_words`; `to_csv_metadata` says what they mean.
    """
    chosen = Selection(store, filters)
    fields = plain_words.fields(chosen)
    names = escaping.csv_cells(pa.array([field.name for field in fields], pa.string()))
    yield (_MARK + ",".join(names.to_pylist()) + "\r\n").encode()
    for block in chosen.blocks():
        cells = [_cells(field, each) for field, each in zip(fields, plain_words.cells(block), strict=True)]
        yield bytes(escaping.content(escaping.csv_lines(cells)))


def _cells(field: Field, values: Any) -> pa.Array:
    return escaping.csv_cells(values) if field.type == "string" else escaping.text(values)


def to_csv_metadata(store: Store, filters: Filters, url: str) -> bytes:
    """The data dictionary of the CSV file at `url`, as CSV on the Web has it (W3C, tabular metadata)."""
    said = columns.about(store, filters)
    described = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "url": url,
        "dc:title": said["dataset_title"],
        "dc:identifier": said["dataset_version"],
        "dc:license": said["licence"],
        "dc:bibliographicCitation": said["citation"],
        "dc:description": said["note"],
        "dc:coverage": said["filter"],
        "dialect": {"encoding": "utf-8", "header": True, "lineTerminators": ["\r\n"]},
        "tableSchema": {
            "columns": [_described(field) for field in plain_words.fields(Selection(store, filters))],
            "primaryKey": "id",
        },
    }
    return json.dumps(described, ensure_ascii=False, indent=2).encode()


def _described(field: Field) -> dict[str, Any]:
    return {
        "titles": field.name,
        "datatype": field.type,
        "dc:description": field.meaning,
        **({"null": ""} if field.type == "string" else {}),
        **({"separator": plain_words.SEPARATOR.strip()} if field.name == "actors" else {}),
    }
