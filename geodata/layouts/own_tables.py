"""Reads what belongs to the incidents of an export of Incident Map from the tables beside them.

The tables are those of `exporters.dictionary`; their lines name the incidents by id.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata import model
from geodata.values import other_columns

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geodata.ingest.sheet import Sheet

_BELONGING: Final = {
    "participations": ("actor", "role"),
    "quantities": model.QUANTITY_COLUMNS[1:],
    "sources": model.SOURCE_COLUMNS[1:],
    "claims": model.CLAIM_COLUMNS[1:],
}
_NUMBERS: Final = ("low", "best", "high", "credibility", "uncertainty_m")
_CENTRE: Final = ("representative_lon", "representative_lat")


def read(sheet: Sheet, ids: pd.Series[str]) -> dict[str, Any]:
    """The fields of `Events` that belong to the incidents, which have these ids."""
    row_of = dict(zip(ids.tolist(), sheet.index.tolist(), strict=True))
    found = {name: _lines(sheet, name, columns, row_of) for name, columns in _BELONGING.items()}
    found["participations"] = [(*line, None) for line in found["participations"]]
    return {**found, "actors": _actors(sheet), "places": _places(sheet)}


def attributes(sheet: Sheet, ids: pd.Series[str]) -> pd.DataFrame:
    """The file's own columns, a row for each incident."""
    table = sheet.raw.extra_tables.get("attributes")
    if table is None or "incident" not in table:
        return pd.DataFrame(index=ids.index)
    called = _called(sheet)
    lines = table.drop_duplicates("incident", keep="last")
    place = pd.Index(lines["incident"]).get_indexer(pd.Index(ids))
    columns = (
        (called.get(str(name), str(name)), pd.Series(lines[name].array.take(place, allow_fill=True)))
        for name in lines
        if name != "incident"
    )
    return other_columns.together(columns, ids.index)


def _called(sheet: Sheet) -> dict[str, str]:
    """What the file called its columns, by what the table `attributes` calls them."""
    table = sheet.raw.extra_tables.get("columns")
    if table is None or not {"table", "column", "name_in_file"} <= {*table}:
        return {}
    own = table[(table["table"] == "attributes") & (table["column"] != "incident")]
    return dict(zip(own["column"].tolist(), own["name_in_file"].tolist(), strict=True))


def _column(table: pd.DataFrame, name: str) -> list[str | None]:
    if name not in table:
        return [None] * len(table)
    return [cell or None for cell in table[name].tolist()]


def _lines(
    sheet: Sheet, name: str, columns: tuple[str, ...], row_of: Mapping[str, int]
) -> list[tuple[Any, ...]]:
    table = sheet.raw.extra_tables.get(name)
    if table is None:
        return []
    owners = [row_of.get(each or "") for each in _column(table, "incident")]
    values = [_numbered(sheet, table, each) if each in _NUMBERS else _column(table, each) for each in columns]
    lost = owners.count(None)
    if lost:
        words = f"{lost} lines of the table {name} name no record of the table incidents: they are left out."
        sheet.remark(name, words)
    return [line for line in zip(owners, *values, strict=True) if line[0] is not None]


def _numbered(sheet: Sheet, table: pd.DataFrame, name: str) -> list[float | None]:
    if name not in table:
        return [None] * len(table)
    texts = table[name].replace("", None)
    found = pd.to_numeric(texts, errors="coerce").astype("float64").replace([np.inf, -np.inf], np.nan)
    if lost := int((found.isna() & texts.notna()).sum()):
        sheet.remark(name, f"{lost} cells of the column {name} are no numbers: they are left out.")
    return [None if np.isnan(each) else each for each in found.tolist()]


def _actors(sheet: Sheet) -> pd.DataFrame:
    table = _first_lines(sheet, "actors", "id")
    names: dict[str, list[str]] = {}
    aliases = sheet.raw.extra_tables.get("aliases", pd.DataFrame())
    for actor, alias in zip(_column(aliases, "actor"), _column(aliases, "alias"), strict=True):
        if actor and alias:
            names.setdefault(actor, []).append(alias)
    ids = _column(table, "id")
    listed = pd.Series([names.get(each or "", []) for each in ids], dtype=object)
    plain = {name: pd.Series(_column(table, name), dtype="str") for name in ("id", "name", "parent", "kind")}
    return pd.DataFrame({**plain, "aliases": listed})[list(model.ACTOR_COLUMNS)]


def _places(sheet: Sheet) -> gpd.GeoDataFrame:
    """The places, and of those that only an incident names the key."""
    table = _first_lines(sheet, "places", "key")
    columns: dict[str, list[Any]] = {
        name: _numbered(sheet, table, name) if name in _NUMBERS else _column(table, name)
        for name in model.PLACE_COLUMNS
        if name != "geometry"
    }
    known = set(columns["key"])
    more = [key for key in dict.fromkeys(sheet["place"].tolist()) if key and key not in known]
    for name, values in columns.items():
        values.extend(more if name in ("key", "name_en") else [None] * len(more))
    plain = {
        name: pd.Series(values, dtype="float64" if name in _NUMBERS else "str")
        for name, values in columns.items()
    }
    shapes = np.append(_shapes(sheet, table), np.full(len(more), None, dtype=object))
    return gpd.GeoDataFrame(plain, geometry=shapes, crs=model.CRS)[list(model.PLACE_COLUMNS)]


def _shapes(sheet: Sheet, table: pd.DataFrame) -> Any:
    wkt = np.array(_column(table, "geometry"), dtype=object)
    shapes = np.asarray(shapely.from_wkt(wkt, on_invalid="ignore"), dtype=object)
    lon, lat = (np.array(_numbered(sheet, table, name), np.float64) for name in _CENTRE)
    centres = np.flatnonzero(shapely.is_missing(shapes) & np.isfinite(lon) & np.isfinite(lat))
    shapes[centres] = shapely.points(lon[centres], lat[centres])
    return shapes


def _first_lines(sheet: Sheet, name: str, key: str) -> pd.DataFrame:
    """A table's lines with a key of their own."""
    table = sheet.raw.extra_tables.get(name, pd.DataFrame({key: []}, dtype="str"))
    if key not in table:
        return pd.DataFrame({key: []}, dtype="str")
    good = (table[key] != "") & ~table[key].duplicated()
    if not good.all():
        sheet.remark(name, f"{int((~good).sum())} lines of the table {name} have no {key} of their own.")
    return table[good]
