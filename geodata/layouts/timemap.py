"""Reads timemap's events, sources and associations as incidents.

Columns: https://github.com/forensic-architecture/timemap, whose dates are month first; Bellingcat's download
for Ukraine (`id,date,latitude,longitude,location,description,sources,associations`) has ISO dates and may
hold the sources themselves. No precision is stated: points count as near the place, with an unknown radius.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geodata.ingest import made_ids, midnights, positions, questions
from geodata.ingest.events import Events
from geodata.values import dates, texts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from geodata.ingest.sheet import Sheet
    from geodata.readers.raw import RawFile

LAYOUT: Final = "timemap"

_DESCRIPTIONS: Final = ("description", "desc")
_SOURCES: Final = ("sources", "source")
_LONGEST_TITLE: Final = 120
_WORD: Final = re.compile(r"\w")
_ADDRESSES: Final = ("url", "path", "paths")


def recognises(raw: RawFile) -> bool:
    """Whether the columns are those of timemap's events."""
    names = {str(name).strip().casefold() for name in raw.rows.columns}
    linked = bool(names & set(_SOURCES)) and bool(names & {"associations", "filters", "category"})
    placed = {"lat", "long"} <= names or {"latitude", "longitude"} <= names
    described = bool(names & set(_DESCRIPTIONS))
    return placed and described and linked and {"date", "location"} <= names


def read(sheet: Sheet) -> Events:
    """Read the rows."""
    ids = made_ids.ids(sheet, "id" if sheet.has("id") else None)
    latitude, longitude = sheet.first("latitude", "lat"), sheet.first("longitude", "long")
    at = positions.read(sheet, latitude, longitude)
    description = sheet.first(*_DESCRIPTIONS)
    when = _times(sheet)
    summaries = sheet[description]
    titles = [_title(text, place) for text, place in zip(summaries, sheet["location"], strict=True)]
    location_class = sheet.choices.location_class or "near"
    if sheet.choices.location_class is None:
        words = (
            "This layout has no column that says how exact positions are: they count as near, with an "
            "unknown radius. If a column of yours says it, say yourself what the columns mean."
        )
        sheet.remark(latitude, words)
    metres = np.nan if sheet.choices.uncertainty_m is None else sheet.choices.uncertainty_m
    incidents = pd.DataFrame(
        {
            "id": ids,
            "kind": "incident",
            "event_type": [_category(cell) for cell in sheet["category"].tolist()],
            "title": titles,
            "summary": summaries,
            "start": when.start,
            "end": when.end,
            "time_class": when.time_class,
            "place": sheet["location"],
            "lon": at.lon,
            "lat": at.lat,
            **positions.classed(at, [(location_class, metres)] * len(sheet.index)),
        },
        index=sheet.index,
    )
    kept_id = () if sheet.has("id") and not ids.equals(sheet["id"]) else ("id",)
    others = sheet.others((*kept_id, description, "location", latitude, longitude))
    return Events(incidents, at.shapes, others, sources=_sources(sheet))


def _times(sheet: Sheet) -> dates.Dates:
    zone = sheet.choices.zone
    order = sheet.choices.date_order
    if order is None:
        order = "month-first"
        if any(dates.order_of([sheet["date"]])[1:]):
            sheet.remark(
                sheet.column("date"), "Dates with the year last have the month first, as in timemap."
            )
    sheet.date_order = order

    def read_one(*cells: str, time: bool) -> Any:
        return dates.read(questions.with_time(*cells), zone, order, time=time)

    return sheet.dates("date", midnights.each_row(read_one, sheet["date"], sheet["time"]), needed=False)


def _title(text: str, place: str) -> str:
    line = text.strip().split("\n", 1)[0].strip()
    if len(line) > _LONGEST_TITLE:
        line = line[:_LONGEST_TITLE].rsplit(" ", 1)[0] + " …"
    return line or place or "without a description"


def _category(cell: str) -> str | None:
    value = texts.parsed(cell)
    if isinstance(value, list):
        return str(value[0]) if value else None
    return cell or None


def _sources(sheet: Sheet) -> list[tuple[Any, ...]]:
    table = sheet.raw.extra_tables.get("sources")
    known = {} if table is None else dict(_described(table))
    name = sheet.first(*_SOURCES)
    found: list[tuple[Any, ...]] = []
    lost: list[str] = []
    for row, cell in zip(sheet.index.tolist(), sheet[name].tolist(), strict=True):
        missing = ""
        for each in dict.fromkeys(_cited(cell)):
            if isinstance(each, str) and each in known:
                found.append((row, *known[each]))
            else:
                found.append((row, *_source(each)))
                if known:
                    missing = f"the table of sources has no '{str(each)[:80]}'"
        lost.append(missing)
    sheet.warn(name, np.array(lost, dtype=object))
    return found


def _cited(cell: str) -> Iterator[Any]:
    """The ids in a cell, or the sources themselves as pairs, which can be compared."""
    value = texts.parsed(cell)
    if isinstance(value, list):
        for each in value:
            yield (
                tuple(sorted((str(key), _text(part)) for key, part in each.items()))
                if isinstance(each, dict)
                else _text(each)
            )
    elif isinstance(value, dict):
        yield tuple(sorted((str(key), _text(part)) for key, part in value.items()))
    else:
        # Addresses, or the ids of sources, or both.
        for link in (addresses := texts.links(cell)):
            cell = cell.replace(link, ";")
        yield from addresses
        yield from filter(_WORD.search, texts.listed(cell.replace(",", ";").replace("\n", ";")))


def _text(value: Any) -> str:
    if isinstance(value, list):
        return "\n".join(_text(each) for each in value)
    return "" if value is None else str(value)


def _described(table: pd.DataFrame) -> Iterator[tuple[str, tuple[Any, ...]]]:
    for record in table.to_dict("records"):
        cells = {
            str(key).strip().casefold(): _text(texts.parsed(cell) or cell) for key, cell in record.items()
        }
        if cells.get("id"):
            yield cells["id"], _line(cells)


def _source(said: Any) -> tuple[Any, ...]:
    if isinstance(said, tuple):
        return _line({key.casefold(): part for key, part in said})
    link = said if texts.link(said) else None
    return said, texts.host(said) if link else None, None if link else said, link, None, None, None, None


def _line(cells: Mapping[str, str]) -> tuple[Any, ...]:
    addresses = [link for name in _ADDRESSES for link in texts.links(cells.get(name, ""))]
    link = addresses[0] if addresses else None
    title = cells.get("title") or cells.get("description") or cells.get("id") or link
    publisher = cells.get("author") or (texts.host(link) if link else None)
    return cells.get("id") or link or title, publisher, title, link, None, cells.get("date"), None, None
