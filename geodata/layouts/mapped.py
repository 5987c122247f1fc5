"""Reads any table as incidents, by a mapping of its columns to fields.

Nothing is taken for granted: positions without a stated precision count as near with an unknown radius, a
date that nobody gave stays unknown, and columns without a meaning stay as they are, among the file's own.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geodata import model
from geodata.errors import MappingError
from geodata.ingest import made_ids, positions, questions
from geodata.ingest.choices import PAIR_ORDERS, Question
from geodata.ingest.events import Events
from geodata.layouts import proposals
from geodata.readers.raw import placed
from geodata.values import coordinates, dates, numbers, texts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geodata.ingest.choices import Choices
    from geodata.ingest.sheet import Sheet
    from geodata.readers.raw import RawFile

LAYOUT: Final = "mapped"

_LONGEST_TITLE: Final = 120
_ROLES: Final = {
    "actor": "participant",
    "side_a": "side A",
    "side_b": "side B",
    "initiator": "initiator",
    "target": "target",
}
_SYSTEMS: Final = ("EPSG:32634", "EPSG:32633", "EPSG:25834", "EPSG:3857", "EPSG:6316")
"""Systems to begin a list with: UTM 34N and 33N, ETRS89 / UTM 34N, web mercator, MGI 1901 zone 7."""
_VERBATIM: Final = ("id", "title", "summary", "event_type", "place", "latitude", "longitude")
"""Fields that the model has as the cell has them; other mapped columns stay among the file's own as well."""


def proposed(raw: RawFile, choices: Choices) -> dict[str, str]:
    """The mapping that is chosen, or what names and values suggest."""
    if choices.mapping:
        return dict(choices.mapping)
    return _suggested(raw)[0]


def _suggested(raw: RawFile) -> tuple[dict[str, str], tuple[str, ...]]:
    """What names and values suggest; the id is the column that the file itself says it is."""
    found, several = proposals.mapping_of(raw.rows, shapes=raw.geometry is not None)
    if raw.key is None:
        return found, several
    others = {name: meaning for name, meaning in found.items() if meaning != "id" and name != raw.key}
    return {raw.key: "id", **others}, tuple(name for name in several if name != raw.key)


def read(sheet: Sheet) -> Events:
    """Read the rows."""
    of = _Columns(sheet)
    sheet.choices = replace(sheet.choices, mapping=dict(of.mapping))
    ids = made_ids.ids(sheet, of.one("id"))
    at = _positions(sheet, of)
    when = _times(sheet, of)
    killed = _killed(sheet, of)
    titles = _titles(sheet, of)
    where = _locations(sheet, of, at)
    incidents = pd.DataFrame(
        {
            "id": ids,
            "kind": _word(sheet, of, "kind", model.KINDS, "incident"),
            "event_type": of.text("event_type"),
            "title": titles,
            "summary": texts.joined([sheet[name] for name in of.all("summary")], "\n")
            if of.all("summary")
            else None,
            "start": when.start,
            "end": when.end,
            "time_class": when.time_class,
            "place": of.text("place"),
            "lon": at.lon,
            "lat": at.lat,
            "location_class": where[0],
            "uncertainty_m": where[1],
            **killed,
            "confidence": _word(sheet, of, "confidence", model.CONFIDENCES, None),
        },
        index=sheet.index,
    )
    injured, quantities = _injured(sheet, of)
    incidents["injured"] = injured
    others = sheet.others(column for name in _VERBATIM for column in of.all(name)[:1])
    return Events(incidents, at.shapes, others, _participations(sheet, of), quantities, _sources(sheet, of))


class _Columns:
    """The columns of each field."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        chosen = sheet.choices.mapping
        if chosen:
            present = set(map(str, sheet.raw.rows.columns))
            for column in chosen:
                if column not in present:
                    raise MappingError("mapping", column, f"a column of the file ({', '.join(present)})")
            self.mapping: Mapping[str, str] = chosen
        else:
            self.mapping, several = _suggested(sheet.raw)
            if several:
                words = "Several columns hold dates: which one says when it happened?"
                examples = tuple(f"{name}: {sheet[name].iloc[0]}" for name in several[:5])
                sheet.questions.append(Question("mapping", words, several, examples, about="date"))

    def all(self, meaning: str) -> list[str]:
        """The columns mapped to a field, in the file's order."""
        return [column for column, each in self.mapping.items() if each == meaning]

    def one(self, meaning: str) -> str | None:
        """The column mapped to a field."""
        return next(iter(self.all(meaning)), None)

    def text(self, meaning: str) -> pd.Series[str]:
        """The texts of a field, empty where no column has it."""
        return self.sheet[self.one(meaning) or f"\0{meaning}"]


