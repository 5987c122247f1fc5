"""Finds places for the names of incidents without coordinates, and puts the chosen ones in.

The gazetteer is asked first; a geocoding service only if one is handed in. Nothing is chosen silently: a name
that one place alone has is proposed, any other is offered with all its candidates.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata import model
from geodata.errors import GeocodingError
from geodata.ingest.validation import WIDTH
from geodata.layouts import column_names
from geodata.places import common_nouns, gazetteer
from geodata.places.services import Stopped
from geodata.values import folding

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from geodata.places.candidates import Candidate, Point

FAILURES_IN_A_ROW: Final = 3
"""After so many, a service is taken to be down, and the other places are left for later."""


@dataclass(frozen=True)
class Wanted:
    """A name that incidents without coordinates give as their place."""

    name: str
    country: str = ""
    """As the file says it, if it has such a column."""
    rows: int = 1
    """How many incidents are there."""
    area: str = ""
    """The province or district as the file says it, if it has such a column."""

    @property
    def key(self) -> str:
        """What choices are made by."""
        within = ", ".join(filter(None, (self.area, self.country)))
        return f"{self.name} [{within}]" if within else self.name


@dataclass(frozen=True)
class Located:
    """What is known of each name, by `Wanted.key`; every name is in one of the four."""

    offered: Mapping[str, tuple[Candidate, ...]] = field(default_factory=dict)
    """Candidates, best first."""
    unknown: tuple[str, ...] = ()
    """Names that nobody knows who was asked, and common nouns ("road", "school"), about which nobody is."""
    failed: Mapping[str, str] = field(default_factory=dict)
    """Names about which nothing is known because a service failed, in words."""
    left: tuple[str, ...] = ()
    """Names that were not asked about: it was stopped before, or the service is down."""

    @property
    def settled(self) -> dict[str, Candidate]:
        """Names that exactly one place has, and that place: proposals for a choice."""
        found = {}
        for key, candidates in self.offered.items():
            exact = [each for each in candidates if each.exact]
            if len(exact) == 1:
                found[key] = exact[0]
        return found

    @property
    def ambiguous(self) -> dict[str, tuple[Candidate, ...]]:
        """Names that somebody has to choose a place for."""
        settled = self.settled
        return {key: found for key, found in self.offered.items() if key not in settled}


def wanted(tables: Mapping[str, pd.DataFrame]) -> tuple[Wanted, ...]:
    """The place names of incidents without coordinates, the most frequent first."""
    missing = _missing(tables["incidents"])
    counted = Counter(_named(tables, missing))
    found = [Wanted(name, country, rows, area) for (name, country, area), rows in counted.items()]
    return tuple(sorted(found, key=lambda each: (-each.rows, each.key)))


def hint(tables: Mapping[str, pd.DataFrame]) -> Point | None:
    """Where the incidents with coordinates are, in the middle; none if none has any."""
    incidents = tables["incidents"].dropna(subset=["lon", "lat"])
    if incidents.empty:
        return None
    return float(incidents["lon"].median()), float(incidents["lat"].median())


def locate(  # noqa: PLR0913 - who is asked, and how one hears of it
    names: Iterable[Wanted],
    *,
    geocode: Callable[..., Sequence[Candidate]] | None = None,
    near: Point | None = None,
    before: Located | None = None,
    progress: Callable[[float, str], None] | None = None,
    stopped: Callable[[], bool] = lambda: False,
) -> Located:
    """Find the places that names may mean.

    Parameters
    ----------
    names
        What `wanted` found (n names).
    geocode
        Whom to ask about names that the gazetteer does not know: `geocode(name, country="XK")`, with `area`
        where the file names a province or district, gives candidates and raises `GeocodingError` if it
        cannot tell whether there are any. None to stay offline.
    near
        Where they are expected, as `hint` says: a reason for the order, never for a choice.
    before
        What an earlier call found, to go on from there: what failed or was left is asked again.
    progress
        Called with the share that is done, 0 to 1, and a few words.
    stopped
        Asked before each name; if true, the rest is left.

    Returns
    -------
    All n names, each offered, unknown, failed or left.
    """
    wanted_names = list(names)
    search = _Search(geocode, near, before or Located(), stopped)
    for done, each in enumerate(wanted_names):
        if progress:
            progress(done / len(wanted_names), each.name)
        search.ask(each)
    if progress:
        progress(1.0, f"{len(search.offered)} of {len(wanted_names)} names found")
    return Located(search.offered, tuple(search.unknown), search.failed, tuple(search.left))


class _Search:
    """One run over the names: what was found so far."""

    def __init__(
        self,
        geocode: Callable[..., Sequence[Candidate]] | None,
        near: Point | None,
        before: Located,
        stopped: Callable[[], bool],
    ) -> None:
        self._geocode, self._near, self._before, self._stopped = geocode, near, before, stopped
        self.offered: dict[str, tuple[Candidate, ...]] = {}
        self.unknown: list[str] = []
        self.failed: dict[str, str] = {}
        self.left: list[str] = []
        self._in_a_row = 0

    def ask(self, name: Wanted) -> None:
        if name.key in self._before.offered:
            self.offered[name.key] = self._before.offered[name.key]
            return
        if self._stopped():
            self.left.append(name.key)
            return
        if common_nouns.is_one(name.name):
            self.unknown.append(name.key)
            return
        near = self._middle_of(name.area, name.country) or self._near
        found: Sequence[Candidate] = gazetteer.candidates(name.name, country=name.country, near=near)
        if not found and self._geocode is not None:
            self._ask_online(name)
        elif found:
            self.offered[name.key] = tuple(found)
        else:
            self.unknown.append(name.key)

    @staticmethod
    def _within(name: Wanted) -> dict[str, str]:
        return {"area": name.area} if name.area else {}

    def _middle_of(self, area: str, country: str) -> Point | None:
        """Where the gazetteer has an area of this name: places near it come first."""
        if not area:
            return None
        found = gazetteer.candidates(area, country=country, near=self._near)
        areas = [each for each in found if each.exact and each.location_class in ("district", "region")]
        return (areas[0].lon, areas[0].lat) if areas else None

    def _ask_online(self, name: Wanted) -> None:
        if self._in_a_row >= FAILURES_IN_A_ROW or self._geocode is None:
            self.left.append(name.key)
            return
        try:
            found = self._geocode(name.name, country=name.country, **self._within(name))
        except Stopped:
            self.left.append(name.key)
        except GeocodingError as error:
            self.failed[name.key] = str(error)
            self._in_a_row = FAILURES_IN_A_ROW if error.final else self._in_a_row + 1
        else:
            self._in_a_row = 0
            if found:
                self.offered[name.key] = tuple(found)
            else:
                self.unknown.append(name.key)


def applied(
    tables: Mapping[str, pd.DataFrame], chosen: Mapping[str, Candidate]
) -> Mapping[str, pd.DataFrame]:
    """Put chosen places in for names: position, class and uncertainty come from the place.

    Parameters
    ----------
    tables
        The model's tables, of a draft or of a dataset.
    chosen
        By `Wanted.key`. Names that are not in it stay without coordinates.

    Returns
    -------
    All the tables; those that change are new. A radius that the row itself gave stays if it is larger, and
    so is a coarser class: a place never makes a row look better known than the file says.
    """
    if not chosen:
        return tables
    incidents = tables["incidents"].copy()
    missing = _missing(incidents)
    found = [chosen.get(_key(*each)) for each in _named(tables, missing)]
    rows = missing[[each is not None for each in found]]
    picked = [each for each in found if each is not None]
    if not picked:
        return dict(tables)
    position = {label: number for number, label in enumerate(incidents.columns)}
    shapes = incidents["geometry"].to_numpy(copy=True)
    shapes[rows] = shapely.points([(each.lon, each.lat) for each in picked])
    stated = incidents["uncertainty_m"].to_numpy(float, na_value=np.nan)[rows]
    values = {
        "place": [_place_key(each) for each in picked],
        "lon": [each.lon for each in picked],
        "lat": [each.lat for each in picked],
        "location_class": [
            _coarser(said, each.location_class)
            for said, each in zip(incidents["location_class"].to_numpy()[rows], picked, strict=True)
        ],
        "uncertainty_m": np.fmax(stated, [each.uncertainty_m for each in picked]),
    }
    for name, column in values.items():
        incidents.iloc[rows, position[name]] = column
    incidents = gpd.GeoDataFrame(
        pd.DataFrame(incidents.drop(columns="geometry")), geometry=shapes, crs=model.CRS
    )[list(position)]
    names = {_place_key(each): name for each, (name, *_) in _pairs(found, _named(tables, missing))}
    table = _with_places(tables["places"], incidents, {_place_key(each): each for each in picked}, names)
    return {**tables, "incidents": incidents, "places": table}


def choices(chosen: Mapping[str, Candidate]) -> dict[str, Any]:
    """What was chosen, as plain values: part of the version that they make."""
    recorded = ("id", "name", "lon", "lat", "location_class", "uncertainty_m", "source")
    return {key: {name: getattr(each, name) for name in recorded} for key, each in sorted(chosen.items())}


def _coarser(said: object, found: str) -> str:
    """The class that the row itself states, if that is coarser than the place's."""
    stated = str(said) if said in WIDTH else found
    return stated if WIDTH[stated] > WIDTH.get(found, 0) else found


