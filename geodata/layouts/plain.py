"""Accepted rows of this project's own layout in, a `Dataset` out: typed, in UTC, in row order.

Trusts its input: `checking.check` has been over it. Texts that are empty in the file are missing in the
tables; counts of people are `Int64` and other numbers `float64`, so that unknown stays apart from zero.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata import model, places
from geodata.layouts import times
from geodata.model import Dataset, Info

if TYPE_CHECKING:
    from collections.abc import Mapping

LAYOUT: Final = "plain"
"""The layout's name, part of a dataset's version."""

TABLES: Final[Mapping[str, tuple[str, ...]]] = {
    "incidents.csv": (
        *("id", "kind", "event_type", "title", "summary", "start", "end", "time_class", "place"),
        *("location_class", "uncertainty_m", "fatalities_low", "fatalities_best", "fatalities_high"),
        *("injured", "confidence"),
    ),
    "places.csv": (
        *("key", "name_en", "name_sq", "name_sr_latn", "name_sr_cyrl", "class", "lon", "lat"),
        *("through", "uncertainty_m", "coordinate_source"),
    ),
    "actors.csv": ("id", "name", "aliases", "parent", "kind"),
    "participations.csv": ("incident", "actor", "role"),
    "quantities.csv": ("incident", "what", "low", "best", "high", "unit"),
    "sources.csv": ("source", "publisher", "title", "url", "archived_url", "published", "reliability"),
    "citations.csv": ("incident", "source", "credibility"),
    "claims.csv": ("incident", "field", "value", "said_by", "source"),
}
"""The files of a dataset's folder and the columns that each must have."""


def build(
    name: str, version: str, info: Info, accepted: Mapping[str, pd.DataFrame], rejected: pd.DataFrame
) -> Dataset:
    """Make the model's tables.

    Parameters
    ----------
    accepted
        By file, the rows that `checking.check` accepted, as text.
    rejected
        The others, kept as evidence.

    Returns
    -------
    The dataset. Incidents are ordered by year of start (missing last), then along a Hilbert curve over
    the world, then by id, so that rows which are asked for together lie together; the tables that
    belong to incidents follow the same order.
    """
    place_table = _places(accepted["places.csv"])
    actors = _actors(accepted["actors.csv"])
    incidents = _incidents(accepted["incidents.csv"], place_table, ZoneInfo(info.timezone))
    row_of = pd.Series(incidents["row"].to_numpy(), index=incidents["id"])
    participations = _by_incident(accepted["participations.csv"][["incident", "actor", "role"]], row_of)
    incidents["search_text"] = _search_texts(incidents, participations, actors, place_table)
    return Dataset(
        name=name,
        version=version,
        info=info,
        incidents=incidents[list(model.INCIDENT_COLUMNS)],
        quantities=_by_incident(_quantities(accepted["quantities.csv"]), row_of)[
            list(model.QUANTITY_COLUMNS)
        ],
        participations=participations.assign(row=participations["incident"].map(row_of).astype("int64"))[
            list(model.PARTICIPATION_COLUMNS)
        ],
        actors=actors,
        places=place_table,
        sources=_by_incident(_sources(accepted), row_of)[list(model.SOURCE_COLUMNS)],
        claims=_by_incident(_texts(accepted["claims.csv"], model.CLAIM_COLUMNS), row_of),
        rejected=rejected,
    )


def _incidents(rows: pd.DataFrame, place_table: gpd.GeoDataFrame, zone: ZoneInfo) -> gpd.GeoDataFrame:
    known = list(TABLES["incidents.csv"])
    found = _texts(rows, tuple(known)).reset_index(drop=True)
    written = zip(rows["start"], rows["end"], rows["time_class"], strict=True)
    spans = [_readable(span) for span in times.intervals(written, zone)]
    for column in ("start", "end"):
        instants = pd.to_datetime([getattr(span, column) for span in spans], utc=True)
        found[column] = pd.Series(instants, index=found.index).astype("datetime64[us, UTC]")
    for column in ("fatalities_low", "fatalities_best", "fatalities_high", "injured"):
        found[column] = pd.to_numeric(found[column]).astype("Int64")
    at = place_table.set_index("key").reindex(found["place"].to_numpy())
    found["uncertainty_m"] = _numbers(found["uncertainty_m"]).fillna(
        at["uncertainty_m"].reset_index(drop=True)
    )
    points = _representative_points(at.geometry.to_numpy())
    found["lon"], found["lat"] = shapely.get_x(points), shapely.get_y(points)
    others = [column for column in rows.columns if column not in known]
    found["extra"] = pd.Series(
        [json.dumps(record, ensure_ascii=False) for record in rows[others].to_dict("records")]
        if others
        else ["{}"] * len(rows),
        dtype="str",
    )
    incidents = gpd.GeoDataFrame(found, geometry=at.geometry.to_numpy(), crs=model.CRS)
    incidents = incidents.iloc[_order(incidents, points)].reset_index(drop=True)
    return incidents.assign(row=np.arange(len(incidents), dtype="int64"))


