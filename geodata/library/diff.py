"""Compares two versions of a dataset, by incidents' ids: what was added, removed and changed.

Ids that were made from contents change with them: such incidents are taken for the same by `pairing`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import shapely

from geodata import geometry, model
from geodata.library import pairing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geodata.model import Dataset

COLUMNS: Final = ("id", "change", "field", "old", "new")
CHANGES: Final = ("added", "removed", "changed")

_COMPARED: Final = tuple(
    name for name in model.INCIDENT_COLUMNS if name not in ("row", "id", "search_text", "geometry")
)
POSITION: Final = "position"
"""The field of a moved point: `latitude, longitude`, degrees, EPSG:4326."""
_POINT: Final = shapely.GeometryType.POINT
EXTRA: Final = "extra"
"""Begins the name of a field that is a column of the file: `extra: note`."""
_BELONGING: Final = {
    "participations": ("actor", "role"),
    "quantities": model.QUANTITY_COLUMNS[1:],
    "sources": model.SOURCE_COLUMNS[1:],
    "claims": model.CLAIM_COLUMNS[1:],
}


@dataclass(frozen=True, eq=False)
class Differences:
    """What changed from one version to the other."""

    rows: pd.DataFrame
    """`COLUMNS`: a line for each incident added or removed (with its title), and one for each field of each
    incident that changed; values are text, "" where missing. By change, then by id."""
    added: int
    """Incidents that the new version has and the old one has not."""
    removed: int
    changed: int
    """Incidents of both versions of which some field changed."""
    same: int
    """Incidents of both versions of which none did."""


def compare(old: Dataset, new: Dataset) -> Differences:
    """Compare two versions.

    Parameters
    ----------
    old, new
        Incidents are taken for the same by their id, in whatever order they come; those with ids made from
        contents also by what they have in common, under the id that they have in `new`.

    Returns
    -------
    The differences. A point that moved is one field, `position`.
    What belongs to an incident (participations, quantities, sources, claims) counts as one
    field each, whose value is JSON; the order of its lines does not matter. Each other column of the file
    is a field too, `extra: ` before its name.
    """
    told = {
        name: (_by_incident(getattr(old, name), columns), _by_incident(getattr(new, name), columns))
        for name, columns in _BELONGING.items()
    }
    ids = pairing.pairs(old, new, told)
    told = {name: (_under_new_ids(was, ids), now) for name, (was, now) in told.items()}
    before = _with_names(old).rename(index=ids)
    after = _with_names(new)
    both = before.index.intersection(after.index, sort=False)
    rows = before.index.get_indexer(both), after.index.get_indexer(both)
    fields = [
        *(_changed_values(name, before, after, both) for name in _COMPARED),
        _moved(before, after, both),
        _changed_shapes(before, after, both),
        *(_changed_lines(name, *told[name], both) for name in _BELONGING),
        _changed_attributes(old.attributes, new.attributes, rows, both),
    ]
    changed = pd.concat([each for each in fields if len(each)] or [_empty()], ignore_index=True)
    changed = changed[~_told_as_shape(changed)].sort_values(
        "id", kind="stable"
    )  # the fields of each in the order above
    added = _titles("added", after[~after.index.isin(before.index)])
    removed = _titles("removed", before[~before.index.isin(after.index)])
    touched = changed["id"].nunique()
    return Differences(
        pd.concat([added, removed, changed], ignore_index=True).astype("str"),
        added=len(added),
        removed=len(removed),
        changed=int(touched),
        same=len(both) - int(touched),
    )


def _told_as_shape(changed: pd.DataFrame) -> pd.Series[bool]:
    """Which lines are degrees of an incident of which the position or the shape is listed as changed."""
    shaped = changed.loc[changed["field"].isin([POSITION, "geometry"]), "id"]
    return changed["field"].isin(["lon", "lat"]) & changed["id"].isin(shaped)


def _with_names(dataset: Dataset) -> pd.DataFrame:
    """The incidents by id, with places' names instead of their keys."""
    places = dataset.places.dropna(subset=["name_en"])
    names = dict(zip(places["key"], places["name_en"], strict=True))
    incidents = dataset.incidents.set_index("id")
    return incidents.assign(place=incidents["place"].map(names).astype("str").fillna(incidents["place"]))


def _changed_values(
    name: str, before: pd.DataFrame, after: pd.DataFrame, both: pd.Index[Any]
) -> pd.DataFrame:
    old, new = before[name].reindex(both), after[name].reindex(both)
    where = np.asarray(_objects(old) != _objects(new), dtype=bool)
    return _lines(
        name, both[where], [_text(each) for each in old[where]], [_text(each) for each in new[where]]
    )


def _objects(values: pd.Series[Any]) -> np.ndarray[Any, np.dtype[np.object_]]:
    """The values, with None for every kind of missing one."""
    found = np.array(values.to_numpy(object), dtype=object)
    found[values.isna().to_numpy()] = None
    return found


