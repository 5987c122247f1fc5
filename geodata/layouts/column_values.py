"""Says whether a column's values can be what its name says: a guess needs values that fit."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from geodata import model
from geodata.layouts import date_proposals
from geodata.values import coordinates, counts, grid_references, hemispheres, numbers, shape_cells, texts

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from geodata.layouts.column_names import Meaning

MOST: Final = 0.8
"""The share of a column's values that have to look like something for the column to be taken for it."""
LONGEST_TITLE: Final = 160
_HALF: Final = 0.5
_TOLLS: Final = ("fatalities", "fatalities_low", "fatalities_high", "injured", "injured_low", "injured_high")
_METRES: Final = 1_000
"""Beyond this no number is one of degrees."""
_WORDS: Final = {
    "kind": model.KINDS,
    "confidence": model.CONFIDENCES,
    "location_class": model.LOCATION_CLASSES,
}
_SURE: Final = frozenset(
    (
        *("date", "event_date", "incident_date", "datum", "start", "end", "start_date", "end_date"),
        *("date_start", "date_end", "latitude", "longitude", "lat", "lon", "lng"),
    )
)
"""Names that need no look at the values: a column of bad dates is one of dates all the same."""
_SAID: Final = frozenset(("yes", "no", "true", "false", "y", "n", "t", "f", "0", "1"))


def fits(column: str, meaning: Meaning, values: Sequence[str]) -> bool:
    """Whether some of a column's values, none of them empty, can be what its name says."""
    field = meaning.field
    if column.strip().casefold() in _SURE or not values:
        return True
    if field == "title" and is_perhaps_title(meaning):
        return are_titles(values)
    if field in ("easting", "northing") and meaning.line:
        return share(values, is_metres)
    if field in _WORDS:
        return all(value in _WORDS[field] for value in values)
    needed, most = _TESTS.get(field, (None, MOST))
    if needed is not None and not share(values, needed, most):
        return False
    unlike = _UNLIKE.get(field)
    return unlike is None or not share(values, unlike, _HALF)


def is_perhaps_title(meaning: Meaning) -> bool:
    """Whether the name may as well be that of numbers, or of words for a kind: its values decide."""
    return meaning.field == "title" and meaning.line >= 2


def share(values: Sequence[str], test: Callable[[str], bool], most: float = MOST) -> bool:
    """Whether at least so large a share of values passes a test."""
    return date_proposals.mostly(values, test, most)


def is_wkt(text: str) -> bool:
    """Whether a cell holds a shape: well-known text or binary, or GeoJSON."""
    return shape_cells.is_shape(text)


def are_titles(values: Sequence[str]) -> bool:
    """Whether they read like titles: some words, not too long, and not the same few again and again."""
    worded = share(values, lambda text: len(text) <= LONGEST_TITLE and " " in text.strip())
    return worded and 2 * len(set(values)) > len(values) and not share(values, _is_no_text, _HALF)


def is_number(text: str) -> bool:
    """Whether a cell holds a number, with a point or a comma."""
    return re.fullmatch(numbers.DECIMAL, _plain(text)) is not None


def _plain(text: str) -> str:
    """A number with figures, a point and a minus sign as programs write them."""
    return coordinates.plain_marks(text).strip().replace(",", ".").replace("−", "-")


def is_metres(text: str) -> bool:
    """Whether a cell holds a number that no degrees can be."""
    return is_number(text) and abs(float(_plain(text))) > _METRES


def _is_number_or_degrees(text: str) -> bool:
    return (
        is_number(text)
        or re.search(r"[0-9]\s*[°'′:NSEWO]", coordinates.plain_marks(hemispheres.lettered(text))) is not None
    )


def _is_degrees(most: int) -> Callable[[str], bool]:
    """Of degrees up to so many; metres, which may stand below the same names, are looked at later."""

    def test(text: str) -> bool:
        if not is_number(text):
            return _is_number_or_degrees(text)
        value = abs(float(_plain(text)))
        return value <= most or value > _METRES

    return test


def _is_object(text: str) -> bool:
    return re.match(r"\s*(?:\[\s*)?\{\s*[\"'}]", text) is not None


def _is_figure(text: str) -> bool:
    # In words, "Uno" and "Dos" are as well names of places.
    return is_number(text) or (re.search(r"\d", text) is not None and counts.is_count(text))


def _is_no_text(text: str) -> bool:
    return _is_object(text) or _is_figure(text) or texts.link(text.strip())


def _is_no_name(text: str) -> bool:
    return _is_no_text(text) or _is_said(text) or date_proposals.is_date(text)


def _is_no_place(text: str) -> bool:
    return _is_no_name(text) or coordinates.is_pair(text) or is_wkt(text)


def _is_said(text: str) -> bool:
    return text.strip().casefold() in _SAID


def _is_yes_or_no(text: str) -> bool:
    return _is_said(text) and not text.strip().isdecimal()


def _is_no_type(text: str) -> bool:
    return _is_object(text) or texts.link(text.strip()) or coordinates.is_pair(text) or _is_said(text)


def _is_zone(text: str) -> bool:
    return grid_references.zone_of(text) is not None


def _is_link(text: str) -> bool:
    return bool(texts.links(text))


_TESTS: Final[Mapping[str, tuple[Callable[[str], bool], float]]] = {
    "date": (date_proposals.may_be_day, MOST),
    "start": (date_proposals.may_be_day, MOST),
    "end": (date_proposals.may_be_day, MOST),
    "latitude": (_is_degrees(90), MOST),
    "longitude": (_is_degrees(360), MOST),
    "coordinates": (coordinates.is_pair, MOST),
    "wkt": (is_wkt, MOST),
    "zone": (_is_zone, MOST),
    "easting": (_is_number_or_degrees, MOST),
    "northing": (_is_number_or_degrees, MOST),
    "uncertainty_m": (is_number, MOST),
    **dict.fromkeys(_TOLLS, (counts.is_toll, _HALF)),
    "source_url": (_is_link, _HALF),
}
"""What so large a share of the values has to be."""
_UNLIKE: Final[Mapping[str, Callable[[str], bool]]] = {
    "id": _is_object,
    "title": _is_no_text,
    "summary": _is_no_text,
    "place": _is_no_place,
    "event_type": _is_no_type,
    "publisher": _is_no_name,
    "source": lambda text: _is_object(text) or _is_figure(text) or _is_said(text),
    **dict.fromkeys(_TOLLS, _is_yes_or_no),
    **dict.fromkeys(("actor", "side_a", "side_b", "initiator", "target"), _is_no_name),
}
"""What half of the values must not be."""