def _pairs(found: Sequence[Candidate | None], named: Sequence[tuple[str, str, str]]) -> Any:
    return [(each, name) for each, name in zip(found, named, strict=True) if each is not None]


def _missing(incidents: pd.DataFrame) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Positions of the incidents that have a place's name and no point."""
    without = incidents["lon"].isna() | incidents["lat"].isna()
    shapes = gpd.GeoSeries(incidents["geometry"])
    return np.flatnonzero(without & (shapes.isna() | shapes.is_empty) & incidents["place"].notna())


def _named(tables: Mapping[str, pd.DataFrame], rows: np.ndarray[Any, Any]) -> list[tuple[str, str, str]]:
    """Name, country and area of the place of each of the rows."""
    named: dict[Any, Any] = {}
    place: Any
    for place in pd.DataFrame(tables["places"].drop(columns="geometry")).to_dict("records"):
        named[place["key"]] = next(iter(folding.names(place).values()), place["key"])
    keys = tables["incidents"]["place"].iloc[rows]
    names = [str(named.get(key, key)) for key in keys]
    countries, areas = (_said(tables[model.ATTRIBUTES], rows, what) for what in ("country", "area"))
    return [
        (name, country, "" if folding.fold(area) == folding.fold(name) else area)
        for name, country, area in zip(names, countries, areas, strict=True)
    ]


