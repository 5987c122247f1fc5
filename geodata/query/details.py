"""Reads one incident with all that belongs to it: actors, quantities, rival claims, sources, its place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import ibis.expr.types as ir
    import pandas as pd

    from geodata.query.store import Store


@dataclass(frozen=True, eq=False)
class IncidentDetail:
    """All that the dataset says of one incident."""

    incident: pd.Series[Any]
    """The model's columns."""
    participations: pd.DataFrame
    """Columns actor, role, name, aliases, parent, kind; in the file's order."""
    quantities: pd.DataFrame
    claims: pd.DataFrame
    sources: pd.DataFrame
    attributes: Mapping[str, str]
    """What stands in the file's own columns, by their names."""
    place: pd.Series[Any] | None
    """The place with its names, where the incident names one."""


def incident(store: Store, row: int) -> IncidentDetail:
    """Everything about the incident in a row.

    Raises
    ------
    IndexError
        If the dataset has no such row.
    """
    if not 0 <= row < len(store):
        raise IndexError(f"row {row} was asked for, the dataset has rows 0 to {len(store) - 1}")
    found = store.records([row]).iloc[0]
    places = store.shared("places", "key", [found["place"]])
    return IncidentDetail(
        incident=found,
        participations=participants(store, [row]).drop(columns="row"),
        **{
            table: store.belonging(table, [row]).drop(columns="row")
            for table in ("quantities", "claims", "sources")
        },
        attributes=own_texts(store, row),
        place=None if places.empty else places.iloc[0],
    )


def own_texts(store: Store, row: int) -> dict[str, str]:
    """What stands in the file's own columns of one record, by name, in the file's order; no empty ones."""
    found = ((name, texts[0].as_py()) for name, texts in store.attributes(np.array([row])).items())
    return {name: text for name, text in found if text}


def participants(store: Store, rows: Iterable[int]) -> pd.DataFrame:
    """Who took part in the incidents of these rows, with the actors' names, aliases, parents and kinds."""
    lines = store.belonging("participations", rows)
    actors = store.shared("actors", "id", lines["actor"]).rename(columns={"id": "actor"})
    return lines[["row", "incident", "actor", "role"]].merge(actors, on="actor", how="left")


def place_names(store: Store, keys: Iterable[Any]) -> dict[str, str]:
    """The English names of places by key, for those that have one."""
    known = store.cached("place names", lambda: _place_names(store))
    return {key: known[key] for key in keys if key in known}


def _place_names(store: Store) -> dict[str, str]:
    """Of all places: far fewer than incidents, and a page asks for them at every run."""
    answer = store.ask_table(
        "places", lambda places: places.filter(places.name_en.notnull()).select("key", "name_en")
    )
    return dict(zip(answer["key"], answer["name_en"], strict=True))


def actor_names(store: Store, rows: Iterable[int]) -> dict[int, tuple[str, ...]]:
    """The names of those who took part, each once, by row; rows in which nobody did are left out."""
    lines = store.belonging("participations", rows).drop_duplicates(["row", "actor"])
    names: dict[int, tuple[str, ...]] = {}
    for row, actor in zip(lines["row"].tolist(), lines["actor"].tolist(), strict=True):
        names[row] = (*names.get(row, ()), store.label("actor", actor))
    return names


def row_of(store: Store, incident_id: str | None) -> int | None:
    """The row of the incident with this id, or None."""
    if incident_id is None:
        return None
    found = store.ask_table("records", _with_id, incident_id)
    return int(found["row"][0]) if len(found["row"]) else None


def _with_id(records: ir.Table, incident_id: str) -> ir.Table:
    return records.filter(records.id == incident_id).select("row")