def _positions(sheet: Sheet, of: _Columns) -> positions.Positions:
    n = len(sheet.index)
    found = positions.of_points(np.full(n, np.nan), np.full(n, np.nan))
    about = "geometry"
    latitude, longitude = of.one("latitude"), of.one("longitude")
    if latitude and longitude:
        about, found = latitude, positions.of_points(*positions.in_two_columns(sheet, latitude, longitude))
    elif latitude or longitude:
        words = "Only one of latitude and longitude is mapped: no position is read."
        sheet.remark(latitude or longitude or "", words)
    if pair := of.one("coordinates"):
        about, found = pair, positions.overlaid(found, _pairs(sheet, pair))
    if wkt := of.one("wkt"):
        about, found = wkt, positions.overlaid(_wkt(sheet, wkt), found)
    easting, northing = of.one("easting"), of.one("northing")
    if easting and northing:
        about, found = easting, positions.overlaid(found, _projected(sheet, easting, northing))
    if sheet.raw.geometry is not None:
        about = "geometry"
        found = positions.overlaid(positions.of_shapes(sheet, sheet.raw.geometry, about), found)
    positions.remark_on_odd(sheet, found, about)
    if not found.known.any():
        sheet.remark("coordinates", "No row has a position: places can be looked up by their names.")
    return found


def _pairs(sheet: Sheet, column: str) -> positions.Positions:
    order = sheet.choices.pair_order
    if order is None:
        name = column.casefold()
        longitude_first = 0 <= name.find("lon") < name.find("lat") or name in ("xy", "x,y", "x y")
        order = PAIR_ORDERS[1] if longitude_first else PAIR_ORDERS[0]
        first = order.split("-", 1)[0]
        sheet.remark(column, f"Pairs of coordinates without letters are read with the {first} first.")
    lon, lat, why = coordinates.pairs(sheet[column], order, sheet.choices.decimal)
    sheet.refuse(column, why)
    return positions.of_points(lon, lat)


def _wkt(sheet: Sheet, column: str) -> positions.Positions:
    cells = sheet[column].str.replace(r"^\s*SRID=4326;", "", regex=True, case=False).str.strip()
    shapes, lost = positions.from_wkt(cells)
    sheet.refuse_where(column, lost, "no well-known text: write POINT (20.78 42.97), longitude first")
    return positions.of_shapes(sheet, shapes, column)


def _projected(sheet: Sheet, easting: str, northing: str) -> positions.Positions:
    crs = sheet.choices.crs
    n = len(sheet.index)
    if crs is None:
        words = f"In which coordinate system are '{easting}' and '{northing}'? Give its EPSG number."
        examples = tuple(f"{sheet[easting].iloc[k]}, {sheet[northing].iloc[k]}" for k in range(min(n, 2)))
        sheet.questions.append(Question("crs", words, _SYSTEMS, examples))
        return positions.of_points(np.full(n, np.nan), np.full(n, np.nan))
    x, why_x = numbers.decimals(sheet[easting], sheet.choices.decimal)
    y, why_y = numbers.decimals(sheet[northing], sheet.choices.decimal)
    sheet.refuse(easting, why_x)
    sheet.refuse(northing, why_y)
    x_missing, y_missing = (sheet[name] == "" for name in (easting, northing))
    sheet.refuse_where(
        easting, x_missing & ~y_missing, "empty, but a northing is given: give both or neither"
    )
    sheet.refuse_where(
        northing, y_missing & ~x_missing, "empty, but an easting is given: give both or neither"
    )
    lon, lat, why = coordinates.projected(x, y, crs)
    sheet.refuse(easting, why)
    sheet.remark(easting, f"Positions are converted from {crs}; the figures of the file are in the details.")
    words = f"outside the area that {crs} is made for"
    sheet.warn_where(easting, coordinates.outside_of(lon, lat, crs), words)
    return positions.of_points(lon, lat)


