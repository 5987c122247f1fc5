"""Reads GeoConfirmed's CSV (`;`) and KML as incidents: https://geoconfirmed.org.

Volunteers find the very spot of a photograph, so positions are sites; 100 m is our radius, as the file states
none. The faction took part; in the KML the colour of the icon tells it, and stays as it is.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geodata.ingest import made_ids, midnights, positions, questions
from geodata.ingest.events import Events
from geodata.values import dates, texts

if TYPE_CHECKING:
    from geodata.ingest.sheet import Sheet
    from geodata.readers.raw import RawFile

LAYOUT: Final = "geoconfirmed"

_UNCERTAINTY_M: Final = 100.0
_ICON: Final = re.compile(
    r"icons/(?P<colour>[0-9A-Fa-f]{6})/(?P<destroyed>True|False)/(?:.*/)?(?P<type>[^/]+)\.png"
)
_DAY: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{1,2}[ -][A-Za-z]{3,9}\.?[ -][0-9]{4}"
    r"|[A-Za-z]{3,9} [0-9]{1,2}, [0-9]{4}"
)
_BREAK: Final = re.compile(r"<\s*(?:br|/p|/div|/li)\b[^<>]*>", re.IGNORECASE)
_LINKED: Final = re.compile(r"""<a\s[^<>]*?href\s*=\s*["']?([^"'\s<>]+)[^<>]*>""", re.IGNORECASE)
_TAG: Final = re.compile(r"<[^<>]*>")
_CSV: Final = frozenset(("date", "name", "faction", "latitude", "longitude", "pluscode", "geolocation"))
_HELD: Final = ("id", "name", "description", "latitude", "longitude", "source", "geolocation")


def recognises(raw: RawFile) -> bool:
    """Whether the columns are GeoConfirmed's, or the icons of a KML are."""
    names = {str(name).strip().casefold() for name in raw.rows.columns}
    if names >= _CSV:
        return True
    icons = _icon_column(raw)
    return icons is not None and {"name", "description"} <= names


def read(sheet: Sheet) -> Events:
    """Read the rows."""
    ids = made_ids.ids(sheet, "id" if sheet.has("id") else None)
    at = positions.read(sheet, "latitude", "longitude")
    icons = _icon_column(sheet.raw)
    marks = [_ICON.search(cell) for cell in (sheet[icons] if icons else sheet["name"]).tolist()]
    summary = [_plain_text(cell) for cell in sheet["description"].tolist()]
    when = _times(sheet, summary)
    kind = [mark["type"] if mark and icons else None for mark in marks]
    name = sheet["name"]
    incidents = pd.DataFrame(
        {
            "id": ids,
            "kind": "incident",
            "event_type": kind if icons else sheet["equipment"],
            "title": [text or f"placemark {one}" for text, one in zip(name, ids, strict=True)],
            "summary": summary,
            "start": when.start,
            "end": when.end,
            "time_class": when.time_class,
            "place": None,
            "lon": at.lon,
            "lat": at.lat,
            "location_class": _classes(at),
            "uncertainty_m": np.where(at.known & ~positions.is_area(at.shapes), _UNCERTAINTY_M, np.nan),
        },
        index=sheet.index,
    )
    factions = zip(sheet.index.tolist(), sheet["faction"].tolist(), strict=True)
    taking_part = [(row, faction, "participant", "unknown") for row, faction in factions if faction]
    return Events(incidents, at.shapes, sheet.others(_held(sheet)), taking_part, sources=_sources(sheet))


def _held(sheet: Sheet) -> list[str]:
    """What the model holds word for word: no description with markup, no sources without an address."""
    marked = sheet["description"].str.contains("[<&]", regex=True).any()
    return [name for name in _HELD if not (name in ("description", "source", "geolocation") and marked)]


def _classes(at: positions.Positions) -> Any:
    classes = np.full(len(at.shapes), None, dtype=object)
    classes[at.known] = "site"
    classes[positions.is_line(at.shapes)] = "line"
    classes[positions.is_area(at.shapes)] = "region"
    return classes


def _times(sheet: Sheet, summary: list[str]) -> dates.Dates:
    """The date's own column; in a KML the date that a name or a description begins with."""
    zone = sheet.choices.zone
    column = sheet.first("date", "when", "timestamp", "begin")
    if sheet.has(column) and (sheet[column] != "").any():
        order = questions.date_order(sheet, (column,))
        found = midnights.each_row(
            lambda *cells, time: dates.read(cells[0], zone, order, time=time), sheet[column]
        )
        return sheet.dates(column, found, needed=False)
    entries = [f"{name}\n{text}" for name, text in zip(sheet["name"].tolist(), summary, strict=True)]
    named = [_DAY.search(text) for text in entries]
    spans = [dates.read(day[0], zone) if day else dates.UNKNOWN for day in named]
    sheet.remark(
        "name", "The file has no column of dates: the first date in each name or description is taken."
    )
    readable = [dates.UNKNOWN if isinstance(span, str) else span for span in spans]
    sheet.warn_where(
        "name", [span.start is None for span in readable], "no date in it: the date stays unknown"
    )
    return dates.collected(readable, sheet.index)


def _icon_column(raw: RawFile) -> str | None:
    for name in raw.rows.columns:
        if any(word in str(name).casefold() for word in ("icon", "style")):
            given = raw.rows[name]
            if any(_ICON.search(cell) for cell in given[given != ""].head(20).tolist()):
                return str(name)
    return None


def _plain_text(markup: str) -> str:
    """The words of a description: without tags, line breaks where they were, addresses behind their words."""
    if "<" not in markup and "&" not in markup:
        return markup
    text = _LINKED.sub(lambda link: f" {link[1]} ", markup)
    text = html.unescape(_TAG.sub("", _BREAK.sub("\n", text)))
    return "\n".join(" ".join(line.split()) for line in text.splitlines() if line.strip())


def _sources(sheet: Sheet) -> list[tuple[Any, ...]]:
    found: list[tuple[Any, ...]] = []
    columns = [("source", None), ("geolocation", "geolocation")]
    if not sheet.has("source"):
        columns = [("description", None)]
    for column, title in columns:
        for row, cell in zip(sheet.index.tolist(), sheet[column].tolist(), strict=True):
            addresses = texts.links(_plain_text(cell))
            found += [
                (row, link, texts.host(link), title, link, None, None, None, None) for link in addresses
            ]
            if cell.strip() and not addresses and column != "description":
                words = " ".join(cell.split())
                found.append((row, words, None, words, None, None, None, None, None))
    return list(dict.fromkeys(found))
