"""Reads the tables of a map that kepler.gl saved (version v1): `fields` name the columns of `allData`.

A dataset may hold its rows as lists (`allData`), or as objects with its fields' names. Columns of shapes hold
GeoJSON, which stays text here and is recognised as any cell with a shape is.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from geodata.readers.raw import Job

FORMAT: Final = "kepler"


def is_one(value: Any) -> bool:
    """Whether a JSON value is such a map."""
    datasets = value.get("datasets") if isinstance(value, Mapping) else None
    return isinstance(datasets, list) and any(_fields(one) is not None for one in datasets)


def tables(value: Mapping[str, Any], job: Job) -> dict[str, list[Any]]:
    """The records of each dataset, by its label.

    Raises
    ------
    UnusableFileError
        If none of them holds rows: the map was saved without its data.
    """
    found: dict[str, list[Any]] = {}
    for number, one in enumerate(value["datasets"], start=1):
        fields = _fields(one)
        if fields is None:
            continue
        data = _data(one)
        rows = data.get("allData", data.get("rows"))
        if not isinstance(rows, list) or not rows:
            continue
        label = str(data.get("label") or data.get("id") or f"dataset {number}")
        name = label if label not in found else f"{label} ({number})"
        found[name] = [_record(row, fields) for row in rows]
    if not found:
        words = "it is a map of kepler.gl without rows"
        raise job.unusable("empty", words, "Export the map with its data, or its data as CSV.")
    return found


def _data(dataset: Any) -> Mapping[str, Any]:
    """What is told of a dataset: within `data` as it is saved, or at once as it is handed to a map."""
    inner = dataset.get("data") if isinstance(dataset, Mapping) else None
    if isinstance(inner, Mapping):
        return inner
    return dataset if isinstance(dataset, Mapping) else {}


def _fields(dataset: Any) -> list[str] | None:
    fields = _data(dataset).get("fields")
    if not isinstance(fields, list) or not all(isinstance(one, Mapping) and "name" in one for one in fields):
        return None
    return [str(one["name"]) for one in fields]


def _record(row: Any, fields: list[str]) -> Any:
    """A row by its fields' names; cells beyond them keep their place as a name."""
    if not isinstance(row, list):
        return row
    names = [*fields, *(f"column {place}" for place in range(len(fields) + 1, len(row) + 1))]
    return dict(zip(names, row, strict=False))
