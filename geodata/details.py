"""One incident with all that belongs to it: who took part, quantities, rival claims, sources, its place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

    from geodata.store import Store


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
    found = store.dataset.incidents.iloc[row]
    places = store.dataset.places
    place = places[places["key"] == found["place"]]
    return IncidentDetail(
        incident=found,
        participations=participants(store, np.array([row])).drop(columns="row"),
        **{
            table: store.belonging(table, np.array([row])).drop(columns="row")
            for table in ("quantities", "claims", "sources")
        },
        place=None if place.empty else place.iloc[0],
    )


def participants(store: Store, rows: Any) -> pd.DataFrame:
    """Who took part in the incidents of these rows, with the actors' names, aliases, parents and kinds."""
    lines = store.belonging("participations", rows)
    actors = store.dataset.actors.rename(columns={"id": "actor"})
    return lines[["row", "incident", "actor", "role"]].merge(actors, on="actor", how="left")


def actor_names(store: Store, rows: Any) -> dict[int, tuple[str, ...]]:
    """The names of those who took part, each once, by row; rows in which nobody did are left out."""
    lines = store.belonging("participations", np.asarray(rows, np.int64)).drop_duplicates(["row", "actor"])
    names: dict[int, tuple[str, ...]] = {}
    for row, actor in zip(lines["row"].tolist(), lines["actor"].tolist(), strict=True):
        names[row] = (*names.get(row, ()), store.label("actor", actor))
    return names


def row_of(store: Store, incident_id: str | None) -> int | None:
    """The row of the incident with this id, or None."""
    if incident_id is None:
        return None
    found = np.flatnonzero(store.dataset.incidents["id"].eq(incident_id).to_numpy(bool, na_value=False))
    return int(found[0]) if len(found) else None