def _locations(sheet: Sheet, of: _Columns, at: positions.Positions) -> tuple[Any, Any]:
    """Location class and radius of each row."""
    column = of.one("location_class")
    stated = of.text("location_class")
    if column:
        bad = ~stated.isin((*model.LOCATION_CLASSES, ""))
        sheet.refuse_where(column, bad, f"has to be one of: {', '.join(model.LOCATION_CLASSES)}, or nothing")
    points = at.known & ~positions.is_line(at.shapes) & ~positions.is_area(at.shapes)
    default = sheet.choices.location_class
    unstated = points & (stated == "").to_numpy(bool)
    if default is None and unstated.any():
        sheet.remark(column or "location_class", _unstated(column, of.one("uncertainty_m")))
    classes = np.full(len(points), None, dtype=object)
    classes[points] = default or "near"
    classes[positions.is_line(at.shapes)] = "line"
    classes[positions.is_area(at.shapes)] = "region"
    classes = np.where(stated == "", classes, stated.to_numpy(object))
    radius, why = numbers.decimals(of.text("uncertainty_m"), sheet.choices.decimal)
    if about := of.one("uncertainty_m"):
        sheet.refuse(about, why)
        sheet.refuse_where(about, radius < 0, "less than 0: has to be metres, such as 500")
    if sheet.choices.uncertainty_m is not None:
        radius = np.where(np.isnan(radius) & points, sheet.choices.uncertainty_m, radius)
    return classes, radius


def _unstated(column: str | None, metres: str | None) -> str:
    """What happens where no class is stated, and what to do."""
    radius = f"the radius of {metres}" if metres else "an unknown radius"
    if column:
        return f"Where {column} is empty, positions count as near, with {radius}."
    return (
        f"No column was recognised that says how exact the positions are: they count as near, with {radius}. "
        "If a column says it, choose the meaning location_class for it"
        + ("." if metres else ", or uncertainty_m if it holds metres.")
    )


def _times(sheet: Sheet, of: _Columns) -> dates.Dates:
    first, last = of.one("start") or of.one("date"), of.one("end")
    about = first or last
    if about is None:
        if not any(question.about == "date" for question in sheet.questions):
            sheet.remark("date", "No column holds a date: when each row happened stays unknown.")
        return dates.collected([dates.UNKNOWN] * len(sheet.index), sheet.index)
    zone, order = sheet.choices.zone, questions.date_order(sheet, [each for each in (first, last) if each])
    starts, ends = sheet[first or "\0"], sheet[last or "\0"]
    timed = not dates.only_midnights(pd.concat([starts, ends]))
    day_times = of.text("time")
    sheet.remark_on_utc(about, starts.str.cat(day_times, sep=" "), ends)

    def read_one(start: str, end: str, time: str) -> Any:
        begun = dates.read(questions.with_time(start, time), zone, order, time=timed or bool(time))
        if not end.strip():
            return begun
        return dates.joined(begun, dates.read(end, zone, order, time=timed))

    found = texts.each_distinct(read_one, starts, ends, day_times)
    if last and first:
        return _dates_of_two(sheet, first, last, found)
    return sheet.dates(about, found, needed=False)


def _dates_of_two(sheet: Sheet, first: str, last: str, found: Sequence[Any]) -> dates.Dates:
    """As `Sheet.dates`; a fault that only the end has is told of the end."""
    read = sheet.dates(
        first, [dates.UNKNOWN if isinstance(each, str) else each for each in found], needed=False
    )
    why = dates.collected(found, sheet.index).why
    zone, order = sheet.choices.zone, sheet.date_order
    of_start = [isinstance(dates.read(text, zone, order), str) for text in sheet[first].tolist()]
    sheet.refuse(first, np.where(of_start, why, ""))
    sheet.refuse(last, np.where(of_start, "", why))
    return read


