"""Says what a tag of the Humanitarian Exchange Language (HXL) calls a column, in the words of plain tables.

Hashtags and attributes: the HXL standard 1.1 (https://hxlstandard.org/standard/1-1final/dictionary/). What a
tag says that no field holds (years, codes, who was reported to) has no name here: the column keeps its own.
"""

from __future__ import annotations

import re
from typing import Final

_NO_NAME: Final = frozenset(("code", "id", "year", "month", "reported", "published", "updated", "precision"))
"""Attributes with which a tag tells of something else than its hashtag."""
_NAMES: Final[tuple[tuple[str, frozenset[str], str], ...]] = (
    ("#date", frozenset(("start", "from")), "start date"),
    ("#date", frozenset(("end", "to")), "end date"),
    ("#date", frozenset(), "date"),
    ("#geo", frozenset(("lat",)), "latitude"),
    ("#geo", frozenset(("lon", "long", "lng")), "longitude"),
    ("#geo", frozenset(("coord", "coords", "latlon")), "coordinates"),
    ("#event", frozenset(("type", "category", "sub")), "event type"),
    ("#event", frozenset(), "title"),
    ("#affected", frozenset(("killed", "dead", "deaths", "fatalities")), "fatalities"),
    ("#affected", frozenset(("injured", "wounded")), "injured"),
    ("#description", frozenset(), "description"),
    ("#meta", frozenset(("source",)), "source"),
    ("#meta", frozenset(("url", "link")), "url"),
    ("#group", frozenset(("first",)), "side_a"),
    ("#group", frozenset(("second",)), "side_b"),
    ("#group", frozenset(), "actor"),
    ("#org", frozenset(("source",)), "source"),
    ("#loc", frozenset(), "place"),
)
"""Hashtag, attributes of which one has to be there (or none need), name; the first that fits counts."""
_DISTRICT: Final = re.compile(r"#adm([1-5])\Z")


def is_tag(text: str) -> bool:
    """Whether a hint is a tag."""
    return text.startswith("#")


def name_of(tag: str) -> str | None:
    """What a plain table would call a column with this tag; None where nothing fits."""
    hashtag, *attributes = [part.strip().casefold() for part in tag.split("+")]
    said = frozenset(attributes)
    if "id" in said and hashtag in ("#event", "#meta"):
        return "id"
    if said & _NO_NAME:
        return None
    return next(
        (name for each, one_of, name in _NAMES if each == hashtag and (not one_of or one_of & said)), None
    )


def district(tag: str) -> int:
    """The level of a tag that names a district, 1 (the largest) to 5; 0 of any other."""
    hashtag, *attributes = [part.strip().casefold() for part in tag.split("+")]
    found = _DISTRICT.match(hashtag)
    return int(found[1]) if found and "code" not in attributes else 0
