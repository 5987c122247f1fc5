"""Gives the world's principal places for the offline base map: those after which time zones are named.

Natural Earth's places come in no package that is kept up; the IANA time zone database, in the public domain,
comes with `tzdata` and names some 400 places of all countries with their positions to a minute of a degree.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Final

import folium
from folium.template import Template

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ATTRIBUTION: Final = "Places: IANA time zone database"
_POSITION: Final = re.compile(r"([+-])(\d{2})(\d{2})(\d{2})?([+-])(\d{3})(\d{2})(\d{2})?")

Place = tuple[str, float, float]
"""Name, longitude and latitude in degrees (EPSG:4326), right to about a kilometre."""


@cache
def principal_places(left_out: frozenset[str] = frozenset()) -> tuple[Place, ...]:
    """The places by name, without bases in Antarctica and names of `left_out`, such as countries'.

    Notes
    -----
    `zone.tab` has a line a zone: country code, position as in ISO 6709, the zone, which ends with the place.
    """
    table = resources.files("tzdata") / "zoneinfo" / "zone.tab"
    found = dict(_read(table.read_text(encoding="utf-8").splitlines()))
    return tuple((name, *found[name]) for name in sorted(found) if name not in left_out)


def _read(lines: Iterable[str]) -> Iterator[tuple[str, tuple[float, float]]]:
    for line in lines:
        cells = line.split("\t")
        if line.startswith("#") or len(cells) < 3 or cells[2].startswith("Antarctica/"):
            continue
        position = _POSITION.fullmatch(cells[1])
        if position is not None:
            south, *lat, west, lon_degrees, lon_minutes, lon_seconds = position.groups()
            name = cells[2].rpartition("/")[2].replace("_", " ")
            yield name, (_degrees(west, lon_degrees, lon_minutes, lon_seconds), _degrees(south, *lat))


def _degrees(sign: str, degrees: str, minutes: str, seconds: str | None) -> float:
    value = int(degrees) + int(minutes) / 60 + int(seconds or 0) / 3600
    return round(-value if sign == "-" else value, 3)


class PrincipalPlaces(folium.map.Layer):
    """The places as a layer of the map, whose names are written where tiles have none."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = new L.PrincipalPlaces(
                {{ this.places|tojson }}, {{ this.said|tojson }}
            );
        {% endmacro %}
        """
    )

    def __init__(self, left_out: frozenset[str]) -> None:
        super().__init__(name="places", overlay=True, control=False)
        self._name = "PrincipalPlaces"
        self.places, self.said = principal_places(left_out), ATTRIBUTION
