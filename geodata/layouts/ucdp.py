"""Reads UCDP GED as incidents, by column name: https://ucdp.uu.se/downloads/ (codebook: ged261.pdf).

`where_prec` 1 is a point with a name, which in GED is mostly a populated place: a settlement; 2 lies within
about 25 km of a named point; 3 is the centre of a second-order division, 4 of a first-order one; 5 a line, a
fuzzy area or a part of a country, placed at a representative point, hence a region (a line has no course in
the file); 6 a country's centre; 7 international waters or airspace, a region as well. Only 25 km stands in
the codebook; the other radii are ours: 5 km for a town, 30, 100 and 500 km for divisions and countries,
250 km for the sea.

`date_prec`: 1 the day, 2 two to six days, 3 a week, 4 a month, 5 a year; the interval is the file's
`date_start` to `date_end`. Side A is not the attacker.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geodata.ingest import positions, questions
from geodata.ingest.events import Events
from geodata.layouts.codebook import UNSAID
from geodata.layouts.spellings import Spellings
from geodata.values import dates, numbers, texts

if TYPE_CHECKING:
    from geodata.ingest.sheet import Sheet
    from geodata.readers.raw import RawFile

LAYOUT: Final = "ucdp"

COLUMNS: Final = Spellings(
    (
        *("id", "relid", "year", "active_year", "code_status", "type_of_violence", "conflict_dset_id"),
        *("conflict_new_id", "conflict_name", "dyad_dset_id", "dyad_new_id", "dyad_name", "side_a_dset_id"),
        *("side_a_new_id", "side_a", "side_b_dset_id", "side_b_new_id", "side_b", "number_of_sources"),
        *("source_article", "source_office", "source_date", "source_headline", "source_original"),
        *("where_prec", "where_coordinates", "where_description", "adm_1", "adm_2", "latitude", "longitude"),
        *("geom_wkt", "priogrid_gid", "country", "country_id", "region", "event_clarity", "date_prec"),
        *("date_start", "date_end", "deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown"),
        *("best", "high", "low", "gwnoa", "gwnob"),
    ),
    older={"best": ("best_est",), "high": ("high_est",), "low": ("low_est",)},
)
_LOCATION: Final = {
    "1": ("settlement", 5_000.0),
    "2": ("near", 25_000.0),
    "3": ("district", 30_000.0),
    "4": ("region", 100_000.0),
    "5": ("region", 100_000.0),
    "6": ("country", 500_000.0),
    "7": ("region", 250_000.0),
}
_TIME: Final = {"1": "day", "2": "days", "3": "week", "4": "month", "5": "year"}
_VIOLENCE: Final = {"1": "state-based violence", "2": "non-state violence", "3": "one-sided violence"}
_DEATHS: Final = {"best": "fatalities_best", "low": "fatalities_low", "high": "fatalities_high"}
_SPLIT: Final = {
    "deaths_a": "deaths, side A",
    "deaths_b": "deaths, side B",
    "deaths_civilians": "deaths, civilians",
    "deaths_unknown": "deaths, unknown side",
}
_BETWEEN_ARTICLES: Final = re.compile(r'"\s*;\s*"')
_ARTICLE: Final = re.compile(
    r"(?P<office>.*?),\s*(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2}),(?P<headline>.*)", re.DOTALL
)
_HELD: Final = (
    *("id", "latitude", "longitude", "side_a", "side_b", "dyad_name", "where_coordinates"),
    *("where_description", *_DEATHS, *_SPLIT, "geom_wkt"),
)


def recognises(raw: RawFile) -> bool:
    """Whether the columns are UCDP GED's."""
    needed = {"id", "type_of_violence", "where_prec", "date_prec", "side_a", "side_b", "date_start"}
    return needed <= COLUMNS.of(raw)


def read(sheet: Sheet) -> Events:
    """Read the rows."""
    COLUMNS.spell(sheet)
    ids = sheet.identify("id")
    at = positions.read(sheet, "latitude", "longitude")
    where = sheet.codes("where_prec", _LOCATION, _LOCATION["5"], "5, an area", unknown=UNSAID)
    when = _times(sheet)
    violence = sheet.codes("type_of_violence", _VIOLENCE, None, "unknown", unknown=None)
    place = sheet["where_coordinates"]
    incidents = pd.DataFrame(
        {
            "id": ids,
            "kind": texts.constant("incident", len(sheet.index)),
            "event_type": violence.column(),
            "title": texts.joined((sheet["dyad_name"], place), ", "),
            "summary": sheet["where_description"],
            "start": when.start,
            "end": when.end,
            "time_class": when.time_class,
            "place": place,
            "lon": at.lon,
            "lat": at.lat,
            **positions.classed(at, where),
            **_deaths(sheet),
        },
        index=sheet.index,
    )
    return Events(
        incidents,
        at.shapes,
        sheet.others(_HELD),
        _participations(sheet),
        _quantities(sheet),
        _sources(sheet),
    )