def _readable(span: times.Interval | times.Unreadable) -> times.Interval:
    if isinstance(span, times.Unreadable):  # a bug, as the check refuses these: an unknown date it is not
        raise span
    return span


def _order(incidents: gpd.GeoDataFrame, points: np.ndarray) -> np.ndarray:
    located = ~shapely.is_missing(points)
    curve = pd.Series(np.nan, index=incidents.index)
    if located.any():
        # Over the world, not over these points: another incident does not move all others.
        curve[located] = (
            gpd.GeoSeries(points[located], crs=model.CRS)
            .hilbert_distance(total_bounds=(-180, -90, 180, 90))
            .to_numpy()
        )
    keys = pd.DataFrame({"year": incidents["start"].dt.year, "curve": curve, "id": incidents["id"]})
    return keys.sort_values(["year", "curve", "id"], kind="stable", na_position="last").index.to_numpy()


def _representative_points(geometries: np.ndarray) -> np.ndarray:
    """A point itself; of a line, the middle of its length."""
    lines = shapely.get_type_id(geometries) == shapely.GeometryType.LINESTRING
    points = geometries.copy()
    points[lines] = shapely.line_interpolate_point(geometries[lines], 0.5, normalized=True)
    return points


def _places(rows: pd.DataFrame) -> gpd.GeoDataFrame:
    found = _texts(rows, TABLES["places.csv"]).reset_index(drop=True)
    lon, lat = _numbers(found["lon"]).to_numpy(), _numbers(found["lat"]).to_numpy()
    geometry = np.full(len(found), None, dtype=object)
    located = ~np.isnan(lon)
    geometry[located] = shapely.points(lon[located], lat[located])
    corner = dict(zip(found["key"], zip(lon, lat, strict=True), strict=True))
    for position in np.flatnonzero(found["through"].notna()):
        keys = found["through"].iloc[position].split()
        geometry[position] = shapely.LineString([corner[key] for key in keys])
    found["uncertainty_m"] = _numbers(found["uncertainty_m"])
    columns = [column for column in model.PLACE_COLUMNS if column != "geometry"]
    return gpd.GeoDataFrame(found[columns], geometry=geometry, crs=model.CRS)[list(model.PLACE_COLUMNS)]


def _actors(rows: pd.DataFrame) -> pd.DataFrame:
    found = _texts(rows, model.ACTOR_COLUMNS).reset_index(drop=True)
    aliases = [[alias.strip() for alias in text.split(";") if alias.strip()] for text in rows["aliases"]]
    return found.assign(aliases=pd.Series(aliases, dtype=object))


def _quantities(rows: pd.DataFrame) -> pd.DataFrame:
    found = _texts(rows, model.QUANTITY_COLUMNS)
    return found.assign(**{column: _numbers(found[column]) for column in ("low", "best", "high")})


def _sources(accepted: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Each incident with each source it cites; a source that only a claim names is cited by that."""
    cited = _texts(accepted["citations.csv"], ("incident", "source", "credibility"))
    named = _texts(accepted["claims.csv"], ("incident", "source")).dropna()
    pairs = pd.concat([cited, named], ignore_index=True).drop_duplicates(["incident", "source"])
    pairs["credibility"] = pd.to_numeric(pairs["credibility"]).astype("Int64")
    described = _texts(accepted["sources.csv"], TABLES["sources.csv"])
    return pairs.merge(described, on="source", how="left")


def _by_incident(rows: pd.DataFrame, row_of: pd.Series[int]) -> pd.DataFrame:
    order = rows["incident"].map(row_of).argsort(kind="stable")
    return rows.iloc[order].reset_index(drop=True)


def _search_texts(
    incidents: gpd.GeoDataFrame,
    participations: pd.DataFrame,
    actors: pd.DataFrame,
    place_table: gpd.GeoDataFrame,
) -> pd.Series[str]:
    actor_text = {
        actor: places.fold(" ".join([name, *aliases]))
        for actor, name, aliases in zip(actors["id"], actors["name"], actors["aliases"], strict=True)
    }
    taking_part: dict[str, list[str]] = {}
    for incident, actor in zip(participations["incident"], participations["actor"], strict=True):
        taking_part.setdefault(incident, []).append(actor_text[actor])
    place_text = {
        record["key"]: places.fold(" ".join(places.names(record).values()))
        for record in _records(place_table)
    }
    told = incidents["title"] + " " + incidents["summary"].fillna("")
    texts = [
        " ".join(
            filter(
                None,
                [places.fold(text), *dict.fromkeys(taking_part.get(incident, ())), place_text.get(place)],
            )
        )
        for incident, text, place in zip(incidents["id"], told, incidents["place"], strict=True)
    ]
    return pd.Series(texts, index=incidents.index, dtype="str")


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    return table.to_dict("records")  # type: ignore[return-value]  # our column names are all text


def _texts(rows: pd.DataFrame, columns: tuple[str, ...]) -> pd.DataFrame:
    chosen = rows[list(columns)]
    return chosen.mask(chosen == "")


def _numbers(texts: pd.Series[str]) -> pd.Series[float]:
    return pd.to_numeric(texts).astype("float64")
