"""Says when and where an incident was, in words that tell how precisely that is known."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from numbers import Real
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pandas as pd
from babel.dates import format_date, format_time
from babel.numbers import format_decimal
from pandas.api.typing import NaTType, NAType

from components.text.strings import DEFAULT, locale, name_of, say
from geodata.model import TOTAL

if TYPE_CHECKING:
    from collections.abc import Mapping

Cell = str | float | date | NAType | NaTType | None
"""What a cell of a table holds; a missing value has several forms."""
_ALIKE_KM, _COARSE_KM = 0.05, 100.0
"""Kilometres that are told alike, and from which on no decimals are told."""
Number = float | NAType | None
"""A figure, or a missing one."""


def when(incident: pd.Series, timezone: str, *, language: str = DEFAULT) -> str:
    """The time interval in the dataset's zone and its class: "24 September 2023 (to the day)"."""
    return interval(incident["start"], incident["end"], incident["time_class"], timezone, language)


@lru_cache(maxsize=16_384)
def interval(
    start: pd.Timestamp, end: pd.Timestamp, time_class: str, timezone: str, language: str = DEFAULT
) -> str:
    """The same from its parts; most intervals recur, and a date takes long to write."""
    if pd.isna(start):
        return say("when.standing" if time_class == "standing" else "when.unknown", language=language)
    zone = ZoneInfo(timezone)
    if pd.isna(end):
        began = start.to_pydatetime().astimezone(zone)
        return say("when.goes_on", language=language, start=_beginning(began, time_class, language))
    first, last = start.to_pydatetime().astimezone(zone), end.to_pydatetime().astimezone(zone)
    told_interval = _interval(first, last, language)
    if pd.isna(time_class):
        return told_interval
    return say(f"when.{time_class}", language=language, interval=told_interval)


def _beginning(began: datetime, time_class: str, language: str) -> str:
    """When something began that goes on: the class says how finely that is known."""
    if time_class in ("minute", "hour"):
        at = f"{_clock(began, language)} {offset(began, language=language)}"
        return f"{_day(began.date(), language)}, {at}"
    day = _day(began.date(), language)
    if began.time() != time():
        return f"{day}, {_clock(began, language)} {offset(began, language=language)}"
    pattern = {"month": "when.pattern_of_month", "year": "when.pattern_of_year"}.get(time_class, "")
    return _day(began.date(), language, pattern=pattern) if pattern else day


def _interval(start: datetime, end: datetime, language: str) -> str:
    """A half-open interval as people write it: whole days without times, one minute as that minute."""
    if _whole_days(start, end):
        last = end.date() - timedelta(days=1)
        return _days(start.date(), last, language)
    if end.astimezone(UTC) - start.astimezone(UTC) <= timedelta(minutes=1):  # by no clock that is changed
        return f"{_day(start.date(), language)}, {_clock(start, language)} {offset(end, language=language)}"
    begin, finish = _clock(start, language), f"{_clock(end, language)} {offset(end, language=language)}"
    if start.utcoffset() != end.utcoffset():  # the clocks were changed meanwhile
        begin = f"{begin} {offset(start, language=language)}"
    if start.date() == end.date():
        return f"{_day(start.date(), language)}, {begin}–{finish}"
    return say(
        "when.span",
        language=language,
        first=f"{_day(start.date(), language)}, {begin}",
        last=f"{_day(end.date(), language)}, {finish}",
    )


def offset(moment: datetime, *, language: str = DEFAULT) -> str:
    """How far the clocks of its zone are ahead of UTC at a moment: "UTC+2"."""
    ahead = moment.utcoffset() or timedelta()
    hours, minutes = divmod(round(abs(ahead).total_seconds() / 60), 60)
    sign = "−" if ahead < timedelta() else "+"
    told_offset = f"{sign}{hours}" + (f":{minutes:02}" if minutes else "")
    return say("when.utc", language=language, offset=told_offset if ahead else "")


def zone_of(incident: pd.Series, timezone: str, *, language: str = DEFAULT) -> str:
    """The zone of the hours that `when` tells, in words; empty of whole days and for UTC."""
    start, end = incident["start"], incident["end"]
    if timezone == "UTC" or pd.isna(start):
        return ""
    if pd.isna(end):
        timed = start.to_pydatetime().astimezone(ZoneInfo(timezone)).time() != time()
        timed |= incident["time_class"] in ("minute", "hour")
        return say("when.zone", language=language, zone=timezone) if timed else ""
    first, last = (each.to_pydatetime().astimezone(ZoneInfo(timezone)) for each in (start, end))
    return "" if _whole_days(first, last) else say("when.zone", language=language, zone=timezone)


def _whole_days(start: datetime, end: datetime) -> bool:
    """A second from midnight is no day, nor is the hour that clocks show twice from midnight."""
    return start.time() == end.time() == time() and start.date() < end.date()


def _days(first: date, last: date, language: str) -> str:
    if first == last:
        return _day(first, language)
    same_year = first.year == last.year
    if same_year and first.month == last.month:
        begin = str(first.day)
    elif same_year:
        begin = _day(first, language, pattern="when.pattern_without_year")
    else:
        begin = _day(first, language)
    return say("when.span", language=language, first=begin, last=_day(last, language))


def _day(day: date, language: str, *, pattern: str = "when.pattern") -> str:
    return format_date(day, say(pattern, language=language), locale=locale(language))


def _clock(moment: datetime, language: str) -> str:
    return format_time(moment, "HH:mm", locale=locale(language))


