"""Says how finely a found place is known: its location class and the radius of its uncertainty, in metres."""

from __future__ import annotations

from typing import Final

from geodata import geometry

# GeoNames' positions are nobody's survey, hence no `site` among them.
_SPREAD: Final = {
    "A": ("district", 15_000.0),
    "H": ("near", 5_000.0),
    "L": ("near", 5_000.0),
    "R": ("near", 5_000.0),
    "S": ("near", 1_000.0),
    "T": ("near", 2_000.0),
    "U": ("region", 50_000.0),
    "V": ("near", 5_000.0),
}
_AREAS: Final = {"ADM1": ("region", 40_000.0), "PCLI": ("country", 150_000.0), "PCL": ("country", 150_000.0)}
_OPENCAGE_CLASSES: Final = {
    "country": "country",
    "state": "region",
    "region": "region",
    "state_district": "region",
    "county": "district",
    "municipality": "district",
    "city": "settlement",
    "town": "settlement",
    "village": "settlement",
    "hamlet": "settlement",
    "suburb": "settlement",
    "neighbourhood": "settlement",
    "road": "near",
    "building": "site",
}
_LEAST_M: Final = {"site": 100.0, "near": 500.0, "settlement": 1_000.0, "district": 5_000.0}


def of_feature(class_: str, code: str, population: int) -> tuple[str, float]:
    """Class and metres of a GeoNames feature, by its class, code and population."""
    if class_ == "P":
        large = 5_000.0 if population >= 50_000 or code in ("PPLC", "PPLA") else 2_500.0
        return "settlement", large if population >= 10_000 or code.startswith("PPLA") else 1_000.0
    return _AREAS.get(code) or _SPREAD.get(class_, ("near", 5_000.0))


def of_nominatim(rank: int) -> str:
    """Nominatim's place rank (https://nominatim.org/release-docs/latest/customize/Ranking/) as a class."""
    for highest, name in ((4, "country"), (9, "region"), (15, "district"), (22, "settlement"), (27, "near")):
        if rank <= highest:
            return name
    return "site"


def of_opencage(kind: str) -> str:
    """The class of a result by OpenCage's word for what it is."""
    return _OPENCAGE_CLASSES.get(kind, "near")


def radius(location_class: str, box: tuple[float, float, float, float]) -> float:
    """Half the diagonal of a box (south, north, west, east), in metres, no less than the class implies."""
    south, north, west, east = box
    half = float(geometry.WGS84.inv(west, south, east, north)[2]) / 2
    return round(max(half, _LEAST_M.get(location_class, 20_000.0)))