def _said(attributes: pd.DataFrame, rows: np.ndarray[Any, Any], what: str) -> list[str]:
    """What stands in the first column of countries or of areas that says something, "" where none does."""
    found = pd.Series([""] * len(rows), dtype="str")
    ranked = [
        (column_names.of_area(str(name), what), -place) for place, name in enumerate(attributes.columns)
    ]
    for _, place in sorted((rank, place) for rank, place in ranked if rank is not None):
        said = attributes.iloc[rows, -place].fillna("").str.strip().reset_index(drop=True)
        found = found.where(found != "", said)
    return found.tolist()


def _key(name: str, country: str, area: str) -> str:
    return Wanted(name, country, area=area).key


def _place_key(candidate: Candidate) -> str:
    """A key without spaces, as the plain layout wants it."""
    return re.sub(r"[^A-Za-z0-9.-]+", "-", candidate.id)


def _with_places(
    table: pd.DataFrame, incidents: pd.DataFrame, added: Mapping[str, Candidate], names: Mapping[str, str]
) -> gpd.GeoDataFrame:
    """The places that incidents still name, and the chosen ones under all their names and the file's."""
    nameless = gpd.GeoSeries(table["geometry"]).isna() & ~table["key"].isin(incidents["place"])
    named = table[~nameless & ~table["key"].isin(added)]
    lines = [
        {
            "key": key,
            **{column: each.names.get(tag) for tag, column in folding.NAME_COLUMNS.items()},
            "name_en": names[key] if not each.names.get("en") else each.names["en"],
            "class": each.location_class,
            "geometry": shapely.Point(each.lon, each.lat),
            "uncertainty_m": each.uncertainty_m,
            "coordinate_source": each.source,
        }
        for key, each in added.items()
    ]
    new = gpd.GeoDataFrame(lines, geometry="geometry", crs=model.CRS)[list(model.PLACE_COLUMNS)]
    if named.empty:
        return new
    joined = pd.concat([pd.DataFrame(named), pd.DataFrame(new)], ignore_index=True)
    return gpd.GeoDataFrame(joined, geometry="geometry", crs=model.CRS)
