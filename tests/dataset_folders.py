"""A small, valid dataset as text; tests change a cell or two and write it to a folder."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from geodata.ingest import validation
from geodata.ingest.validation import TABLES
from geodata.library import catalog, folders
from geodata.readers import delimited

if TYPE_CHECKING:
    from pathlib import Path
    from zoneinfo import ZoneInfo

Rows = list[dict[str, str]]

DESCRIPTION = """\
name = "{name}"
title = "A small dataset"
description = "For tests."
timezone = "Europe/Belgrade"
licence = "CC0-1.0"
citation = "Nobody, never."
note = "Invented."
"""

SMALL: dict[str, Rows] = {
    "places.csv": [
        {
            "key": "banjska",
            "name_en": "Banjska",
            "name_sq": "Banjskë",
            "name_sr_latn": "Banjska",
            "name_sr_cyrl": "Бањска",
            "class": "settlement",
            "lon": "20.78083",
            "lat": "42.97333",
            "uncertainty_m": "1000",
            "coordinate_source": "GeoNames",
        },
        {
            "key": "leposavic",
            "name_en": "Leposavić",
            "name_sq": "Leposaviq",
            "class": "settlement",
            "lon": "20.8028",
            "lat": "43.1039",
            "uncertainty_m": "1500",
        },
        {"key": "kosovo", "name_en": "Kosovo", "class": "country"},
        {"key": "the-line", "name_en": "The line", "class": "line", "through": "banjska leposavic"}
        | {"uncertainty_m": "5000"},
    ],
    "actors.csv": [
        {"id": "nato", "name": "NATO", "kind": "international force"},
        {"id": "kfor", "name": "KFOR", "aliases": "Kosovo Force; КФОР", "parent": "nato"}
        | {"kind": "international force"},
    ],
    "sources.csv": [
        {"source": "s1", "publisher": "A paper", "title": "A title", "url": "https://example.org/a?b=1#c"}
        | {"published": "2023-09-30", "reliability": "B"},
        {"source": "s2", "publisher": "Another paper", "url": "http://example.org"},
    ],
    "incidents.csv": [
        {
            "id": "b",
            "kind": "incident",
            "event_type": "ambush",
            "title": "Ambush, at night",
            "summary": 'They said "stop"',
            "start": "2023-09-24T02:34",
            "time_class": "minute",
            "place": "banjska",
            "location_class": "settlement",
            "fatalities_low": "1",
            "fatalities_best": "4",
            "fatalities_high": "4",
            "confidence": "high",
        },
        {
            "id": "a",
            "kind": "deployment",
            "title": "Along the line",
            "start": "2023-09-25",
            "end": "2023-09-30",
            "time_class": "days",
            "place": "the-line",
            "location_class": "line",
        },
        {"id": "c", "kind": "site", "title": "A post", "time_class": "standing", "place": "leposavic"}
        | {"location_class": "near", "uncertainty_m": "300"},
        {"id": "d", "kind": "statement", "title": "A statement", "start": "2022-01-01", "time_class": "day"}
        | {"place": "kosovo", "location_class": "country"},
    ],
    "participations.csv": [
        {"incident": "b", "actor": "kfor", "role": "third party"},
        {"incident": "a", "actor": "kfor", "role": "initiator"},
    ],
    "quantities.csv": [{"incident": "a", "what": "troops", "low": "100", "best": "250.5"}],
    "citations.csv": [
        {"incident": incident, "source": "s1", "credibility": "2"} for incident in ("b", "a", "c", "d")
    ],
    "claims.csv": [
        {"incident": "b", "field": "time", "value": "about 03:00", "said_by": "a paper", "source": "s2"}
    ],
}


def small() -> dict[str, Rows]:
    """A copy of `SMALL` that a test may change."""
    return {file: [dict(row) for row in rows] for file, rows in SMALL.items()}


def csv_bytes(file: str, rows: Rows) -> bytes:
    """The rows as a CSV file; further columns than the layout's stand at the end."""
    others = dict.fromkeys(name for row in rows for name in row if name not in TABLES[file])
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, [*TABLES[file], *others], restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue().encode()


def write(folder: Path, tables: dict[str, Rows], name: str = "small") -> Path:
    """Write a dataset's folder and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "dataset.toml").write_text(DESCRIPTION.format(name=name), encoding="utf-8")
    for file in TABLES:
        (folder / file).write_bytes(csv_bytes(file, tables.get(file, [])))
    return folder


def check(tables: dict[str, Rows], zone: ZoneInfo) -> validation.Checked:
    """Check the tables without a folder."""
    raw = {
        file: delimited.read(csv_bytes(file, tables.get(file, [])), file, columns=columns)
        for file, columns in TABLES.items()
    }
    return validation.check(raw, zone)


def load(folder: Path, tables: dict[str, Rows]) -> catalog.Dataset:
    """Write the tables and load them."""
    return folders.load_folder(write(folder, tables))
