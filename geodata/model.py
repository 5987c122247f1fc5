"""Defines a dataset's tables: their columns, units and vocabularies, which every other module trusts.

Geometries are EPSG:4326 (longitude, latitude in degrees); times are UTC, intervals half-open
`[start, end)`; a start without an end is of what goes on, nobody knows until when; distances are metres.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Mapping

MODEL_VERSION: Final = 1
"""Part of every dataset version's name. It stays 1 while the same file says the same: since November 2026
the file's other columns are the table `attributes`; before, they were JSON text in incidents' column `extra`.
Both hold the same texts and both are read, so versions keep their names, and links to them stay good."""

CRS: Final = "EPSG:4326"

KINDS: Final = ("incident", "deployment", "statement", "site", "total")
"""What sort of record it is. A `total` stands for as many events as its `count` says, such as a district's of
a week. It is a kind, so that people see, filter and leave out totals as such; any other record is one."""
TOTAL: Final = KINDS[4]

TIME_CLASSES: Final = (
    "minute",
    "hour",
    "day",
    "days",
    "week",
    "month",
    "year",
    "standing",
    "unknown",
)
"""How finely the time is known. `standing` (posts, garrisons, crossings) and `unknown` have no interval."""

LOCATION_CLASSES: Final = (
    "site",
    "settlement",
    "near",
    "district",
    "region",
    "country",
    "line",
)
"""How finely the place is known; see `POINT_CLASSES` for those that are drawn as a point."""

POINT_CLASSES: Final = ("site", "settlement", "near")
"""Location classes drawn at their representative point. `line` is drawn along its geometry;
`district`, `region` and `country` are listed and counted, never drawn on a centroid. What is a line, an area
or several points by its geometry is drawn as that, whatever its class."""

AREA_CLASSES: Final = ("district", "region", "country")
"""Classes whose point no program should draw."""

ROLES: Final = ("initiator", "target", "participant", "side A", "side B", "third party")
ROLE_COLUMNS: Final = {
    name.lower().replace(" ", "_"): name
    for name in ("initiator", "target", "side A", "side B", "third party", "participant")
}
"""Columns of a table in words that name those who took part, by their role."""

ACTOR_KINDS: Final = (
    "state force",
    "police",
    "international force",
    "armed group",
    "government",
    "civilians",
    "unknown",
)

CONFIDENCES: Final = ("high", "medium", "low", "unverified")

LANGUAGES: Final = ("en", "sq", "sr-Latn", "sr-Cyrl")
"""BCP 47 tags of the place names."""

RELIABILITY: Final = ("A", "B", "C", "D", "E", "F")
"""Admiralty code, the source: A completely reliable … E unreliable, F cannot be judged."""

CREDIBILITY: Final = (1, 2, 3, 4, 5, 6)
"""Admiralty code, the information: 1 confirmed by other sources … 5 improbable, 6 cannot be judged."""

INCIDENT_COLUMNS: Final = (
    "row",  # 0 … n−1: the bit's position in a selection; every query orders by it
    "id",
    "kind",
    "count",  # of a `total`: how many events it stands for, missing if nobody says; missing in all others
    "event_type",
    "title",
    "summary",
    "start",
    "end",
    "time_class",
    "place",  # key into `places`, or missing
    "geometry",
    "lon",
    "lat",
    "location_class",
    "uncertainty_m",
    "fatalities_low",
    "fatalities_best",
    "fatalities_high",
    "injured",
    "confidence",
    "search_text",  # folded: see `values.folding.fold`
)
QUANTITY_COLUMNS: Final = ("incident", "what", "low", "best", "high", "unit")
PARTICIPATION_COLUMNS: Final = ("incident", "row", "actor", "role")
ACTOR_COLUMNS: Final = ("id", "name", "aliases", "parent", "kind")  # aliases: list of names
PLACE_COLUMNS: Final = (
    "key",
    "name_en",
    "name_sq",
    "name_sr_latn",
    "name_sr_cyrl",
    "class",
    "geometry",  # a point, or the line that the place names
    "uncertainty_m",
    "coordinate_source",
)
SOURCE_COLUMNS: Final = (
    "incident",
    "source",  # the source's own id: one source may be cited by many incidents
    "publisher",
    "title",
    "url",
    "archived_url",
    "published",  # text as the source gives it: a date, a month, or missing
    "reliability",
    "credibility",
)
CLAIM_COLUMNS: Final = ("incident", "field", "value", "said_by", "source")
REJECTED_COLUMNS: Final = ("file", "row", "field", "value", "reason", "original")
WARNING_COLUMNS: Final = ("file", "row", "field", "value", "reason")

TABLE_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "incidents": INCIDENT_COLUMNS,
    "quantities": QUANTITY_COLUMNS,
    "participations": PARTICIPATION_COLUMNS,
    "actors": ACTOR_COLUMNS,
    "places": PLACE_COLUMNS,
    "sources": SOURCE_COLUMNS,
    "claims": CLAIM_COLUMNS,
    "rejected": REJECTED_COLUMNS,
    "warnings": WARNING_COLUMNS,
}
"""The tables of a version whose columns are always the same; see `ATTRIBUTES` for the other one."""

ATTRIBUTES: Final = "attributes"
"""The table of the file's own columns, as many and so named as the file has them, a row for each incident in
the same order: texts, letter for letter, missing or empty where a cell is. It may have no columns, and then
no rows. What a column holds (numbers, dates …) `values.attribute_kinds` tells."""

TABLES: Final = (*TABLE_COLUMNS, ATTRIBUTES)
"""The tables of a version, which are its Parquet files too."""

BELONGING: Final = ("participations", "quantities", "sources", "claims")
"""Tables whose lines belong to incidents."""

SHARED: Final = ("actors", "places")
"""Tables of what many incidents name."""

WITH_GEOMETRY: Final = ("incidents", "places")
NUMBERS: Final = ("lon", "lat", "uncertainty_m", "low", "best", "high")
COUNTS: Final = ("count", "fatalities_low", "fatalities_best", "fatalities_high", "injured", "credibility")


@dataclass(frozen=True)
class Info:
    """What a dataset says of itself; people may edit it later without changing the version."""

    title: str
    description: str
    timezone: str
    """IANA name of the zone in which times are shown and dates are filtered."""
    licence: str
    citation: str
    note: str
    """A sentence shown with every map of this dataset, such as the status note on Kosovo."""
    method: str = ""
    """Markdown: how the data was made."""
    accessed: str = ""
    """The day on which the file was fetched from its publisher, as `2023-09-24`; some ask for it."""
    headline: str = ""
    """What stands above the map; the title where there is none."""
    standfirst: str = ""
    """A sentence under the headline: what is to be seen."""
    source_line: str = ""
    """Whose data these are, in a few words under the map; the citation where there is none."""

    @property
    def full_citation(self) -> str:
        """The citation with the day of access, where that is known."""
        return " ".join(filter(None, (self.citation, self.accessed and f"(accessed {self.accessed})")))


@dataclass(frozen=True, eq=False)
class Dataset:
    """One version of one dataset; read-only by agreement, so that all sessions share it.

    `incidents` is in `row` order with `row` equal to its position; `places` is a GeoDataFrame too.
    """

    name: str
    version: str
    """SHA-256, hexadecimal, of the original bytes, the layout, the choices made and the model's number."""
    info: Info
    incidents: gpd.GeoDataFrame
    quantities: pd.DataFrame
    participations: pd.DataFrame
    actors: pd.DataFrame
    places: gpd.GeoDataFrame
    sources: pd.DataFrame
    claims: pd.DataFrame
    rejected: pd.DataFrame
    attributes: pd.DataFrame = field(default_factory=pd.DataFrame)
    """See `ATTRIBUTES`."""
    folded: Mapping[str, Any] | None = None
    """Titles and summaries of the incidents, as `values.text_columns.folded` has made them, if it has."""