def distance(metres: float, *, language: str = DEFAULT) -> str:
    """A radius in words, metres below one kilometre."""
    if metres < 1000:
        return say("where.metres", language=language, n=round(metres))
    kilometres = metres / 1000
    n = f"{kilometres:.1f}".rstrip("0").rstrip(".") if kilometres < 10 else round(kilometres)
    return say("where.kilometres", language=language, n=n)


def radius_of(metres: float | NAType | None, *, language: str = DEFAULT) -> str:
    """How far from its point a place may lie: "± 1 km"."""
    if pd.isna(metres):
        return say("where.radius_unknown", language=language)
    return say("where.radius", language=language, distance=distance(metres, language=language))


def away(best_km: float, low_km: float, high_km: float, *, language: str = DEFAULT) -> str:
    """How far a record is from something: "4.2 km ± 1", or from where to where it may be."""
    if pd.isna(best_km):
        return say("value.unknown", language=language)
    if high_km == 0:
        return say("distance.here", language=language)
    if math.isinf(high_km):
        return say("distance.at_least", language=language, best=_km(best_km), low=_km(low_km))
    if low_km > 0 and abs((best_km - low_km) - (high_km - best_km)) < _ALIKE_KM:
        return say("distance.around", language=language, best=_km(best_km), more=_km(high_km - best_km))
    return say("distance.between", language=language, best=_km(best_km), low=_km(low_km), high=_km(high_km))


def _km(kilometres: float) -> str:
    return f"{kilometres:.1f}" if kilometres < _COARSE_KM else f"{kilometres:,.0f}"


def position(incident: Mapping[Any, Any] | pd.Series) -> str:
    """Latitude and longitude, degrees; nothing where there are none, or they are an area's middle."""
    lat, lon = incident.get("lat"), incident.get("lon")
    if pd.isna(lat) or pd.isna(lon) or incident["location_class"] in ("district", "region", "country"):
        return ""
    return f"{lat:.4f}, {lon:.4f}"


def where(incident: pd.Series, place_name: str, *, language: str = DEFAULT) -> str:
    """The place's name with the class and the radius of its precision: "Banjska · settlement, ± 1 km".

    Where it has no name, its position stands instead.
    """
    place_name = place_name or position(incident)
    if not place_name:
        return say("where.nowhere", language=language)
    location_class = incident["location_class"]
    if pd.isna(location_class):
        return say("where.unplaced", language=language, place=place_name)
    key = f"where.{location_class}"
    return say(
        key,
        language=language,
        place=place_name,
        radius=radius_of(incident["uncertainty_m"], language=language),
    )


def kind(name: Cell, events: Number, *, language: str = DEFAULT) -> str:
    """What sort of record it is; of a total with how many events it stands for."""
    if name != TOTAL:
        return told(name, "kinds", language=language)
    return say("table.total", language=language, events=events_of_total(events, language=language))


def events_of_total(events: Number, *, language: str = DEFAULT) -> str:
    """How many events a total stands for, as far as it says so."""
    if pd.isna(events):
        return say("table.no_number", language=language)
    return say("counts.of_events", language=language, n=int(events))


def describe(incident: pd.Series, place_name: str, timezone: str) -> dict[str, str]:
    """The words a tooltip shows for one incident, as the map's routes send them."""
    return {
        "when": when(incident, timezone),
        "where": where(incident, place_name),
        "kind": name_of("kinds", incident["kind"]),
        "event_type": text_of(incident["event_type"]),
        **({"events": events_of_total(incident["count"])} if incident["kind"] == TOTAL else {}),
    }


def told(value: Cell, vocabulary: str | None = None, *, language: str = DEFAULT) -> str:
    """Any value in words: numbers grouped, a vocabulary's value by its name, a missing one as unknown."""
    if pd.isna(value) or value == "":
        return say("value.unknown", language=language)
    if isinstance(value, str):
        return name_of(vocabulary, value, language=language) if vocabulary else value
    return format_decimal(value, locale=locale(language)) if isinstance(value, Real) else str(value)


@lru_cache(maxsize=16_384)
def amount(low: Number, best: Number, high: Number, *, language: str = DEFAULT) -> str:
    """A figure with bounds, any of them possibly missing: "10 (between 9 and 12)", "9–12", "at least 9"."""
    known = [number for number in (low, best, high) if not pd.isna(number)]
    least, most = (told(bound(known, default=None), language=language) for bound in (min, max))
    if not pd.isna(best):
        words = say(
            "value.between", language=language, best=told(best, language=language), low=least, high=most
        )
        return least if least == most else words
    if len(known) == 1:
        return say("value.at_most" if pd.isna(low) else "value.at_least", language=language, n=least)
    return least if least == most else f"{least}–{most}"


def figure(low: Number, best: Number, high: Number) -> str:
    """The best figure alone, or the bounds where there is none, as a table's cell tells it."""
    return amount(low, best, high) if pd.isna(best) else told(best)


def joined(*parts: Cell) -> str:
    """Those that are known, with a dot between them that never stands alone: "Incident · armed clash"."""
    return " · ".join(text for part in parts if (text := text_of(part)))


def text_of(value: Cell) -> str:
    """A text of the model, empty where it is missing."""
    return "" if pd.isna(value) else str(value)


def literal(text: str) -> str:
    """Text for a widget's label, where Streamlit reads Markdown: every mark of Markdown stands for itself."""
    return "".join(f"\\{char}" if char in _MARKDOWN else char for char in " ".join(text.split()))


_MARKDOWN = frozenset("\\`*_{}[]()<>#+-.!|~:$&\"'=/^@")


def version(saved: str, name: str) -> str:
    """A version in words: when it was saved (ISO 8601, UTC), and the first digits of its name."""
    return f"{saved[:16].replace('T', ' ')} · {name[:12]}"
