"""Proposes which columns hold the date: whole, in parts or as a form's times, by names and values."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from geodata.ingest import missing_years
from geodata.layouts import other_times
from geodata.values import clock_times, date_numbers, date_parts, dates, dittos, impossible_dates
from geodata.values.folding import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    import pandas as pd

_UTC: Final = ZoneInfo("UTC")
_MOST: Final = 0.8
_SOME: Final = 0.2
_NOTE: Final = re.compile(r"[(\[][^()\[\]]*[)\]]")
_COMPACT: Final = re.compile(r"(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])")
_YEAR: Final = re.compile(r"(?:19|20)[0-9]{2}")
_LONGEST: Final = 60
_LOOKED_AT: Final = 4_000

_PARTS: Final = {
    "year": """
        year iyear eventyear event_year incident_year start_year startyear styear year_start year_of_event
        godina god viti vit annee ano anio jahr yil rik rok an anno jaar aar
    """,
    "month": """
        month imonth eventmonth event_month incident_month start_month startmonth stmonth month_start
        mesec mjesec misac muaji mois mes monat ay misjac mesjac mesec_dogadjaja mese maand
    """,
    "day": """
        day iday eventday event_day incident_day start_day startday stday day_start dan dita dite jour dia
        tag gun den giorno dag
    """,
    "end_year": "end_year endyear eyear year_end annee_fin",
    "end_month": "end_month endmonth emonth month_end mois_fin",
    "end_day": "end_day endday eday day_end jour_fin",
}
_PART_OF: Final = {name: part for part, names in _PARTS.items() for name in names.split()}
_TESTS: Final = {"year": date_parts.is_year, "month": date_parts.is_month, "day": date_parts.is_day}


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_DATE_WORDS: Final = _set("""
            date dates datum dates data datetime timestamp fecha tarih tarihi dato dt datas occurred happened
            eventtime eventdate incidentdate dateofincident dateofevent vrijeme vreme kohe time when taarikh
            تاريخ التاريخ
        """)
_FORM: Final = _set("""
            _submission_time _uuid formhub/uuid submissiondate meta/instanceid meta:instanceid instanceid
            _xform_id_string __version__ _submitted_by
        """)
"""Columns that KoboToolbox and ODK put into every export."""
_FORM_TIMES: Final = frozenset(
    ("start", "end", "starttime", "endtime", "today", "_submission_time", "submissiondate")
)


def settle(found: dict[str, str], samples: Mapping[str, list[str]], rows: pd.DataFrame) -> tuple[str, ...]:
    """Add what holds the date to the meanings found; return the columns of which one may be it."""
    asked = _settled(found, samples)
    if {"date", "start"} & set(found.values()):
        _settle_complements(found, samples, rows.head(_LOOKED_AT))
    return asked


def _settled(found: dict[str, str], samples: Mapping[str, list[str]]) -> tuple[str, ...]:
    if is_form(samples):
        _leave_form_times(found)
    _settle_time(found, samples)
    if not {"date", "start"} & set(found.values()):
        _settle_parts(found, samples)
    if {"date", "start", "year"} & set(found.values()):
        _settle_end_parts(found, samples)
        return ()
    named = [
        name
        for name, values in samples.items()
        if _may_become_date(name, found, samples) and _is_named(name, values)
    ]
    if len(named) == 1:
        found[named[0]] = "date"
        return ()
    candidates = named or [
        name
        for name, values in samples.items()
        if _may_become_date(name, found, samples)
        and not other_times.says_another(name)
        and _are_dates(values)
    ]
    if not candidates and is_form(samples):
        candidates = [
            name for name, values in samples.items() if name.casefold() == "today" and mostly(values, is_date)
        ]
    if len(candidates) == 1:
        found[candidates[0]] = "date"
        return ()
    if candidates:
        return tuple(candidates)
    others = [name for name, values in samples.items() if name not in found and mostly(values, is_date)]
    return tuple(others) if len(others) > 1 else ()


def _settle_complements(found: dict[str, str], samples: Mapping[str, list[str]], rows: pd.DataFrame) -> None:
    """Other columns of dates that are filled only where those that were found are empty, as in a KML."""
    for name, values in samples.items():
        if _may_become_date(name, found, samples) and _is_named(name, values):
            dated = [column for column, meaning in found.items() if meaning in ("date", "start", "end")]
            if not ((rows[dated] != "").any(axis="columns") & (rows[name] != "")).any():
                found[name] = "date"


def years_beside(rows: pd.DataFrame, mapping: Mapping[str, str], part: str = "year") -> str | None:
    """A column of years, or of `end_year`, that was taken for nothing, as there is one of dates."""
    for name in map(str, rows.columns):
        if name not in mapping and _PART_OF.get(_plain(name)) == part:
            return name
    return None


def _are_dates(values: list[str]) -> bool:
    """Whether values are dates, among which years alone may stand."""
    return mostly(values, is_date, _SOME) and mostly(
        values, lambda text: is_date(text) or _YEAR.fullmatch(text.strip()) is not None
    )


def _may_become_date(name: str, found: Mapping[str, str], samples: Iterable[str]) -> bool:
    return name not in found and not (is_form_time(name) and is_form(samples))


def _is_named(name: str, values: list[str]) -> bool:
    """Whether a name says that it is the date, and the values can be dates."""
    return says_date(name) and not other_times.says_another(name) and mostly(values, may_be_day)


def says_date(name: str) -> bool:
    """Whether a name says that its column holds dates, of whatever."""
    return bool(other_times.words_of(name) & _DATE_WORDS)


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", fold(name)).strip("_")


def _settle_time(found: dict[str, str], samples: Mapping[str, list[str]]) -> None:
    """A column called time may hold whole dates with times; beside a date 1430 is a time, and no year."""
    dated = bool({"date", "start"} & set(found.values()))
    for name, meaning in list(found.items()):
        if meaning == "time" and mostly(samples[name], may_be_date):
            if dated and clock_times.are_figures(samples[name]):
                continue
            if {"date", "start"} & set(found.values()):
                del found[name]
            else:
                found[name] = "date"


def _settle_parts(found: dict[str, str], samples: Mapping[str, list[str]]) -> None:
    parts = _parts(samples, ("year", "month", "day"))
    if "year" not in parts:
        return
    if "month" not in parts:
        parts = {"year": parts["year"]}
        others = [name for name, values in samples.items() if name not in found and _is_named(name, values)]
        if any(name != parts["year"] for name in others):
            return
    found |= {name: part for part, name in parts.items()}


def _settle_end_parts(found: dict[str, str], samples: Mapping[str, list[str]]) -> None:
    if "year" not in found.values() or "end" in found.values():
        return
    ends = _parts(samples, ("end_year", "end_month", "end_day"))
    if "end_year" in ends or {"month", "end_day"} <= {*found.values(), *ends}:
        found |= {name: part for part, name in ends.items()}


def _parts(samples: Mapping[str, list[str]], wanted: tuple[str, ...]) -> dict[str, str]:
    """The column of each part; a name that says it starts something goes before a plain one."""
    parts: dict[str, str] = {}
    for name, values in sorted(samples.items(), key=lambda each: "start" not in _plain(each[0])):
        part = _PART_OF.get(_plain(name))
        if (
            part in wanted
            and part not in parts
            and mostly(values, _TESTS[part.removeprefix("end_")], empty=part != "year")
        ):
            parts[part] = name
    return parts


def is_form(names: Iterable[str]) -> bool:
    """Whether the columns are those that forms on telephones are exported with."""
    return bool({name.strip().casefold() for name in names} & _FORM)


def is_form_time(name: str) -> bool:
    """Whether a form's column says when it was filled in or sent."""
    return name.strip().casefold() in _FORM_TIMES