def typed(name: str, table: pd.DataFrame | None) -> pd.DataFrame:
    """The table in the columns and types of the model: as it is written, and as it is read."""
    if name == ATTRIBUTES:
        return pd.DataFrame() if table is None else table.reset_index(drop=True)
    if table is not None and _is_typed(name, table):
        return table.reset_index(drop=True)
    columns = TABLE_COLUMNS[name]
    found = {
        column: _column(name, column, None if table is None or column not in table else table[column])
        for column in columns
        if column != "geometry"
    }
    plain = pd.DataFrame(found)
    if name not in WITH_GEOMETRY:
        return plain[list(columns)]
    empty = table is None or "geometry" not in table
    shapes = np.full(len(plain), None, object) if empty else table["geometry"].to_numpy()  # type: ignore[index]
    return gpd.GeoDataFrame(plain, geometry=shapes, crs=CRS)[list(columns)]


def _is_typed(name: str, table: pd.DataFrame) -> bool:
    """Whether the table has the columns and types already; lists of names are looked at one by one."""
    wanted = _types(name)
    if (
        "aliases" in wanted
        or list(table.columns) != list(wanted)
        or list(table.dtypes) != list(wanted.values())
    ):
        return False
    return name not in WITH_GEOMETRY or (isinstance(table, gpd.GeoDataFrame) and table.crs == CRS)


@cache
def _types(name: str) -> dict[str, Any]:
    """The columns of a table and their types."""
    return dict(typed(name, None).dtypes)


def _column(table: str, name: str, values: pd.Series[Any] | None) -> pd.Series[Any]:
    if values is None:
        values = pd.Series([], dtype=object)
    values = values.reset_index(drop=True)
    if name in ("start", "end"):
        return pd.to_datetime(values, utc=True).astype("datetime64[us, UTC]")
    if name == "row":
        # A remark on a whole file has no row.
        return values.astype("Int64" if table in ("rejected", "warnings") else "int64")
    if name in NUMBERS:
        return values.astype("float64")
    if name in COUNTS:
        return pd.to_numeric(values).astype("Int64")
    if name == "aliases":
        return pd.Series([_names(each) for each in values], dtype=object)
    return values if values.dtype == "str" else values.astype("str").where(values.notna())


def _names(aliases: Any) -> list[str]:
    return [str(alias) for alias in aliases] if isinstance(aliases, (list, tuple, np.ndarray)) else []
