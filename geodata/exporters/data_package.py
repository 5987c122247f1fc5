"""Writes what is shown as a zipped Frictionless Data Package: a CSV a table, and what describes them.

The standard: https://datapackage.org. Our own import reads such a file back whole.
"""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from geodata.exporters import columns, escaping
from geodata.exporters.files import Pieces
from geodata.exporters.related_tables import RelatedTables
from geodata.exporters.selection import Selection
from geodata.values import texts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geodata.exporters.dictionary import Field, Table
    from geodata.filters import Filters
    from geodata.query.store import Store

DESCRIPTION: Final = "datapackage.json"
OURS: Final = "incident_map"
"""The member of the description by which our import knows it, and which says where it comes from."""
_LEVEL: Final = 3
"""Of compression: what a higher one saves costs as much time as everything else."""
_WRITTEN_AS: Final = {"start": "start_utc", "end": "end_utc"}
_LICENCE: Final = re.compile(r"[-a-zA-Z0-9._]{1,40}")
"""What may be a licence's name: `CC-BY-4.0` for CC BY 4.0."""


def to_data_package(store: Store, filters: Filters) -> Iterator[bytes]:
    """The incidents shown, with all that belongs to them, as a zipped Data Package, in blocks."""
    tables, pieces = RelatedTables(Selection(store, filters)), Pieces()
    resources = []
    with zipfile.ZipFile(pieces, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as archive:
        for table in tables.described():
            tally = _Tally()
            with archive.open(f"{table.name}.csv", "w", force_zip64=True) as member:
                for block in _csv(tables, table):
                    member.write(tally.counted(block))
                    yield from pieces.taken()
            resources.append(_resource(table, tally))
        described = {**_package(store, filters), "resources": resources}
        archive.writestr(DESCRIPTION, json.dumps(described, ensure_ascii=False, indent=2))
    yield from pieces.taken()


class _Tally:
    """Counts and hashes what goes by."""

    def __init__(self) -> None:
        self.bytes, self._hash = 0, hashlib.sha256()

    def counted(self, block: bytes) -> bytes:
        self.bytes += len(block)
        self._hash.update(block)
        return block

    @property
    def hash(self) -> str:
        return f"sha256:{self._hash.hexdigest()}"


def _csv(tables: RelatedTables, table: Table) -> Iterator[bytes]:
    names = pa.array([field.name for field in table.fields], pa.string())
    yield ",".join(escaping.csv_cells(names).to_pylist()).encode() + b"\r\n"
    for lines in tables.lines(table):
        cells = [_cells(lines, field) for field in table.fields]
        yield bytes(escaping.content(escaping.csv_lines(cells)))


def _cells(lines: pa.Table, field: Field) -> pa.Array:
    if field.name == "geometry":
        return escaping.csv_cells(escaping.wkt(lines))
    values = lines[_WRITTEN_AS[field.name] if field.type == "datetime" else field.name]
    return escaping.csv_cells(values) if field.type == "string" else escaping.text(values)


def _package(store: Store, filters: Filters) -> dict[str, Any]:
    said, info = columns.about(store, filters), store.dataset.info
    described = "\n\n".join(filter(None, (info.description, info.note)))
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "profile": "data-package",
        "name": said["dataset"],
        "title": info.title,
        "version": store.dataset.version,
        **({"description": described} if described else {}),
        **_licences(info.licence),
        "sources": [{"title": info.full_citation or info.title}],
        OURS: {"format": 1, **said},
    }


def _licences(licence: str) -> dict[str, Any]:
    """The licence by its name, or by the address in its text: the standard wants one of them."""
    name = "-".join(licence.split())
    if _LICENCE.fullmatch(name):
        return {"licenses": [{"name": name, "title": licence}]}
    address = texts.links(licence)
    return {"licenses": [{"path": address[0], "title": licence}]} if address else {}


def _resource(table: Table, tally: _Tally) -> dict[str, Any]:
    return {
        "name": table.name,
        "title": table.meaning,
        "type": "table",
        "profile": "tabular-data-resource",
        "path": f"{table.name}.csv",
        "scheme": "file",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": tally.bytes,
        "hash": tally.hash,
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True},
        "schema": _schema(table),
    }


def _schema(table: Table) -> dict[str, Any]:
    refers = [
        {"fields": [column], "reference": {"resource": other, "fields": [key]}}
        for column, other, key in table.refers
    ]
    return {
        "fields": [_field(each, is_key=each.name == table.key) for each in table.fields],
        "missingValues": [""],
        **({"primaryKey": [table.key]} if table.key else {}),
        **({"foreignKeys": refers} if refers else {}),
    }


def _field(field: Field, *, is_key: bool) -> dict[str, Any]:
    constraints: dict[str, Any] = {"required": True, "unique": True} if is_key else {}
    if field.words:
        constraints["enum"] = [*field.words]
    return {
        "name": field.name,
        "type": field.type,
        "description": field.meaning,
        **({"constraints": constraints} if constraints else {}),
    }
