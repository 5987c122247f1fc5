"""Reads the table that Incident Map exports for people (CSV) back, as far as its words tell.

Columns: `exporters.plain_words`. Actors and places are known by their names again, what is known only to an
area has no point; the claims and other figures, which are told in words, stay with the file's own columns.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geodata import model
from geodata.ingest import positions
from geodata.ingest.events import Events
from geodata.layouts import own_times
from geodata.values import coordinates, numbers, other_columns

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from geodata.ingest.sheet import Sheet

_WORDS: Final = {
    "kind": ("kind", model.KINDS),
    "time_known_to": ("time_class", model.TIME_CLASSES),
    "place_known_to": ("location_class", ("", *model.LOCATION_CLASSES)),
    "confidence": ("confidence", ("", *model.CONFIDENCES)),
}
_TEXTS: Final = {"title": "title", "summary": "summary", "type": "event_type", "place": "place"}
_COUNTS: Final = ("fatalities_low", "fatalities_best", "fatalities_high", "injured")
_NEEDED: Final = frozenset(
    (
        *("id", "kind", "title", "start_utc", "end_utc", "time_known_to", "place_known_to", "latitude"),
        *("longitude", "actors", "dataset_version"),
    )
)
_HELD: Final = frozenset(
    (
        *_NEEDED,
        *(
            *_WORDS,
            *_TEXTS,
            *_COUNTS,
            *model.ROLE_COLUMNS,
            "date",
            "time",
            "end_date",
            "end_time",
            "edtf",
            "time_zone",
        ),
        *("uncertainty_m", "shape", "sources", "dataset"),
    )
)
"""Columns that become fields again; with those in words all that an export has beside the file's own."""
_EVENTS: Final = "events_counted"
"""How many events a total stands for; the column is there where the dataset has totals."""
_IN_WORDS: Final = ("other_figures", "claims")
_SUFFIX: Final = " (in the file)"
"""Put behind a column of the file whose name is one of ours, or another's in other capitals."""
_SOURCE: Final = re.compile(
    r"(?:(?P<publisher>.*?): )?(?P<title>.*?) ?(?:\((?P<url>[a-z]+://[^\s()]+)\))?", re.DOTALL
)
_BETWEEN_SOURCES: Final = re.compile(r"(?<=\)); ")


def recognises(names: Iterable[str]) -> bool:
    """Whether these columns, in lower case, are those of such a table."""
    return {*names} >= _NEEDED


def read(sheet: Sheet) -> Events:
    """Read the rows."""
    ids = sheet.identify("id")
    columns: dict[str, Any] = {"id": ids, **{field: sheet[name] for name, field in _TEXTS.items()}}
    for name, (field, words) in _WORDS.items():
        sheet.refuse_where(
            name, ~sheet[name].isin(words).to_numpy(bool), f"has to be one of: {', '.join(words)}"
        )
        columns[field] = sheet[name]
    if _has_totals(sheet):
        counts, faults = numbers.counts(sheet[_EVENTS], None)
        sheet.refuse(_EVENTS, faults)
        columns["count"] = numbers.whole(counts.each(lambda count: count.best))
    when = own_times.read(sheet, "start_utc", "end_utc", "time_known_to")
    at = _positions(sheet)
    incidents = pd.DataFrame(
        {**columns, "start": when.start, "end": when.end, "lon": at.lon, "lat": at.lat, **_figures(sheet)},
        index=sheet.index,
    )
    return Events(
        incidents,
        at.shapes,
        _others(sheet),
        list(_participations(sheet)),
        sources=list(_sources(sheet)),
    )


def _has_totals(sheet: Sheet) -> bool:
    return bool((sheet["kind"] == model.TOTAL).any())


def _figures(sheet: Sheet) -> dict[str, Any]:
    radius, why = numbers.decimals(sheet["uncertainty_m"], None)
    sheet.refuse("uncertainty_m", why)
    found: dict[str, Any] = {"uncertainty_m": radius}
    for name in _COUNTS:
        counts, faults = numbers.counts(sheet[name], None)
        sheet.refuse(name, faults)
        found[name] = numbers.whole(counts.each(lambda count: count.best))
    return found


def _positions(sheet: Sheet) -> positions.Positions:
    lon, why_lon = coordinates.degrees(sheet["longitude"], coordinates.LONGITUDE)
    lat, why_lat = coordinates.degrees(sheet["latitude"], coordinates.LATITUDE)
    sheet.refuse("longitude", why_lon)
    sheet.refuse("latitude", why_lat)
    points = positions.of_points(lon, lat)
    if not (sheet["shape"] != "").any():
        return points
    shapes, lost = positions.from_wkt(sheet["shape"])
    sheet.refuse_where("shape", lost, "no well-known text: export it again")
    found = positions.overlaid(positions.of_shapes(sheet, shapes, "shape"), points)
    return positions.Positions(
        np.where(points.known, points.lon, found.lon),
        np.where(points.known, points.lat, found.lat),
        found.shapes,
    )


def _participations(sheet: Sheet) -> Iterator[tuple[Any, ...]]:
    """Row, name, role and no kind, in the order of all names."""
    columns = [sheet[name].tolist() for name in ("actors", *model.ROLE_COLUMNS)]
    for row, everybody, *cells in zip(sheet.index.tolist(), *columns, strict=True):
        if everybody:
            roles = {
                role: cell.split("; ")
                for role, cell in zip(model.ROLE_COLUMNS.values(), cells, strict=True)
                if cell
            }
            for name in dict.fromkeys(everybody.split("; ")):
                known = [role for role, names in roles.items() if name in names] or ["participant"]
                yield from ((row, name, role, None) for role in known if name)


def _sources(sheet: Sheet) -> Iterator[tuple[Any, ...]]:
    """Row, and the model's columns; a source is known by its address, or by its words."""
    for row, cell in zip(sheet.index.tolist(), sheet["sources"].tolist(), strict=True):
        for words in dict.fromkeys(filter(None, _BETWEEN_SOURCES.split(cell))):
            found = _SOURCE.fullmatch(words)
            said = found.groupdict() if found else {"publisher": None, "title": words, "url": None}
            yield (
                row,
                said["url"] or words,
                said["publisher"],
                said["title"] or None,
                said["url"],
                *[None] * 4,
            )


def _others(sheet: Sheet) -> pd.DataFrame:
    """The file's own columns under their own names."""
    held = _HELD | {_EVENTS} if _has_totals(sheet) else _HELD
    names = map(str, sheet.raw.rows.columns)
    written = [name for name in names if name.strip().casefold() not in held]
    columns = ((_own_name(name, written, held), sheet.raw.rows[name]) for name in written)
    return other_columns.together(columns, sheet.index)


def _own_name(name: str, written: list[str], held: frozenset[str]) -> str:
    """The name that a column had before it was told from one of ours, or from another in other capitals."""
    plain = name
    while plain.endswith(_SUFFIX):
        plain = plain.removesuffix(_SUFFIX)
    taken = {*held, *_IN_WORDS, *(other.casefold() for other in written if plain not in written)}
    return name.removesuffix(_SUFFIX) if plain.strip().casefold() in taken else name