def _titles(sheet: Sheet, of: _Columns) -> list[str]:
    """The title, else the description's first line, else type and place, else the row's number."""
    summaries = of.text(of.mapping.get(next(iter(of.all("summary")), ""), "summary"))
    kinds = texts.joined((of.text("event_type"), of.text("place")), ", ")
    found = []
    for row, title, summary, kind in zip(
        sheet.index.tolist(), of.text("title").tolist(), summaries.tolist(), kinds, strict=True
    ):
        line = summary.strip().split("\n", 1)[0].strip()
        if len(line) > _LONGEST_TITLE:
            line = line[:_LONGEST_TITLE].rsplit(" ", 1)[0] + " …"
        found.append(title if title.strip() else line or kind or f"row {placed(row, sheet.raw.parts)[1]}")
    return found


def _word(sheet: Sheet, of: _Columns, meaning: str, words: tuple[str, ...], default: str | None) -> Any:
    column = of.one(meaning)
    if column is None:
        return default
    given = sheet[column]
    sheet.refuse_where(column, ~given.isin((*words, "")), f"has to be one of: {', '.join(words)}, or nothing")
    return [text or default for text in given.tolist()]


def _counted(sheet: Sheet, of: _Columns, meaning: str) -> Sequence[numbers.Count]:
    found, why = numbers.counts(of.text(meaning), sheet.choices.decimal)
    if column := of.one(meaning):
        sheet.refuse(column, why)
    return found


def _killed(sheet: Sheet, of: _Columns) -> dict[str, Any]:
    best = _counted(sheet, of, "fatalities")
    low, high = (_counted(sheet, of, f"fatalities_{name}") for name in ("low", "high"))
    figures = {
        "fatalities_low": [a.best if a.best is not None else b.low for a, b in zip(low, best, strict=True)],
        "fatalities_best": [each.best for each in best],
        "fatalities_high": [
            a.best if a.best is not None else b.high for a, b in zip(high, best, strict=True)
        ],
    }
    falls = [
        any(x > y for x, y in ((a, b), (b, c), (a, c)) if x is not None and y is not None)
        for a, b, c in zip(*figures.values(), strict=True)
    ]
    if column := of.one("fatalities") or of.one("fatalities_low"):
        sheet.warn_where(column, falls, "low, best and high do not rise: they stay as the file has them")
    return {name: numbers.whole(values) for name, values in figures.items()}


def _injured(sheet: Sheet, of: _Columns) -> tuple[Any, list[tuple[Any, ...]]]:
    """The number of injured; a range, which the model's number cannot hold, as a quantity."""
    found = _counted(sheet, of, "injured")
    ranges = [
        (row, "injured", count.low, count.best, count.high, "people")
        for row, count in zip(sheet.index.tolist(), found, strict=True)
        if count.low is not None or count.high is not None
    ]
    return numbers.whole([count.best for count in found]), ranges


def _participations(sheet: Sheet, of: _Columns) -> list[tuple[Any, ...]]:
    return [
        (row, name, role, "unknown")
        for meaning, role in _ROLES.items()
        for column in of.all(meaning)
        for row, cell in zip(sheet.index.tolist(), sheet[column].tolist(), strict=True)
        for name in dict.fromkeys(texts.listed(cell))
    ]


def _sources(sheet: Sheet, of: _Columns) -> list[tuple[Any, ...]]:
    """The sources of each row: addresses found in any of the columns, with the other cells' words."""
    found: list[tuple[Any, ...]] = []
    rows = sheet.index.tolist()
    titles, addresses = ([sheet[name].tolist() for name in of.all(each)] for each in ("source", "source_url"))
    publishers = of.text("publisher").tolist()
    for place, row in enumerate(rows):
        cells = [column[place] for column in titles if column[place].strip()]
        given = [link for column in addresses for link in texts.links(column[place])]
        words = [cell for cell in cells if not texts.links(cell)]
        links = list(dict.fromkeys([*given, *(link for cell in cells for link in texts.links(cell))]))
        publisher = publishers[place] or None
        if len(links) == 1 and words:
            title = "; ".join(words)
            found.append(
                (row, links[0], publisher or texts.host(links[0]), title, links[0], None, None, None, None)
            )
            continue
        found += [
            (row, each, publisher or texts.host(each), None, each, None, None, None, None) for each in links
        ]
        for each in dict.fromkeys(part for cell in words for part in texts.listed(cell)):
            found.append((row, each, publisher, each, None, None, None, None, None))
        if publisher and not links and not words:
            found.append((row, publisher, publisher, None, None, None, None, None, None))
    return found
