"""Counts the built-in case's records in its own files, for tests whose point is not the number."""

from __future__ import annotations

import csv
from typing import Final

from geodata.library import paths

_FILE: Final = paths.CASE / "incidents.csv"
_WITHOUT_MARK: Final = ("district", "region", "country")

with _FILE.open(encoding="utf-8", newline="") as file:
    RECORDS: Final = tuple(csv.DictReader(file))


def shown(kind: str = "") -> int:
    """How many records there are, of one kind or of all."""
    return len(_chosen(kind))


def drawn(kind: str = "") -> int:
    """How many of them the map draws: those known better than to a district."""
    return sum(record["location_class"] not in _WITHOUT_MARK for record in _chosen(kind))


def along_a_line() -> int:
    """How many lie along a line."""
    return sum(record["location_class"] == "line" for record in RECORDS)


def pill(kind: str, label: str = "") -> str:
    """What the button of a kind says."""
    return f"{label or kind.capitalize()} ({shown(kind)})"


def _chosen(kind: str) -> list[dict[str, str]]:
    return [record for record in RECORDS if kind in ("", record["kind"])]
