"""Reads ACLED's weekly and monthly totals: how many events there were in a division, each total one record.

Columns: ACLED's aggregated data (https://acleddata.com/aggregated/), whose weeks begin on Saturday and
whose ID is the division's. A total lies in its first-order division, placed at the centre, so it is a
region (100 km, ours) and no point. How many events it stands for is its `count`.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from geodata import model
from geodata.ingest import made_ids, positions, questions
from geodata.ingest.events import Events
from geodata.layouts import totals
from geodata.values import dates, numbers, texts

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from geodata.ingest.sheet import Sheet
    from geodata.readers.raw import RawFile

LAYOUT: Final = "acled-totals"

_REGION: Final = ("region", 100_000.0)
_COUNTRY: Final = ("country", 500_000.0)
_OF_EVENTS: Final = frozenset(("event_id_cnty", "data_id", "event_date", "actor1"))
_DAYS: Final = timedelta(days=6)


def recognises(raw: RawFile) -> bool:
    """Whether the columns are those of totals by week, or by month and year."""
    names = {str(name).strip().casefold() for name in raw.rows.columns}
    period = "week" in names or {"month", "year"} <= names
    return period and {"events", "country"} <= names and not names & _OF_EVENTS


def read(sheet: Sheet) -> Events:
    """Read the rows."""
    ids = made_ids.ids(sheet, None)
    at = positions.read(sheet, *_centre(sheet))
    where = texts.each_distinct(lambda division: _REGION if division.strip() else _COUNTRY, sheet["admin1"])
    when = _times(sheet)
    killed = sheet.figures("fatalities")
    kind = sheet.first("sub_event_type", "event_type", "disorder_type")
    titles = texts.each_distinct(_title, sheet["events"], sheet[kind], sheet["admin1"], sheet["country"])
    place = sheet.first("admin1", "country")
    incidents = pd.DataFrame(
        {
            "id": ids,
            "kind": texts.constant(model.TOTAL, len(sheet.index)),
            "count": totals.counted(sheet, "events"),
            "event_type": sheet[sheet.first("event_type", "disorder_type")],
            "title": titles.column(),
            "start": when.start,
            "end": when.end,
            "time_class": when.time_class,
            "place": sheet[place],
            "lon": at.lon,
            "lat": at.lat,
            **positions.classed(at, where),
            "fatalities_low": numbers.whole(killed.each(lambda count: count.low)),
            "fatalities_best": numbers.whole(killed.each(lambda count: count.best)),
            "fatalities_high": numbers.whole(killed.each(lambda count: count.high)),
        },
        index=sheet.index,
    )
    others = sheet.others(("event_type", "fatalities", *_centre(sheet)))
    return Events(incidents, at.shapes, others)


def _centre(sheet: Sheet) -> tuple[str, str]:
    return sheet.first("centroid_latitude", "latitude"), sheet.first("centroid_longitude", "longitude")


def _title(events: str, kind: str, division: str, country: str) -> str:
    named = ", ".join(filter(None, (kind, division, country)))
    count = f"{events} event{'' if events == '1' else 's'}" if events else ""
    return ": ".join(filter(None, (named, count)))


def _times(sheet: Sheet) -> dates.Dates:
    zone = sheet.choices.zone
    if not sheet.has("week"):
        found = texts.each_distinct(
            lambda month, year: _month(month, year, zone), sheet["month"], sheet["year"]
        )
        return sheet.dates("month", found, needed=True)
    order = questions.date_order(sheet, ("week",))
    found = texts.each_distinct(lambda text: _week(text, zone, order), sheet["week"])
    return sheet.dates("week", found, needed=True)


def _week(text: str, zone: ZoneInfo, order: str | None) -> Any:
    day = dates.read(text, zone, order, time=False)
    if isinstance(day, str) or day.time_class != "day":
        return day
    middle = dates.read(_shifted(day, zone), zone, time=False)
    return middle if isinstance(middle, str) else dates.around(middle, zone, days=3)


def _shifted(day: dates.Span, zone: ZoneInfo) -> str:
    """The day in the middle of the week that begins on a day."""
    begin = pd.Timestamp(day.start or 0, unit="us", tz="UTC").tz_convert(zone)
    return f"{(begin + _DAYS / 2).date():%Y-%m-%d}"


def _month(month: str, year: str, zone: ZoneInfo) -> Any:
    tidy = month.strip()
    text = f"{year.strip()}-{int(tidy):02}-01" if tidy.isdecimal() else f"1 {tidy} {year.strip()}"
    day = dates.read(text, zone, "day-first", time=False)
    return day if isinstance(day, str) or day.start is None else dates.month_of(day, zone)
