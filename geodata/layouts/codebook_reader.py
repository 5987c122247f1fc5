"""Reads a table as its `Codebook` says: incidents, who took part, sources and quantities, by columns.

A figure or a code that cannot be read is left out with a remark, and stays among the file's own columns; a
date or a position that cannot be read refuses its row.
"""

from __future__ import annotations

import operator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geodata.ingest import made_ids, midnights, positions, questions
from geodata.ingest.events import Events
from geodata.layouts.codebook import Codebook, Day, Interval, Of, Parts, whole
from geodata.values import coordinates, dates, numbers, texts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geodata.ingest.sheet import Sheet

_LONGEST_TITLE: Final = 120
_SAMPLE: Final = 1_000
_NO_PART: Final = frozenset(("", "0", "00", "-9", "-99", "-999", "."))
_WRITTEN: Final = frozenset(("NA", "N/A", "NULL", "\\N", "NaN", "nan"))
"""What programs write for nothing, in this spelling: Nan is a town."""
_ONLY_ONE: Final = "empty, but the other coordinate is given: give both or neither"


def read(book: Codebook, sheet: Sheet) -> Events:
    """Read the rows."""
    return _Reading(book, sheet).events()


class _Reading:
    def __init__(self, book: Codebook, sheet: Sheet) -> None:
        book.COLUMNS.spell(sheet)
        self.book, self.sheet = book, sheet
        self.bare: dict[str, bool] = {}
        """Of a column whether it holds words for nothing."""

    def events(self) -> Events:
        book, sheet = self.book, self.sheet
        ids, at, when = self._ids(), self._positions(), self._times()
        event_type, place, summary = (
            self._text(each) for each in (book.event_type, book.place, book.summary)
        )
        title = self._text(book.title) if book.title else texts.joined((event_type, place), ", ")
        short = texts.each_distinct(_short, pd.Series(title, index=sheet.index).astype("str").fillna(""))
        where = (
            texts.each_distinct(book.where.read, *map(self.cells, book.where.columns))
            if (book.where.columns)
            else [book.where.read()] * len(sheet.index)
        )
        incidents = pd.DataFrame(
            {
                "id": ids,
                "kind": texts.constant("incident", len(sheet.index)),
                "event_type": event_type,
                "title": texts.or_else(short.column(), "event ", ids),
                "summary": summary,
                "start": when.start,
                "end": when.end,
                "time_class": when.time_class,
                "place": place,
                "lon": at.lon,
                "lat": at.lat,
                **positions.classed(at, where),
                **self._toll(),
            },
            index=sheet.index,
        )
        for words in book.remarks:
            sheet.remark("layout", words)
        if book.no_event:
            why = texts.each_distinct(book.no_event.read, *map(self.cells, book.no_event.columns))
            sheet.refuse(book.no_event.columns[0], why)
        taking_part = self._participations()
        return Events(
            incidents, at.shapes, sheet.others(self._held()), taking_part, self._quantities(), self._sources()
        )

    def cells(self, name: str) -> pd.Series[str]:
        """A column's texts, empty ones where it holds a word or a code for nothing."""
        given, nothing = self.sheet[name], self.book.nothing

        def is_nothing(cell: str) -> bool:
            word = cell.strip()
            return word in _WRITTEN or word.casefold() in nothing

        bare = texts.each_distinct(is_nothing, given).where(bool)
        self.bare[name] = bool(bare.any())
        if not self.bare[name]:
            return given
        words = sorted({cell.strip() for cell in texts.some(given, np.flatnonzero(bare)[:_SAMPLE])})
        said = f"{int(bare.sum()):,} cells ({', '.join(words[:3])}) stand for nothing known."
        self.sheet.remark(self.sheet.column(name), said)
        return given.mask(bare, "")

    def _text(self, said: str | Of | None) -> pd.Series[str]:
        """A column as it is, or what is made of several."""
        if isinstance(said, str):
            return self.cells(said)
        if said is None:
            return pd.Series("", index=self.sheet.index, dtype="str")
        if not said.columns:  # the same of every row
            return pd.Series(said.read(), index=self.sheet.index, dtype="str")
        made = texts.each_distinct(said.read, *map(self.cells, said.columns))
        return pd.Series(made.column(), index=self.sheet.index).astype("str").fillna("")

    def _ids(self) -> pd.Series[str]:
        book, sheet = self.book, self.sheet
        if book.id is None or not sheet.has(book.id):
            return made_ids.ids(sheet, None)
        ids = sheet[book.id]
        if book.apart is None or not texts.repeated(ids).any():
            return sheet.identify(book.id)
        again = texts.repeated(ids) & (ids != "").to_numpy(bool)
        copies = sheet.refuse_copies(book.id, again)
        again = ids.where(again & ~copies, "").duplicated(keep=False).to_numpy(bool) & again & ~copies
        ids = ids.where(~again, ids.str.cat(sheet[book.apart], sep=" "))
        if again.any():
            words = f"Ids repeat, as the codebook says: behind those that do stands {book.apart}."
            sheet.remark(sheet.column(book.id), words)
        sheet.rows.needs(sheet.column(book.id))
        twice = texts.repeated(ids) & (ids != "").to_numpy(bool) & ~copies
        twice &= ids.where(twice, "").duplicated(keep=False).to_numpy(bool)
        sheet.refuse_where(book.id, twice, f"the same id and {book.apart} as another row: take one out")
        return ids

    def _positions(self) -> positions.Positions:
        book, sheet = self.book, self.sheet
        latitude, longitude = book.latitude or "", book.longitude or ""
        if book.pair:
            found = self._in_several_columns(book.pair)
        elif sheet.has(latitude) and sheet.has(longitude):
            found = self._in_two_columns(latitude, longitude)
        else:
            nowhere = np.full(len(sheet.index), np.nan)
            found = positions.of_points(nowhere, nowhere)
        field = latitude if sheet.has(latitude) else "geometry"
        if sheet.raw.geometry is not None:
            shapes = positions.of_shapes(sheet, sheet.raw.geometry, "geometry")
            found = positions.overlaid(shapes, found)
        positions.remark_on_odd(sheet, found, field)
        if not found.known.any():
            sheet.remark("coordinates", "No row has a position: places can be looked up by their names.")
        return found

    def _in_two_columns(self, latitude: str, longitude: str) -> positions.Positions:
        decimal = self.sheet.choices.decimal
        read = []
        given = [self.cells(name) for name in (latitude, longitude)]
        empty = [~texts.filled(cells) for cells in given]
        for name, cells, axis in zip(
            (latitude, longitude), given, (coordinates.LATITUDE, coordinates.LONGITUDE), strict=True
        ):
            degrees, why = coordinates.degrees(cells, axis, decimal)
            self.sheet.refuse(name, why)
            read.append(degrees)
        self.sheet.refuse_where(latitude, empty[0] & ~empty[1], _ONLY_ONE)
        self.sheet.refuse_where(longitude, empty[1] & ~empty[0], _ONLY_ONE)
        return positions.of_points(read[1], read[0])

    def _in_several_columns(self, pair: Of) -> positions.Positions:
        found = texts.each_distinct(pair.read, *map(self.cells, pair.columns))
        few = np.array([each or (np.nan, np.nan) for each in found.results], np.float64).reshape(-1, 2)
        lon, lat = few[found.codes].T
        return positions.of_points(np.ascontiguousarray(lon), np.ascontiguousarray(lat))

    def _times(self) -> dates.Dates:
        sheet, said, zone = self.sheet, self.book.when, self.sheet.choices.zone
        if isinstance(said, Parts):
            return self._of_parts(said)
        names = (said.column,) if isinstance(said, Day) else (said.first, said.last)
        order = sheet.choices.date_order or said.order
        if order is None:
            order = questions.date_order(sheet, names)
        sheet.date_order = order
        if isinstance(said, Interval):

            def between(first: str, last: str) -> Any:
                read = [dates.read(each, zone, order, time=False) for each in (first, last or first)]
                return dates.joined(*read)

            found = texts.each_distinct(between, *map(self.cells, names))
            return sheet.dates(said.first, found, needed=False)
        clock = self.cells(said.time or "\0time")

        def read_one(*cells: str, time: bool) -> Any:
            day, hour, precision = cells
            found = dates.read(questions.with_time(day, hour), zone, order, time=time)
            return _widened(found, precision.strip().casefold(), zone)

        fineness = self.cells(said.precision or "\0precision")
        found = midnights.each_row(read_one, self.cells(said.column), clock, fineness)
        return sheet.dates(said.column, found, needed=False)

    def _of_parts(self, said: Parts) -> dates.Dates:
        zone = self.sheet.choices.zone
        several = said.last is not None and self.sheet.has(said.last[0])

        def read_one(*cells: str) -> Any:
            found = _day_of(cells[:3], zone)
            if several:
                last = _day_of(cells[4:], zone)
                found = found if last == dates.UNKNOWN else dates.joined(found, last)
            if cells[3].strip() and isinstance(found, dates.Span) and found.start is not None:
                return found._replace(approximate=True)
            return found

        columns = (*said.first, said.about or "\0about", *((said.last or ()) if several else ()))
        return self.sheet.dates(
            said.first[0], texts.each_distinct(read_one, *map(self.cells, columns)), needed=False
        )

    def _count(self, name: str) -> texts.Repeated[numbers.Count]:
        return self.sheet.figures(name, self.cells(name))

    def _toll(self) -> dict[str, Any]:
        book, sheet = self.book, self.sheet
        found: dict[str, Any] = {}
        if book.killed and sheet.has(book.killed):
            killed = self._count(book.killed)
            low, best, high = (killed.each(operator.attrgetter(each)) for each in ("low", "best", "high"))
            found = {
                "fatalities_low": numbers.whole(low),
                "fatalities_best": numbers.whole(best),
                "fatalities_high": numbers.whole(high),
            }
        for name, column in (("low", book.killed_low), ("high", book.killed_high)):
            if column and sheet.has(column):
                found[f"fatalities_{name}"] = numbers.whole(
                    self._count(column).each(lambda count: count.best)
                )
        if book.injured and sheet.has(book.injured):
            found["injured"] = numbers.whole(self._count(book.injured).each(lambda count: count.best))
        return found

    def _quantities(self) -> pd.DataFrame:
        frames = [self._quantity("\0none", "", "")]
        frames += [
            self._quantity(name, *said) for name, said in self.book.quantities.items() if self.sheet.has(name)
        ]
        return texts.frames_below(frames)

    def _quantity(self, name: str, what: str, unit: str) -> pd.DataFrame:
        counts = self._count(name)
        low, best, high = (
            np.array([_float(getattr(each, which)) for each in counts.results], np.float64)[counts.codes]
            for which in ("low", "best", "high")
        )
        given = np.flatnonzero(~(np.isnan(low) & np.isnan(best) & np.isnan(high)))
        return pd.DataFrame(
            {
                "row": self.sheet.rows_at(given),
                "what": texts.constant(what, len(given)),
                "low": low[given],
                "best": best[given],
                "high": high[given],
                "unit": texts.constant(unit, len(given)),
            }
        )

    def _participations(self) -> pd.DataFrame:
        frames = [
            self._lines(each.columns, each.read, ("actor", "kind")).assign(role=each.role)
            for each in self.book.actors
        ]
        if not frames:
            return pd.DataFrame({name: [] for name in ("row", "actor", "role", "kind")}, dtype=object)
        for frame in frames:
            frame["role"] = texts.distinct(frame["role"].astype("str"))
        return texts.frames_below(frames)[["row", "actor", "role", "kind"]]

    def _sources(self) -> pd.DataFrame:
        named = ("publisher", "title", "url")
        frames = [self._lines(each.columns, each.read, named) for each in self.book.sources]
        if not frames:
            return pd.DataFrame({name: [] for name in ("row", "source", *named)}, dtype=object)
        found = texts.frames_below(frames)
        if found.empty:
            return found.assign(source=None)
        said = texts.each_distinct(
            _first_there, *(found[name].astype(object) for name in ("url", "title", "publisher"))
        )
        return found.assign(source=said.column())

    def _lines(self, columns: Iterable[str], read_one: Any, named: tuple[str, ...]) -> pd.DataFrame:
        """What is read of the cells of each row, below each other."""
        found = texts.each_distinct(read_one, *map(self.cells, columns))
        places, cells = texts.lines(found, len(named))
        return pd.DataFrame({"row": self.sheet.rows_at(places), **dict(zip(named, cells, strict=True))})

    def _held(self) -> list[str]:
        """What the model has word for word."""
        book = self.book
        verbatim = [book.id, book.latitude, book.longitude]
        verbatim += [each for each in (book.place, book.summary, book.event_type) if isinstance(each, str)]
        return [name for name in verbatim if name and not self.bare.get(name) and name != book.apart]