def _shapes(before: pd.DataFrame, after: pd.DataFrame, both: pd.Index[Any]) -> tuple[Any, Any, Any, Any]:
    """The shapes of both, which of them differ, and which are two points, or a point and nothing."""
    old, new = (np.asarray(each["geometry"].reindex(both), dtype=object) for each in (before, after))
    differ = ~(shapely.equals_exact(old, new) | (shapely.is_missing(old) & shapely.is_missing(new)))
    points = [shapely.is_missing(each) | (shapely.get_type_id(each) == _POINT) for each in (old, new)]
    return old, new, differ, points[0] & points[1]


def _changed_shapes(before: pd.DataFrame, after: pd.DataFrame, both: pd.Index[Any]) -> pd.DataFrame:
    """Lines, areas and several points, as well-known text."""
    old, new, differ, points = _shapes(before, after, both)
    where = differ & ~points
    return _lines("geometry", both[where], _well_known(old[where]), _well_known(new[where]))


def _moved(before: pd.DataFrame, after: pd.DataFrame, both: pd.Index[Any]) -> pd.DataFrame:
    """Points that are elsewhere, once: as a position, not as two degrees and a shape."""
    old, new, differ, points = _shapes(before, after, both)
    where = differ & points
    return _lines(POSITION, both[where], _positions(old[where]), _positions(new[where]))


def _positions(points: Any) -> list[str]:
    return ["" if point is None else f"{point.y}, {point.x}" for point in points]


def moved_m(old: str, new: str) -> float | None:
    """How far apart two values of a `POSITION` are: metres over WGS 84; none where one is missing."""
    if not old or not new:
        return None
    (lat, lon), (to_lat, to_lon) = (map(float, each.split(", ")) for each in (old, new))
    return float(geometry.WGS84.inv(lon, lat, to_lon, to_lat)[2])


def _changed_lines(
    name: str, before: Mapping[str, str], after: Mapping[str, str], both: pd.Index[Any]
) -> pd.DataFrame:
    ids = [each for each in both if before.get(each, "") != after.get(each, "")]
    return _lines(name, ids, [before.get(each, "") for each in ids], [after.get(each, "") for each in ids])


def _changed_attributes(
    old: pd.DataFrame, new: pd.DataFrame, rows: tuple[Any, Any], both: pd.Index[Any]
) -> pd.DataFrame:
    """The file's other columns, each a field of its own; `rows` is where both have them."""
    lines = [_empty()]
    for name in dict.fromkeys((*old, *new)):
        was, now = (_texts_of(*each, name) for each in zip((old, new), rows, strict=True))
        where = was != now
        lines.append(_lines(f"{EXTRA}: {name}", both[where], was[where].tolist(), now[where].tolist()))
    return pd.concat([each for each in lines if len(each)] or [_empty()], ignore_index=True)


def _texts_of(attributes: pd.DataFrame, rows: Any, name: str) -> np.ndarray[Any, np.dtype[np.object_]]:
    if name not in attributes:
        return np.full(len(rows), "", object)
    return np.asarray(attributes[name].iloc[rows].fillna("").to_numpy(object))


def _under_new_ids(told: Mapping[str, str], ids: Mapping[str, str]) -> dict[str, str]:
    return {ids.get(incident, incident): text for incident, text in told.items()}


def _by_incident(lines: pd.DataFrame, columns: tuple[str, ...]) -> dict[str, str]:
    """The lines of each incident as JSON, in a fixed order."""
    found: dict[str, list[str]] = {}
    for incident, *values in zip(lines["incident"], *(lines[name] for name in columns), strict=True):
        said = {name: _plain(value) for name, value in zip(columns, values, strict=True)}
        found.setdefault(incident, []).append(json.dumps(said, ensure_ascii=False))
    return {incident: f"[{', '.join(sorted(texts))}]" for incident, texts in found.items()}


def _titles(change: str, incidents: pd.DataFrame) -> pd.DataFrame:
    titles = [_text(each) for each in incidents["title"]]
    nothing = [""] * len(titles)
    old, new = (nothing, titles) if change == "added" else (titles, nothing)
    return _lines("title", incidents.index, old, new).assign(change=change).sort_values("id")


def _lines(field: str, ids: Any, old: list[str], new: list[str]) -> pd.DataFrame:
    columns = {"id": list(ids), "change": "changed", "field": field, "old": old, "new": new}
    return pd.DataFrame(columns, columns=list(COLUMNS), dtype=object)


def _empty() -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series([], dtype=object) for name in COLUMNS})


def _plain(value: Any) -> Any:
    if value is None or value is pd.NA or value != value:  # noqa: PLR0124 - what is not itself is missing
        return None
    value = value.item() if isinstance(value, np.generic) else value
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _text(value: Any) -> str:
    if isinstance(value, pd.Timestamp):
        return value.isoformat().replace("+00:00", "Z")
    plain = _plain(value)
    return "" if plain is None else str(plain)


def _well_known(shapes: Any) -> list[str]:
    return ["" if shape is None else shape.wkt for shape in shapes]