def _leave_form_times(found: dict[str, str]) -> None:
    for name in [
        name for name in found if is_form_time(name) and found[name] in ("start", "end", "date", "time")
    ]:
        del found[name]


def mostly(
    values: Sequence[str], test: Callable[[str], bool], most: float = _MOST, *, empty: bool = False
) -> bool:
    """Whether so large a share of values passes a test; nothing is asked once too many failed."""
    if not values:
        return empty
    allowed = len(values) - most * len(values)
    failed = 0
    for value in values:
        failed += not test(value)
        if failed > allowed:
            return False
    return True


def is_date(text: str) -> bool:
    """Whether a cell holds a date: with or without a note, X2013, no bare numbers but 20230924."""
    if _COMPACT.fullmatch(text.strip()):
        return may_be_date(text)
    bare = _NOTE.sub("", text).lstrip("Xx")
    parts = [each.strip() for each in re.split("[;,&]", bare)]
    return not all(date_numbers.NUMBER.fullmatch(each) for each in parts) and may_be_date(text)


def may_be_date(text: str) -> bool:
    """Whether a cell can be read as a date, in whichever order."""
    if len(text) > _LONGEST or not any(map(str.isdecimal, text)):
        return False
    for order in ("day-first", "month-first"):
        found = dates.read(text, _UTC, order)
        if not isinstance(found, str):
            return found.start is not None and not impossible_dates.is_kept(found)
    return False


def may_be_day(text: str) -> bool:
    """Whether a cell of a column that is called a date can be one, or a day without its year."""
    return may_be_date(text) or missing_years.lacks_one(text)


def holds_dates(column: pd.Series[str]) -> bool:
    """Whether the first cells of a column hold dates, or some of them do."""
    given = dittos.without(column[column != ""].head(50).tolist())
    return mostly(given, is_date, _SOME)