def _times(sheet: Sheet) -> dates.Dates:
    classes = sheet.codes("date_prec", _TIME, "year", "5, a year", unknown=None)
    order = questions.date_order(sheet, ("date_start", "date_end"))
    zone = sheet.choices.zone

    def read_one(start: str, end: str, time_class: str) -> Any:
        found = dates.joined(
            dates.read(start, zone, order, time=False), dates.read(end or start, zone, order, time=False)
        )
        if isinstance(found, str) or found.start is None or time_class is None:
            return found
        return found._replace(time_class=time_class)

    found = texts.each_distinct(read_one, sheet["date_start"], sheet["date_end"], classes)
    return sheet.dates("date_start", found, needed=True)


def _deaths(sheet: Sheet) -> dict[str, Any]:
    figures = {}
    for name, column in _DEATHS.items():
        found = sheet.figures(name)
        figures[column] = numbers.whole(found.each(lambda count: count.best))
    low, best, high = (pd.Series(figures[f"fatalities_{name}"]) for name in ("low", "best", "high"))
    falls = ((low > best) | (best > high) | (low > high)).fillna(False)
    words = "low, best and high do not rise: they stay as the file has them"
    sheet.warn_where(sheet.first("best"), falls, words)
    return figures


def _quantities(sheet: Sheet) -> pd.DataFrame:
    frames = []
    for name, what in _SPLIT.items():
        figures = sheet.figures(name)
        best = figures.each(lambda count: np.nan if count.best is None else float(count.best))
        found = np.array(best.results, np.float64)[best.codes]
        given = np.flatnonzero(~np.isnan(found))
        frames.append(
            pd.DataFrame(
                {
                    "row": sheet.rows_at(given),
                    "what": texts.constant(what, len(given)),
                    "low": np.nan,
                    "best": found[given],
                    "high": np.nan,
                    "unit": texts.constant("people", len(given)),
                }
            )
        )
    return texts.frames_below(frames)


def _participations(sheet: Sheet) -> pd.DataFrame:
    sides = (("side_a", "side A"), ("side_b", "side B"))
    return texts.frames_below([_side(sheet[column], role) for column, role in sides])


def _side(names: pd.Series[str], role: str) -> pd.DataFrame:
    kinds = texts.each_distinct(_kind, names).column()
    actors = texts.distinct(names)
    given = np.flatnonzero(texts.there(actors))
    return pd.DataFrame(
        {
            "row": names.index.to_numpy()[given],
            "actor": actors[given],
            "role": texts.constant(role, len(given)),
            "kind": kinds[given],
        }
    )


def _kind(name: str) -> str:
    if name == "Civilians":
        return "civilians"
    return "government" if name.startswith("Government of ") else "armed group"


def _sources(sheet: Sheet) -> pd.DataFrame:
    """One line for each source: by their places in the lists, or as the list of articles has them."""
    columns = ("source_article", "source_office", "source_date", "source_headline")
    places, cells = texts.lines(texts.each_distinct(_lines, *(sheet[name] for name in columns)), 4)
    named = dict(zip(("source", "publisher", "title", "published"), cells, strict=True))
    return pd.DataFrame({"row": sheet.rows_at(places), **named})


def _lines(article: str, *parts: str) -> list[tuple[str | None, ...]]:
    """Source, publisher, title and day of each source of a row."""
    offices, days, headlines = (texts.in_order(part) for part in parts)
    if not offices or not len(offices) == len(days) == len(headlines):
        articles = _articles(article)
        if articles is None:
            return [(article, None, article, None)] if article else []
        offices, days, headlines = articles
    lines = dict.fromkeys(line for line in zip(offices, headlines, days, strict=True) if any(line))
    return [
        (", ".join(filter(None, (office, day, headline))), office or None, headline or None, day or None)
        for office, headline, day in lines
    ]


def _articles(cell: str) -> tuple[list[str], list[str], list[str]] | None:
    """Offices, days and headlines of `"Office,2017-01-30,Headline";"…"`; None where it is anything else.

    Headlines hold semicolons as they please: here quotation marks say where one ends.
    """
    found = [_ARTICLE.fullmatch(each) for each in _BETWEEN_ARTICLES.split(cell.strip().strip('"'))]
    given = [each for each in found if each is not None]
    if len(given) < len(found):
        return None
    return tuple([each[name].strip() for each in given] for name in ("office", "day", "headline"))  # type: ignore[return-value]