def _day_of(cells: tuple[str, ...], zone: Any) -> dates.Span | str:
    year, month, day = ("" if whole(cell) in _NO_PART else whole(cell) for cell in cells)
    if not year:
        return dates.UNKNOWN
    parts = [year.zfill(4), month.zfill(2), day.zfill(2)]
    given = 1 if not month else 2 if not day else 3
    return dates.read("-".join(parts[:given]), zone)


def _widened(found: dates.Span | str, precision: str, zone: Any) -> dates.Span | str:
    """The month or the year in which a day lies, where the day stands for it."""
    if isinstance(found, str) or found.start is None or precision not in ("month", "year"):
        return found
    month = dates.month_of(found, zone)
    if precision == "month" or isinstance(month, str) or month.start is None:
        return month
    middle = datetime.fromtimestamp(found.start / 1e6, UTC).astimezone(zone)
    return dates.read(f"{middle.year:04}", zone)


def _short(text: str) -> str:
    line = text.strip().split("\n", 1)[0].strip()
    return line if len(line) <= _LONGEST_TITLE else line[:_LONGEST_TITLE].rsplit(" ", 1)[0] + " …"


def _float(figure: int | None) -> float:
    return np.nan if figure is None else float(figure)


def _first_there(*cells: Any) -> str | None:
    return next((cell for cell in cells if isinstance(cell, str) and cell), None)
