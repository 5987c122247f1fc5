"""Describes Atlos's export: incidents of an investigation, with their precision and the media behind them.

Fields: the platform's own list of attributes and its export (https://github.com/atlosdotorg/atlos, February
2026). `geolocation_resolution` is Exact (10 m), Vicinity (100 m: the same block or field) or Locality (1 km:
the same neighbourhood or village). `source_1` and so on are the media's addresses.
"""

from __future__ import annotations

from typing import Final

from geodata.layouts.codebook import Codebook, Day, Of, Sources, cited, coded
from geodata.layouts.spellings import Spellings

_RESOLUTION: Final = {
    "Exact": ("site", 10.0),
    "Vicinity": ("site", 100.0),
    "Locality": ("settlement", 1_000.0),
}
_SOURCES: Final = tuple(f"source_{n}" for n in range(1, 41))


def _first(types: str) -> str | None:
    return types.partition(", ")[0].strip() or None


CODEBOOK: Final = Codebook(
    LAYOUT="atlos",
    publisher="a project on Atlos",
    address="https://www.atlos.org",
    licence="",
    codebook="Atlos's attributes, February 2026",
    COLUMNS=Spellings(
        (
            *("slug", "inserted_at", "updated_at", "latitude", "longitude", "status", "assignments"),
            *("description", "date", "time", "general_location", "tags", "type", "impact", "equipment"),
            *("geolocation_resolution", "more_info", "restrictions", "sensitive", "project", "sources"),
            *_SOURCES,
        )
    ),
    typical=(
        frozenset(("slug", "geolocation_resolution", "latitude")),
        frozenset(("slug", "sensitive", "description", "latitude")),
    ),
    id="slug",
    when=Day("date", "time"),
    event_type=Of(("type",), _first),
    title=Of(("description",), str),
    summary=Of(("description", "more_info"), lambda *cells: "\n".join(filter(None, cells))),
    place="general_location",
    latitude="latitude",
    longitude="longitude",
    where=Of(("geolocation_resolution",), coded(_RESOLUTION)),
    sources=(Sources(("sources", *_SOURCES), cited),),
)
